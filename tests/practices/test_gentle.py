"""Gentle mode is proposed with its reason, taken or left, and turned back."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import OperationalError

from accounts.models import User
from accounts.vault import quota
from practices.after import gentle_mode, sittings
from practices.after.sittings import PastSitting
from practices.models import ProgressRecord, SittingRecord
from practices.player import progress
from tests.people import PASSWORD, Person

DAY = date(2026, 6, 17)
WHY = "More than once lately, it was harder after a practice."
GENTLE = "/practices/gentle/"


def harder(*days_ago: int) -> list[PastSitting]:
    return [PastSitting(DAY - timedelta(days=n), "feet", "harder") for n in days_ago]


@pytest.mark.parametrize(
    ("recent", "asked", "why"),
    [
        ([], "", ""),
        (harder(0), "", ""),
        (harder(0, 0), "", WHY),
        (harder(0, 13), "", WHY),
        (harder(0, 14), "", ""),
        (harder(0, 1, 1), "2026-06-17", ""),
        (harder(0, 1, 1), "2026-06-16", ""),
        (harder(0, 1, 1), "2026-06-15", WHY),
        ([*harder(0), PastSitting(DAY, "hum", "numb"), PastSitting(DAY, "hum", "softer")], "", ""),
        ([PastSitting(DAY, "hum", "softer"), *harder(1, 2)], "", WHY),
    ],
)
def test_it_is_proposed_after_more_than_one_that_left_it_harder(recent, asked, why):
    steps = ProgressRecord(gentle_asked=asked)

    assert gentle_mode.proposes_gentle(recent, steps, User(), DAY) == why
    assert gentle_mode.proposes_gentle(recent, steps, User(gentle=True), DAY) == ""


def twice_harder(person: Person) -> None:
    for _ in range(2):
        sat = SittingRecord("hum", 60, "harder")
        sittings.keep(person.user, person.vault, uuid=uuid4(), record=sat, day=DAY)


@pytest.fixture
def noon(time_machine):
    time_machine.move_to(f"{DAY}T10:00:00Z", tick=False)


@pytest.mark.parametrize("path", ["/practices/steady/", "/practices/hum/done/", "/today/"])
def test_the_pages_that_propose_it_say_why_and_how_to_turn_it_off(noon, ada, ben, path):
    twice_harder(ada)

    theirs, bens = (it.browser.get(path).content.decode() for it in (ada, ben))

    for said in (WHY, "Turn it on", "Not now", "You can turn it off again in Settings"):
        assert said in theirs
        assert said not in bens


def test_on_is_on_in_settings_and_nothing_else_of_the_person_is_written(noon, ada):
    twice_harder(ada)
    User.objects.filter(pk=ada.user.pk).update(theme="night")

    answer = ada.browser.post(GENTLE, {"on": "1", "back": "/practices/steady/?from=hum"})

    assert answer.url == "/practices/steady/?from=hum"
    assert User.objects.values_list("gentle", "theme").get() == (True, "night")
    page = ada.browser.get(answer.url).content.decode()
    assert 'You can turn it off again in <a href="/accounts/settings/">Settings</a>' in page
    assert WHY not in page


def test_off_is_off_and_it_is_not_proposed_again_for_the_same(noon, ada):
    twice_harder(ada)
    ada.browser.post(GENTLE, {"on": "1"})

    assert ada.browser.post(GENTLE, {"on": "0"}).url == "/today/"

    assert User.objects.get().gentle is False
    page = ada.browser.get("/practices/steady/").content.decode()
    assert "Gentle mode is off. All practices are there again." in page
    assert WHY not in page


def test_not_now_is_taken_at_its_word(noon, ada):
    twice_harder(ada)

    ada.browser.post(GENTLE, {"back": "/today/"})

    assert User.objects.get().gentle is False
    assert progress.progress_of(ada.user, ada.vault).gentle_asked == "2026-06-17"
    assert WHY not in ada.browser.get("/today/").content.decode()


@pytest.mark.parametrize(
    "back", ["https://example.net/", "//example.net", "//testserver/", "x", "javascript:x()", ""]
)
def test_it_leads_nowhere_else(ada, back):
    assert ada.browser.post(GENTLE, {"back": back}).url == "/today/"


def test_it_works_while_locked_and_writes_nothing_sealed_then(ada):
    ada.browser.post("/accounts/lock/")

    answer = ada.browser.post(GENTLE, {"on": "1", "back": "/practices/steady/"})

    assert answer.url == "/practices/steady/"
    assert User.objects.get().gentle is True
    ada.browser.post("/accounts/unlock/", {"password": PASSWORD})
    assert progress.progress_of(ada.user, ada.vault).gentle_asked == ""


def test_a_full_journal_can_still_be_gentle(ada, monkeypatch):
    monkeypatch.setattr(quota, "MEGABYTE", 1)
    User.objects.update(quota_mb=1)

    assert ada.browser.post(GENTLE, {"on": "1"}).status_code == 302

    assert User.objects.get().gentle is True


def test_turning_it_on_and_that_it_was_asked_are_written_together_or_not_at_all(ada, monkeypatch):
    def break_off(*_sealed):
        raise OperationalError

    monkeypatch.setattr("practices.player.progress.change_progress", break_off)

    with pytest.raises(OperationalError):
        gentle_mode.answer(ada.user, ada.vault, on=True, today=DAY)

    assert User.objects.get().gentle is False


def test_a_visitor_has_nothing_to_turn(client, db):
    assert client.post(GENTLE, {"on": "1"}).url.startswith("/accounts/login/")
