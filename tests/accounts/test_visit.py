"""A visit: a vault stays open from page to page, in one browser, for as long as it may."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.vault.visit import CARRIED, SEALED_KEYRING
from tests.people import PASSWORD, sign_in

KEY = settings.KEY_COOKIE_NAME


def is_open(browser: Client) -> bool:
    """Whether a page that needs the vault answers."""
    return browser.get("/journal/").status_code == 200


def stored_session(browser: Client) -> dict:
    return Session.objects.get(pk=browser.cookies[settings.SESSION_COOKIE_NAME].value).get_decoded()


# --- two halves ---


def test_a_letter_is_read_with_both_halves(ada):
    letter = ada.letter("You came home.")

    answer = ada.browser.get(f"/journal/{letter.uuid}/")

    assert "You came home." in answer.content.decode()


def test_the_key_cookie_alone_opens_nothing(ada):
    letter = ada.letter("You came home.")
    elsewhere = Client()
    elsewhere.cookies[KEY] = ada.browser.cookies[KEY].value

    answer = elsewhere.get(f"/journal/{letter.uuid}/")

    assert answer.url == f"/accounts/login/?next=/journal/{letter.uuid}/"


def test_the_session_alone_opens_nothing(ada):
    letter = ada.letter("You came home.")
    del ada.browser.cookies[KEY]

    answer = ada.browser.get(f"/journal/{letter.uuid}/")

    assert answer.url == f"/accounts/unlock/?next=/journal/{letter.uuid}/"


def test_the_session_row_holds_no_key_in_clear(ada):
    session = stored_session(ada.browser)
    key, whole_ring = ada.vault.keyring.keys[1], ada.vault.keyring.to_bytes()

    held = base64.b64decode(session[SEALED_KEYRING])
    text = repr(session) + held.decode("latin-1")

    assert len(held) == 12 + len(whole_ring) + 16
    for secret in (key, whole_ring):
        assert secret.decode("latin-1") not in text
        assert secret.hex() not in text
        assert base64.b64encode(secret).decode() not in text
        assert base64.urlsafe_b64encode(secret).decode() not in text


def test_the_session_row_does_not_hold_the_cookie(ada):
    cookie = ada.browser.cookies[KEY].value

    session = repr(stored_session(ada.browser))

    assert cookie not in session
    assert cookie.split(":")[0] not in session


def test_a_new_recovery_key_does_not_stand_in_the_session_in_clear(ada):
    ada.browser.post("/accounts/recovery/renew/", {"password": PASSWORD})
    shown = ada.browser.get("/accounts/recovery/").context["groups"]

    session = stored_session(ada.browser)

    assert CARRIED in session
    held = repr(session) + base64.b64decode(session[CARRIED]).decode("latin-1")
    assert [group for group in shown if group in held] == []


def test_another_persons_cookie_in_my_session_opens_nothing(ada, ben):
    ada.browser.cookies[KEY] = ben.browser.cookies[KEY].value

    assert not is_open(ada.browser)


def test_another_persons_sealed_keys_and_cookie_in_my_session_open_nothing(ada, ben):
    """Whoever can write the session table still opens nobody's vault under another name."""
    session = ada.browser.session
    session[SEALED_KEYRING] = stored_session(ben.browser)[SEALED_KEYRING]
    session.save()
    ada.browser.cookies[KEY] = ben.browser.cookies[KEY].value

    assert not is_open(ada.browser)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda cookie: cookie[:-1], id="signature cut short"),
        pytest.param(lambda cookie: f"{'A' * 43}=:{cookie.split(':', 1)[1]}", id="another key"),
        pytest.param(lambda cookie: cookie.split(":")[0], id="unsigned"),
        pytest.param(lambda cookie: "ключ", id="another alphabet"),
        pytest.param(lambda cookie: "", id="empty"),
    ],
)
def test_a_spoiled_cookie_opens_nothing_and_breaks_nothing(ada, spoil):
    ada.browser.cookies[KEY] = spoil(ada.browser.cookies[KEY].value)

    assert ada.browser.get("/journal/").url == "/accounts/unlock/?next=/journal/"


# --- the cookie ---


def test_the_cookie_is_kept_from_scripts_and_other_sites_and_ends_with_the_browser(ada):
    cookie = ada.browser.cookies[KEY]

    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert (cookie["max-age"], cookie["expires"]) == ("", "")


def test_ticking_remember_keeps_the_cookie_as_long_as_the_session(ada):
    browser = Client()

    browser.post(
        "/accounts/login/", {"login": ada.user.email, "password": PASSWORD, "remember": "on"}
    )

    assert browser.cookies[KEY]["max-age"] == settings.SESSION_COOKIE_AGE
    assert browser.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == settings.SESSION_COOKIE_AGE


def test_signing_up_keeps_nobody_signed_in_beyond_the_browser(db):
    browser = Client()

    browser.post(
        "/accounts/signup/", {"email": "cleo@example.org", "password1": "tin roof sundial"}
    )

    assert browser.cookies[KEY]["max-age"] == ""
    assert browser.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == ""


def test_over_https_the_cookie_is_secure(ada, settings):
    settings.SESSION_COOKIE_SECURE = True
    browser = Client()

    browser.post("/accounts/login/", {"login": ada.user.email, "password": PASSWORD})

    assert browser.cookies[KEY]["secure"] is True


def test_no_request_is_put_by_for_reauthentication(ada):
    """allauth would write the form and `request.META` into the session row, in clear."""
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=10)):
        answer = ada.browser.post("/accounts/2fa/totp/activate/", {"code": "123456"})

    assert answer.url.startswith("/accounts/reauthenticate/")
    put_by = repr(stored_session(ada.browser))
    assert "HTTP_COOKIE" not in put_by
    assert "123456" not in put_by


# --- signing out ---


def test_signing_out_forgets_the_key(ada):
    before = {name: morsel.value for name, morsel in ada.browser.cookies.items()}

    ada.browser.post("/accounts/logout/")

    assert ada.browser.cookies[KEY].value == ""
    assert not Session.objects.filter(pk=before[settings.SESSION_COOKIE_NAME]).exists()
    with_old_cookies = Client()
    with_old_cookies.cookies.load(before)
    assert with_old_cookies.get("/journal/").url == "/accounts/login/?next=/journal/"


def test_someone_else_signing_in_to_the_same_browser_sees_their_own(ada, ben):
    letter = ada.letter("You came home.")
    ada.browser.post("/accounts/logout/")
    ada.browser.post("/accounts/login/", {"login": ben.user.email, "password": PASSWORD})

    assert ada.browser.get(f"/journal/{letter.uuid}/").status_code == 404
    assert is_open(ada.browser)


def test_one_browser_locked_leaves_the_other_open(ada):
    other = sign_in(ada.user)

    ada.browser.post("/accounts/lock/")

    assert is_open(other)
