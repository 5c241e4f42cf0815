"""A memory with a picture: brought in, described, left for a while, kept; and without a script."""

import base64
import io

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, Route, expect

from tests.e2e.steps import keep, sign_up

pytestmark = pytest.mark.e2e

NEW = "/journal/memories/new/"
HOLDING = """
    ([type, base64]) => {
        const bytes = Uint8Array.from(atob(base64), (it) => it.charCodeAt(0));
        const held = new DataTransfer();
        held.items.add(new File([bytes], `${type}.jpg`, { type: "image/jpeg" }));
        const said = { bubbles: true, cancelable: true, dataTransfer: held, clipboardData: held };
        const event = type === "drop" ? new DragEvent(type, said) : new ClipboardEvent(type, said);
        return !document.querySelector("textarea").dispatchEvent(event);
    }
"""
MEMORY = "**/journal/*-*-*-*-*/"


def brought(page: Page, way: str) -> bool:
    """Drop or paste a picture, each another one. Whether the page took it."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30 + len(way)), "teal").save(out, "JPEG")
    return page.evaluate(HOLDING, [way, base64.b64encode(out.getvalue()).decode()])


def photo(name: str = "harbour.jpg") -> FilePayload:
    """A photo as a phone takes it, in the number of its pixels."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize((4000, 3000)).convert("RGB").save(out, "JPEG")
    return FilePayload(name=name, mimeType="image/jpeg", buffer=out.getvalue())


def test_a_picture_comes_at_once_and_waits_with_its_words(page: Page, server: str):
    sign_up(page, server)
    page.goto(server + NEW)
    add, shows = page.get_by_label("Add a picture"), page.get_by_label("What it shows")
    diary = FilePayload(name="diary.txt", mimeType="text/plain", buffer=b"Dear diary")

    with page.expect_response("**/journal/drafts/"):
        add.set_input_files([photo(), diary, {**diary, "name": "list.txt"}])
        shows.fill("The harbour, early")
    refused = page.get_by_role("status").filter(has_text="diary.txt, list.txt")
    expect(refused).to_contain_text("This is not a picture of a kind that can be kept here")
    expect(refused.get_by_role("button", name="Try again")).to_have_count(0)
    with page.expect_response(lambda it: "harbour%2C+early" in (it.request.post_data or "")):
        page.get_by_label("I heard").fill("A gull")
    page.wait_for_url("**?draft=*")
    page.reload()
    expect(shows).to_have_value("The harbour, early")

    page.route("**/journal/pictures/", lambda route: route.fulfill(status=404))
    add.set_input_files(photo("second.jpg"))
    again = page.get_by_role("button", name="Try again")
    asks = page.get_by_text("press Keep once more to keep the page without it.")
    expect(again).to_be_visible()
    keep(page)
    expect(asks).to_be_visible()
    expect(again).to_be_focused()
    page.unroute("**/journal/pictures/")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(".picture-box")).to_have_count(2)
    held_back: list[Route] = []
    page.route("**/journal/pictures/", lambda route: held_back.extend([route]))
    with page.expect_request("**/journal/pictures/"):
        assert brought(page, "drop")
    bar = page.get_by_role("status").locator("progress:visible")
    expect(bar).to_have_count(1)
    held_back[0].continue_()
    page.unroute("**/journal/pictures/")
    expect(page.locator(".picture-box")).to_have_count(3)
    expect(bar).to_have_count(0)
    assert brought(page, "paste")
    expect(page.locator(".picture-box")).to_have_count(4)
    page.route("**/journal/pictures/", lambda route: route.fulfill(status=404))
    add.set_input_files(photo("third.jpg"))
    keep(page)  # waits for it
    expect(asks).to_be_visible()
    keep(page)
    page.wait_for_url(MEMORY)

    shown = page.locator(".shown img")
    expect(shown).to_have_count(4)
    expect(shown.first).to_have_attribute("alt", "The harbour, early")
    expect(shown.first).to_have_attribute("width", "2048")
    expect(shown.first).to_have_js_property("naturalWidth", 2048)


def test_what_cannot_be_brought_in_beforehand_goes_with_keep(context: BrowserContext, server: str):
    page = context.new_page()  # a script that does not come is an error to the browser's console
    sign_up(page, server)
    page.route("**/js/pictures_upload*", lambda route: route.abort())
    page.goto(server + NEW)
    with page.expect_event("requestfailed"):
        page.get_by_label("Add a picture").set_input_files(photo())
    with page.expect_event("requestfailed"):
        assert brought(page, "drop")

    keep(page)
    page.wait_for_url(MEMORY)

    expect(page.locator(".shown img")).to_have_count(2)


def test_without_a_script_it_takes_one_form(browser: Browser, page: Page, server: str):
    sign_up(page, server)
    state = page.context.storage_state()
    with browser.new_context(java_script_enabled=False, storage_state=state) as context:
        plain = context.new_page()
        plain.goto(server + NEW)
        plain.get_by_label("Add a picture").set_input_files(photo())
        plain.get_by_label("What it shows").fill("The harbour, early")
        keep(plain)

        plain.wait_for_url(MEMORY)
        expect(plain.get_by_role("img", name="The harbour, early")).to_be_visible()
