"""A password that is changed in two places at once: the later one finds out and writes nothing."""

import threading
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction

from accounts.admin import site
from accounts.models import User, Vault
from accounts.signin import delete_account
from accounts.signin.settings_form import SettingsForm
from accounts.signin.unlock_forms import UnlockForm
from accounts.vault import keys
from accounts.vault.password_row import PasswordChanged
from accounts.vault.sealing import Locked
from tests.accounts.test_leaving import leave
from tests.pages import send
from tests.people import PASSWORD, Person, sign_in, sign_up

CHANGE = "/accounts/password/change/"
NEW, HERS = "candidate password", "tin roof sundial"
SAID = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}


def as_read(person: Person) -> User:
    """As another request has it, which began before anything was changed."""
    return User.objects.get(pk=person.user.pk)


def only_hers_opens(ada: Person) -> bool:
    """Whether the login and the vault both have her password, and neither any other."""
    user = as_read(ada)
    opening = []
    for password in (PASSWORD, NEW, HERS):
        with suppress(keys.WrongKey):
            keys.open_with_password(user, password)
            opening.append(password)
    fitting = [password for password in (PASSWORD, NEW, HERS) if user.check_password(password)]
    return (fitting, opening) == ([HERS], [HERS])


@pytest.mark.parametrize("moment", ["open_with_password", "_wrap_under_password"])
def test_a_change_that_meets_new_keys_is_refused(ada, monkeypatch, moment):
    """The old password was right when it was checked, and new keys came before it was used."""
    real = getattr(keys, moment)
    here = as_read(ada)

    def first_new_keys(*said: Any) -> Any:
        monkeypatch.setattr(keys, moment, real)
        keys.take_new_keys(here, ada.vault, HERS)
        return real(*said)

    monkeypatch.setattr(keys, moment, first_new_keys)

    answer = ada.browser.post(CHANGE, SAID)

    assert answer.status_code == 422
    assert "changed a moment ago, in another browser" in answer.content.decode()
    assert only_hers_opens(ada)


def test_a_change_of_a_sealed_journals_password_meets_another(ada):
    Vault.objects.update(sealed_at=ada.user.joined, password_wrap=b"")
    here = as_read(ada)
    ada.user.set_password(HERS)
    ada.user.save()

    with pytest.raises(PasswordChanged):
        keys.change_password(here, PASSWORD, NEW)

    assert as_read(ada).check_password(HERS)


def test_whoever_has_an_earlier_password_writes_neither_the_login_nor_the_keys(ada):
    here = as_read(ada)
    keys.change_password(ada.user, PASSWORD, HERS)

    for write in (keys.take_new_password, keys.take_new_keys, keys.rewrap_password):
        with pytest.raises(PasswordChanged):
            write(here, ada.vault, NEW)
    with pytest.raises(PasswordChanged), transaction.atomic():
        keys.begin_anew(here, NEW)

    assert only_hers_opens(ada)
    assert here.check_password(PASSWORD)  # it is as it was read


def test_a_sign_in_that_makes_the_hash_anew_does_not_bring_the_old_password_back(ada, settings):
    here = as_read(ada)
    keys.change_password(ada.user, PASSWORD, HERS)
    settings.VAULT_KDF = {"time_cost": 2, "memory_kib": 16}

    assert here.check_password(PASSWORD)  # as it was read

    assert only_hers_opens(ada)


def test_a_sign_in_that_wraps_the_keys_anew_meets_a_change(ada, settings, monkeypatch):
    settings.VAULT_KDF = {"time_cost": 2, "memory_kib": 16}
    here = as_read(ada)
    real = keys._wrap_under_password

    def first_a_change(*said: Any) -> Any:
        monkeypatch.setattr(keys, "_wrap_under_password", real)
        keys.change_password(ada.user, PASSWORD, HERS)
        return real(*said)

    monkeypatch.setattr(keys, "_wrap_under_password", first_a_change)

    assert keys.open_at_sign_in(here, PASSWORD) == (None, None)

    assert only_hers_opens(ada)


def test_settings_that_were_read_before_a_change_do_not_undo_it(ada):
    said = {"time_zone": "Europe/Vienna", "theme": "night", "idle_minutes": "30"}
    form = SettingsForm(said, instance=as_read(ada))
    assert form.is_valid(), form.errors
    keys.change_password(ada.user, PASSWORD, HERS)

    form.save()

    assert as_read(ada).theme == "night"
    assert only_hers_opens(ada)


def test_a_page_of_the_staffs_that_was_read_before_a_change_does_not_undo_it(ada):
    here = as_read(ada)
    here.quota_mb = 7
    keys.change_password(ada.user, PASSWORD, HERS)

    form = SimpleNamespace(changed_data=["quota_mb"])
    site.get_model_admin(User).save_model(None, here, form, change=True)

    assert as_read(ada).quota_mb == 7
    assert only_hers_opens(ada)


# --- a seal that is none ---


def test_whoever_signs_in_with_the_earlier_password_meanwhile_does_not_mark_it_as_sealed(ada):
    here = as_read(ada)
    keys.change_password(ada.user, PASSWORD, HERS)

    assert keys.open_at_sign_in(here, PASSWORD) == (None, None)

    assert not keys.is_sealed(ada.user)


@pytest.mark.parametrize("opener", ["", "no key at all"])
def test_a_false_mark_goes_once_the_password_opens_it(ada, opener):
    ada.browser.post("/accounts/lock/")
    Vault.objects.update(sealed_at=ada.user.joined)
    assert 'name="opener"' in ada.browser.get("/accounts/unlock/").content.decode()

    answer = ada.browser.post("/accounts/unlock/", {"password": PASSWORD, "opener": opener})

    assert answer.url == "/today/"
    assert not keys.is_sealed(ada.user)
    assert ada.browser.get("/journal/").status_code == 200
    assert keys.open_with_recovery_key(ada.user, ada.recovery_key)  # no new one was made


def test_a_true_one_still_asks_for_what_opened_it_before(ada):
    ada.user.set_password(HERS)
    ada.user.save()
    browser = sign_in(ada.user, HERS)

    refused = browser.post("/accounts/unlock/", {"password": HERS, "opener": ""})
    opened = browser.post("/accounts/unlock/", {"password": HERS, "opener": PASSWORD})

    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["opener"])
    assert opened.url == "/accounts/recovery/"


def test_the_hash_of_a_sealed_journals_password_is_followed_when_it_is_made_anew(ada, settings):
    ada.user.set_password(HERS)
    ada.user.save()
    browser = sign_in(ada.user, HERS)
    settings.VAULT_KDF = {"time_cost": 2, "memory_kib": 16}

    browser.post("/accounts/unlock/", {"password": HERS, "opener": "a guess"})

    assert browser.get("/accounts/unlock/").status_code == 200
    assert UnlockForm(as_read(ada), {"password": HERS}).is_valid()


# --- leaving ---


def test_leaving_and_a_change_at_once_do_not_wait_for_each_other_for_ever(at_once, monkeypatch):
    """The two meet where each holds its first row, if they do not take them in one order."""
    ada = sign_up("ada")
    gate = threading.Barrier(2, timeout=2)
    vault_lock, no_password = keys.lock, delete_account.make_password

    def at_the_gate(work: Any) -> Any:
        def waits(*said: Any) -> Any:
            with suppress(threading.BrokenBarrierError):
                gate.wait()
            return work(*said)

        return waits

    monkeypatch.setattr(keys, "lock", at_the_gate(vault_lock))
    monkeypatch.setattr(delete_account, "make_password", at_the_gate(no_password))

    def leave_or_change(number: int) -> Any:
        user = as_read(ada) if number < 2 else None
        if number == 0:
            return delete_account.delete_account(user)
        return keys.change_password(user, PASSWORD, NEW) if number == 1 else None

    left, changed, *_rest = at_once(leave_or_change)

    assert left is None
    assert changed is None or isinstance(changed, Locked)
    assert not User.objects.exists()


def test_words_that_come_once_the_keys_are_gone_are_returned_on_the_page(ada):
    page = "/journal/letters/new/"
    ada.browser.get(page)
    Vault.objects.all().delete()

    answer = send(ada, page, {"body": "In flight."})

    assert answer.status_code == 403
    assert "In flight." in answer.text
    with pytest.raises(Locked), transaction.atomic():
        keys.lock(ada.user)


def test_whoever_left_cannot_change_the_password_any_more(ada):
    here = as_read(ada)
    leave(ada.browser)

    with pytest.raises(PasswordChanged):
        keys.change_password(here, PASSWORD, NEW)
