"""Leave: blank before anything else, locked, and nothing to come back to without the password."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.e2e.conftest import Elsewhere
from tests.e2e.steps import PASSWORD, sign_in, sign_up

pytestmark = pytest.mark.e2e

WORDS = "You came home and stood there with your"
# What a page shows: whether it is hidden, its title, whether anything on it is drawn. A browser
# answers no question about a page that waits for the next one, so the page notes it, and another
# tab reads.
WATCH = """() => setInterval(() => localStorage.setItem("shown", JSON.stringify([
    document.documentElement.hidden,
    document.title.trim(),
    [...document.querySelectorAll("body *")].some((e) => e.checkVisibility()),
])), 20)"""
BLANK = """() => localStorage.getItem("shown") === '[true,"",false]'"""
# Clicked and looked at in one go, so that nothing but the click itself can have come between.
CLICK_AND_LOOK = """(link) => {
    const before = performance.now();
    link.click();
    return [document.documentElement.hidden, document.title.trim(), performance.now() - before];
}"""


@pytest.fixture(scope="module")
def adas_email(browser: Browser, server: str) -> str:
    """The address of one account for many walks: sign-ups are limited to a few a minute."""
    context = browser.new_context()
    email = sign_up(context.new_page(), server)
    context.close()
    return email


def arrive(page: Page, server: str, email: str) -> None:
    sign_in(page, server, email)
    page.wait_for_url("**/today/")


def half_a_letter(page: Page, server: str) -> None:
    page.goto(f"{server}/journal/letters/new/")
    page.get_by_label("Your letter").fill(WORDS)


@pytest.fixture
def watcher(page: Page, context: BrowserContext, server: str) -> Page:
    """Another tab of the same site, that has no part in Leave."""
    tab = context.new_page()
    tab.goto(f"{server}/healthz")
    return tab


def unlock(page: Page) -> None:
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Unlock").click()


@pytest.fixture
def held(page: Page) -> Iterator[list[Route]]:
    """The server's answers to Leave, kept waiting until a test lets them go."""
    waiting: list[Route] = []
    page.route("**/leave-now/", lambda route: waiting.append(route))  # noqa: PLW0108 - Playwright marks the function
    return waiting


def test_the_page_is_blank_before_the_server_has_answered(
    page: Page,
    context: BrowserContext,
    watcher: Page,
    server: str,
    elsewhere: str,
    held: list[Route],
):
    sign_up(page, server)
    other = context.new_page()
    other.goto(f"{server}/journal/")
    half_a_letter(page, server)
    page.evaluate(WATCH)

    theirs: list[Route] = []
    other.route("**/leave-now/", lambda route: theirs.append(route))  # noqa: PLW0108 - as above

    with (
        page.expect_response("**/journal/drafts/"),
        page.expect_request("**/leave-now/"),
        other.expect_request("**/leave-now/"),
    ):
        page.get_by_role("link", name="Leave").click(no_wait_after=True)

    watcher.wait_for_function(BLANK)
    theirs[0].continue_()
    other.wait_for_url(elsewhere)  # the other tab leaves, too

    held[0].continue_()
    page.wait_for_url(elsewhere)
    expect(page.get_by_text("Light rain.")).to_be_visible()
    assert Elsewhere.visits[-1] is None  # it does not learn where they came from

    # Back, in this tab and in another, shows the lock and none of the words.
    page.go_back()
    assert WORDS not in page.content()
    assert "/letters/new/" not in page.url
    for address in ("/journal/letters/new/", "/today/"):
        other.goto(server + address)
        expect(other.get_by_role("heading", name="Your journal is locked")).to_be_visible()
        assert WORDS not in other.content()

    # Behind the password it is all there.
    unlock(other)
    other.goto(f"{server}/journal/letters/new/")
    other.get_by_text("Still unfinished").click()
    other.get_by_role("link", name="a letter from").click()
    expect(other.get_by_label("Your letter")).to_have_value(WORDS)


def test_shift_three_times_is_as_quick(
    page: Page, watcher: Page, server: str, adas_email: str, elsewhere: str, held: list[Route]
):
    arrive(page, server, adas_email)
    half_a_letter(page, server)
    page.evaluate(WATCH)

    with page.expect_request("**/leave-now/"):
        for _ in range(3):
            page.keyboard.press("Shift")

    watcher.wait_for_function(BLANK)
    held[0].continue_()
    page.wait_for_url(elsewhere)


def test_the_click_itself_blanks_the_page(page: Page, server: str, adas_email: str, elsewhere: str):
    arrive(page, server, adas_email)
    half_a_letter(page, server)

    hidden, title, took = page.get_by_role("link", name="Leave").evaluate(CLICK_AND_LOOK)

    assert (hidden, title) == (True, "")
    assert took < 1000  # ms; a handful is usual
    page.wait_for_url(elsewhere)


def test_what_lies_over_the_page_goes_with_it(
    page: Page, watcher: Page, server: str, adas_email: str, elsewhere: str, held: list[Route]
):
    arrive(page, server, adas_email)
    page.goto(f"{server}/journal/days/2026-06-17/evening/")
    page.get_by_role("button", name="Sit still first").click()
    stillness = page.get_by_role("dialog")
    expect(stillness).to_be_visible()
    page.evaluate(WATCH)

    with page.expect_request("**/leave-now/"):
        stillness.get_by_role("link", name="Leave").click(no_wait_after=True)

    watcher.wait_for_function(BLANK)
    held[0].continue_()
    page.wait_for_url(elsewhere)


def test_leave_stays_in_reach_however_far_someone_has_read(
    page: Page, server: str, adas_email: str
):
    arrive(page, server, adas_email)
    page.set_viewport_size({"width": 360, "height": 640})
    for address in ("/safety/", "/now/", "/accounts/settings/", "/accounts/2fa/"):
        page.goto(server + address)
        page.keyboard.press("End")

        expect(page.get_by_role("link", name="Leave", exact=True)).to_be_in_viewport(ratio=1)


def test_an_address_of_ones_own_is_where_leave_goes(page: Page, server: str):
    sign_up(page, server)
    page.goto(f"{server}/accounts/settings/")
    page.get_by_label("Where Leave goes").fill("https://example.org/recipes")
    page.get_by_role("button", name="Keep these settings").click()
    page.get_by_text("Kept.").wait_for()

    with page.expect_request("https://example.org/recipes"):  # it is asked for, and not there
        page.get_by_role("link", name="Leave", exact=True).click(no_wait_after=True)

    another = page.context.new_page()
    another.goto(f"{server}/journal/")
    expect(another.get_by_role("heading", name="Your journal is locked")).to_be_visible()


def test_turned_off_there_is_no_leave_and_shift_does_nothing(page: Page, server: str):
    sign_up(page, server)
    page.goto(f"{server}/accounts/settings/")
    page.get_by_label("Show Leave on every page").uncheck()
    page.get_by_role("button", name="Keep these settings").click()
    expect(page.get_by_text("Kept.")).to_be_visible()

    for address in ("/today/", "/now/", "/accounts/2fa/", "/journal/letters/new/"):
        page.goto(server + address)
        for _ in range(3):
            page.keyboard.press("Shift")
        expect(page.get_by_role("link", name="Leave", exact=True)).to_have_count(0)
        assert page.url == server + address
        assert not page.evaluate("document.documentElement.hidden")

    page.get_by_role("button", name="Lock").click()
    expect(page.get_by_role("heading", name="Your journal is locked")).to_be_visible()


def test_a_plain_tab_says_notes(page: Page, server: str):
    sign_up(page, server)
    page.goto(f"{server}/accounts/settings/")
    page.get_by_label("Show a plain name and icon").check()
    page.get_by_role("button", name="Keep these settings").click()

    for address in ("/today/", "/now/", "/accounts/2fa/", "/no-such-page/"):
        page.goto(server + address)
        expect(page).to_have_title("Notes")


def test_without_javascript_leave_is_a_plain_link(
    browser: Browser, server: str, adas_email: str, elsewhere: str
):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    arrive(page, server, adas_email)
    half_a_letter(page, server)

    page.get_by_role("link", name="Leave").click()

    page.wait_for_url(elsewhere)
    assert Elsewhere.visits[-1] is None
    page.go_back()
    expect(page.get_by_role("heading", name="Your journal is locked")).to_be_visible()
    assert WORDS not in page.content()
    context.close()
