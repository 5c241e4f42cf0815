"""A password that is forgotten, or that someone else changed: sealed, not broken, not deleted."""

from unittest.mock import patch

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import User, Vault
from accounts.signin.unlock_forms import UnlockWithKeyForm
from accounts.vault import keys
from accounts.vault.sealing import OpenVault, WrongKey
from journal.models import Entry
from tests.people import PASSWORD, Person, sign_in

UNLOCK, WITH_KEY, NEW = "/accounts/unlock/", "/accounts/unlock/key/", "tin roof sundial"
BY_KEY = {"password1": NEW, "password2": NEW}


def reset_by_mail(person: Person, password: str = NEW) -> Client:
    """Another browser, signed in with a new password by the link that the mail holds."""
    set_by_mail(person, password)
    return sign_in(person.user, password)


def set_by_mail(person: Person, password: str = NEW) -> None:
    browser = Client()
    person.user.refresh_from_db()  # the link holds only until the next sign-in
    whose, key = user_pk_to_url_str(person.user), default_token_generator.make_token(person.user)
    form_at = browser.get(reverse("account_reset_password_from_key", args=[whose, key])).url
    browser.post(form_at, {"password1": password, "password2": password})


def opens(person: Person, browser: Client, letter: Entry) -> bool:
    answer = browser.get(f"/journal/{letter.uuid}/")
    return answer.status_code == 200 and "You came home." in answer.content.decode()


def set_by_the_operator(person: Person, password: str) -> None:
    with patch("getpass.getpass", return_value=password):
        call_command("changepassword", person.user.email)
    person.user.refresh_from_db()


# --- reset by mail, and its three endings ---


def test_a_reset_by_mail_ends_the_visits_from_before_and_leaves_no_row_of_them(ada, ben):
    before = ada.browser.session.session_key

    set_by_mail(ada)

    kept = {row.pk for row in Session.objects.all()}
    assert ben.browser.session.session_key in kept
    assert before not in kept
    assert not UserSession.objects.filter(session_key=before).exists()


def test_a_journal_opened_anew_while_someone_signs_in_is_not_marked_sealed(ada, monkeypatch):
    """Wrapped under the new password between the look at the row and the mark: it opens now."""
    set_by_the_operator(ada, NEW)
    unwrap = keys._unwrap_with_password

    def a_moment_too_late(row: Vault, password: str) -> OpenVault:
        keys.rewrap_password(ada.user, ada.vault, NEW)
        return unwrap(row, password)

    monkeypatch.setattr(keys, "_unwrap_with_password", a_moment_too_late)
    opened = keys.open_at_sign_in(ada.user, NEW)
    monkeypatch.undo()

    assert opened == (None, None)
    assert not keys.is_sealed(ada.user)
    assert keys.open_with_password(ada.user, NEW).keyring == ada.vault.keyring


def test_the_recovery_key_opens_everything_and_a_new_one_is_issued(ada):
    letter = ada.letter("You came home.")
    browser = reset_by_mail(ada)
    assert not opens(ada, browser, letter)

    answer = browser.post(UNLOCK, {"password": NEW, "opener": ada.recovery_key}, follow=True)

    assert answer.redirect_chain[-1][0] == "/accounts/recovery/"
    assert "-".join(answer.context["groups"]) != ada.recovery_key
    assert opens(ada, browser, letter)
    assert opens(ada, sign_in(ada.user, NEW), letter)


def test_the_password_from_before_opens_everything(ada):
    letter = ada.letter("You came home.")
    browser = reset_by_mail(ada)

    browser.post(UNLOCK, {"password": NEW, "opener": PASSWORD})

    assert opens(ada, browser, letter)
    assert opens(ada, sign_in(ada.user, NEW), letter)


def test_with_neither_it_stays_sealed_and_whole_and_help_is_there(ada):
    letter = ada.letter("You came home.")
    before = Entry.objects.values().get()
    reset_by_mail(ada)

    later = sign_in(ada.user, NEW)

    assert later.get("/today/").url == f"{UNLOCK}?next=/today/"
    kept = later.post("/journal/letters/new/", {"body": "A new one."})
    assert kept.status_code in {302, 403}
    pages = [later.get(page).status_code for page in ("/now/", "/help/", "/safety/", "/privacy/")]
    assert pages == [200] * 4
    assert "nothing is deleted" in later.get(UNLOCK).content.decode().lower()
    assert Entry.objects.values().get() == before
    later.post(UNLOCK, {"password": NEW, "opener": ada.recovery_key})
    assert opens(ada, later, letter)


# --- the recovery key alone ---


def test_the_recovery_key_alone_opens_a_locked_journal_and_takes_a_new_password(ada):
    letter = ada.letter("You came home.")
    ada.browser.post("/accounts/lock/")
    assert f'href="{WITH_KEY}"' in ada.browser.get(UNLOCK).content.decode()

    answer = ada.browser.post(WITH_KEY, BY_KEY | {"recovery_key": ada.recovery_key}, follow=True)

    assert answer.redirect_chain[-1][0] == "/accounts/recovery/"
    renewed = "-".join(answer.context["groups"])
    assert opens(ada, ada.browser, letter)
    assert opens(ada, sign_in(ada.user, NEW), letter)
    assert keys.open_with_recovery_key(ada.user, renewed).keyring == ada.vault.keyring
    with pytest.raises(WrongKey):
        keys.open_with_password(ada.user, PASSWORD)


def test_the_recovery_key_alone_opens_a_sealed_journal(ada):
    letter = ada.letter("You came home.")
    browser = reset_by_mail(ada, "and forgotten again")

    browser.post(WITH_KEY, BY_KEY | {"recovery_key": ada.recovery_key.lower()})

    assert opens(ada, browser, letter)
    assert not keys.is_sealed(ada.user)


def test_in_with_the_key_ends_other_visits(ada):
    other = sign_in(ada.user)
    ada.browser.post("/accounts/lock/")

    ada.browser.post(WITH_KEY, BY_KEY | {"recovery_key": ada.recovery_key})

    assert other.get("/journal/").url == "/accounts/login/?next=/journal/"


def test_the_old_recovery_key_works_until_the_new_one_is_proven(ada):
    ada.browser.post("/accounts/lock/")
    ada.browser.post(WITH_KEY, BY_KEY | {"recovery_key": ada.recovery_key})
    assert isinstance(keys.open_with_recovery_key(ada.user, ada.recovery_key), OpenVault)
    groups = ada.browser.get("/accounts/recovery/").context["groups"]

    ada.browser.post("/accounts/recovery/", {"first": groups[2], "second": groups[6]})

    with pytest.raises(WrongKey):
        keys.open_with_recovery_key(ada.user, ada.recovery_key)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"recovery_key": "AAAA-BBBB"}, "recovery_key"),
        ({"recovery_key": ""}, "recovery_key"),
        ({"password1": "short", "password2": "short"}, "password1"),
        ({"password2": "tin roof moondial"}, "password2"),
    ],
)
def test_what_does_not_fit_changes_nothing(ada, said, field):
    ada.browser.post("/accounts/lock/")
    before = Vault.objects.values().get()

    answer = ada.browser.post(WITH_KEY, BY_KEY | {"recovery_key": ada.recovery_key} | said)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert Vault.objects.values().get() == before
    assert ada.browser.get("/journal/").status_code == 302


def test_another_persons_recovery_key_opens_nothing(ada, ben):
    ada.browser.post("/accounts/lock/")

    answer = ada.browser.post(WITH_KEY, BY_KEY | {"recovery_key": ben.recovery_key})

    assert answer.status_code == 422


def test_an_open_journal_needs_no_key(ada):
    answer = ada.browser.post(WITH_KEY, BY_KEY | {"recovery_key": ada.recovery_key})

    assert answer.url == "/today/"
    ada.user.refresh_from_db()
    assert ada.user.check_password(PASSWORD)


def test_guesses_at_the_key_and_at_the_lock_share_one_limit(ada, settings, monkeypatch):
    settings.ACCOUNT_RATE_LIMITS = {"reauthenticate": "3/m/user"}
    ada.browser.post("/accounts/lock/")
    for _ in range(3):
        ada.browser.post(UNLOCK, {"password": "a guess"})
    tried = "clean_recovery_key"
    monkeypatch.setattr(UnlockWithKeyForm, tried, lambda form: pytest.fail("it was tried"))

    answer = ada.browser.post(WITH_KEY, BY_KEY | {"recovery_key": ada.recovery_key})

    assert answer.status_code == 429


# --- what the operator does ---


@pytest.fixture
def operator(db, monkeypatch) -> User:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", "--noinput", "--email", "op@example.org", verbosity=0)
    return User.objects.get()


def test_an_account_the_operator_made_gets_a_journal_at_the_first_sign_in(operator):
    assert not Vault.objects.exists()

    browser = sign_in(operator)

    assert len(browser.get("/accounts/recovery/").context["groups"]) == 10
    kept = browser.post("/journal/letters/new/", {"body": "You came home."}, follow=True)
    assert "You came home." in kept.content.decode()


def test_where_mail_confirms_addresses_it_confirms_the_operators_too(operator, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    browser = Client()
    said = {"login": operator.email, "password": PASSWORD}
    assert browser.post("/accounts/login/", said).status_code == 422
    assert not Vault.objects.exists()  # its recovery key would be shown to nobody
    key = EmailConfirmationHMAC(EmailAddress.objects.get(user=operator)).key

    browser.post(reverse("account_confirm_email", args=[key]))
    browser = sign_in(operator)

    assert EmailAddress.objects.get().verified
    assert len(browser.get("/accounts/recovery/").context["groups"]) == 10
    assert browser.get("/journal/").status_code == 200


def test_a_password_the_operator_changed_seals_the_journal_and_breaks_nothing(ada):
    letter = ada.letter("You came home.")
    set_by_the_operator(ada, "given by the operator")

    browser = sign_in(ada.user, "given by the operator")

    assert keys.is_sealed(ada.user)
    assert not opens(ada, browser, letter)
    assert "sealed, and safe" in browser.get(UNLOCK).content.decode()
    browser.post(UNLOCK, {"password": "given by the operator", "opener": ada.recovery_key})
    assert opens(ada, browser, letter)


def test_changed_back_to_the_old_password_it_opens_by_itself(ada):
    letter = ada.letter("You came home.")
    set_by_the_operator(ada, "given by the operator")
    sign_in(ada.user, "given by the operator")
    assert keys.is_sealed(ada.user)

    set_by_the_operator(ada, PASSWORD)
    browser = sign_in(ada.user)

    assert opens(ada, browser, letter)
    assert Vault.objects.get().sealed_at is None


def test_a_password_the_operator_changed_ends_every_visit(ada):
    assert ada.browser.get("/journal/").status_code == 200

    set_by_the_operator(ada, "given by the operator")

    assert ada.browser.get("/journal/").url == "/accounts/login/?next=/journal/"


# --- what the pages say ---


@pytest.mark.parametrize("sends_mail", [True, False])
def test_only_a_site_that_sends_mail_promises_some(client, db, settings, sends_mail):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory" if sends_mail else "none"

    asked = client.get("/accounts/password/reset/").content.decode()
    done = client.get("/accounts/password/reset/done/").content.decode()

    assert ("comes by mail" in asked) == sends_mail
    assert ("is on its way" in done) == sends_mail
    assert ("This site sends no mail" in asked) == (not sends_mail)
    assert ("This site sends no mail" in done) == (not sends_mail)
