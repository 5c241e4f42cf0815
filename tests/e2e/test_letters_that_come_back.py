"""Closing a letter until a later day, in a real browser, and opening it early."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.steps import keep, sign_up

pytestmark = pytest.mark.e2e


def test_someone_closes_a_letter_and_opens_it_early(page: Page, server: str):
    sign_up(page, server)
    page.goto(f"{server}/journal/letters/new/")
    page.get_by_label("Title").fill("The coat")
    page.get_by_label("Your letter").fill("Nobody came to the door.")
    page.get_by_text("To find again later").click()
    day, month = page.get_by_label("Day", exact=True), page.get_by_label("Month", exact=True)

    # The date's box is there at once. What belongs to another choice steps aside.
    expect(page.get_by_label("Open on")).to_be_visible()
    expect(day).to_be_hidden()
    page.get_by_label("On my birthday").check()
    expect(page.get_by_label("Open on")).to_be_hidden()
    day.select_option("29")
    month.select_option("2")
    page.get_by_label("In a month").check()
    expect(month).to_be_hidden()
    page.get_by_label("On a day I choose").check()
    page.get_by_label("Open on").fill("2041-03-14")
    keep(page)

    expect(page.get_by_role("heading", name="A letter for 14 March 2041")).to_be_visible()
    expect(page.get_by_text("It comes back to you on Thursday 14 March 2041.")).to_be_visible()
    expect(page.get_by_text("Nobody came")).to_have_count(0)
    expect(page.get_by_text("The coat")).to_have_count(0)

    # Nor is it to be read by going back.
    envelope = page.url
    page.go_back()
    expect(page.get_by_label("Your letter")).to_have_value("")
    page.goto(envelope)

    page.get_by_role("button", name="Open it early").click()
    expect(page.get_by_role("heading", name="The coat")).to_be_visible()
    expect(page.get_by_text("Nobody came to the door.")).to_be_visible()
