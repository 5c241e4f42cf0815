"""The idle lock: asked before, blank at once, and every word there afterwards."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from django.core import signing
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from tests.e2e.steps import PASSWORD, sign_in, sign_up

pytestmark = pytest.mark.e2e

KEY = "dearself-key"
SECOND = 1000
MINUTE = 60 * SECOND
NEARLY = 29 * MINUTE  # of thirty: time to ask
BLANK = "document.documentElement.hidden && document.title.trim() === ''"


@pytest.fixture(scope="module")
def adas_email(browser: Browser, server: str) -> str:
    """The address of one account for many walks: sign-ups are limited to a few a minute."""
    context = browser.new_context()
    email = sign_up(context.new_page(), server)
    context.close()
    return email


@pytest.fixture
def let_the_cookie_age(
    server: str, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[BrowserContext, int], None]:
    """Stamp a browser's key cookie as it would have been some minutes ago.

    The browser's clock can be moved, the server's cannot.
    """
    (secret,) = tmp_path_factory.getbasetemp().glob("served[0-9]*/data/secret_key")
    signer = signing.TimestampSigner(key=_key_in(secret), salt="dear-self.key-cookie")

    def age(context: BrowserContext, minutes: int) -> None:
        (cookie,) = [c for c in context.cookies() if c["name"] == KEY]
        key = signer.unsign(cookie["value"].strip('"'))
        with time_machine.travel(signing.time.time() - minutes * 60, tick=False):
            context.add_cookies([cookie | {"value": signer.sign(key)}])

    return age


def _key_in(secret: Path) -> str:
    return secret.read_text(encoding="utf-8").strip()


def arrive(page: Page, server: str, email: str) -> None:
    sign_in(page, server, email)
    page.wait_for_url("**/today/")


def half_a_letter(page: Page, server: str, words: str = "Half a sentence and then the") -> Locator:
    page.goto(f"{server}/journal/letters/new/")
    letter = page.get_by_label("Your letter")
    letter.fill(words)
    return letter


def question(page: Page) -> Locator:
    return page.get_by_role("alertdialog", name="Still here?")


def stamp(context: BrowserContext) -> str:
    (cookie,) = [c["value"] for c in context.cookies() if c["name"] == KEY]
    return cookie.rsplit(":", 2)[1]


def unlock(page: Page) -> None:
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Unlock").click()


def test_it_asks_then_locks_and_the_half_written_letter_is_there(
    page: Page, context: BrowserContext, server: str, adas_email: str, let_the_cookie_age
):
    arrive(page, server, adas_email)
    page.clock.install()
    letter = half_a_letter(page, server)

    # A minute before, it asks. Whoever stays goes on where they were.
    page.clock.fast_forward(NEARLY)
    expect(question(page)).to_be_visible()
    expect(page.get_by_role("button", name="Stay")).to_be_focused()
    expect(question(page)).to_contain_text(re.compile(r"About [2-6]0 seconds left"))
    assert Axe().run(page).response["violations"] == []
    let_the_cookie_age(context, 29)
    before = stamp(context)
    page.get_by_role("button", name="Stay").click()
    expect(question(page)).to_be_hidden()
    expect(letter).to_be_focused()
    assert stamp(context) > before

    # The next time nobody answers. It says so once more, then the page is blank at once.
    held: list[Route] = []
    page.route("**/accounts/lock/", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks the function
    page.clock.fast_forward(NEARLY)
    expect(question(page)).to_be_visible()
    expect(question(page).get_by_role("status")).to_be_empty()
    page.clock.fast_forward(40 * SECOND)
    expect(question(page).get_by_role("status")).to_have_text("Twenty seconds left.")
    with page.expect_request("**/accounts/lock/"):
        page.clock.fast_forward(15 * SECOND)
    assert page.evaluate(BLANK)
    expect(page.get_by_text("Half a sentence")).to_be_hidden()
    held[0].continue_()

    page.wait_for_url("**/accounts/unlock/?next=*")
    expect(page.get_by_role("heading", name="Your journal is locked")).to_be_visible()
    unlock(page)
    expect(page.get_by_label("Your letter")).to_have_value("Half a sentence and then the")


@pytest.mark.parametrize("key", ["Escape", "a"])
def test_any_key_in_the_question_stays(page: Page, server: str, adas_email: str, key: str):
    arrive(page, server, adas_email)
    page.clock.install()
    half_a_letter(page, server)
    page.clock.fast_forward(NEARLY)
    expect(question(page)).to_be_visible()

    page.keyboard.press("Tab")  # only looks around
    expect(page.get_by_role("button", name="Lock now")).to_be_focused()
    page.keyboard.press(key)

    expect(question(page)).to_be_hidden()
    page.clock.fast_forward(5 * MINUTE)
    expect(question(page)).to_be_hidden()


def test_whoever_is_busy_is_not_asked(page: Page, server: str, adas_email: str):
    arrive(page, server, adas_email)
    page.clock.install()
    letter = half_a_letter(page, server)

    for _ in range(4):
        page.clock.fast_forward(25 * MINUTE)
        with page.expect_response("**/accounts/stay/") as answer:
            letter.press("End")
        assert answer.value.status == 204

    expect(question(page)).to_be_hidden()
    expect(letter).to_be_visible()


def test_tabs_stay_and_lock_together(
    page: Page, context: BrowserContext, server: str, adas_email: str
):
    context.clock.install()
    arrive(page, server, adas_email)
    other = context.new_page()
    other.goto(f"{server}/journal/")
    letter = half_a_letter(page, server)
    context.clock.fast_forward(NEARLY)
    for tab in (page, other):
        expect(question(tab)).to_be_visible()

    other.get_by_role("button", name="Stay").click()
    for tab in (page, other):
        expect(question(tab)).to_be_hidden()
    expect(letter).to_be_visible()

    context.clock.fast_forward(NEARLY)
    other.get_by_role("button", name="Lock now").click()
    for tab in (page, other):
        tab.wait_for_url("**/accounts/unlock/?next=*")
    unlock(page)
    expect(page.get_by_label("Your letter")).to_have_value("Half a sentence and then the")


def test_lock_in_one_tab_puts_the_others_away_with_their_words(
    page: Page, context: BrowserContext, server: str, adas_email: str
):
    arrive(page, server, adas_email)
    other = context.new_page()
    other.goto(f"{server}/today/")
    half_a_letter(page, server)

    other.get_by_role("button", name="Lock").click()

    for tab in (page, other):
        expect(tab.get_by_role("heading", name="Your journal is locked")).to_be_visible()
    unlock(page)
    expect(page.get_by_label("Your letter")).to_have_value("Half a sentence and then the")


def test_a_page_that_slept_past_the_limit_asks_the_server_first(
    page: Page, server: str, adas_email: str
):
    """Another tab, which this one could not hear, may have stayed."""
    arrive(page, server, adas_email)
    page.clock.install()
    letter = half_a_letter(page, server)
    held: list[Route] = []
    page.route("**/accounts/stay/", lambda route: held.append(route))  # noqa: PLW0108 - as above

    with page.expect_request("**/accounts/stay/"):
        page.clock.fast_forward(180 * MINUTE)
    assert page.evaluate(BLANK)
    held[0].continue_()

    expect(letter).to_be_visible()
    expect(page).to_have_title("Write a letter · Dear Self")
    expect(question(page)).to_be_hidden()


def test_words_of_a_page_that_slept_come_back_after_unlocking(
    page: Page, context: BrowserContext, server: str, adas_email: str, let_the_cookie_age
):
    arrive(page, server, adas_email)
    page.clock.install()
    half_a_letter(page, server)
    let_the_cookie_age(context, 180)

    page.clock.fast_forward(180 * MINUTE)

    expect(page.get_by_role("heading", name="Your journal is locked")).to_be_visible()
    unlock(page)
    expect(page.get_by_label("Your letter")).to_have_value("Half a sentence and then the")


def test_offline_the_words_wait_out_of_sight_until_the_lock_can_be_reached(
    context: BrowserContext, server: str, adas_email: str
):
    page = context.new_page()  # being offline is an error to the browser's console
    arrive(page, server, adas_email)
    page.clock.install()
    letter = half_a_letter(page, server)
    page.clock.fast_forward(NEARLY)
    context.set_offline(True)

    page.get_by_role("button", name="Stay").click()
    expect(question(page)).to_contain_text("could not be reached just now")
    page.clock.fast_forward(MINUTE)

    notice = page.get_by_role("alertdialog", name="Your pages are put away")
    expect(notice).to_be_visible()
    expect(page.get_by_role("button", name="Try again")).to_be_focused()
    expect(letter).to_be_hidden()
    assert page.title().strip() == ""
    page.keyboard.press("Escape")  # the same as trying again
    expect(notice).to_be_visible()
    expect(letter).to_be_hidden()
    assert Axe().run(page).response["violations"] == []

    context.set_offline(False)  # it notices by itself
    expect(page.get_by_role("heading", name="Your journal is locked")).to_be_visible()
    unlock(page)
    expect(page.get_by_label("Your letter")).to_have_value("Half a sentence and then the")


def test_help_is_not_taken_from_who_reads_it(page: Page, server: str, adas_email: str):
    arrive(page, server, adas_email)
    page.clock.install()
    page.goto(f"{server}/now/")

    page.clock.fast_forward(NEARLY)
    page.clock.fast_forward(5 * MINUTE)

    expect(page.get_by_role("heading", name="Here, now")).to_be_visible()
    expect(page.get_by_role("alertdialog")).to_have_count(0)


def test_without_javascript_a_letter_sent_too_late_comes_back_after_unlocking(
    browser: Browser, server: str, adas_email: str, let_the_cookie_age
):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    arrive(page, server, adas_email)
    half_a_letter(page, server)
    expect(page.get_by_role("alertdialog")).to_have_count(0)
    let_the_cookie_age(context, 31)

    page.get_by_role("button", name="Keep", exact=True).click()

    expect(page.get_by_role("heading", name="Your journal is locked")).to_be_visible()
    unlock(page)
    expect(page.get_by_label("Your letter")).to_have_value("Half a sentence and then the")
    context.close()
