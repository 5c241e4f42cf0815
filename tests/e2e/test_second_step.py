"""The second step, in a browser: a code, a security key, a spare code. Each opens the vault."""

import re

import pytest
from allauth.mfa.totp.internal import auth as totp
from playwright.sync_api import Page, expect

from tests.e2e.steps import PASSWORD, keep, sign_in, sign_up

pytestmark = pytest.mark.e2e

WORDS = "Nobody else reads this."


@pytest.fixture
def server(server: str) -> str:
    """By its name: browsers tie a security key to a name, and an address in numbers is none."""
    return server.replace("127.0.0.1", "localhost")


@pytest.fixture
def security_key(page: Page) -> None:
    """A key in the browser's own simulation of one, always touched in time."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    said = {"protocol": "ctap2", "transport": "usb", "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": said})


def code_of(seed: str) -> str:
    counter = max(totp.yield_hotp_counters_from_time())
    return totp.format_hotp_value(totp.hotp_value(seed, counter))


def sign_out(page: Page, server: str) -> None:
    page.goto(f"{server}/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{server}/")


def expect_the_journal_open(page: Page, server: str) -> None:
    page.wait_for_url("**/today/")
    page.goto(f"{server}/journal/")
    page.get_by_role("link", name="A letter").first.click()
    expect(page.get_by_text(WORDS)).to_be_visible()


def test_a_key_and_a_spare_code_each_open_what_the_password_alone_does_not(
    page: Page, server: str, security_key: None
):
    email = sign_up(page, server)
    page.goto(f"{server}/journal/letters/new/")
    page.get_by_label("Your letter").fill(WORDS)
    keep(page)
    page.wait_for_url("**/journal/*-*-*-*-*/")

    page.goto(f"{server}/accounts/2fa/")
    page.get_by_role("link", name="Set up an app").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    seed = re.sub(r"\s", "", page.locator("main code").first.inner_text())
    page.get_by_label("Code").fill(code_of(seed))
    page.get_by_role("button", name="Turn it on").click()
    page.goto(f"{server}/accounts/2fa/recovery-codes/")
    spare = page.locator("main li code").first.inner_text().strip()
    page.goto(f"{server}/accounts/2fa/webauthn/add/")
    page.get_by_label("Name").fill("Blue key")
    page.get_by_role("button", name="Add this key").click()
    expect(page.get_by_text("Blue key")).to_be_visible()

    sign_out(page, server)
    sign_in(page, server, email)
    page.get_by_role("heading", name="And the second step").wait_for()
    page.goto(f"{server}/journal/")
    expect(page.get_by_text(WORDS)).to_have_count(0)
    page.get_by_role("heading", name="And the second step").wait_for()
    page.get_by_role("button", name="Use my security key").click()
    expect_the_journal_open(page, server)

    sign_out(page, server)
    sign_in(page, server, email)
    page.get_by_label("Code").fill(spare)
    page.get_by_role("button", name="Sign in").click()
    expect_the_journal_open(page, server)

    sign_out(page, server)
    sign_in(page, server, email)
    page.get_by_label("Code").fill(spare)  # used up
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("This did not match").first).to_be_visible()
