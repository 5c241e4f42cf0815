"""Locking and unlocking: by hand, by the idle limit, and what still answers behind the lock."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.test import Client

from accounts.signin.session_store import SessionStore
from accounts.vault.visit import SEALED_KEYRING
from journal.models import Entry
from tests.accounts.test_visit import is_open, stored_session
from tests.people import PASSWORD, sign_in

KEY = settings.KEY_COOKIE_NAME
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
BEHIND_THE_LOCK = [
    "/accounts/settings/",
    "/accounts/recovery/",
    "/accounts/recovery/renew/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/reauthenticate/",
    "/accounts/sessions/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/recovery-codes/",
]


@pytest.mark.parametrize(
    "address", ["/", "/help/", "/safety/", "/privacy/", "/now/", "/healthz", "/accounts/login/"]
)
def test_a_page_that_needs_no_key_does_not_lock(ada, address):
    ada.browser.get(address)

    assert is_open(ada.browser)


def test_keeping_settings_does_not_lock(ada):
    ada.browser.post(
        "/accounts/settings/", {"time_zone": "Europe/Vienna", "theme": "day", "idle_minutes": 30}
    )

    assert is_open(ada.browser)


def test_the_idle_limit_locks(ada):
    with time_machine.travel(NOON, tick=False) as clock:
        browser = sign_in(ada.user)
        clock.shift(timedelta(minutes=30, seconds=1))

        assert not is_open(browser)


def test_up_to_the_idle_limit_it_is_open(ada):
    with time_machine.travel(NOON, tick=False) as clock:
        browser = sign_in(ada.user)
        clock.shift(timedelta(minutes=30))

        assert is_open(browser)


def test_activity_extends_the_time(ada):
    with time_machine.travel(NOON, tick=False) as clock:
        browser = sign_in(ada.user)

        for _ in range(4):
            clock.shift(timedelta(minutes=25))
            assert is_open(browser)


def test_a_shorter_limit_of_ones_own_holds(ada):
    ada.user.idle_minutes = 5
    ada.user.save()
    with time_machine.travel(NOON, tick=False) as clock:
        browser = sign_in(ada.user)
        clock.shift(timedelta(minutes=5, seconds=1))

        assert not is_open(browser)


def test_without_a_limit_it_never_locks(ada):
    ada.user.idle_minutes = 0
    ada.user.save()
    with time_machine.travel(NOON, tick=False) as clock:
        browser = Client()
        browser.post(
            "/accounts/login/", {"login": ada.user.email, "password": PASSWORD, "remember": "on"}
        )
        clock.shift(timedelta(days=29))

        assert is_open(browser)


def test_a_longer_limit_set_after_the_time_was_over_does_not_open_it_again(ada):
    """The limit that counts is the one the person had when they went away."""
    said = {"time_zone": "Europe/Vienna", "theme": "system", "idle_minutes": "0"}
    with time_machine.travel(NOON, tick=False) as clock:
        browser = sign_in(ada.user)
        clock.shift(timedelta(minutes=30, seconds=1))

        answer = browser.post("/accounts/settings/", said)

        assert answer.url == "/accounts/unlock/?next=/today/"
        assert not is_open(browser)
    ada.user.refresh_from_db()
    assert ada.user.idle_minutes == 30


def test_a_longer_limit_set_on_another_device_does_not_reach_this_one(ada):
    """What she left open here stays locked when she comes to want more time at home."""
    said = {"time_zone": "Europe/Vienna", "theme": "system", "idle_minutes": "0"}
    with time_machine.travel(NOON, tick=False) as clock:
        left_open, at_home = sign_in(ada.user), sign_in(ada.user)
        at_home.post("/accounts/settings/", said)
        clock.shift(timedelta(minutes=30, seconds=1))

        assert not is_open(left_open)
        assert is_open(at_home)


def test_a_shorter_limit_set_on_another_device_holds_here_at_once(ada):
    said = {"time_zone": "Europe/Vienna", "theme": "system", "idle_minutes": "5"}
    with time_machine.travel(NOON, tick=False) as clock:
        left_open, at_home = sign_in(ada.user), sign_in(ada.user)
        at_home.post("/accounts/settings/", said)
        clock.shift(timedelta(minutes=5, seconds=1))

        assert not is_open(left_open)


def test_once_idle_the_sealed_keys_leave_the_session(ada):
    with time_machine.travel(NOON, tick=False) as clock:
        browser = sign_in(ada.user)
        clock.shift(timedelta(hours=1))

        browser.get("/journal/")

        assert SEALED_KEYRING not in stored_session(browser)
        assert browser.cookies[KEY].value == ""


@pytest.mark.parametrize(
    ("method", "way_out"), [("post", "/accounts/lock/"), ("get", "/leave-now/")]
)
def test_a_request_under_way_does_not_undo_the_lock(ada, method, way_out):
    """Keep was pressed just before: at its end it saves its session, as it had read it."""
    under_way = SessionStore(ada.browser.cookies[settings.SESSION_COOKIE_NAME].value)
    assert SEALED_KEYRING in under_way
    cookie = ada.browser.cookies[KEY].value
    getattr(ada.browser, method)(way_out)

    under_way["_messages"] = "Kept."
    under_way.save()

    assert SEALED_KEYRING not in stored_session(ada.browser)
    assert stored_session(ada.browser)["_messages"] == "Kept."
    ada.browser.cookies[KEY] = cookie
    assert not is_open(ada.browser)


def test_a_cookie_kept_aside_opens_nothing_after_locking(ada):
    cookie = ada.browser.cookies[KEY].value

    ada.browser.post("/accounts/lock/")

    ada.browser.cookies[KEY] = cookie
    assert not is_open(ada.browser)


def test_a_locked_page_comes_back_with_its_query(ada):
    ada.browser.post("/accounts/lock/")

    asked = ada.browser.get("/journal/?kind=letter&before=2026-11-22")
    opened = ada.browser.post(asked.url, {"password": PASSWORD})

    assert asked.url == "/accounts/unlock/?next=/journal/%3Fkind%3Dletter%26before%3D2026-11-22"
    assert opened.url == "/journal/?kind=letter&before=2026-11-22"
    assert is_open(ada.browser)


def test_a_locked_post_does_not_do_the_thing(ada):
    letter = ada.letter("You came home.")
    ada.browser.post("/accounts/lock/")

    answer = ada.browser.post(f"/journal/{letter.uuid}/delete/")

    assert answer.url == "/accounts/unlock/?next=/today/"
    assert Entry.objects.of(ada.user).get() == letter


def test_locking_leaves_the_person_signed_in(ada):
    answer = ada.browser.post("/accounts/lock/", follow=True)

    assert answer.redirect_chain == [("/accounts/unlock/?next=/today/", 302)]
    assert answer.context["user"] == ada.user


def test_unlocking_leads_back_to_the_page_that_was_locked(ada):
    page = "http://testserver/journal/?kind=letter"

    locked = ada.browser.post("/accounts/lock/", headers={"referer": page})
    opened = ada.browser.post(locked.url, {"password": PASSWORD})

    assert opened.url == "/journal/?kind=letter"


def test_a_wrong_password_leaves_it_locked(ada):
    ada.browser.post("/accounts/lock/")

    answer = ada.browser.post("/accounts/unlock/", {"password": "wrong horse battery"})

    assert answer.status_code == 422
    assert "This is not the password." in answer.content.decode()
    assert not is_open(ada.browser)


def test_another_persons_password_leaves_it_locked(ada, ben):
    ben.user.set_password("bens own words here")
    ben.user.save()
    ada.browser.post("/accounts/lock/")

    answer = ada.browser.post("/accounts/unlock/", {"password": "bens own words here"})

    assert answer.status_code == 422


def test_unlocking_what_is_open_goes_straight_on(ada):
    assert ada.browser.get("/accounts/unlock/?next=/journal/").url == "/journal/"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "http:///evil.example/",
    ],
)
def test_unlocking_never_leads_to_another_site(ada, target):
    ada.browser.post("/accounts/lock/")
    address = "/accounts/unlock/?" + urlencode({"next": target})

    unlocked = ada.browser.post(address, {"password": PASSWORD})
    already_open = ada.browser.get(address)

    assert (unlocked.url, already_open.url) == ("/today/", "/today/")


def test_unlocking_after_the_host_raised_the_cost_keeps_the_person_signed_in(ada, settings):
    ada.browser.post("/accounts/lock/")
    settings.VAULT_KDF = {"time_cost": 2, "memory_kib": 16}

    ada.browser.post("/accounts/unlock/", {"password": PASSWORD})

    assert is_open(ada.browser)


def test_a_recovery_key_on_its_way_does_not_break_a_page_when_the_cookie_was_lost(ada):
    ada.browser.post("/accounts/recovery/renew/", {"password": PASSWORD})
    del ada.browser.cookies[KEY]
    ada.browser.post("/accounts/unlock/", {"password": PASSWORD})

    answer = ada.browser.get("/accounts/recovery/")

    assert answer.status_code == 200
    assert "Make a new recovery key" in answer.content.decode()


# --- what answers behind the lock ---


@pytest.mark.parametrize("address", BEHIND_THE_LOCK)
def test_a_page_of_the_account_waits_behind_the_lock(ada, address):
    assert "/accounts/unlock/" not in ada.browser.get(address).headers.get("Location", "")
    ada.browser.post("/accounts/lock/")

    assert ada.browser.get(address).url == f"/accounts/unlock/?next={address}"


def test_someone_locked_can_sign_out(ada):
    ada.browser.post("/accounts/lock/")

    asked = ada.browser.get("/accounts/logout/")
    ada.browser.post("/accounts/logout/")

    assert asked.status_code == 200
    assert ada.browser.get("/journal/").url == "/accounts/login/?next=/journal/"


def test_someone_locked_who_forgot_the_password_can_ask_for_another(ada):
    ada.browser.post("/accounts/lock/")

    answer = ada.browser.post("/accounts/password/reset/", {"email": ada.user.email})

    assert answer.url == "/accounts/password/reset/done/"
    assert [message.to for message in mail.outbox] == [[ada.user.email]]
