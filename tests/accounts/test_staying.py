"""A touch that asks for nothing else, at `/accounts/stay/`, and what a page knows of its time."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from accounts.context import frame
from accounts.vault.visit import SEALED_KEYRING
from tests.accounts.test_visit import is_open, stored_session
from tests.people import sign_in

STAY = "/accounts/stay/"
KEY = settings.KEY_COOKIE_NAME
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LIMIT = 30 * 60


def times_of(page: str) -> tuple[str, str]:
    """The limit and what is left of it, in seconds, as a page's script reads them."""
    return re.search(r'data-limit="(\d+)" data-seconds="(\d+)"', page).groups()


# --- staying ---


def test_an_open_journal_answers_with_nothing_but_its_time(ada):
    with time_machine.travel(NOON, tick=False) as clock:
        browser = sign_in(ada.user)
        clock.shift(timedelta(minutes=10))

        answer = browser.post(STAY)

    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["Idle-Seconds"] == str(LIMIT)
    assert answer["Cache-Control"] == "no-store"


def test_staying_begins_the_time_anew(ada):
    with time_machine.travel(NOON, tick=False) as clock:
        browser = sign_in(ada.user)
        for _ in range(3):
            clock.shift(timedelta(minutes=29))
            assert browser.post(STAY).status_code == 204
        clock.shift(timedelta(minutes=29))

        assert is_open(browser)


def test_staying_stamps_the_cookie_anew_after_a_minute_and_not_before(ada):
    with time_machine.travel(NOON, tick=False) as clock:
        browser = sign_in(ada.user)
        first = browser.cookies[KEY].value
        clock.shift(timedelta(seconds=60))
        browser.post(STAY)
        within_a_minute = browser.cookies[KEY].value
        clock.shift(timedelta(seconds=1))
        browser.post(STAY)

    assert within_a_minute == first
    assert browser.cookies[KEY].value != first


@pytest.mark.parametrize(("after", "left"), [(0, 1799), (10, 1789), (60, 1739), (61, 1800)])
def test_the_time_that_is_said_is_never_more_than_there_is(ada, after, left):
    with time_machine.travel(NOON, tick=False) as clock:
        browser = sign_in(ada.user)
        clock.shift(timedelta(seconds=after))

        said = int(browser.post(STAY)["Idle-Seconds"])
        clock.shift(timedelta(seconds=said))

        assert said == left
        assert is_open(browser)


def test_a_locked_journal_is_not_opened_by_staying(ada):
    ada.browser.post("/accounts/lock/")

    answer = ada.browser.post(STAY)

    assert (answer.status_code, answer.content) == (403, b"")
    assert "Location" not in answer
    assert "Idle-Seconds" not in answer
    assert not is_open(ada.browser)


def test_past_the_limit_it_is_too_late_to_stay(ada):
    with time_machine.travel(NOON, tick=False) as clock:
        browser = sign_in(ada.user)
        clock.shift(timedelta(minutes=30, seconds=1))

        assert browser.post(STAY).status_code == 403
        assert SEALED_KEYRING not in stored_session(browser)
        assert browser.cookies[KEY].value == ""


def test_a_visitor_is_sent_to_sign_in(client, db):
    assert client.post(STAY).url == "/accounts/login/?next=/today/"


def test_a_touch_carries_the_token_of_its_page_like_any_form(ada):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = ada.browser.cookies

    assert strict.post(STAY).status_code == 403


def test_it_is_not_a_page(ada):
    assert ada.browser.get(STAY).status_code == 405


def test_staying_writes_nothing_and_asks_little(ada):
    ada.browser.post(STAY)
    rows = list(Session.objects.values_list())

    with CaptureQueriesContext(connection) as made:
        ada.browser.post(STAY)

    assert len(made) <= 2
    assert list(Session.objects.values_list()) == rows


def test_without_a_limit_there_is_no_time_to_say(ada):
    ada.user.idle_minutes = 0
    ada.user.save()

    assert sign_in(ada.user).post(STAY)["Idle-Seconds"] == "0"


# --- what a page knows ---


def test_a_page_knows_how_long_it_may_lie_open(ada):
    with time_machine.travel(NOON, tick=False) as clock:
        browser = sign_in(ada.user)
        clock.shift(timedelta(seconds=10))
        soon = times_of(browser.get("/journal/").content.decode())
        clock.shift(timedelta(minutes=20))
        later = times_of(browser.get("/journal/").content.decode())

    assert soon == ("1800", "1789")
    assert later == ("1800", "1800")


def test_a_page_with_words_has_the_question(ada):
    page = ada.browser.get("/journal/").content.decode()

    assert "Still here?" in page
    assert "js/idle.js" in page


@pytest.mark.parametrize("address", ["/now/", "/help/", "/safety/"])
def test_a_page_that_needs_no_key_is_not_taken_from_who_reads_it(ada, address):
    page = ada.browser.get(address).content.decode()

    assert times_of(page)
    assert "js/idle.js" in page  # a touch there still counts
    assert "<dialog" not in page


def test_without_a_limit_nothing_is_asked(ada):
    ada.user.idle_minutes = 0
    ada.user.save()

    page = sign_in(ada.user).get("/journal/").content.decode()

    assert times_of(page) == ("0", "0")
    assert "Still here?" not in page


@pytest.mark.parametrize("address", ["/accounts/unlock/", "/now/", "/no-such-page/"])
def test_a_locked_page_has_no_time_and_no_script_for_it(ada, address):
    ada.browser.post("/accounts/lock/")

    page = ada.browser.get(address).content.decode()

    assert "data-seconds" not in page
    assert "js/idle.js" not in page
    assert "<dialog" not in page


def test_a_visitors_page_has_none_either(client, db):
    page = client.get("/help/").content.decode()

    assert "data-seconds" not in page
    assert "js/idle.js" not in page


def test_an_error_before_the_door_is_there_has_a_frame_all_the_same(ada):
    request = RequestFactory().get("/journal/")
    request.user = ada.user

    known = frame(request)

    assert (known["theme"], known["exit_shown"]) == ("system", True)
    assert not known.keys() & {"idle_limit", "idle_seconds", "needs_key"}
