"""Guessing at `/accounts/unlock/`, and wherever else a password is asked for, is slowed down."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Vault
from accounts.signin.unlock_forms import UnlockForm, UnsealForm
from config.settings import ACCOUNT_RATE_LIMITS
from tests.people import PASSWORD, sign_in

UNLOCK = "/accounts/unlock/"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def limited(settings):
    settings.ACCOUNT_RATE_LIMITS = {"reauthenticate": "3/m/user"}


@pytest.mark.parametrize("sealed", [False, True], ids=["locked", "sealed"])
def test_after_a_few_guesses_no_password_is_tried(ada, limited, monkeypatch, sealed):
    if sealed:
        ada.user.set_password("given by the operator")
        ada.user.save()
        ada.browser = sign_in(ada.user, "given by the operator")
    ada.browser.post("/accounts/lock/")
    guess = {"password": "given by the operator" if sealed else "a guess", "opener": "a guess"}
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


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/unlock/",
        "/accounts/unlock/key/",
        "/accounts/start-over/",
        "/accounts/recovery/renew/",
        "/accounts/new-keys/",
        "/accounts/leave/",
        "/journal/export/",
    ],
)
def test_guesses_anywhere_count_together(ada, limited, path):
    """Sealed, the ways in ask; open, the pages that take more than an open screen."""
    for _ in range(3):
        ada.browser.post("/accounts/leave/", {"password": "a guess"})
    if path in {"/accounts/unlock/", "/accounts/unlock/key/", "/accounts/start-over/"}:
        Vault.objects.update(sealed_at=timezone.now())
        ada.browser.post("/accounts/lock/")

    answer = ada.browser.post(path, {"password": PASSWORD})

    assert (ada.browser.get(path).status_code, answer.status_code) == (200, 429)
    assert ada.user.check_password(PASSWORD)


def test_a_minute_later_the_right_password_opens_as_the_page_said(ada, settings):
    """At the limit as it is shipped, from as many guesses as could be made by then."""
    settings.ACCOUNT_RATE_LIMITS = ACCOUNT_RATE_LIMITS
    with time_machine.travel(NOON, tick=False) as clock:
        ada.browser = sign_in(ada.user)
        ada.browser.post("/accounts/lock/")
        answers = [ada.browser.post(UNLOCK, {"password": "a guess"}) for _ in range(20)]
        assert answers[-1].status_code == 429
        assert "The right password works again in a minute." in answers[-1].content.decode()

        clock.shift(timedelta(seconds=60))

        assert ada.browser.post(UNLOCK, {"password": PASSWORD}).url == "/today/"


def test_words_that_wait_are_said_to_be_safe_there_too(ada, limited):
    ada.browser.post("/accounts/lock/")
    for _ in range(3):
        ada.browser.post(UNLOCK, {"password": "a guess"})
    without = ada.browser.post(UNLOCK, {"password": "a guess"}).content.decode()

    sent = ada.browser.post("/journal/letters/new/", {"body": "You came home."})
    answer = ada.browser.post(sent.url, {"password": "a guess"})

    waits = "What you had written is safe"
    assert (waits in without, waits in answer.content.decode()) == (False, True)
    assert answer.status_code == 429
