"""Spare codes, each good once; and the ways to answer when someone is asked again."""

from datetime import UTC, datetime, timedelta

import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from tests.people import PASSWORD, Person

CODE = "/accounts/2fa/authenticate/"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def spare_codes(ada: Person) -> list[str]:
    totp.TOTP.activate(ada.user, totp.generate_totp_secret())
    return RecoveryCodes.activate(ada.user).get_unused_codes()


def signed_in_with(ada: Person, code: str) -> list[str]:
    """What the next page says after a sign-in with this code."""
    browser = Client()
    browser.post("/accounts/login/", {"login": ada.user.email, "password": PASSWORD})
    answer = browser.post(CODE, {"code": code}, follow=True)
    return [str(message) for message in answer.context["messages"]]


def test_after_a_spare_code_it_is_said_how_many_are_left(ada):
    codes = spare_codes(ada)

    said = [signed_in_with(ada, code) for code in codes]

    assert len(codes) == 10
    used, new = "That spare code is used.", "You can make new ones in Settings."
    assert said[0] == [f"{used} 9 are left."]
    assert said[6:] == [
        [f"{used} 3 are left."],
        [f"{used} 2 are left. {new}"],
        [f"{used} 1 is left. {new}"],
        [f"That was your last spare code. {new}"],
    ]


def test_a_code_from_the_app_uses_none_up_and_says_nothing(ada):
    seed = totp.generate_totp_secret()
    totp.TOTP.activate(ada.user, seed)
    codes = RecoveryCodes.activate(ada.user)

    counter = next(totp.yield_hotp_counters_from_time())
    said = signed_in_with(ada, totp.format_hotp_value(totp.hotp_value(seed, counter)))

    codes.instance.refresh_from_db()
    assert (said, len(codes.get_unused_codes())) == ([], 10)


def test_asked_again_the_ways_to_answer_are_named_as_buttons_are(ada):
    codes = spare_codes(ada)
    Authenticator.objects.create(user=ada.user, type=Authenticator.Type.WEBAUTHN, data={})
    with time_machine.travel(NOON, tick=False) as clock:
        ada.browser = Client()
        ada.browser.post("/accounts/login/", {"login": ada.user.email, "password": PASSWORD})
        ada.browser.post(CODE, {"code": codes[0]})
        clock.shift(timedelta(minutes=10))
        page = ada.browser.get("/accounts/reauthenticate/?next=/accounts/2fa/")

    ways = [str(way["description"]) for way in page.context["reauthentication_alternatives"]]
    assert ways == ["With a code", "With my security key"]
    assert "What comes next is private, so Dear Self asks once more." in page.content.decode()
