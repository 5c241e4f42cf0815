"""A form that names another person than the one signed in: never taken, and never shown."""

import re
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import InboxForm
from journal.models import Draft, Entry
from tests.late import SAID, ben_signs_in, lose_cookies, sign_in_again, sign_out, words_on, written
from tests.pages import NEW, NEW_NOTE, page_of, send
from tests.people import Person, sign_in

LINE = "/practices/kit/add/line/"


def missing(person: Person) -> str:
    """The page that is not there."""
    return anywhere(person.browser.get("/journal/no-such-page/"))


def anywhere(answer: Any) -> str:
    """What a page says, without what its frame says of its address."""
    return re.search(r"<main.*</main>", page_of(answer), re.DOTALL)[0]


@pytest.mark.parametrize(
    "place", ["new letter", "change", "evening", "autosave", "tags", "picture", "kit", "sitting"]
)
def test_an_open_page_of_ada_is_answered_as_if_nothing_were_there(ada, ben, place):
    """Her visit goes on, he signed in beside her, and her page is still on the screen."""
    letter = ada.letter("You came home.")
    there = {
        "change": f"/journal/{letter.uuid}/edit/",
        "evening": "/journal/days/2026-06-17/evening/",
        "tags": f"/journal/{letter.uuid}/",
        "kit": LINE,
        "sitting": f"{NEW_NOTE}?practice=three-lines",
    }.get(place, NEW)
    said = {"body": "came home", "given": "came home", "tags": "came home", "kit_line": "came home"}
    typed = written(ada, there, **said, line_1="came home") | {"form": "letter"}
    lose_cookies(ada)
    ben_signs_in(ada, ben)
    sent_to = {
        "autosave": "/journal/drafts/",
        "picture": "/journal/pictures/",
        "tags": f"/journal/{letter.uuid}/mark/",
        "sitting": "/practices/three-lines/after/",
    }.get(place, there)

    answer = send(ada, sent_to, typed)

    assert answer.status_code == 404
    assert anywhere(answer) == missing(ada)
    assert not Entry.objects.with_closed(ben.user).exists()
    assert not Draft.objects.exists()
    assert {row.owner for row in InboxForm.objects.all()} <= {ada.user}


def test_it_waits_for_its_own_writer(ada, ben):
    typed = written(ada)
    lose_cookies(ada)
    ben_signs_in(ada, ben)
    send(ada, NEW, typed)
    assert InboxForm.objects.get().owner == ada.user

    ada.browser = sign_in(ada.user)

    body = Draft.objects.get().open(ada.vault).fields["body"]
    assert body == [SAID["body"]]


def test_after_she_signed_out_it_is_dropped(ada, ben):
    typed = written(ada)
    sign_out(ada)
    ben_signs_in(ada, ben)

    answer = send(ada, NEW, typed)

    assert answer.status_code == 404
    assert "came home" not in answer.text
    assert not InboxForm.objects.exists()


def test_its_stale_csrf_token_does_not_get_it_shown(ada, ben):
    typed = written(ada) | {"csrfmiddlewaretoken": "x" * 64}
    lose_cookies(ada)
    ben_signs_in(ada, ben)
    ada.browser.handler.enforce_csrf_checks = True

    answer = ada.browser.post(NEW, typed)

    assert answer.status_code == 404
    assert "came home" not in answer.text
    assert InboxForm.objects.get().owner == ada.user


def test_a_full_journal_of_hers_does_not_get_it_shown(ada, ben, settings):
    typed = written(ada)
    settings.DEARSELF_QUOTA_MB = 1
    ada.letter("x" * 1_000_000)
    lose_cookies(ada)
    ben_signs_in(ada, ben)

    answer = send(ada, NEW, typed)

    assert answer.status_code == 404
    assert "came home" not in answer.text


def test_what_waits_for_ada_does_nothing_to_ben(ada, ben):
    typed = written(ada)
    lose_cookies(ada)
    send(ada, NEW, typed)

    ben_signs_in(ada, ben)

    today = ada.browser.get("/today/")
    assert "came home" not in today.text
    assert reverse("inbox") not in today.text
    assert ada.browser.get(reverse("inbox")).url == "/today/"
    assert not Draft.objects.exists()
    assert InboxForm.objects.count() == 1


def test_two_people_in_one_browser_each_get_their_own(ada, ben):
    typed = written(ada)
    lose_cookies(ada)
    send(ada, NEW, typed)
    ben_signs_in(ada, ben)
    bens = written(ada, title="Ben's own", body="Sit down.", to="Ben")
    lose_cookies(ada)
    send(ada, NEW, bens)
    ben_signs_in(ada, ben)
    lose_cookies(ada)

    hers = ada.browser.get(sign_in_again(ada), follow=True)

    assert words_on(hers)["body"] == [SAID["body"]]
    titles = {it.owner: it for it in Draft.objects.all()}
    assert titles[ben.user].open(ben.vault).fields["title"] == ["Ben's own"]


@pytest.mark.parametrize("kind", ["plain", "in parts"])
@pytest.mark.parametrize("who", ["ben", "nobody"])
def test_broken_text_of_hers_is_shown_to_nobody_else(ada, ben, who, kind):
    typed = written(ada) | {"body": "You came\0 home."}
    sign_out(ada)
    if who == "ben":
        ben_signs_in(ada, ben)

    answer = send(ada, NEW, typed) if kind == "plain" else ada.browser.post(NEW, typed)

    assert answer.status_code == 400
    assert "came" not in answer.text
    assert "The page belonged to an account that is not signed in here" in answer.text
