"""Guessing at `/accounts/unlock/` is slowed down."""

import pytest

from accounts.forms import UnlockForm

UNLOCK = "/accounts/unlock/"


@pytest.fixture
def limited(settings):
    settings.ACCOUNT_RATE_LIMITS = {"reauthenticate": "3/m/user"}


def test_after_a_few_guesses_no_password_is_tried(ada, limited, monkeypatch):
    ada.browser.post("/accounts/lock/")
    guesses = [ada.browser.post(UNLOCK, {"password": f"guess {n}"}) for n in range(3)]
    monkeypatch.setattr(UnlockForm, "clean_password", lambda form: pytest.fail("it was tried"))

    answer = ada.browser.post(UNLOCK, {"password": "guess 4"})

    assert [guess.status_code for guess in guesses] == [422, 422, 422]
    assert answer.status_code == 429
