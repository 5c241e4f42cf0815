"""The hidden field `whose`: it lets words into an inbox only while its visit goes on."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.utils import timezone

from accounts.inbox import token
from accounts.models import InboxForm, User
from accounts.vault import keys
from tests.late import (
    SAID,
    SIGN_OUT,
    checks_tokens,
    lock,
    lose_cookies,
    sign_in_again,
    written,
)
from tests.pages import FORM, NEW, fields_of, send
from tests.people import PASSWORD, Person, sign_in

NEW_PASSWORD = {"password1": "tin roof sundial", "password2": "tin roof sundial"}


def sent_by_nobody(typed: dict[str, Any]) -> str:
    """What becomes of a form that is sent without a cookie."""
    answer = Client().post(NEW, urlencode(typed, doseq=True), content_type=FORM)
    if answer.status_code == 403:
        assert "You came home." in answer.text
        assert not InboxForm.objects.exists()
        return "returned on the page"
    assert InboxForm.objects.count() == 1
    return "waits"


def of_an_earlier_page(person: Person) -> str:
    """The token of a page that was opened before there was an inbox."""
    return signing.Signer(salt="dear-self.whose-words").sign(person.user.pk.hex)


def ends_it_elsewhere(ada: Person) -> None:
    sign_in(ada.user).post("/accounts/sessions/")


def takes_a_new_password(ada: Person) -> None:
    change = {"oldpassword": PASSWORD} | NEW_PASSWORD
    sign_in(ada.user).post("/accounts/password/change/", change)


def takes_a_new_password_in_that_visit(ada: Person) -> None:
    ada.browser.post("/accounts/password/change/", {"oldpassword": PASSWORD} | NEW_PASSWORD)


def gets_a_password_from_the_desk(ada: Person) -> None:
    ada.user.set_password("a password from the desk")
    ada.user.save()


def takes_new_keys(ada: Person) -> None:
    keys.take_new_keys(User.objects.get(), ada.vault, "tin roof sundial")


def is_shut_out(ada: Person) -> None:
    User.objects.update(is_active=False)


def leaves(ada: Person) -> None:
    ada.browser.post("/accounts/leave/", {"password": PASSWORD})


def test_it_names_the_person_the_visit_and_the_key(ada):
    (text,) = fields_of(ada.browser.get(NEW))["whose"]

    said = token.read_token(text)

    assert (said.owner, said.key_id) == (ada.user.pk, 1)
    assert said.visit == token.visit_of(ada.user, ada.browser.session.session_key)
    assert ada.browser.session.session_key not in text


def test_while_the_visit_goes_on_it_counts_without_a_cookie(ada):
    assert sent_by_nobody(written(ada)) == "waits"


def test_a_lock_does_not_end_it(ada):
    typed = written(ada)
    lock(ada)

    assert sent_by_nobody(typed) == "waits"


@pytest.mark.parametrize(
    "end",
    [
        lambda ada: ada.browser.post(SIGN_OUT),
        ends_it_elsewhere,
        takes_a_new_password,
        takes_a_new_password_in_that_visit,
        gets_a_password_from_the_desk,
        takes_new_keys,
        is_shut_out,
        leaves,
    ],
    ids=[
        "signed out",
        "ended elsewhere",
        "a new password",
        "a new password, there",
        "a password from the desk",
        "new keys",
        "account closed",
        "left",
    ],
)
def test_the_end_of_its_visit_ends_it(ada, end):
    typed = written(ada)

    end(ada)

    assert sent_by_nobody(typed) == "returned on the page"


@pytest.mark.parametrize(("days", "becomes"), [(29, "waits"), (31, "returned on the page")])
def test_after_thirty_days_it_has_ended_however_long_the_visit_lasts(ada, days, becomes):
    typed = written(ada)
    session = ada.browser.session
    session.set_expiry(timedelta(days=60))
    session.save()

    with time_machine.travel(timezone.now() + timedelta(days=days), tick=True):
        assert sent_by_nobody(typed) == becomes


def test_one_of_an_earlier_page_does_not_count_by_itself(ada):
    typed = written(ada) | {"whose": of_an_earlier_page(ada)}

    assert sent_by_nobody(typed) == "returned on the page"


def test_with_its_persons_own_session_it_does(ada):
    typed = written(ada) | {"whose": of_an_earlier_page(ada), "csrfmiddlewaretoken": "x" * 64}

    answer = checks_tokens(ada).post(NEW, typed)

    assert answer.url.startswith(f"{NEW}?draft=")


def test_so_does_one_of_another_visit(ada):
    typed = written(ada) | {"csrfmiddlewaretoken": "x" * 64}
    lose_cookies(ada)
    sign_in_again(ada)

    answer = checks_tokens(ada).post(NEW, typed)

    assert answer.url.startswith(f"{NEW}?draft=")


def test_locked_her_session_alone_shows_whose_form_it_is(ada):
    typed = written(ada)
    del typed["whose"]
    lock(ada)

    send(ada, NEW, typed)

    assert InboxForm.objects.get().owner == ada.user


@pytest.mark.parametrize("forged", ["", "no-token", "0" * 32, "0" * 32 + ":signature", "a.b.c.d:e"])
def test_one_that_was_not_signed_here_counts_for_nothing(ada, forged):
    assert sent_by_nobody(written(ada) | {"whose": forged}) == "returned on the page"


def test_signed_by_her_for_another_purpose_it_counts_for_nothing(ada):
    named = f"{ada.user.pk.hex}.{'A' * 24}.1.1"

    assert token.read_token(signing.Signer(salt="another purpose").sign(named)) is None


@pytest.mark.parametrize(
    "said",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
@pytest.mark.parametrize("state", ["signed out", "locked", "grown old", "another's"])
def test_a_form_from_another_sites_page_is_never_taken(ada, ben, said, state):
    """It may have a token of its own, and would put its words among hers."""
    typed = written(ada)
    browser = ada.browser
    if state == "signed out":
        lose_cookies(ada)
    elif state == "locked":
        lock(ada)
    elif state == "grown old":
        typed |= {"csrfmiddlewaretoken": "x" * 64}
        checks_tokens(ada)
    else:
        browser = ben.browser

    answer = browser.post(NEW, typed, headers=said)

    assert answer.status_code == (404 if state == "another's" else 403)
    assert not InboxForm.objects.exists()
    assert SAID["title"] not in str(answer.headers)
