"""Every page through axe, narrow by night and wide by day; nothing is too small."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

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
]
PAGES = [
    "/today/",
    "/journal/",
    "/journal/bin/",
    "/journal/letters/new/",
    f"/journal/days/{date(2026, 3, 14)}/",
    f"/journal/days/{date(2026, 3, 14)}/morning/",
    f"/journal/days/{date(2026, 3, 14)}/evening/",
    "/journal/days/2199-01-01/",
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
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# WCAG 2.5.5. A tick box is pressed by its label, a slip of the timeline by its whole card.
SMALL = """() => [...document.querySelectorAll('a, button, select, summary, input')]
  .filter((e) => e.checkVisibility() && !e.matches('.skip, .slip > a'))
  .filter((e) => !e.matches('[type=checkbox], [type=radio]'))
  .filter((e) => !(e.tagName === 'A' && getComputedStyle(e).display === 'inline'))
  .map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
  .filter(([, box]) => box.height < 43.9 || box.width < 24)
  .map(([html, box]) => `${html} ${Math.round(box.width)}x${Math.round(box.height)}`)"""


def wrong_with(page: Page, addresses: list[str]) -> list[str]:
    """What is wrong with these pages, narrow by night and wide by day."""
    wrong = []
    for width, scheme in ((360, "dark"), (1280, "light")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for address in addresses:
            page.goto(address)
            where = f"{address} at {width} px, {scheme}"
            for rule in Axe().run(page).response["violations"]:
                wrong += [f"{where}: {rule['id']} {n['html'][:120]}" for n in rule["nodes"]]
            if page.evaluate(SIDEWAYS) > 0:
                wrong.append(f"{where}: scrolls sideways")
            wrong += [f"{where}: small {small}" for small in page.evaluate(SMALL)]
    return wrong


def test_axe_finds_nothing_on_the_open_pages(page: Page, server: str):
    assert wrong_with(page, [server + path for path in OPEN_PAGES]) == []


def test_axe_finds_nothing_on_the_pages_of_a_journal(page: Page, server: str):
    sign_up(page, server)
    page.goto(f"{server}/journal/letters/new/")
    page.get_by_label("Title").fill("The coat")
    page.get_by_label("Your letter").fill("Sit down.\n\n> Take it off.\n\n- one\n- two")
    keep(page)
    letter = page.url.removeprefix(server)
    mine = [letter, f"{letter}edit/", f"{letter}delete/"]

    assert wrong_with(page, [server + path for path in [*PAGES, *mine]]) == []


def test_axe_finds_nothing_on_the_pages_of_a_locked_journal(page: Page, server: str):
    sign_up(page, server)
    page.goto(f"{server}/journal/letters/new/")
    page.get_by_label("Your letter").fill("In flight.")
    page.context.clear_cookies(name="dearself-key")
    keep(page)
    page.get_by_text("What you had written is safe").wait_for()
    locked = ["/accounts/unlock/", "/accounts/unlock/key/", "/accounts/leave/"]

    assert wrong_with(page, [server + path for path in locked]) == []
