"""While the shared cache is away, nobody can sign in, and they are told so in words."""

import pytest
from django.test import Client

from tests.people import PASSWORD

NOWHERE = "redis://127.0.0.1:1/0"  # nothing listens there


@pytest.fixture
def away(settings) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": NOWHERE,
        }
    }
    settings.ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "reauthenticate": "10/m/user"}


def test_signing_in_says_to_come_back(ada, away, caplog):
    answer = Client().post("/accounts/login/", {"login": "ada@example.org", "password": PASSWORD})

    assert answer.status_code == 503
    assert "Dear Self is closed for a moment" in answer.content.decode()
    said = [record.getMessage() for record in caplog.records if record.name.startswith("accounts")]
    assert said == ["The cache would not answer: ConnectionError"]
    assert "ada@example.org" not in caplog.text


def test_unlocking_says_to_come_back(ada, away):
    ada.browser.post("/accounts/lock/")

    assert ada.browser.post("/accounts/unlock/", {"password": PASSWORD}).status_code == 503


def test_who_is_in_goes_on_writing_and_reading(ada, away):
    sent = ada.browser.post("/journal/letters/new/", {"body": "You came home."}, follow=True)

    assert "You came home." in sent.content.decode()
