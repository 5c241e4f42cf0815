"""Changing the password at `/accounts/password/change/`."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.signin.forms import ChangePasswordForm, ResetPasswordKeyForm, SetPasswordForm
from accounts.signin.unlock_forms import UnlockWithKeyForm
from accounts.vault import keys
from accounts.vault.sealing import WrongKey
from tests.people import PASSWORD, sign_in

CHANGE = "/accounts/password/change/"
NEW = "tin roof sundial"
SAID = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}


def test_the_letters_are_still_open_after(ada):
    letter = ada.letter("You came home.")

    answer = ada.browser.post(CHANGE, SAID)

    assert answer.url == "/accounts/settings/"
    assert "You came home." in ada.browser.get(f"/journal/{letter.uuid}/").content.decode()


def test_the_new_password_opens_the_vault_and_the_old_one_does_not(ada):
    ada.browser.post(CHANGE, SAID)

    assert keys.open_with_password(ada.user, NEW).keyring == ada.vault.keyring
    with pytest.raises(WrongKey):
        keys.open_with_password(ada.user, PASSWORD)


def test_the_new_password_signs_in_and_the_old_one_does_not(ada):
    ada.browser.post(CHANGE, SAID)

    refused = Client().post("/accounts/login/", {"login": ada.user.email, "password": PASSWORD})
    assert refused.status_code == 422
    assert sign_in(ada.user, NEW).get("/journal/").status_code == 200


def test_the_recovery_key_stays_as_it_is(ada):
    ada.browser.post(CHANGE, SAID)

    opened = keys.open_with_recovery_key(ada.user, ada.recovery_key)

    assert opened.keyring == ada.vault.keyring


def test_another_browser_is_signed_out(ada):
    other = sign_in(ada.user)
    assert other.get("/journal/").status_code == 200

    ada.browser.post(CHANGE, SAID)

    assert other.get("/journal/").url == "/accounts/login/?next=/journal/"


def test_nothing_stays_in_the_database_of_the_visits_it_ends(ada, ben):
    """Signed out, a row would still hold a keyring, sealed, for as long as a month."""
    other = sign_in(ada.user).session.session_key

    ada.browser.post(CHANGE, SAID)

    going_on = {person.browser.session.session_key for person in (ada, ben)}
    assert other not in going_on
    assert set(Session.objects.values_list("pk", flat=True)) == going_on
    assert set(UserSession.objects.values_list("session_key", flat=True)) == going_on


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"oldpassword": "wrong horse battery"}, "oldpassword"),
        ({"password2": "tin roof moondial"}, "password2"),
        ({"password1": "short", "password2": "short"}, "password1"),
    ],
)
def test_a_change_that_does_not_fit_changes_nothing(ada, wrong, field):
    answer = ada.browser.post(CHANGE, SAID | wrong)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert keys.open_with_password(ada.user, PASSWORD).keyring == ada.vault.keyring
    assert sign_in(ada.user).get("/journal/").status_code == 200


def test_a_locked_person_opens_the_journal_first(ada):
    ada.browser.post("/accounts/lock/")

    shown, sent = ada.browser.get(CHANGE), ada.browser.post(CHANGE, SAID)

    assert shown.url == f"/accounts/unlock/?next={CHANGE}"
    assert sent.url == "/accounts/unlock/?next=/today/"
    ada.user.refresh_from_db()
    assert ada.user.check_password(PASSWORD)
    assert keys.open_with_password(ada.user, PASSWORD).keyring == ada.vault.keyring


def test_a_sealed_journal_stays_sealed_under_what_opened_it_before(ada):
    """An open page changes a password that was changed outside since: nothing is lost."""
    ada.user.set_password("given by the operator")
    ada.user.save()
    sign_in(ada.user, "given by the operator")  # which notices that it is sealed
    form = ChangePasswordForm(user=ada.user, data=SAID | {"oldpassword": "given by the operator"})
    assert form.is_valid(), form.errors

    form.save()

    assert ada.user.check_password(NEW)
    assert keys.open_with_password(ada.user, PASSWORD).keyring == ada.vault.keyring
    assert keys.open_with_recovery_key(ada.user, ada.recovery_key).keyring == ada.vault.keyring


def test_someone_whose_journal_is_sealed_unseals_it_before_changing_the_password(ada):
    ada.user.set_password("given by the operator")
    ada.user.save()
    browser = sign_in(ada.user, "given by the operator")

    answer = browser.post(CHANGE, SAID | {"oldpassword": "given by the operator"})

    assert answer.url == "/accounts/unlock/?next=/today/"
    ada.user.refresh_from_db()
    assert ada.user.check_password("given by the operator")


def test_a_change_cut_off_between_the_two_rows_changes_neither(ada, monkeypatch):
    """The password and what it wraps stand in two rows: both are written, or none."""

    def fall_over(*args):
        raise RuntimeError("The disk is full.")

    monkeypatch.setattr(keys, "lock", fall_over)

    with pytest.raises(RuntimeError):
        ada.browser.post(CHANGE, SAID)

    ada.user.refresh_from_db()
    assert ada.user.check_password(PASSWORD)


@pytest.mark.parametrize(
    "form", [ChangePasswordForm, SetPasswordForm, ResetPasswordKeyForm, UnlockWithKeyForm]
)
def test_a_new_password_is_asked_for_in_the_same_words_everywhere(ada, form):
    fields = form(user=ada.user).fields

    asked = [str(fields[name].label) for name in ("password1", "password2")]
    assert asked == ["New password", "The new one again"]
    assert fields["password1"].help_text == "Ten characters or more."
    assert fields["password2"].widget.attrs["autocomplete"] == "new-password"


@pytest.mark.parametrize("form", [ChangePasswordForm, SetPasswordForm, ResetPasswordKeyForm])
def test_two_that_differ_are_said_to_in_our_words(ada, form):
    filled = form(user=ada.user, data=SAID | {"password2": "tin roof moondial"})

    assert not filled.is_valid()
    assert filled.errors == {"password2": ["The two are not the same yet."]}


@pytest.mark.parametrize("form", [ChangePasswordForm, SetPasswordForm, ResetPasswordKeyForm])
def test_a_first_one_that_does_not_fit_is_not_compared(ada, form):
    filled = form(user=ada.user, data=SAID | {"password1": "short"})

    assert list(filled.errors) == ["password1"]
