"""Leaving for good at `/accounts/leave/`: nothing remains, whatever happens on the way."""

import base64
from datetime import date
from typing import Any
from unittest import mock

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings as project
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from accounts.inbox import inbox
from accounts.models import InboxForm, User, Vault
from accounts.signin import delete_account
from accounts.vault.sealed_models import sealed_models
from journal.keeping import keep
from journal.models import Draft, Entry, EntryVersion
from tests.belongings import rows
from tests.pages import send
from tests.people import PASSWORD, Person, sign_in

LEAVE, LEFT = "/accounts/leave/", "/accounts/left/"
SIGN_IN, SIGN_UP = "/accounts/login/", "/accounts/signup/"


def has_lived_here(person: Person) -> None:
    """A row of every kind that someone can have."""
    letter = person.letter("You came home.", title="The coat")
    send(person, f"/journal/{letter.uuid}/edit/", {"body": "Sit down.", "base": 1})
    person.day(date(2026, 6, 17), focus_1="soup")
    keep.bin_entry(person.user, person.vault, person.letter("Not this one."))
    person.browser.post("/journal/drafts/", {"form": "letter", "body": "Half of it"})
    person.kit("line", text="I can be on my own side.")
    person.sat("hum", response="softer")
    person.picture("The sea.", shown_by=letter)
    person.browser.post("/practices/before/")
    form = inbox.Form("/journal/letters/new/", "body=In+flight")
    inbox.seal_form(person.user, form, visit=bytes(16), page=bytes(16))
    Authenticator.objects.create(user=person.user, type="webauthn", data={"name": "Key 1"})


def leave(browser: Client, password: str = PASSWORD) -> Any:
    return browser.post(LEAVE, {"password": password})


def of(person: Person) -> dict[str, int]:
    """How many rows of each kind are a person's, by what points to them."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.fields:
            if field.related_model is User or (model is User and field.primary_key):
                mine = model._base_manager.filter(**{field.attname: person.user.pk})
                found[model._meta.label] = mine.count()
    return {label: count for label, count in found.items() if count}


def everything_in_rows() -> str:
    """Every value of every row, what is packed in sessions and the cache too."""
    values = [list(model._base_manager.values_list()) for model in apps.get_models()]
    sessions = [session.get_decoded() for session in Session.objects.all()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cache")
        return repr((values, sessions, cursor.fetchall()))


# --- before anything is decided ---


def test_looking_changes_nothing_and_offers_the_export_first(ada):
    has_lived_here(ada)
    before = rows()

    page = ada.browser.get(LEAVE)

    assert page.status_code == 200
    assert 'href="/journal/export/?from=leave"' in page.content.decode()
    assert "Once you press this, only your download is left." in page.content.decode()
    assert "Delete everything and leave" in page.content.decode()
    assert rows() == before


@pytest.mark.parametrize("said", [{}, {"password": ""}, {"password": "wrong horse battery"}])
def test_without_the_password_nothing_is_lost(ada, said):
    has_lived_here(ada)
    before = rows()

    answer = ada.browser.post(LEAVE, {"anything": "else"} | said)

    assert answer.status_code == 422
    assert "Nothing is deleted. Everything is still here." in answer.content.decode()
    assert rows() == before
    assert ada.browser.get("/journal/").status_code == 200


def test_another_persons_password_deletes_nothing(ada, ben):
    ben.user.set_password("bens own words here")
    ben.user.save()

    assert leave(ada.browser, "bens own words here").status_code == 422
    assert User.objects.count() == 2


def test_guessing_at_it_is_slowed_down(ada, settings):
    settings.ACCOUNT_RATE_LIMITS = {"reauthenticate": "3/m/user"}
    guesses = [leave(ada.browser, "a guess").status_code for _ in range(3)]

    answer = leave(ada.browser)

    assert (guesses, answer.status_code) == ([422, 422, 422], 429)
    assert Vault.objects.filter(owner=ada.user).exists()


def test_settings_lead_here(ada):
    assert f'href="{LEAVE}"' in ada.browser.get("/accounts/settings/").content.decode()


# --- what remains ---


def test_nothing_of_hers_remains_in_any_table_and_bens_is_as_it_was(ada, ben, settings):
    settings.ACCOUNT_RATE_LIMITS = {"reauthenticate": "3/m/user"}
    for person in (ada, ben):
        has_lived_here(person)
        sign_in(person.user)
    assert of(ada) == of(ben)
    assert of(ada).keys() >= {
        *(model._meta.label for model in (Entry, EntryVersion, Draft, InboxForm, Vault, User)),
        *(model._meta.label for model in (Authenticator, UserSession)),
        "account.EmailAddress",
    }
    mine, his = rows(), of(ben)

    assert leave(ada.browser).url == LEFT

    assert (of(ada), of(ben)) == ({}, his)
    stored = everything_in_rows()
    names = [ada.user.email, str(ada.user.pk), ada.user.pk.hex, repr(ada.user.pk)]
    assert [name for name in names if name in stored] == []
    assert ben.user.email in stored
    for label, kept in rows().items():
        assert [row for row in mine[label] if ben.user.pk in row] == [
            row for row in kept if ben.user.pk in row
        ]


def test_every_kind_of_sealed_row_is_gone_without_being_named_here(ada):
    has_lived_here(ada)
    assert {model._base_manager.filter(owner=ada.user).exists() for model in sealed_models()} == {
        True
    }

    delete_account.delete_account(ada.user)

    assert [model for model in sealed_models() if model._base_manager.exists()] == []


def test_more_rows_than_one_batch_are_all_gone(ada, ben, monkeypatch):
    monkeypatch.setattr(delete_account, "AT_ONCE", 3)
    for _ in range(8):
        answered = ada.letter("You came home.")
        Entry.objects.filter(pk=ada.letter("Sit down.").pk).update(reply_to=answered)
    ben.letter()

    delete_account.delete_account(ada.user)

    assert [entry.owner for entry in Entry.objects.all()] == [ben.user]


# --- from where, and by whom ---


def test_a_locked_journal_can_be_left_and_the_page_says_to_unlock_for_the_export(ada):
    ada.browser.post("/accounts/lock/")

    page = ada.browser.get(LEAVE).content.decode()

    assert 'href="/accounts/unlock/?next=/journal/export/%3Ffrom%3Dleave"' in page
    unlocked = ada.browser.post(
        "/accounts/unlock/?next=/journal/export/%3Ffrom%3Dleave", {"password": PASSWORD}
    )
    assert unlocked.url == "/journal/export/?from=leave"
    ada.browser.post("/accounts/lock/")
    assert leave(ada.browser).url == LEFT
    assert of(ada) == {}


def test_a_sealed_journal_can_be_left_with_the_password_that_signs_in(ada):
    ada.letter("You came home.")
    ada.user.set_password("given by the operator")
    ada.user.save()
    browser = sign_in(ada.user, "given by the operator")
    assert Vault.objects.get(owner=ada.user).sealed_at is not None

    assert leave(browser, "given by the operator").url == LEFT

    assert of(ada) == {}


def test_someone_of_the_staff_can_leave(ada, ben):
    User.objects.filter(pk=ada.user.pk).update(is_staff=True, is_superuser=True)

    assert leave(ada.browser).url == LEFT

    assert of(ada) == {}
    assert ben.browser.get("/journal/").status_code == 200


def test_what_the_admin_noted_of_someone_goes_with_them(ada, ben, cleo):
    """It keeps the name of a row, which is the address, and what staff did."""
    User.objects.filter(pk=ben.user.pk).update(is_staff=True, is_superuser=True)
    for person in (ada, cleo):
        LogEntry.objects.log_actions(ben.user.pk, [person.user], CHANGE, single_object=True)
    assert ada.user.email in everything_in_rows()

    leave(ada.browser)

    assert [noted.object_repr for noted in LogEntry.objects.all()] == [cleo.user.email]
    assert ada.user.email not in everything_in_rows()
    leave(ben.browser)
    assert not LogEntry.objects.exists()


def test_the_other_browser_is_signed_out(ada):
    elsewhere = sign_in(ada.user)

    leave(ada.browser)

    assert elsewhere.get("/journal/").url == "/accounts/login/?next=/journal/"
    assert not Session.objects.exists()


def test_a_sign_in_that_waits_for_its_second_step_is_over(ada, settings):
    settings.MFA_ALLOW_UNVERIFIED_EMAIL = True
    seed = totp.generate_totp_secret()
    totp.TOTP.activate(ada.user, seed)
    waiting = Client()
    waiting.post(SIGN_IN, {"login": ada.user.email, "password": PASSWORD})
    assert Session.objects.count() == 2
    counter = next(totp.yield_hotp_counters_from_time())
    code = totp.format_hotp_value(totp.hotp_value(seed, counter))

    delete_account.delete_account(ada.user)
    waiting.post("/accounts/2fa/authenticate/", {"code": code})

    assert waiting.get("/journal/").url == "/accounts/login/?next=/journal/"
    assert not Session.objects.exists()


def test_the_sessions_of_others_are_not_looked_into(ada, ben, monkeypatch):
    """It is known whose they are."""
    monkeypatch.setattr(Session, "get_decoded", read := mock.Mock(return_value={}))

    delete_account.delete_account(ada.user)

    assert Session.objects.filter(pk=ben.browser.session.session_key).exists()
    assert read.call_count == 0


def test_the_address_is_free_at_once(ada):
    leave(ada.browser)

    anew = Client()
    anew.post(SIGN_UP, {"email": ada.user.email, "password1": "tea for Cleo and me"})

    user = User.objects.get()
    assert (user.email, user.pk == ada.user.pk) == (ada.user.email, False)
    assert anew.get("/journal/", follow=True).status_code == 200


# --- the goodbye ---


def test_the_last_page_names_nobody_and_anyone_may_see_it(ada, client):
    farewell = ada.browser.post(LEAVE, {"password": PASSWORD}, follow=True)

    page = farewell.content.decode()
    assert farewell.redirect_chain == [(LEFT, 302)]
    assert "Goodbye" in page
    assert ada.user.email not in page
    assert client.get(LEFT).content.decode() == page
    assert farewell["Cache-Control"] == "no-store"


def test_the_browser_keeps_no_cookie_of_the_visit(ada):
    words = f"{project.WORDS_COOKIE_NAME}-page"
    ada.browser.cookies[words] = base64.urlsafe_b64encode(bytes(32)).decode()
    names = [project.SESSION_COOKIE_NAME, project.KEY_COOKIE_NAME, words]

    answer = leave(ada.browser)

    ended = {name: answer.cookies[name].value for name in names}
    assert ended == dict.fromkeys(names, "")
    assert [answer.cookies[name]["max-age"] for name in names] == [0, 0, 0]
    assert "Clear-Site-Data" not in answer


def test_over_https_the_browser_is_asked_to_forget_all_of_it(ada, settings):
    settings.SESSION_COOKIE_SECURE = True

    assert leave(ada.browser)["Clear-Site-Data"] == '"cache", "cookies", "storage"'
