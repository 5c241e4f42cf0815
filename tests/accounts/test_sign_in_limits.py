"""Guessing at the sign-in form, and what it takes for the right password."""

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from tests.people import PASSWORD


@pytest.fixture
def limited(settings, db):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,3/300s/key"}
    cache.clear()
    yield
    cache.clear()


def sign_in(email: str, password: str, **said: str) -> int:
    said = {"login": email, "password": password} | said
    return Client().post("/accounts/login/", said).status_code


def test_after_a_few_guesses_no_password_is_tried_for_that_address(limited, ada, ben):
    guesses = [sign_in(ada.user.email, f"wrong horse {n}") for n in range(3)]

    assert guesses == [422, 422, 422]
    assert sign_in(ada.user.email, PASSWORD) == 422
    assert sign_in(ben.user.email, PASSWORD) == 302


def test_a_password_is_taken_exactly_as_typed(db):
    typed = "  Löwe " + "and a very long walk home " * 4  # spaces around it, and 110 characters
    assert (
        Client()
        .post("/accounts/signup/", {"email": "cleo@example.org", "password1": typed})
        .status_code
        == 302
    )

    assert User.objects.get().check_password(typed)
    wrong = [typed.strip(), typed[:64], typed.lower(), typed[:-1]]
    assert [sign_in("cleo@example.org", guess) for guess in wrong] == [422] * 4
    assert sign_in("cleo@example.org", typed) == 302
