"""Late forms: the journal has locked, or another tab signed in again, and Keep is pressed."""

from contextlib import AbstractContextManager, nullcontext

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.steps import A_PATIENT_STORE, PASSWORD, keep, sign_in, sign_up

pytestmark = pytest.mark.e2e

WORDS = "Dear you,\n\nyou kept going. That was a lot. 🌿"


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without"])
def javascript(request: pytest.FixtureRequest) -> bool:
    return request.param


@pytest.fixture
def page(browser: Browser, javascript: bool):
    with browser.new_context(java_script_enabled=javascript) as context:
        context.add_init_script(A_PATIENT_STORE)
        yield context.new_page()


def sent_up(page: Page) -> AbstractContextManager[object]:
    """Wait until what the browser sealed at the lock has gone up.

    Without the cookies it would wait in the inbox, and be a draft of its own.
    """
    return page.expect_response("**/journal/drafts/")


def test_what_was_typed_comes_back_after_the_lock_and_after_signing_in_again(
    page: Page, server: str, javascript: bool
):
    email = sign_up(page, server)
    page.goto(f"{server}/journal/letters/new/")
    page.get_by_label("Title").fill("For Thursday")
    page.get_by_label("Your letter").fill(WORDS)
    page.context.clear_cookies(name="dearself-key")  # as when the idle limit is over

    keep(page)
    expect(page.get_by_text("What you had written is safe")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    with sent_up(page) if javascript else nullcontext():
        page.get_by_role("button", name="Unlock").click()
    expect(page.get_by_text("Your words are back.")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("For Thursday")
    expect(page.get_by_label("Your letter")).to_have_value(WORDS)

    page.context.clear_cookies()
    other = page.context.new_page()
    sign_in(other, server, email)
    other.wait_for_url("**/today/")
    with page.expect_response("**/letters/new/?draft=*"):
        keep(page)  # its CSRF token is one sign-in old
    expect(page.get_by_label("Your letter")).to_have_value(WORDS)
    keep(page)
    page.wait_for_url("**/journal/*-*-*-*-*/")
    expect(page.get_by_text("you kept going. That was a lot.")).to_be_visible()
