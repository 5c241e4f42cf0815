"""From a memory to its picture, held in view while someone sits, on a small phone."""

import io

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.e2e.sitting import begin, press
from tests.e2e.steps import keep, sign_up

pytestmark = pytest.mark.e2e


def a_photograph() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (900, 1200), (196, 150, 90)).save(file, "JPEG")  # upright
    return file.getvalue()


def is_on_the_screen(element: Locator) -> bool:
    box = element.bounding_box()
    return bool(box) and box["y"] >= 0 and box["y"] + box["height"] <= 640


def test_a_picture_of_a_memory_is_held_in_view_to_the_end(page: Page, server: str):
    page.set_viewport_size({"width": 360, "height": 640})
    sign_up(page, server)
    page.goto(f"{server}/journal/memories/new/")
    page.get_by_label("Title").fill("Gran's kitchen")
    page.get_by_label("Add a picture").set_input_files(
        {"name": "table.jpg", "mimeType": "image/jpeg", "buffer": a_photograph()}
    )
    page.get_by_label("What it shows").fill("A table under a lamp.")
    keep(page)
    page.get_by_role("link", name="Hold this image").click()
    press(page, "Go on")
    picture = page.get_by_role("img", name="A table under a lamp.")
    expect(picture).to_be_visible()

    # The length is chosen, and the picture is still there when the page is loaded anew.
    expect(page.locator("[data-state=open]")).to_be_visible()
    page.get_by_label("How long").press("Home")
    page.wait_for_url("**/sit/?seconds=60&*")
    page.reload()
    expect(picture).to_have_js_property("naturalWidth", 900)
    expect(page.locator("[data-long-said]")).to_have_text("1 minute")

    begin(page)
    for _ in range(5):
        here = [picture, page.locator(".step.here [data-line].here")]
        here += [page.locator("[data-play]"), page.locator("[data-stop]")]
        assert [is_on_the_screen(one) for one in here] == [True] * 4
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        press(page, "Next")
    expect(page.get_by_text("That’s the end of it.")).to_be_visible()
    expect(picture).to_be_visible()

    # It can be put away without losing one's place.
    press(page, "Go back")
    page.get_by_text("More", exact=True).click()
    without = page.get_by_role("link", name="Go on without the picture")
    plain = without.get_attribute("href")
    page.goto(f"{server}{plain}")
    expect(page.locator("[data-state=open]")).to_be_visible()  # the place was the picture's
    page.go_back()
    expect(page.locator(".step.here h2")).to_have_text("Look up")
    page.get_by_text("More", exact=True).click()
    without.click()
    expect(page.locator(".held")).to_have_count(0)
    expect(page.locator(".step.here h2")).to_have_text("Look up")
