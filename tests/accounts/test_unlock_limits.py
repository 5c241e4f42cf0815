"""Guessing at `/accounts/unlock/` is slowed down."""

import pytest
from django.utils import timezone

from accounts.models import Vault
from accounts.vault_forms import UnlockForm, UnsealForm
from tests.people import PASSWORD

UNLOCK = "/accounts/unlock/"


@pytest.fixture
def limited(settings):
    settings.ACCOUNT_RATE_LIMITS = {"reauthenticate": "3/m/user"}


@pytest.mark.parametrize("sealed", [False, True], ids=["locked", "sealed"])
def test_after_a_few_guesses_no_password_is_tried(ada, limited, monkeypatch, sealed):
    Vault.objects.update(sealed_at=timezone.now() if sealed else None)
    ada.browser.post("/accounts/lock/")
    guess = {"password": PASSWORD if sealed else "a guess", "opener": "a guess"}
    guesses = [ada.browser.post(UNLOCK, guess) for _ in range(3)]
    for form in (UnlockForm, UnsealForm):
        monkeypatch.setattr(form, "clean_password", lambda form: pytest.fail("it was tried"))

    answer = ada.browser.post(UNLOCK, guess)

    assert [guess.status_code for guess in guesses] == [422, 422, 422]
    assert ["opener" in guess.context["form"].fields for guess in guesses] == [sealed] * 3
    assert answer.status_code == 429


def test_one_persons_guesses_leave_another_their_tries(ada, ben, limited):
    for person in (ada, ben):
        person.browser.post("/accounts/lock/")
    for _ in range(4):
        ada.browser.post(UNLOCK, {"password": "a guess"})

    assert ben.browser.post(UNLOCK, {"password": PASSWORD}).status_code == 302


def test_looking_at_the_page_is_no_guess(ada, limited):
    ada.browser.post("/accounts/lock/")

    answers = [ada.browser.get(UNLOCK) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [200] * 5
