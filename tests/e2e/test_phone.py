"""On a phone: what a finger presses is what it meets, though the keyboard has changed the page."""

from datetime import date

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.steps import sign_up

pytestmark = pytest.mark.e2e


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without"])
def page(request: pytest.FixtureRequest, browser: Browser):
    narrow = {"width": 360, "height": 640}
    with browser.new_context(java_script_enabled=request.param, viewport=narrow) as context:
        yield context.new_page()


def press(page: Page, what: Locator) -> None:
    """With a finger: where it is seen, and lifted in the same place."""
    box = what.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.up()


def test_keep_stays_under_the_finger_where_nothing_has_the_focus(page: Page, server: str):
    sign_up(page, server)
    page.goto(f"{server}/journal/letters/new/")
    page.get_by_label("Your letter").fill("One line.")
    page.get_by_role("heading", name="Write a letter").click()  # as when the keyboard is put away
    keep = page.get_by_role("button", name="Keep", exact=True)
    assert keep.bounding_box()["y"] + 44 <= page.viewport_size["height"]

    press(page, keep)

    expect(page.get_by_text("Kept.")).to_be_visible()


def test_the_first_press_on_keep_keeps(page: Page, server: str):
    sign_up(page, server)
    for address, label in (
        (f"{server}/journal/letters/new/", "Your letter"),
        (f"{server}/journal/days/{date(2026, 3, 14)}/evening/", "Kindness given"),
    ):
        page.goto(address)
        page.get_by_label(label).fill("One line.")
        page.get_by_label(label).click()
        page.get_by_role("button", name="Keep", exact=True).scroll_into_view_if_needed()

        press(page, page.get_by_role("button", name="Keep", exact=True))

        expect(page.get_by_text("Kept.")).to_be_visible()
        expect(page.get_by_text("One line.")).to_be_visible()
