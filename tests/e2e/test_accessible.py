"""Every page through axe, narrow by night and wide by day; nothing is too small."""

import io
from datetime import date
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page

from practices.library.catalogue import practices
from tests.e2e.steps import keep, sign_up

pytestmark = pytest.mark.e2e

OPEN_PAGES = [
    "/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/help/",
    "/help/?country=gb",
    "/now/",
    "/privacy/",
    "/safety/",
    "/accounts/left/",
    "/no-such-page/",
    "/practices/",
    "/practices/?need=numb&time=1",
    "/practices/?need=slipped&time=1&kind=embodied",
    "/practices/before/",
    "/practices/steady/?from=hum",
]
EACH_PRACTICE = [f"/practices/{slug}/" for slug in practices()]
PAGES = [
    "/today/",
    "/journal/",
    "/journal/bin/",
    "/journal/letters/new/",
    "/journal/letters/seven/",
    "/journal/letters/new/?seven=5",
    "/journal/memories/new/",
    f"/journal/days/{date(2026, 3, 14)}/",
    f"/journal/days/{date(2026, 3, 14)}/morning/",
    f"/journal/days/{date(2026, 3, 14)}/evening/",
    "/journal/days/2199-01-01/",
    "/now/",
    "/practices/",
    "/practices/setback/",
    "/practices/three-lines/sit/",
    "/practices/hum/sit/",
    "/practices/hum/after/",
    "/practices/hum/done/",
    "/practices/steady/",
    "/practices/kit/",
    "/practices/kit/add/line/",
    "/practices/kit/add/care/",
    "/practices/kit/add/person/",
    "/journal/notes/new/",
    "/journal/notes/new/?practice=need-finder",
    "/accounts/settings/",
    "/journal/export/",
    "/accounts/leave/",
    "/accounts/new-keys/",
    "/accounts/recovery/",
    "/accounts/password/change/",
    "/accounts/email/",
    "/accounts/sessions/",
    "/accounts/2fa/",
    "/accounts/logout/",
]
# Those that are laid out differently where there is room.
LAID_OUT = ["/today/", "/journal/", "/journal/letters/new/", "/practices/", "/accounts/settings/"]
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# WCAG 2.5.5. A tick box is pressed by its label, a slip or a practice by its whole card.
SMALL = """() => [...document.querySelectorAll('a, button, select, summary, input')]
  .filter((e) => e.checkVisibility() && !e.matches('.skip, .slip > a, .practice a'))
  .filter((e) => !e.matches('[type=checkbox], [type=radio]'))
  .filter((e) => !(e.tagName === 'A' && getComputedStyle(e).display === 'inline'))
  .map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
  .filter(([, box]) => box.height < 43.9 || box.width < 24)
  .map(([html, box]) => `${html} ${Math.round(box.width)}x${Math.round(box.height)}`)"""


def fill_the_kit(page: Page, server: str) -> None:
    page.goto(f"{server}/practices/before/")
    page.locator("main form button").click()
    page.goto(f"{server}/practices/kit/add/line/")
    page.locator("[name=kit_line]").fill("I can be on my own side.")
    page.locator("main form button").last.click()
    page.wait_for_url("**/practices/kit/#it-*")


ENTRY = "**/journal/*-*-*-*-*/"  # of one that is kept
NARROW, WIDE = (360, "dark"), (1280, "light")


def wrong_with(page: Page, addresses: list[str], sizes: Any = (NARROW, WIDE)) -> list[str]:
    """What is wrong with these pages, narrow by night and wide by day."""
    wrong = []
    for width, scheme in sizes:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for address in addresses:
            page.goto(address)
            page.locator(".player:not(.ready)").wait_for(state="detached")
            where = f"{address} at {width} px, {scheme}"
            for rule in Axe().run(page).response["violations"]:
                wrong += [f"{where}: {rule['id']} {n['html'][:120]}" for n in rule["nodes"]]
            if page.evaluate(SIDEWAYS) > 0:
                wrong.append(f"{where}: scrolls sideways")
            wrong += [f"{where}: small {small}" for small in page.evaluate(SMALL)]
    return wrong


def test_axe_finds_nothing_on_the_open_pages(page: Page, server: str):
    assert wrong_with(page, [server + path for path in OPEN_PAGES]) == []


def test_axe_finds_nothing_on_any_practice(page: Page, server: str):
    """The player of each before it begins, and some of the pages about them."""
    page.goto(f"{server}/practices/before/")
    page.locator("main form button").click()
    paths = [f"{about}sit/" for about in EACH_PRACTICE] + EACH_PRACTICE[:4]

    assert wrong_with(page, [server + path for path in paths], [NARROW]) == []


def test_axe_finds_nothing_on_the_pages_of_a_journal(page: Page, server: str):
    sign_up(page, server)
    fill_the_kit(page, server)
    assert wrong_with(page, [server + path for path in PAGES], [NARROW]) == []
    assert wrong_with(page, [server + path for path in LAID_OUT], [WIDE]) == []


def test_axe_finds_nothing_on_the_pages_of_what_is_written(page: Page, server: str):
    """A letter with a tag, an answer and an earlier version; a closed one; a picture."""
    sign_up(page, server)
    letter = write(page, server, "/journal/letters/new/", "Sit down.\n\n> Take it off.\n\n- one")
    page.get_by_text("Add tags").click()
    page.get_by_label("Tags").fill("coats, the stairs")
    page.get_by_role("button", name="Keep the tags").click()
    page.get_by_text("the stairs").first.wait_for()
    write(page, server, f"{letter}reply/", "You were only tired.")
    page.goto(f"{server}{letter}edit/")
    page.get_by_label("Title").fill("The coat")
    keep(page)
    page.wait_for_url(ENTRY)
    closed = write(page, server, "/journal/letters/new/", "Later.", opens_on="2031-03-14")
    memory = remember(page, server)
    picture = page.locator("article img").first.get_attribute("src").split("/")[2]
    mine = [
        *(f"{letter}{room}" for room in ("", "edit/", "reply/", "versions/", "delete/")),
        *(closed, memory, f"{memory}edit/", "/journal/", "/journal/tags/"),
        f"/practices/kind-memory/sit/?picture={picture}&begun=1",
    ]

    assert wrong_with(page, [server + path for path in mine], [NARROW]) == []
    assert wrong_with(page, [f"{server}{letter}reply/", server + memory], [WIDE]) == []


def write(page: Page, server: str, composer: str, words: str, *, opens_on: str = "") -> str:
    """Keep a letter. Its address."""
    page.goto(server + composer)
    page.get_by_label("Your letter").fill(words)
    if opens_on:
        page.get_by_text("To find again later").click()
        page.get_by_label("Open on").fill(opens_on)
    keep(page)
    page.wait_for_url(ENTRY)
    return page.url.removeprefix(server)


def remember(page: Page, server: str) -> str:
    """Keep a memory that is a picture. Its address."""
    page.goto(f"{server}/journal/memories/new/")
    file = io.BytesIO()
    Image.new("RGB", (400, 300), "steelblue").save(file, "PNG")
    page.get_by_label("Add a picture").set_input_files(
        {"name": "sea.png", "mimeType": "image/png", "buffer": file.getvalue()}
    )
    page.locator(".picture-box img").wait_for()
    page.get_by_label("What it shows").first.fill("The sea.")
    keep(page)
    page.wait_for_url(ENTRY)
    return page.url.removeprefix(server)


def test_axe_finds_nothing_on_the_pages_of_a_locked_journal(page: Page, server: str):
    sign_up(page, server)
    page.goto(f"{server}/journal/letters/new/")
    page.get_by_label("Your letter").fill("In flight.")
    page.context.clear_cookies(name="dearself-key")
    keep(page)
    page.get_by_text("What you had written is safe").wait_for()
    locked = [
        "/now/",
        "/practices/three-lines/sit/",
        "/accounts/unlock/",
        "/accounts/unlock/key/",
        "/accounts/leave/",
    ]

    assert wrong_with(page, [server + path for path in locked]) == []
