"""What waits for somebody's journal to be open: done once at each opening, keeping nobody out."""

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.db import DatabaseError
from django.test import Client

from accounts.vault import on_unlock
from tests.people import PASSWORD, sign_in

UNLOCK = "/accounts/unlock/"


@pytest.fixture
def opened(monkeypatch) -> list[str]:
    """Whose journal was opened, in order."""
    people: list[str] = []
    monkeypatch.setattr(on_unlock, "on_unlock", [lambda user, _vault: people.append(user.email)])
    return people


def test_signing_in_opens_once_and_the_pages_after_it_do_not(ada, opened):
    browser = sign_in(ada.user)
    browser.get("/today/")
    browser.get("/journal/")

    assert opened == ["ada@example.org"]


def test_a_wrong_password_opens_nothing(ada, opened):
    Client().post("/accounts/login/", {"login": ada.user.email, "password": "not this one"})
    ada.browser.post("/accounts/lock/")
    ada.browser.post(UNLOCK, {"password": "not this one"})

    assert opened == []


def test_unlocking_opens_once(ada, opened):
    ada.browser.post("/accounts/lock/")

    ada.browser.post(UNLOCK, {"password": PASSWORD})
    ada.browser.get("/today/")

    assert opened == ["ada@example.org"]


def test_the_recovery_key_opens_once(ada, opened):
    ada.browser.post("/accounts/lock/")
    new = {"password1": "tin roof sundial", "password2": "tin roof sundial"}

    ada.browser.post(f"{UNLOCK}key/", {"recovery_key": ada.recovery_key} | new)
    ada.browser.get("/today/")

    assert opened == ["ada@example.org"]


def test_with_a_second_step_it_opens_after_that_and_once(ada, opened):
    seed = totp.generate_totp_secret()
    totp.TOTP.activate(ada.user, seed)
    browser = sign_in(ada.user)
    assert opened == []

    counter = next(totp.yield_hotp_counters_from_time())
    code = totp.format_hotp_value(totp.hotp_value(seed, counter))
    browser.post("/accounts/2fa/authenticate/", {"code": code})
    browser.get("/today/")

    assert opened == ["ada@example.org"]


def test_signing_up_opens_a_journal(db, opened):
    new = {"email": "dora@example.org", "password1": PASSWORD, "time_zone": "Europe/Vienna"}

    Client().post("/accounts/signup/", new)

    assert opened == ["dora@example.org"]


@pytest.mark.parametrize("error", [DatabaseError("row of Ada"), RuntimeError("row of Ada")])
def test_what_goes_wrong_keeps_nobody_out_and_is_told_by_its_name(
    ada, opened, monkeypatch, caplog, error
):
    def breaks(*_: object) -> None:
        raise error

    monkeypatch.setattr(on_unlock, "on_unlock", [breaks, *on_unlock.on_unlock])

    browser = sign_in(ada.user)

    assert browser.get("/journal/").status_code == 200
    assert opened == ["ada@example.org"]
    said = [
        record.getMessage()
        for record in caplog.records
        if record.name == "accounts.vault.on_unlock"
    ]
    (line,) = said
    assert line.endswith(f"breaks did not come to its end: {type(error).__name__}")
