"""Words in flight come back to their owner only, whoever else uses the browser, or has the row."""

import pytest

from accounts.models import ParkedWords
from journal.models import Draft
from tests.accounts.test_words_in_flight import (
    SAID,
    SIGN_IN,
    WORDS_BACK,
    give_cookies,
    lock,
    sign_in_again,
    sign_out,
    words_cookies_of,
    words_on,
    written,
)
from tests.pages import NEW, fields_of, send
from tests.people import PASSWORD, sign_in


def test_someone_else_who_signs_in_there_sees_nothing_of_them(ada, ben):
    typed = written(ada)
    sign_out(ada)
    send(ada, NEW, typed)
    ada.browser.post(SIGN_IN, {"login": ben.user.email, "password": PASSWORD})

    answer = ada.browser.get(WORDS_BACK, follow=True)

    assert answer.request["PATH_INFO"] == "/today/"
    assert "came home" not in answer.content.decode()
    assert not Draft.objects.exists()


def test_and_they_are_still_there_for_their_owner(ada, ben):
    typed = written(ada)
    sign_out(ada)
    send(ada, NEW, typed)
    ada.browser.post(SIGN_IN, {"login": ben.user.email, "password": PASSWORD})
    ada.browser.get("/today/")
    sign_out(ada)

    page = ada.browser.get(sign_in_again(ada, SIGN_IN), follow=True)

    assert words_on(page)["body"] == [SAID["body"]]


@pytest.mark.parametrize("place", ["new letter", "change", "evening", "autosave"])
def test_an_open_page_of_ada_is_never_kept_in_bens_journal(ada, ben, place):
    """She signed out in another tab, he signed in, and her page is still on the screen."""
    letter = ada.letter("You came home.")
    opened = {
        "change": f"/journal/{letter.uuid}/edit/",
        "evening": "/journal/days/2026-06-17/evening/",
    }.get(place, NEW)
    typed = written(ada, opened, body="You came home.", given="came home") | {"form": "letter"}
    sign_out(ada)
    ada.browser.post(SIGN_IN, {"login": ben.user.email, "password": PASSWORD})

    answer = send(ada, "/journal/drafts/" if place == "autosave" else opened, typed)

    assert answer.status_code == 404
    assert "That page belonged to someone else" in answer.content.decode()
    assert "came home" not in answer.content.decode()
    assert not ben.user.entries.exists()
    assert not Draft.objects.exists()
    assert ParkedWords.objects.get().owner == ada.user


def test_the_cookie_in_another_browser_gives_someone_else_nothing(ada, ben):
    typed = written(ada)
    lock(ada)
    send(ada, NEW, typed)
    give_cookies(ada, to=ben)

    answer = ben.browser.get(WORDS_BACK)

    assert answer.url == "/today/"
    assert not Draft.objects.exists()


def test_without_its_cookie_a_row_gives_its_owner_nothing(ada):
    typed = written(ada)
    lock(ada)
    send(ada, NEW, typed)
    other = sign_in(ada.user)

    assert other.get(WORDS_BACK).url == "/today/"
    assert not Draft.objects.exists()


@pytest.mark.parametrize("forged", ["", "no-token", "0" * 32, "0" * 32 + ":signature"])
def test_a_token_that_was_not_signed_here_parks_nothing(ada, forged):
    typed = written(ada) | {"whose": forged}
    sign_out(ada)

    answer = send(ada, NEW, typed)

    assert answer.status_code == 403
    assert "came home" in answer.content.decode()  # handed back at once, and stored nowhere
    assert not ParkedWords.objects.exists()


def test_the_row_holds_nothing_in_clear_and_the_session_none_of_it(ada):
    typed = written(ada)
    lock(ada)
    send(ada, NEW, typed)

    sealed = bytes(ParkedWords.objects.get().sealed)
    assert b"came home" not in sealed
    assert b"coat" not in sealed
    (key,) = words_cookies_of(ada)
    assert key["httponly"]
    assert key["samesite"] == "Lax"
    assert key["max-age"] == 3600
    assert str(key.value) not in str(dict(ada.browser.session.items()))


def test_a_row_moved_to_someone_else_does_not_open(ada, ben):
    typed = written(ada)
    lock(ada)
    send(ada, NEW, typed)
    ParkedWords.objects.update(owner=ben.user)
    give_cookies(ada, to=ben)

    ben.browser.get(WORDS_BACK)

    assert not Draft.objects.exists()


def test_two_people_in_one_browser_each_get_their_own_back(ada, ben):
    """The one who comes back first takes nothing from the other."""
    typed = written(ada)
    sign_out(ada)
    send(ada, NEW, typed)
    ada.browser.post(SIGN_IN, {"login": ben.user.email, "password": PASSWORD})
    bens = fields_of(ada.browser.get(NEW)) | {"title": "Ben's own"}
    ada.browser.post("/accounts/logout/")
    send(ada, NEW, bens)
    ada.browser.post(SIGN_IN, {"login": ben.user.email, "password": PASSWORD})
    his = ada.browser.get("/today/", follow=True)
    ada.browser.post("/accounts/logout/")

    hers = ada.browser.get(sign_in_again(ada, SIGN_IN), follow=True)

    assert fields_of(his)["title"] == ["Ben's own"]
    assert words_on(hers)["body"] == [SAID["body"]]


@pytest.mark.parametrize(
    "said",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_another_sites_page_parks_nothing_and_sets_no_cookie(ada, said):
    """It may have a token of its own, and would put its words among hers."""
    typed = written(ada)
    sign_out(ada)

    answer = ada.browser.post(NEW, typed, headers=said)

    assert answer.status_code == 403
    assert not ParkedWords.objects.exists()
    assert words_cookies_of(ada) == []


@pytest.mark.parametrize("kind", ["plain", "in parts"])
@pytest.mark.parametrize("who", ["ben", "nobody"])
def test_broken_text_of_hers_is_shown_to_nobody_else(ada, ben, who, kind):
    typed = written(ada) | {"body": "You came\0 home."}
    sign_out(ada)
    if who == "ben":
        ada.browser.post(SIGN_IN, {"login": ben.user.email, "password": PASSWORD})

    answer = send(ada, NEW, typed) if kind == "plain" else ada.browser.post(NEW, typed)

    assert answer.status_code == 400
    assert "came" not in answer.content.decode()
    assert "The page belonged to an account that is not signed in here" in answer.content.decode()
