"""Writing back and the seven letters: what is answered stands beside the sheet, or folded above."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.steps import keep, sign_up

pytestmark = pytest.mark.e2e


def test_an_answer_is_written_beside_what_it_answers(page: Page, server: str):
    page.set_viewport_size({"width": 1280, "height": 800})
    sign_up(page, server)
    page.goto(f"{server}/journal/letters/new/?seven=1")
    page.get_by_label("Your letter").fill("You rang your mother from the stairs.")
    keep(page)
    page.get_by_role("link", name="Write back").click()
    page.wait_for_url("**/reply/")
    answered = page.get_by_text("You rang your mother from the stairs.")
    sheet = page.get_by_label("Your letter")
    expect(answered).to_be_visible()
    assert answered.bounding_box()["x"] < sheet.bounding_box()["x"]

    page.set_viewport_size({"width": 360, "height": 640})
    page.reload()
    expect(answered).to_be_hidden()
    page.get_by_text("In answer to:").press("Enter")
    expect(answered).to_be_visible()
    sheet.fill("She never heard the traffic.")
    expect(page.get_by_text("Saved at")).to_be_visible()
    page.reload()  # the page has an address of its own, and goes on with what was begun
    expect(sheet).to_have_value("She never heard the traffic.")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    sheet.press("End")
    keep(page)

    expect(answered).to_be_visible()
    page.get_by_role("link", name="Its own page").click()
    expect(page.get_by_role("heading", name="Written back")).to_be_visible()
    expect(page.get_by_text("She never heard the traffic.")).to_be_visible()
    page.get_by_role("link", name="Write", exact=True).click()
    page.get_by_role("link", name="Seven letters").click()
    expect(page.get_by_role("link", name="Read it From someone who is glad")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
