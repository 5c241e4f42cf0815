"""The whole story, in a real browser against the real server."""

import re
from datetime import date

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import Elsewhere
from tests.e2e.steps import PASSWORD, keep, sign_in, sign_up

pytestmark = pytest.mark.e2e

LETTER = "You came home and stood there with your coat on.\n\nSit down. Take it off."


def test_someone_writes_and_comes_back_tomorrow(page: Page, server: str):
    page.goto(server)
    page.get_by_role("link", name="Create account").click()
    page.get_by_label("Email").fill("ada@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()

    # The recovery key is shown, and two of its groups prove that it was kept.
    expect(page.locator(".key li span")).to_have_count(10)
    groups = page.locator(".key li span").all_inner_texts()
    page.get_by_label("Group 3").fill(groups[2].lower())
    page.get_by_label("Group 7").fill(groups[6])
    page.get_by_role("button", name="I have kept it").click()
    expect(page).to_have_url(f"{server}/today/")
    expect(page.get_by_text("You have no recovery key")).to_have_count(0)

    # A letter: an opening line steps in, the draft saves itself, Keep keeps it.
    page.get_by_role("link", name="Write", exact=True).click()
    page.get_by_text("A few ways to begin").click()
    page.get_by_role("button", name="You are not the only one").click()
    page.get_by_label("Title").fill("The coat")
    page.get_by_label("Your letter").fill(LETTER)
    expect(page.get_by_text(re.compile(r"Saved at \d\d:\d\d, unfinished"))).to_be_visible()
    page.get_by_text("Who writes to whom").click()
    page.get_by_label("Whom it is for").fill("Ada")
    page.get_by_text("How it feels, as you write").click()
    page.get_by_text("tired", exact=True).click()
    keep(page)
    expect(page.get_by_role("heading", name="The coat")).to_be_visible()
    expect(page.get_by_text("Dear Ada,")).to_be_visible()
    expect(page.get_by_text("Sit down. Take it off.")).to_be_visible()
    letter = page.url

    # Today's log, both halves.
    today = page.goto(f"{server}/today/") and date.today()  # noqa: DTZ011 - the browser's own day
    page.goto(f"{server}/journal/days/{today}/morning/")
    page.get_by_label("Morning focus").fill("patience with the slow parts")
    keep(page)
    page.get_by_role("link", name="Write something here, if you like").click()
    expect(page.get_by_text("patience with the slow parts")).to_be_visible()
    page.get_by_role("button", name="Sit still first").click()
    page.get_by_role("button", name="Enough").click()
    page.get_by_label("Kindness received").fill("She waited while I counted the change.")
    keep(page)
    expect(page.get_by_text("She waited while I counted the change.")).to_be_visible()

    # A new password seals the same words again.
    page.goto(f"{server}/accounts/password/change/")
    page.get_by_label("Your password now").fill(PASSWORD)
    page.get_by_label("New password").fill("a lamp in the window")
    page.get_by_label("The new one again").fill("a lamp in the window")
    page.get_by_role("button", name="Change password").click()
    page.goto(f"{server}/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()

    # Tomorrow.
    sign_in(page, server, "ada@example.org", "a lamp in the window")
    page.get_by_role("link", name="Look back").click()
    page.get_by_role("link", name="The coat").click()
    expect(page).to_have_url(letter)
    expect(page.get_by_text("Sit down. Take it off.")).to_be_visible()

    # Into the bin, and back.
    page.get_by_role("link", name="Put in the bin").click()
    page.get_by_role("button", name="Put in the bin").click()
    page.get_by_role("link", name="The bin").click()
    page.get_by_role("button", name="Put back").click()
    page.goto(letter)
    expect(page.get_by_text("Sit down. Take it off.")).to_be_visible()


def test_an_unfinished_letter_is_there_after_the_tab_was_closed(
    page: Page, context: BrowserContext, server: str
):
    sign_up(page, server)
    page.goto(f"{server}/journal/letters/new/")
    page.get_by_label("Your letter").fill("Half a sentence and then the")
    page.goto(f"{server}/today/")  # leaves before the pause is over

    unfinished = page.get_by_text("Still unfinished")
    for _ in range(50):  # the last save is on its way while the next page is asked for
        if unfinished.is_visible():
            break
        page.reload()
    unfinished.click()
    page.get_by_role("link", name="Half a sentence and then the").click()

    expect(page.get_by_label("Your letter")).to_have_value("Half a sentence and then the")


def test_two_tabs_with_one_letter_lose_nothing(page: Page, context: BrowserContext, server: str):
    sign_up(page, server)
    page.goto(f"{server}/journal/letters/new/")
    page.get_by_label("Your letter").fill("Before.")
    keep(page)
    page.get_by_role("link", name="Edit").click()
    other = context.new_page()
    other.goto(page.url)
    other.get_by_label("Your letter").fill("From the other tab.")
    keep(other)
    other.wait_for_url("**/journal/*-*-*-*-*/")

    page.get_by_label("Your letter").fill("From this tab.")
    keep(page)

    expect(page.get_by_role("alert", name="There are two versions")).to_be_focused()
    expect(page.get_by_text("From the other tab.")).to_be_visible()
    expect(page.get_by_label("Your letter")).to_have_value("From this tab.")


def test_shift_three_times_locks_and_leaves(page: Page, server: str, elsewhere: str):
    sign_up(page, server)
    page.goto(f"{server}/journal/letters/new/")

    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(elsewhere)

    assert Elsewhere.visits[-1] is None  # it does not learn where they came from
    page.go_back()
    assert "/letters/new/" not in page.url  # the page they were on is not in the tab's history
    page.goto(f"{server}/journal/")
    expect(page.get_by_role("heading", name="Your journal is locked")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Unlock").click()
    expect(page.get_by_role("heading", name="Look back")).to_be_visible()
