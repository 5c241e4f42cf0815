"""Places by invitation: who may sign up, with what link, and how often."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client
from django.utils import timezone

from accounts.models import Invitation, User
from accounts.signin import invitations
from tests.people import PASSWORD

SIGN_UP = "/accounts/signup/"
BY_INVITATION, SPENT = "This place is by invitation", "This invitation does not open the door"


@pytest.fixture(autouse=True)
def by_invitation(settings) -> None:
    settings.DEARSELF_SIGNUP = "invite"


def send(browser: Client, token: str, name: str = "cleo", path: str = SIGN_UP):
    said = {"email": f"{name}@example.org", "password1": PASSWORD, "invitation": token}
    return browser.post(path, said)


def spent(how: str) -> str:
    """A token that opens nothing any more, or never did."""
    token = invitations.invite()
    if how == "used":
        Invitation.objects.update(used_at=timezone.now())
    elif how == "old":
        Invitation.objects.update(expires=timezone.now())
    else:
        token = {"cut short": token[:-1], "made up": "A" * 43, "not ASCII": "é"}[how]
    return token


# --- the link ---


def test_an_invitation_makes_one_account(client, db):
    token = invitations.invite()
    page = client.get(SIGN_UP, {"invitation": token})

    answer = send(client, page.context["form"]["invitation"].value())

    assert answer.url == "/accounts/recovery/"
    assert User.objects.get().email == "cleo@example.org"
    assert invitations.invitation_for(token) is None


def test_it_stands_in_the_form_and_needs_no_cookie(client, db):
    token = invitations.invite()

    page = client.get(SIGN_UP, {"invitation": token}).content.decode()
    refused = send(client, token, "not an address").content.decode()
    elsewhere = send(Client(), token)

    field = f'<input type="hidden" name="invitation" value="{token}" id="id_invitation">'
    assert field in page
    assert field in refused
    assert elsewhere.status_code == 302


def test_a_refused_form_leaves_it_as_good_as_before(client, db):
    token = invitations.invite()

    answer = client.post(SIGN_UP, {"email": "cleo", "password1": "x", "invitation": token})

    assert answer.status_code == 422
    assert invitations.invitation_for(token)


def test_without_mail_a_taken_address_leaves_it_as_good_as_before(client, ada):
    """There the page says that it is taken, and so nothing has to be hidden."""
    token = invitations.invite()

    answer = send(client, token, "ada")

    assert answer.status_code == 422
    assert invitations.invitation_for(token)


@pytest.mark.parametrize("how", ["used", "old", "cut short", "made up", "not ASCII"])
def test_a_link_that_opens_nothing_says_so_and_takes_nobody_in(client, db, how):
    token = spent(how)

    shown, sent = client.get(SIGN_UP, {"invitation": token}), send(client, token)

    assert (shown.status_code, sent.status_code) == (200, 403)
    for page in (shown.content.decode(), sent.content.decode()):
        assert BY_INVITATION in page
        assert SPENT in page
    assert not User.objects.exists()


def test_without_a_link_the_page_says_whom_to_ask(client, db, settings):
    settings.DEARSELF_HOST_NAME = "Ward 7"

    shown, sent = client.get(SIGN_UP), send(client, "")

    for page in (shown.content.decode(), sent.content.decode()):
        assert BY_INVITATION in page
        assert "Ward 7 keeps this place." in page
        assert SPENT not in page
    assert not User.objects.exists()


def test_closed_stays_closed_also_with_an_invitation(client, db, settings):
    settings.DEARSELF_SIGNUP = "closed"
    token = invitations.invite()

    shown, sent = client.get(SIGN_UP, {"invitation": token}), send(client, token)

    assert "No new accounts here for now" in shown.content.decode()
    assert BY_INVITATION not in shown.content.decode()
    assert "No new accounts here for now" in sent.content.decode()
    assert not User.objects.exists()


def test_an_open_place_uses_none_up(client, db, settings):
    settings.DEARSELF_SIGNUP = "open"
    token = invitations.invite()

    assert send(client, token).status_code == 302
    assert invitations.invitation_for(token)


# --- what is kept of it ---


def test_only_a_hash_of_it_is_stored(db):
    token = invitations.invite("for Cleo")

    (stored,) = Invitation.objects.values()
    assert len(token) == 43
    assert token not in repr(stored)
    assert stored["note"] == "for Cleo"


def test_no_two_are_alike(db):
    assert len({invitations.invite() for _ in range(50)}) == 50


def test_it_is_good_for_the_days_that_were_said(db):
    token = invitations.invite(days=3)

    with time_machine.travel(timezone.now() + timedelta(days=2, hours=23)):
        assert invitations.invitation_for(token)
    with time_machine.travel(timezone.now() + timedelta(days=3, hours=1)):
        assert invitations.invitation_for(token) is None


def test_no_token_is_no_invitation(db):
    invitations.invite()

    assert invitations.invitation_for("") is None


def test_it_is_used_once(db):
    token = invitations.invite()
    invitations.use(token)

    with pytest.raises(invitations.Used):
        invitations.use(token)
    with pytest.raises(invitations.Used):
        invitations.replace(token)
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize("how", ["used", "old", "made up"])
def test_a_spent_one_cannot_be_used(db, how):
    with pytest.raises(invitations.Used):
        invitations.use(spent(how))


# --- at once ---


@pytest.mark.django_db(transaction=True)
def test_of_eight_people_with_one_link_one_gets_in(at_once):
    token = invitations.invite()
    loaded = threading.Barrier(8)

    def sign_up(number: int) -> int:
        browser = Client()
        assert browser.get(SIGN_UP, {"invitation": token}).status_code == 200
        connections.close_all()  # on PostgreSQL there are fewer of them than of us
        loaded.wait(timeout=30)
        return send(browser, token, f"person-{number}").status_code

    answers = at_once(sign_up)

    assert sorted(answers) == [302] + [403] * 7
    assert User.objects.count() == 1


def test_whoever_comes_a_moment_late_is_told_and_no_account_is_made(client, db, monkeypatch):
    token = invitations.invite()
    real = invitations.invitation_for

    def and_then_it_is_used(token):
        found = real(token)
        Invitation.objects.update(used_at=timezone.now())
        return found

    monkeypatch.setattr(invitations, "invitation_for", and_then_it_is_used)

    answer = send(client, token)

    assert answer.status_code == 403
    assert SPENT in answer.content.decode()
    assert not User.objects.exists()


# --- manage.py invite ---


def test_the_command_prints_a_link_that_works(client, db, capsys):
    call_command("invite", note="for Cleo", days=3)

    (line,) = capsys.readouterr().out.splitlines()
    start, _, token = line.partition("?invitation=")
    assert start == "http://127.0.0.1:8000/accounts/signup/"
    invitation = invitations.invitation_for(token)
    assert invitation.note == "for Cleo"
    assert invitation.expires - invitation.created == pytest.approx(
        timedelta(days=3), abs=timedelta(seconds=5)
    )


@pytest.mark.parametrize("said", [{"days": 0}, {"days": 366}, {"note": "x" * 101}])
def test_the_command_refuses_what_makes_no_sense(db, said):
    with pytest.raises(CommandError, match="should be"):
        call_command("invite", **said)

    assert not Invitation.objects.exists()


def test_the_command_says_when_the_link_does_not_open_yet(db, settings, capsys):
    settings.DEARSELF_SIGNUP = "closed"

    call_command("invite")

    assert "Sign-up is closed." in capsys.readouterr().err
