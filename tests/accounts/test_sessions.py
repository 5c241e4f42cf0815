"""“Where you are signed in”, at `/accounts/sessions/`, and what locking has to do with it."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from tests.people import PASSWORD, Person, sign_in

SESSIONS = "/accounts/sessions/"
UNLOCK = "/accounts/unlock/"


def listed(browser: Client) -> list[str]:
    """The keys of the sessions on the page."""
    return sorted(row.session_key for row in browser.get(SESSIONS).context["sessions"])


def lock_and_unlock(browser: Client) -> None:
    browser.post("/accounts/lock/")
    assert browser.post(UNLOCK, {"password": PASSWORD}).status_code == 302


@pytest.fixture
def dearer(settings) -> None:
    """The host has raised the cost of a guess: the next look at a password hashes it anew."""
    settings.VAULT_KDF = {"time_cost": 2, "memory_kib": 16}


def test_unlocking_goes_on_in_the_same_session(ada):
    before = ada.browser.session.session_key

    lock_and_unlock(ada.browser)

    assert ada.browser.session.session_key == before
    assert listed(ada.browser) == [before]


def test_where_the_hash_was_made_anew_the_browser_is_still_listed(ada, dearer):
    hashed = ada.user.password

    lock_and_unlock(ada.browser)

    ada.user.refresh_from_db()
    assert ada.user.password != hashed
    assert listed(ada.browser) == [ada.browser.session.session_key]


def unlocked_elsewhere(ada: Person) -> Client:
    elsewhere = sign_in(ada.user)
    lock_and_unlock(elsewhere)
    assert elsewhere.get("/journal/").status_code == 200
    return elsewhere


def test_both_browsers_are_listed_after_one_was_unlocked(ada):
    elsewhere = unlocked_elsewhere(ada)

    both = sorted(browser.session.session_key for browser in (ada.browser, elsewhere))
    assert listed(ada.browser) == both


def test_signing_out_elsewhere_ends_a_browser_that_was_unlocked_since(ada):
    elsewhere = unlocked_elsewhere(ada)

    ada.browser.post(SESSIONS)

    assert elsewhere.get("/journal/").url == "/accounts/login/?next=/journal/"
    assert ada.browser.get("/journal/").status_code == 200


def test_signing_out_elsewhere_ends_one_whose_hash_was_made_anew(ada, dearer):
    elsewhere = unlocked_elsewhere(ada)
    here = sign_in(ada.user)  # the new hash has ended the session before

    here.post(SESSIONS)

    assert elsewhere.get("/journal/").url == "/accounts/login/?next=/journal/"
    assert [row.pk for row in Session.objects.filter(pk=elsewhere.session.session_key)] == []


def test_nobody_elses_browsers_are_listed_or_ended(ada, ben):
    ada.browser.post(SESSIONS)

    assert listed(ada.browser) == [ada.browser.session.session_key]
    assert ben.browser.get("/journal/").status_code == 200


def test_who_sees_a_browser_that_is_not_theirs_is_led_to_new_keys(ada):
    page = ada.browser.get(SESSIONS).content.decode()

    assert "sign the others out, then make new keys." in page
    assert '<a href="/accounts/new-keys/">' in page
