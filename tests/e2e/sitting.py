"""How the tests of the player sit: a phone whose clock only the test moves."""

from collections.abc import Mapping
from datetime import datetime

import msgspec
from playwright.sync_api import Locator, Page, expect

from practices.library.catalogue import practice
from practices.library.practice import Practice
from practices.player.sitting_choices import Choices

NOON = datetime.fromisoformat("2026-06-17T12:00:00+00:00")


def as_a_phone(page: Page) -> Page:
    page.set_viewport_size({"width": 360, "height": 640})
    page.clock.install(time=NOON)
    return page


def read(slug: str) -> Practice:
    found = practice(slug)
    assert found is not None
    return found


def open_practice(page: Page, server: str, slug: str, query: str = "begun=1") -> None:
    page.goto(f"{server}/practices/{slug}/sit/?{query}")
    expect(page.locator("[data-state=open]")).to_be_visible()
    page.clock.pause_at(page.evaluate("Date.now() / 1000 + 10"))  # it runs on until then


def begin(page: Page) -> None:
    page.get_by_role("button", name="Begin").click()


def pass_seconds(page: Page, seconds: float) -> None:
    page.clock.run_for(round(seconds * 1000))


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def sentence(page: Page) -> Locator:
    return page.locator(".step.here [data-line].here")


def title(page: Page) -> Locator:
    return page.locator(".step.here h2")


def plain(line: str) -> str:
    return line.replace("*", "")


def seconds_sat(page: Page) -> int:
    """What the end tells the page after it."""
    address = page.locator("[data-done]").get_attribute("href")
    assert address is not None
    return int(address.split("seconds=")[1])


def as_chosen(page: Page, server: str, chosen: Mapping[str, object]) -> None:
    """This browser remembers these ways of sitting."""
    kept = msgspec.json.encode(msgspec.convert(chosen, Choices)).decode()
    value = '"' + kept.replace('"', '\\"').replace(",", "\\054") + '"'
    page.context.add_cookies([{"name": "dearself-sit", "value": value, "url": server}])
