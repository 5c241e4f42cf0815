"""The page that goes on with new keys by itself: a moment apart, and only while it may."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, Route

from config.env import BASE

pytestmark = pytest.mark.e2e

GOING_ON = BASE / "static" / "js" / "going_on.js"
NOON = datetime(2026, 6, 17, 12, tzinfo=UTC)
ADDRESS = "http://dear-self.test/going/"


def sent_from(page: Page, form: str, *, wait: int) -> list[str]:
    """The forms that a page with this one has sent after so many milliseconds."""
    sent: list[str] = []

    def answer(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(route.request.url)
        body = f"<!doctype html><title>Going</title><link rel=icon href=data:,>{form}"
        route.fulfill(content_type="text/html", body=body)

    page.route("**/*", answer)
    page.clock.install(time=NOON)
    page.goto(ADDRESS)
    page.clock.pause_at(NOON + timedelta(hours=1))  # from here on only `run_for` moves it
    page.add_script_tag(path=GOING_ON, type="module")
    page.clock.run_for(wait)
    page.wait_for_load_state()
    page.evaluate("1")  # whatever it has sent has come to us by now
    return sent


def test_it_goes_on_a_moment_apart_and_not_at_once(page):
    form = f'<form method="post" action="{ADDRESS}" data-go-on><button>Go on</button></form>'

    assert sent_from(page, form, wait=900) == []
    with page.expect_request(lambda request: request.method == "POST"):
        page.clock.run_for(200)


def test_stopped_it_waits_for_the_person(page):
    form = f'<form method="post" action="{ADDRESS}"><button>Go on</button></form>'

    assert sent_from(page, form, wait=60_000) == []
