"""From a line that someone kept to the moment they need it: one tap, on a phone."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.steps import keep, sign_up

pytestmark = pytest.mark.e2e

PHONE = {"width": 360, "height": 640}


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without"])
def page(request: pytest.FixtureRequest, browser: Browser):
    with browser.new_context(java_script_enabled=request.param, viewport=PHONE) as context:
        yield context.new_page()


def on_the_first_screen(page: Page, name: str) -> bool:
    """Whether a link is whole in view, above the ways at the bottom of a phone."""
    box = page.get_by_role("link", name=name, exact=True).bounding_box()
    ways = page.get_by_role("navigation", name="Main")
    end = ways.bounding_box()["y"] if ways.is_visible() else PHONE["height"]
    return box is not None and box["y"] + box["height"] <= end


def test_a_line_kept_today_is_one_tap_away(page: Page, server: str):
    sign_up(page, server)
    page.goto(f"{server}/practices/kit/")
    page.get_by_role("link", name="Write a line").click()
    page.get_by_label("A line of mine").fill("You are allowed to be slow at this.")
    keep(page)
    expect(page.get_by_text("You are allowed to be slow at this.").first).to_be_visible()
    page.get_by_text("Or borrow one").click()
    page.get_by_role("button", name="Take: Other people").click()
    page.get_by_role("link", name="Write down a person").click()
    page.get_by_label("Their name").fill("Ruth")
    page.get_by_label("Their number").fill("+43 (1) 234")
    keep(page)
    page.goto(f"{server}/today/")

    page.get_by_role("link", name="Now", exact=True).click()

    lines = page.get_by_role("region", name="Your lines").get_by_role("listitem")
    expect(lines).to_have_text(
        ["You are allowed to be slow at this.", "Other people have stood exactly here."]
    )
    expect(lines.last).to_be_in_viewport()
    assert on_the_first_screen(page, "Begin")
    expect(page.get_by_role("link", name="Call Ruth")).to_have_attribute("href", "tel:+431234")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]

    page.get_by_role("link", name="Begin", exact=True).click()
    page.wait_for_url("**/practices/hand-pause/sit/?now=1")


def test_lines_are_put_in_order_and_make_room_for_a_fourth(page: Page, server: str):
    sign_up(page, server)
    for line in ("One", "Two", "Three"):
        page.goto(f"{server}/practices/kit/add/line/")
        page.get_by_label("A line of mine").fill(line)
        keep(page)

    page.get_by_role("button", name="Move up Three").click()
    expect(page.locator("#lines .said")).to_have_text(["One", "Three", "Two"])
    page.goto(f"{server}/practices/kit/add/line/")
    page.get_by_label("A line of mine").fill("Four")
    page.get_by_label("Three", exact=True).check()
    keep(page)

    expect(page.locator("#lines .said")).to_have_text(["One", "Four", "Two"])


def test_a_visitor_is_held_at_once(page: Page, server: str):
    page.goto(f"{server}/now/")

    expect(page.get_by_role("region", name="Three lines to borrow")).to_be_in_viewport()
    assert on_the_first_screen(page, "Begin")
