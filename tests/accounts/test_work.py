"""`manage.py work`: the chores, and no more than the chores."""

import threading
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from accounts.hosting import chores
from accounts.hosting.chores import Chore
from accounts.management.commands import work
from accounts.models import Vault
from journal.models import Draft, Entry
from tests.people import sign_in

HOUR = timedelta(hours=1)


def binned(person, days: float) -> Entry:
    letter = person.letter("An old letter.")
    letter.binned_at = timezone.now() - timedelta(days=days)
    letter.save()
    return letter


def test_work_empties_bins_that_are_thirty_days_old(ada):
    old, newer, kept = binned(ada, 30.1), binned(ada, 29.9), ada.letter("You came home.")

    call_command("work", once=True)

    assert set(Entry.objects.all()) == {newer, kept}
    assert old not in Entry.objects.all()


def test_work_empties_everyones_bin_and_needs_no_key(ada, ben):
    binned(ada, 31), binned(ben, 31)
    for browser in (ada.browser, ben.browser):
        browser.post("/accounts/logout/")
    with_no_key = {"password_wrap": b"", "recovery_wrap": b"", "next_recovery_wrap": b""}
    Vault.objects.update(**with_no_key)

    call_command("work", once=True)

    assert not Entry.objects.exists()


def test_work_leaves_old_letters_and_drafts_alone(ada):
    letter = ada.letter("You came home.", day=timezone.localdate() - timedelta(days=4000))
    ada.browser.post("/journal/drafts/", {"form": "letter", "body": "Half of it"})
    long_ago = timezone.now() - timedelta(days=4000)
    Draft.objects.update(updated=long_ago)

    call_command("work", once=True)

    assert Entry.objects.get() == letter
    draft = Draft.objects.get()
    assert draft.updated == long_ago
    assert draft.open(ada.vault).fields == {"body": ["Half of it"]}


def test_work_ends_sessions_that_are_over(ada):
    over = SessionStore()
    over.set_expiry(timezone.now() - timedelta(seconds=1))
    over.create()
    assert Session.objects.count() == 2

    call_command("work", once=True)

    assert [s.pk for s in Session.objects.all()] == [ada.browser.session.session_key]
    assert ada.browser.get("/journal/").status_code == 200


def test_work_forgets_where_sessions_that_are_over_came_from(ada):
    """allauth notes each sign-in's address and browser in a row of its own."""
    elsewhere = sign_in(ada.user)
    assert UserSession.objects.count() == 2
    Session.objects.filter(pk=elsewhere.session.session_key).update(
        expire_date=timezone.now() - timedelta(seconds=1)
    )

    call_command("work", once=True)

    assert [s.session_key for s in UserSession.objects.all()] == [ada.browser.session.session_key]


def test_work_forgets_where_a_session_came_from_whose_row_is_gone(ada):
    Session.objects.all().delete()

    call_command("work", once=True)

    assert not UserSession.objects.exists()


def test_every_chore_is_done_once(monkeypatch):
    done = []
    mine = [Chore(name, HOUR, lambda name=name: done.append(name)) for name in ("sweep", "wash")]
    monkeypatch.setattr(work, "chores", mine)

    call_command("work", once=True)

    assert done == ["sweep", "wash"]


def test_the_chores_of_every_room_are_on_the_list():
    assert {chore.name for chore in chores.chores} >= {"end old sessions", "empty the bin"}


def test_a_chore_is_put_on_the_list_by_name(monkeypatch):
    monkeypatch.setattr(chores, "chores", [])

    @chores.chore("sweep", every=timedelta(hours=2))
    def sweep():
        return None

    assert chores.chores == [Chore("sweep", timedelta(hours=2), sweep)]


def test_a_chore_the_database_cannot_take_waits_and_stops_nothing(db, caplog):
    def fails():
        raise OperationalError("disk is full at /secret/path")

    work._try(Chore("sweep", HOUR, fails))

    assert [record.getMessage() for record in caplog.records] == [
        "The chore “sweep” has to wait: OperationalError"
    ]


def test_a_mistake_in_a_chore_is_logged_by_its_kind_and_the_others_go_on(db, caplog, monkeypatch):
    done, stop = [], threading.Event()

    def fails():
        raise ZeroDivisionError("Ada's words.")

    def wash():
        done.append("wash")
        stop.set()

    monkeypatch.setattr(work, "chores", [Chore("sweep", HOUR, fails), Chore("wash", HOUR, wash)])
    monkeypatch.setattr(work.threading, "Event", lambda: stop)
    monkeypatch.setattr(work.signal, "signal", lambda *to: None)

    call_command("work")

    assert done == ["wash"]
    assert [record.getMessage() for record in caplog.records] == [
        "The chore “sweep” has to wait: ZeroDivisionError"
    ]
    assert "Ada's words." not in caplog.text
