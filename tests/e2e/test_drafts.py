"""A page that saves by itself: busy servers, locked journals, tabs on their way out."""

import re
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Request, Response, Route, expect

from tests.e2e.steps import PASSWORD, sign_up

pytestmark = pytest.mark.e2e

SAVES = "**/journal/drafts/"
SAVED = re.compile(r"^Saved at \d\d:\d\d, unfinished\.$")
NOT_SAVED = re.compile("^Not saved yet")
PAUSED = re.compile("^Saving is paused")
SECOND = 1000


def new_letter(page: Page, server: str) -> Locator:
    page.goto(f"{server}/journal/letters/new/")
    return page.get_by_label("Your letter")


def state(page: Page) -> Locator:
    """What the page shows about its saving."""
    return page.locator("[data-draft-state] > [aria-hidden]")


def told(page: Page) -> Locator:
    """What it tells a screen reader."""
    return page.locator("[data-draft-state]").get_by_role("status")


def turn(page: Page, *, hidden: bool) -> None:
    """To another tab, or back. A page without a window is never hidden by itself."""
    page.evaluate(
        """(hidden) => {
            Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
            document.dispatchEvent(new Event('visibilitychange'));
            if (!hidden) window.dispatchEvent(new Event('focus'));
        }""",
        hidden,
    )


def saving(page: Page, words: str) -> AbstractContextManager[object]:
    """Wait until the server has answered the save that holds these words."""

    def holds_them(answer: Response) -> bool:
        sent = answer.request
        return sent.url.endswith("/journal/drafts/") and sent.post_data_json["body"] == words

    return page.expect_response(holds_them)


def unfinished(page: Page, server: str) -> list[str]:
    """The words of every unfinished letter, in order of the alphabet."""
    new_letter(page, server)
    links = page.get_by_role("link", name="a letter from", include_hidden=True).all()
    texts = []
    for address in [link.get_attribute("href") for link in links]:
        page.goto(server + address)
        texts.append(page.get_by_label("Your letter").input_value())
    return sorted(texts)


def test_a_save_that_failed_says_so_and_tries_again_later(context: BrowserContext, server: str):
    page = context.new_page()  # a 503 is an error to the browser's console, and meant here
    sign_up(page, server)
    page.clock.install()
    sent: list[Request] = []
    busy = True

    def answer(route: Route) -> None:
        sent.append(route.request)
        if busy:
            route.fulfill(status=503, json={})
        else:
            route.continue_()

    page.route(SAVES, answer)
    new_letter(page, server).fill("You came home.")
    page.clock.fast_forward(3 * SECOND)
    expect(state(page)).to_have_text(NOT_SAVED)
    expect(told(page)).to_have_text(NOT_SAVED)

    page.get_by_label("Your letter").press_sequentially(" Sit down.")
    page.clock.fast_forward(3 * SECOND)
    assert len(sent) == 1
    with saving(page, "You came home. Sit down."):
        page.clock.fast_forward(3 * SECOND)
    page.clock.fast_forward(7 * SECOND)
    assert len(sent) == 2
    busy = False
    page.clock.fast_forward(10 * SECOND)

    expect(state(page)).to_have_text(SAVED)
    expect(told(page)).to_have_text("Saved, unfinished.")
    assert unfinished(page, server) == ["You came home. Sit down."]


def test_a_locked_page_waits_until_someone_is_back(
    page: Page, context: BrowserContext, server: str
):
    sign_up(page, server)
    other = context.new_page()
    other.goto(f"{server}/today/")
    page.clock.install()
    sent: list[Request] = []
    page.on("request", lambda r: sent.append(r) if r.url.endswith("/journal/drafts/") else None)
    letter = new_letter(page, server)
    # Locked where this page does not hear of it, as at the idle limit of a tab without scripts.
    other.locator("form[data-lock]").evaluate("(form) => form.submit()")
    letter.fill("You came home.")
    page.clock.fast_forward(3 * SECOND)
    expect(state(page)).to_have_text(PAUSED)

    page.clock.fast_forward(600 * SECOND)
    assert len(sent) == 1
    other.get_by_label("Password").fill(PASSWORD)
    other.get_by_role("button", name="Unlock").click()
    other.wait_for_url("**/letters/new/?draft=*")  # the save that came too late waits in the inbox
    turn(page, hidden=False)

    expect(state(page)).to_have_text(SAVED)
    assert unfinished(other, server) == ["You came home."]


def test_two_tabs_on_one_draft_end_as_two(page: Page, context: BrowserContext, server: str):
    sign_up(page, server)
    new_letter(page, server).fill("Before.")
    expect(state(page)).to_have_text(SAVED)
    other = context.new_page()
    other.goto(page.url)  # its own address by now
    expect(other.get_by_label("Your letter")).to_have_value("Before.")

    for words in ("From the %s tab.", "From the %s tab, whole."):
        for tab, which in ((page, "first"), (other, "second")):
            tab.get_by_label("Your letter").fill(words % which)
            with saving(tab, words % which):
                turn(tab, hidden=True)  # saves at once

    assert unfinished(context.new_page(), server) == [
        "From the first tab, whole.",
        "From the second tab, whole.",
    ]


def test_another_tab_and_back_is_still_one_draft(page: Page, context: BrowserContext, server: str):
    sign_up(page, server)
    held: list[Route] = []
    hold = lambda route: held.append(route)  # noqa: E731, PLW0108 - Playwright marks the function
    page.route(SAVES, hold, times=1)
    letter = new_letter(page, server)
    letter.fill("You came home.")
    with page.expect_request(SAVES):
        turn(page, hidden=True)
    turn(page, hidden=False)
    letter.fill("Sit down. You came home.")

    turn(page, hidden=True)  # the first save is still on its way
    with saving(page, "Sit down. You came home."):
        held[0].continue_()
    turn(page, hidden=False)
    letter.press_sequentially(" Take it off.")
    with saving(page, "Sit down. You came home. Take it off."):
        turn(page, hidden=True)

    assert unfinished(context.new_page(), server) == ["Sit down. You came home. Take it off."]


def test_whoever_stops_a_keep_and_goes_on_is_saved_again(page: Page, server: str):
    sign_up(page, server)
    page.clock.install()
    letter = new_letter(page, server)
    page.route("**/letters/new/", lambda route: route.abort("aborted"))
    letter.fill("You came home.")
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Keep", exact=True).click()

    letter.press_sequentially(" Sit down.")
    with saving(page, "You came home. Sit down."):
        page.clock.fast_forward(6 * SECOND)
        page.clock.fast_forward(3 * SECOND)

    expect(state(page)).to_have_text(SAVED)
    page.unroute_all()
    assert unfinished(page, server) == ["You came home. Sit down."]


def test_leave_keeps_what_was_typed_a_moment_before(page: Page, server: str, elsewhere: str):
    sign_up(page, server)
    new_letter(page, server).fill("Half a sentence and then the")

    # The save goes first. If the lock overtakes it: tests/accounts/test_late_forms.py.
    held: list[Route] = []
    page.route("**/leave-now/", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks the function
    with saving(page, "Half a sentence and then the"), page.expect_request("**/leave-now/"):
        page.get_by_role("link", name="Leave").click(no_wait_after=True)
    held[0].continue_()
    page.wait_for_url(elsewhere)

    page.goto(f"{server}/journal/letters/new/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Unlock").click()
    expect(page.get_by_text("Still unfinished")).to_be_visible()
    assert unfinished(page, server) == ["Half a sentence and then the"]
