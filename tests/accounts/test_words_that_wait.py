"""Words in flight: how long they wait, how many do, and what happens when it cannot be done."""

from datetime import timedelta
from unittest import mock

import pytest
import time_machine
from django.conf import settings
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from accounts.hosting.chores import chores
from accounts.inbox import parked, words_cookies
from accounts.models import ParkedWords
from accounts.vault.quota import JournalFull
from journal.models import Draft
from tests.accounts.test_words_in_flight import (
    SAID,
    SIGN_IN,
    UNLOCK,
    WORDS_BACK,
    lock,
    unlock,
    words_cookies_of,
    words_on,
    written,
)
from tests.pages import NEW, send


def test_after_an_hour_they_are_gone(ada):
    typed = written(ada)
    lock(ada)
    send(ada, NEW, typed)

    with time_machine.travel(timezone.now() + timedelta(hours=1, seconds=1)):
        assert unlock(ada, UNLOCK) == "/today/"
        assert ada.browser.get(WORDS_BACK).url == "/today/"
        next(c for c in chores if c.name == "forget parked words").run()

    assert not ParkedWords.objects.exists()
    assert not Draft.objects.exists()


def test_the_chore_leaves_what_is_younger(ada):
    typed = written(ada)
    lock(ada)
    send(ada, NEW, typed)

    parked.forget_old_ones()

    assert ParkedWords.objects.count() == 1


def test_twenty_forms_wait_at_the_most_and_none_pushes_another_out(ada):
    """Someone who has an old page of hers, and is not signed in, can send it again and again."""
    keys = [parked.new_key() for _ in range(parked.MOST)]
    for number, key in enumerate(keys):
        parked.park(ada.user.pk, key, parked.Form("/nowhere/", f"body={number}"))

    with pytest.raises(parked.NoPlace):
        parked.park(ada.user.pk, parked.new_key(), parked.Form("/nowhere/", "body=more"))

    waiting = [form.sent["body"] for form in parked.look(ada.user, keys)]
    assert waiting == [str(number) for number in range(parked.MOST)]


def test_there_is_an_end_to_how_much_may_wait_and_what_waits_stays(ada, monkeypatch):
    monkeypatch.setattr(parked, "MOST_BYTES", 5_000)
    key, form = parked.new_key(), parked.Form("/nowhere/", f"body={'x' * 3_000}")
    parked.park(ada.user.pk, key, form)

    with pytest.raises(parked.NoPlace):
        parked.park(ada.user.pk, parked.new_key(), form)
    with pytest.raises(parked.NoPlace):  # a later state of the same page, but far longer
        parked.park(ada.user.pk, key, parked.Form("/nowhere/", f"body={'x' * 9_000}"))

    assert parked.look(ada.user, [key]) == [form]


def test_what_cannot_wait_is_handed_back_at_once(ada, monkeypatch):
    monkeypatch.setattr(parked, "MOST", 0)
    typed = written(ada)
    lock(ada)

    answer = send(ada, NEW, typed)

    assert answer.status_code == 403
    assert "You came home." in answer.content.decode()


def test_where_they_cannot_be_stored_they_are_handed_back_at_once(ada):
    typed = written(ada)
    lock(ada)

    with mock.patch.object(parked, "park", side_effect=OperationalError("disk full")):
        answer = send(ada, NEW, typed)

    assert answer.status_code == 403
    assert "You came home." in answer.content.decode()


def test_words_of_someone_who_has_left_are_handed_back_at_once(ada):
    typed = written(ada)
    ada.user.delete()

    answer = send(ada, NEW, typed)

    assert answer.status_code == 403
    assert "You came home." in answer.content.decode()


def test_a_form_that_no_app_knows_any_more_comes_back_to_be_copied(ada):
    typed = written(ada)
    lock(ada)
    where = send(ada, NEW, typed).url

    with mock.patch.object(parked, "takers", []):
        answer = ada.browser.get(unlock(ada, where))

    assert answer.status_code == 200
    assert "You came home." in answer.content.decode()
    assert "They could not be put back on the page they come from." in answer.content.decode()


def test_where_the_journal_is_full_they_are_shown_and_go_on_waiting(ada):
    typed = written(ada)
    lock(ada)
    where = send(ada, NEW, typed).url
    there = unlock(ada, where)

    with mock.patch("accounts.vault.quota.take", side_effect=JournalFull(1)):
        answer = ada.browser.get(there)

    assert "You came home." in answer.content.decode()
    assert 'href="/journal/bin/"' in answer.content.decode()
    assert ada.browser.get("/today/").status_code == 200  # and today is not closed off meanwhile
    assert not Draft.objects.exists()
    assert words_on(ada.browser.get(WORDS_BACK, follow=True))["body"] == [SAID["body"]]


def test_where_the_draft_cannot_be_saved_they_stay_parked(ada):
    typed = written(ada)
    lock(ada)
    there = unlock(ada, send(ada, NEW, typed).url)

    with mock.patch.object(Draft, "save", side_effect=OperationalError("database is locked")):
        busy = ada.browser.get(there)

    assert busy.status_code == 503
    assert words_on(ada.browser.get(there, follow=True))["body"] == [SAID["body"]]


def test_a_long_letter_comes_back_whole(ada):
    body = "A line of a long letter, with an ü and a 🌿 in it.\n" * 8_000
    typed = written(ada, body=body)
    lock(ada)

    ada.browser.get(unlock(ada, send(ada, NEW, typed).url))

    assert Draft.objects.get().open(ada.vault).fields["body"] == [body]


def test_a_cookie_that_is_no_key_is_no_one_s(ada):
    for broken in ("", "x", "a" * 44, "%%%"):
        ada.browser.cookies[f"{settings.WORDS_COOKIE_NAME}-page"] = broken
        assert ada.browser.get("/today/").status_code == 200


def test_the_lock_says_that_the_words_are_safe(ada):
    typed = written(ada)
    lock(ada)
    where = send(ada, NEW, typed).url

    assert "What you had written is safe" in ada.browser.get(where).content.decode()


def test_a_visitor_asking_for_returned_words_is_asked_to_sign_in(db):
    assert Client().get(WORDS_BACK).url == f"{SIGN_IN}?next={WORDS_BACK}"


def test_the_key_is_hidden_from_what_copies_headers(ada):
    """allauth writes `request.META` into the session when it asks for a password again."""
    typed = written(ada)
    lock(ada)
    send(ada, NEW, typed)
    (key,) = words_cookies_of(ada)

    request = ada.browser.get(UNLOCK).wsgi_request

    assert key.value not in str(request.META)
    assert len(words_cookies.keys(request)) == 1


def test_words_that_do_not_open_any_more_close_nothing_off(ada):
    """A damaged row is of no use to anyone, and must not lead round and round."""
    typed = written(ada)
    lock(ada)
    there = unlock(ada, send(ada, NEW, typed).url)
    ParkedWords.objects.update(sealed=b"\0" * 300)

    answer = ada.browser.get(there, follow=True)

    assert answer.request["PATH_INFO"] == "/today/"
    assert not ParkedWords.objects.exists()
    assert words_cookies_of(ada) == []
