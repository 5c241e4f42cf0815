"""The same journal with JavaScript off."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.steps import PASSWORD, keep, sign_in, sign_up

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, object]:
    return {"java_script_enabled": False, "viewport": {"width": 360, "height": 740}}


def test_everything_works_by_links_and_forms(page: Page, server: str, elsewhere: str):
    email = sign_up(page, server)

    page.get_by_role("link", name="Write", exact=True).click()
    keep(page)
    asked_for = page.get_by_role("link", name="There is nothing on the page yet.")
    expect(asked_for).to_have_attribute("href", "#id_body")
    page.get_by_label("Your letter").fill("Three lines are a letter.")
    page.get_by_text("To find again later").click()
    page.get_by_label("Open on").fill("2031-03-14")
    keep(page)
    expect(page.get_by_role("heading", name="A letter for 14 March 2031")).to_be_visible()
    expect(page.get_by_text("Three lines are a letter.")).to_have_count(0)

    page.get_by_role("link", name="Today").click()
    half = page.locator("main form").get_attribute("action")
    page.goto(server + half.replace("morning", "evening"))
    page.get_by_label("Nothing today").check()
    keep(page)
    expect(page.get_by_text("Nothing today.")).to_be_visible()

    page.get_by_role("button", name="Lock").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Unlock").click()
    page.get_by_role("link", name="Leave").click()
    page.wait_for_url(elsewhere)
    page.goto(f"{server}/journal/")
    expect(page.get_by_role("heading", name="Your journal is locked")).to_be_visible()
    page.get_by_role("link", name="Sign out").first.click()
    page.get_by_role("button", name="Sign out").click()

    sign_in(page, server, email)
    page.get_by_role("link", name="Look back").click()
    page.get_by_role("link", name="A letter for 14 March 2031").click()
    page.get_by_role("button", name="Open it early").click()
    expect(page.get_by_text("Three lines are a letter.")).to_be_visible()
