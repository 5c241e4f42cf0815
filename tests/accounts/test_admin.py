"""What staff can do at `/admin/`, and what they cannot see there."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.admin import site
from accounts.models import Invitation, OutgoingMail, ParkedWords, User, Vault
from accounts.signin import invitations
from accounts.vault import keys
from tests.people import PASSWORD, Person, sign_in

PEOPLE, INVITATIONS = "/admin/accounts/user/", "/admin/accounts/invitation/"
NEW = "given by the operator"


@pytest.fixture
def cleo(cleo: Person) -> Person:
    """Cleo runs the place."""
    User.objects.filter(pk=cleo.user.pk).update(is_staff=True)
    return cleo


def page(person: Person, path: str = "/admin/", **said: str) -> str:
    answer = person.browser.get(path, said)
    assert answer.status_code == 200
    return answer.content.decode()


def change(person: Person, user: User, **said: str):
    fields = {"email": user.email, "is_active": "on", "quota_mb": ""} | said
    return person.browser.post(f"{PEOPLE}{user.pk}/change/", fields)


# --- what is in it ---


def test_only_people_and_invitations_are_in_it():
    assert set(site._registry) == {User, Invitation}


def test_no_model_with_words_or_keys_is_ever_in_it():
    sealed = {model for model in apps.get_models() if hasattr(model, "sealed_as")}
    kept_away = sealed | {Vault, ParkedWords, OutgoingMail, Session}

    assert len(sealed) >= 3
    assert kept_away & set(site._registry) == set()


def test_a_persons_page_shows_no_word_and_no_hash(cleo, ada):
    ada.letter("You came home.", title="The coat")

    shown = page(cleo, f"{PEOPLE}{ada.user.pk}/change/")

    assert "ada@example.org" in shown
    assert "Theirs alone. No page here opens it." in shown
    assert not any(said in shown for said in ("You came home.", "The coat", "argon2"))


def test_people_can_be_found_by_their_address(cleo, ada, ben):
    found = page(cleo, PEOPLE, q="ada@")

    assert "ada@example.org" in found
    assert "ben@example.org" not in found


# --- coming in ---


def test_staff_come_in_by_our_own_sign_in(cleo):
    browser = Client()
    asked = browser.get("/admin/")

    answer = browser.post(asked.url, {"login": cleo.user.email, "password": PASSWORD})

    assert asked.url == "/accounts/login/?next=/admin/"
    assert answer.url == "/admin/"
    assert browser.get("/admin/").status_code == 200


def test_a_second_step_is_asked_for_before_the_admin(cleo):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(cleo.user, secret)
    browser = Client()
    said = {"login": cleo.user.email, "password": PASSWORD}
    with time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC), tick=False):
        asked = browser.post("/accounts/login/?next=/admin/", said)
        assert asked.url.startswith("/accounts/2fa/authenticate/")
        assert browser.get("/admin/").url == "/accounts/login/?next=/admin/"
        counter = next(totp.yield_hotp_counters_from_time())
        code = totp.format_hotp_value(totp.hotp_value(secret, counter))

        browser.post(asked.url, {"code": code})

        assert browser.get("/admin/").status_code == 200


def test_djangos_own_sign_in_is_not_used(cleo):
    assert cleo.browser.get("/admin/login/").url == "/admin/"


def test_signing_out_and_changing_ones_password_are_ours(cleo):
    assert cleo.browser.post("/admin/logout/").url == "/accounts/logout/"
    assert cleo.browser.get("/admin/password_change/").url == "/accounts/password/change/"
    assert cleo.browser.get("/admin/password_change/done/").url == "/accounts/password/change/"


def test_staff_that_are_no_more_are_out_at_once(cleo):
    User.objects.update(is_staff=False)

    assert cleo.browser.get("/admin/").status_code == 404


# --- people ---


@pytest.mark.parametrize("verification", ["none", "mandatory"])
def test_someone_staff_made_gets_their_journal_when_they_first_sign_in(
    cleo, settings, verification
):
    settings.ACCOUNT_EMAIL_VERIFICATION = verification
    said = {"email": "Eve@Example.org", "password1": NEW, "password2": NEW}

    cleo.browser.post(f"{PEOPLE}add/", said)

    eve = User.objects.get(email="eve@example.org")
    assert not Vault.objects.filter(owner=eve).exists()
    address = EmailAddress.objects.get(user=eve)
    assert (address.primary, address.verified) == (True, verification == "none")
    EmailAddress.objects.update(verified=True)
    browser = sign_in(eve, NEW)
    assert len(browser.get("/accounts/recovery/").context["groups"]) == 10
    assert browser.get("/journal/").status_code == 200
    assert not eve.is_staff


@pytest.mark.parametrize(
    "said",
    [{"email": "ADA@example.org"}, {"password1": "short", "password2": "short"}],
    ids=["taken", "weak"],
)
def test_an_account_that_cannot_be_made_is_not(cleo, ada, said):
    said = {"email": "eve@example.org", "password1": NEW, "password2": NEW} | said

    assert "Please correct the error" in cleo.browser.post(f"{PEOPLE}add/", said).content.decode()
    assert User.objects.count() == 2


def test_a_password_given_by_staff_lets_in_and_leaves_the_journal_sealed(cleo, ada):
    ada.letter("You came home.")
    path = f"{PEOPLE}{ada.user.pk}/password/"
    assert "their journal stays sealed" in page(cleo, path)

    cleo.browser.post(path, {"password1": NEW, "password2": NEW, "usable_password": "true"})

    assert ada.browser.get("/journal/").url == "/accounts/login/?next=/journal/"
    browser = sign_in(User.objects.get(pk=ada.user.pk), NEW)
    assert (
        "Your journal is sealed, and safe" in browser.get("/journal/", follow=True).content.decode()
    )
    assert "Sealed." in page(cleo, f"{PEOPLE}{ada.user.pk}/change/")
    browser.post("/accounts/unlock/", {"password": NEW, "opener": ada.recovery_key})
    assert "You came home." in browser.get("/journal/").content.decode()


def test_switching_someone_off_ends_their_visits_and_keeps_their_words(cleo, ada):
    letter = ada.letter("You came home.")

    change(cleo, ada.user, is_active="")

    assert ada.browser.get("/journal/").status_code == 302
    change(cleo, ada.user)
    assert letter.open(keys.open_with_password(ada.user, PASSWORD)).body == "You came home."


def test_staff_can_give_someone_more_room_and_make_them_staff(cleo, ada):
    change(cleo, ada.user, quota_mb="4000", is_staff="on")

    ada.user.refresh_from_db()
    assert (ada.user.quota_mb, ada.user.is_staff) == (4000, True)
    assert ada.browser.get("/admin/").status_code == 200


def test_a_changed_address_is_the_one_to_sign_in_with(cleo, ada):
    change(cleo, ada.user, email="Ada@New.example.org")

    user = User.objects.get(pk=ada.user.pk)
    assert user.email == "ada@new.example.org"
    assert [a.email for a in EmailAddress.objects.filter(user=user)] == [user.email]
    browser = sign_in(user)
    assert browser.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302


def test_the_second_step_can_be_turned_off_for_someone_who_lost_it(cleo, ada, ben):
    for person in (ada, ben):
        totp.TOTP.activate(person.user, totp.generate_totp_secret())

    cleo.browser.post(
        PEOPLE, {"action": "turn_off_second_step", "_selected_action": [str(ada.user.pk)]}
    )

    assert [a.user for a in Authenticator.objects.all()] == [ben.user]
    assert sign_in(ada.user).get("/journal/").status_code == 200
    assert "The second step is off for 1 person." in page(cleo, PEOPLE)


@pytest.mark.parametrize("how", ["one", "several"])
def test_deleting_someone_takes_everything_that_is_theirs(
    cleo, ada, ben, how, django_capture_on_commit_callbacks
):
    for person in (ada, ben):
        person.letter("You came home.")
    change(cleo, ada.user, quota_mb="1")
    path = f"{PEOPLE}{ada.user.pk}/delete/" if how == "one" else PEOPLE
    several = {"action": "delete_selected", "_selected_action": [str(ada.user.pk)]}
    said = {} if how == "one" else several
    asked = cleo.browser.post(path, said) if said else cleo.browser.get(path)
    assert "letter of" not in asked.content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        cleo.browser.post(path, said | {"post": "yes"})

    assert set(User.objects.all()) == {cleo.user, ben.user}
    assert not Vault.objects.filter(owner_id=ada.user.pk).exists()
    assert [e.owner for e in apps.get_model("journal.Entry").objects.all()] == [ben.user]
    assert "ada@example.org" not in repr(list(LogEntry.objects.values_list()))
    assert ada.browser.get("/journal/").status_code == 302


@pytest.mark.parametrize("how", ["one", "several"])
def test_staff_do_not_delete_themselves_here(cleo, ada, how, django_capture_on_commit_callbacks):
    path = f"{PEOPLE}{cleo.user.pk}/delete/" if how == "one" else PEOPLE
    ticked = [str(cleo.user.pk), str(ada.user.pk)]
    said = {"action": "delete_selected", "_selected_action": ticked} if how == "several" else {}

    with django_capture_on_commit_callbacks(execute=True):
        answer = cleo.browser.post(path, said | {"post": "yes"})

    assert answer.status_code == (403 if how == "one" else 302)
    assert set(User.objects.all()) == {cleo.user} | ({ada.user} if how == "one" else set())
    assert not LogEntry.objects.filter(object_id=str(cleo.user.pk)).exists()
    assert "Delete" not in page(cleo, f"{PEOPLE}{cleo.user.pk}/change/")
    assert cleo.browser.get("/admin/").status_code == 200


def test_a_password_given_by_staff_ends_their_visits_and_leaves_no_row_of_them(cleo, ada, ben):
    hers = ada.browser.session.session_key
    path = f"{PEOPLE}{ada.user.pk}/password/"

    cleo.browser.post(path, {"password1": NEW, "password2": NEW, "usable_password": "true"})

    going_on = {person.browser.session.session_key for person in (cleo, ben)}
    assert hers not in going_on
    assert set(Session.objects.values_list("pk", flat=True)) == going_on
    assert going_on <= set(UserSession.objects.values_list("session_key", flat=True))
    assert not UserSession.objects.filter(user=ada.user).exists()


def test_staff_change_their_own_password_where_everyone_does(cleo):
    path = f"{PEOPLE}{cleo.user.pk}/password/"

    answer = cleo.browser.post(
        path, {"password1": NEW, "password2": NEW, "usable_password": "true"}
    )

    assert answer.url == "/accounts/password/change/"
    cleo.user.refresh_from_db()
    assert cleo.user.check_password(PASSWORD)


# --- invitations ---


def invited(cleo: Person, **said: str):
    answer = cleo.browser.post(f"{INVITATIONS}add/", {"note": "for Eve", "days": "14"} | said)
    found = re.search(r"/accounts/signup/\?invitation=([\w-]+)", answer.content.decode())
    return answer, found and found[1]


def test_a_new_invitations_link_is_shown_once_and_works(cleo, settings):
    settings.DEARSELF_SIGNUP = "invite"

    answer, token = invited(cleo)

    assert answer.status_code == 200
    assert invitations.invitation_for(token).note == "for Eve"
    assert Client().get("/accounts/signup/", {"invitation": token}).context["form"]
    shown = page(cleo, INVITATIONS) + page(
        cleo, f"{INVITATIONS}{Invitation.objects.get().pk}/change/"
    )
    assert "for Eve" in shown
    assert token not in shown


def test_the_link_is_in_no_row(cleo):
    _, token = invited(cleo)
    page(cleo)

    sessions = [session.get_decoded() for session in Session.objects.all()]
    stored = [list(m.objects.values_list()) for m in apps.get_models()]
    assert len(token) == 43
    assert token not in repr(sessions) + repr(stored)


@pytest.mark.parametrize("days", ["0", "366", "soon"])
def test_an_invitation_for_days_that_make_no_sense_is_not_made(cleo, days):
    invited(cleo, days=days)

    assert not Invitation.objects.exists()


def test_an_invitation_can_be_taken_back(cleo):
    _, token = invited(cleo)

    cleo.browser.post(f"{INVITATIONS}{Invitation.objects.get().pk}/delete/", {"post": "yes"})

    assert invitations.invitation_for(token) is None


# --- what the admin notes of it ---


def test_what_is_noted_holds_addresses_and_notes_and_nothing_else(cleo, ada):
    invited(cleo)
    change(cleo, ada.user, quota_mb="7")
    path = f"{PEOPLE}{ada.user.pk}/password/"
    cleo.browser.post(path, {"password1": NEW, "password2": NEW, "usable_password": "true"})

    noted = [(entry.object_repr, entry.change_message) for entry in LogEntry.objects.order_by("pk")]

    assert noted == [
        ("for Eve", '[{"added": {}}]'),
        ("ada@example.org", '[{"changed": {"fields": ["Space, MB"]}}]'),
        ("ada@example.org", '[{"changed": {"fields": ["password"]}}]'),
    ]
