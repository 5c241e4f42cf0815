"""How often passwords can be guessed, accounts made and mails asked for.

The limits are the project's own. They are counted in the shared cache: here the table in
the database, as on one machine without another cache.
"""

import threading
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connections
from django.test import Client

from accounts.models import OutgoingMail, User
from config import settings as project
from tests.people import PASSWORD

SIGN_IN, SIGN_UP = "/accounts/login/", "/accounts/signup/"
ATTACKER, ELSEWHERE = "198.51.100.9", "203.0.113.4"
WRONG = "a guess"
TOO_MANY = "That was a lot of tries"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def limited(settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = project.ACCOUNT_RATE_LIMITS
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    caches["default"].clear()


def guess(email: str = "ada@example.org", password: str = WRONG, **sent_with: Any) -> str:
    """What came of one try at signing in: "in", "wrong" or "limited"."""
    sent_with.setdefault("REMOTE_ADDR", ATTACKER)
    answer = Client().post(SIGN_IN, {"login": email, "password": password}, **sent_with)
    if answer.status_code == 302:
        return "in"
    assert answer.status_code in {422, 429}
    return "limited" if TOO_MANY in answer.content.decode() else "wrong"


def test_five_wrong_passwords_are_as_many_as_there_are_tries(ada):
    assert [guess() for _ in range(7)] == ["wrong"] * 5 + ["limited"] * 2


def test_not_even_the_right_one_gets_the_attacker_in_after_that(ada):
    for _ in range(5):
        guess()

    assert guess(password=PASSWORD) == "limited"


def test_one_network_address_has_ten_tries_a_minute_for_all_accounts(db):
    outcomes = [guess(f"person-{number}@example.org") for number in range(12)]

    assert outcomes == ["wrong"] * 10 + ["limited"] * 2


def test_an_unknown_address_is_limited_just_like_a_known_one(ada):
    known = [guess("ada@example.org") for _ in range(6)]
    unknown = [guess("eve@example.org", REMOTE_ADDR=ELSEWHERE) for _ in range(6)]

    assert known == unknown


def test_signing_in_well_uses_no_tries_up(ada):
    assert [guess(password=PASSWORD) for _ in range(8)] == ["in"] * 8


# --- the one who is attacked ---


def test_while_an_attacker_is_limited_ada_goes_on_and_can_sign_in_elsewhere(ada):
    while guess() != "limited":
        pass

    assert ada.browser.get("/journal/").status_code == 200
    assert ada.browser.post("/journal/letters/new/", {"body": "Still here."}).status_code == 302
    assert guess(password=PASSWORD, REMOTE_ADDR=ELSEWHERE) == "in"


def test_many_addresses_together_have_a_limit_too(ada, settings):
    settings.ACCOUNT_RATE_LIMITS = project.ACCOUNT_RATE_LIMITS | {
        "login_failed_anywhere": "8/h/key"
    }

    outcomes = [guess(REMOTE_ADDR=f"198.51.100.{number}") for number in range(10)]

    assert outcomes == ["wrong"] * 8 + ["limited"] * 2
    assert guess("ben@example.org", REMOTE_ADDR="198.51.100.77") == "wrong"
    assert ada.browser.get("/journal/").status_code == 200


def test_an_address_range_of_ipv6_counts_as_one(ada):
    outcomes = [guess(REMOTE_ADDR=f"2001:db8::{number}") for number in range(1, 8)]

    assert outcomes == ["wrong"] * 5 + ["limited"] * 2


# --- what an attacker may write into the request ---


def test_without_a_proxy_forwarded_addresses_change_nothing(ada):
    outcomes = [guess(HTTP_X_FORWARDED_FOR=f"192.0.2.{number}") for number in range(7)]

    assert outcomes == ["wrong"] * 5 + ["limited"] * 2


def test_behind_one_proxy_only_what_the_proxy_added_counts(ada, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    outcomes = [
        guess(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=f"192.0.2.{number}, {ATTACKER}")
        for number in range(7)
    ]

    assert outcomes == ["wrong"] * 5 + ["limited"] * 2
    assert guess(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=ELSEWHERE) == "wrong"


# --- where it is counted ---


@pytest.mark.django_db(transaction=True)
def test_two_web_processes_count_together(own_database):
    """Each has its own connection, and its own cache object over it."""
    outcomes: list[str] = []
    seen: list[object] = []

    def process(tries: int) -> None:
        seen.append(caches["default"])
        outcomes.extend(guess() for _ in range(tries))
        connections.close_all()

    User.objects.create_user("ada@example.org", PASSWORD)
    keep_both = [threading.Thread(target=process, args=(tries,)) for tries in (3, 4)]
    for thread in keep_both:
        thread.start()
        thread.join()

    first, second = seen
    assert first is not second
    assert outcomes == ["wrong"] * 5 + ["limited"] * 2


def flood(keys: int) -> None:
    """What an attacker adds to the cache by trying at other addresses."""
    for number in range(keys):
        caches["default"].set(f"zzz:{number}", [0.0], 3600)


def test_a_thousand_other_keys_make_nobody_forget(ada):
    for _ in range(5):
        guess()

    flood(1000)

    assert guess() == "limited"


def test_at_djangos_own_size_of_that_table_it_would_be_forgotten(ada, settings):
    settings.CACHES = {
        "default": {k: v for k, v in project.CACHES["default"].items() if k != "OPTIONS"}
    }
    for _ in range(5):
        guess()

    flood(1000)

    assert guess() == "wrong"


# --- accounts and mail ---


def test_one_network_address_makes_thirty_accounts_a_minute(db):
    statuses = [
        Client()
        .post(SIGN_UP, {"email": f"person-{number}@example.org", "password1": PASSWORD})
        .status_code
        for number in range(32)
    ]

    assert statuses == [302] * 30 + [429] * 2
    assert User.objects.count() == 30


def test_a_mailbox_is_sent_one_link_in_three_minutes(ada, sends_mail):
    answers = [
        Client().post("/accounts/password/reset/", {"email": "ada@example.org"}) for _ in range(4)
    ]

    assert {answer.url for answer in answers} == {"/accounts/password/reset/done/"}
    sealed = [bool(bytes(row.sealed)) for row in OutgoingMail.objects.order_by("pk")]
    assert sealed == [True, False, False, False]
