"""Codes' seeds under the secret key, and under the ones before it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt, encrypt
from django.test import Client
from django.utils import timezone

from tests.people import PASSWORD, Person

CODE = "/accounts/2fa/authenticate/"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def seed(ada: Person, settings) -> str:
    """Ada's seed, sealed under the secret key “old”."""
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "old", []
    seed = totp.generate_totp_secret()
    totp.TOTP.activate(ada.user, seed)
    return seed


def enter(ada: Person, seed: str):
    """Sign in with the password, then with the code that `seed` gives now."""
    browser = Client()
    browser.post("/accounts/login/", {"login": ada.user.email, "password": PASSWORD})
    counter = next(totp.yield_hotp_counters_from_time())
    code = totp.format_hotp_value(totp.hotp_value(seed, counter))
    return browser, browser.post(CODE, {"code": code})


@pytest.mark.parametrize(
    ("today", "before"),
    [("old", []), ("new", ["old"]), ("new", ["middle", "old"])],
    ids=["the same key", "one change", "two changes"],
)
def test_a_seed_is_good_under_the_secret_key_and_the_ones_before(
    ada, seed, settings, today, before
):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = today, before

    with time_machine.travel(NOON, tick=False):
        browser, answer = enter(ada, seed)

        assert answer.url == "/today/"
        assert browser.get("/journal/").status_code == 200


def test_a_new_seed_is_sealed_under_todays_key(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", ["old"]
    sealed = encrypt("a seed")

    settings.SECRET_KEY_FALLBACKS = []

    assert decrypt(sealed) == "a seed"


def test_under_a_key_that_is_not_here_any_more_no_code_fits_and_the_host_is_told(
    ada, seed, settings, caplog
):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", ["another"]

    with time_machine.travel(NOON, tick=False):
        browser, answer = enter(ada, seed)

        assert answer.status_code == 422
        assert browser.get("/journal/").url == "/accounts/login/?next=/journal/"
    said = [record.getMessage() for record in caplog.records if record.name.startswith("accounts")]
    assert set(said) == {"A second step was sealed under a secret key that is not here any more."}
    assert seed not in caplog.text


def test_a_form_that_waits_for_the_password_again_is_not_put_aside_in_clear(ada):
    """allauth would write the whole of it, and the headers, into the session row."""
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        answer = ada.browser.post("/accounts/2fa/totp/activate/", {"code": "a-word-of-mine"})

        assert answer.url.startswith("/accounts/reauthenticate/")
        assert "a-word-of-mine" not in str(dict(ada.browser.session.items()))
        there = ada.browser.post(answer.url, {"password": PASSWORD})
        assert there.url == "/accounts/2fa/totp/activate/"
