"""A late form that does not say whose it is, or whose token no longer counts: returned at once.

Its words stand on the page that says why, to be copied, and nowhere else. One whose token
counts waits instead: `test_late_forms.py`.
"""

import html
import re

import pytest
from django.test import Client

from journal.kinds.catalogue import KINDS
from journal.kinds.question import Type
from journal.models import Draft, Entry
from tests.late import SIGN_IN, UNLOCK
from tests.pages import NEW, send
from tests.people import PASSWORD, Person

DAY = "/journal/days/2026-06-17"
PAGES = {
    "letter": NEW,
    "memory": "/journal/memories/new/",
    "morning": f"{DAY}/morning/",
    "evening": f"{DAY}/evening/",
}


def returned(answer) -> list[tuple[str, str]]:
    """Each label on the page and the words in the box under it."""
    box = r'<label for="(.*?)">(.*?)</label><textarea id="\1"[^>]* readonly [^>]*>(.*?)</textarea>'
    found = re.findall(box, answer.content.decode(), re.DOTALL)
    return [(html.unescape(label), html.unescape(text)) for _, label, text in found]


def locked(ada: Person) -> Client:
    ada.browser.post("/accounts/lock/")
    return ada.browser


def signed_out(ada: Person) -> Client:
    ada.browser.post("/accounts/logout/")
    return ada.browser


def grown_old(ada: Person) -> Client:
    """A browser whose page was loaded before another tab signed in again."""
    ada.browser.handler.enforce_csrf_checks = True
    return ada.browser


each_refusal = pytest.mark.parametrize(
    ("turn", "why", "way_in"),
    [
        (signed_out, "You had been signed out meanwhile", f"{SIGN_IN}?next={NEW}"),
        (grown_old, "The page had been open for a while", NEW),
    ],
    ids=["signed out", "grown old"],
)


@each_refusal
def test_the_words_are_on_the_page_that_says_why_and_nothing_is_kept(ada, turn, why, way_in):
    turn(ada)
    said = {"title": "The coat", "body": "You came home.\n\nSit <down> & rest."}

    answer = ada.browser.post(NEW, said, headers={"referer": f"http://testserver{NEW}"})

    page = answer.content.decode()
    assert answer.status_code == 403
    assert [text for _, text in returned(answer)] == [said["title"], said["body"]]
    assert why in page
    assert f'<a class="button" href="{way_in}" target="_blank">' in page
    assert answer.headers["Cache-Control"] == "no-store"
    assert not Entry.objects.exists()
    assert not Draft.objects.exists()


@each_refusal
@pytest.mark.parametrize("name", PAGES)
def test_every_text_of_every_form_comes_back_under_its_label(ada, turn, why, way_in, name):
    turn(ada)
    typed = [it for it in KINDS[name].asked if it.is_typed or it.type == Type.TEXTS]

    answer = send(ada, PAGES[name], {it.name: f"Words in {it.name}" for it in typed})

    expected = {(str(it.label), f"Words in {it.name}") for it in typed}
    assert set(returned(answer)) == expected
    assert len(returned(answer)) == len(expected) >= 3


@each_refusal
def test_what_is_not_writing_does_not_come_back(ada, turn, why, way_in):
    turn(ada)
    said = {"body": "You came home.", "password": "horse", "oldpassword": "stable"}
    said |= {"opener": "S4VU-V555", "entry": "an id", "code": "123456", "login": "cleo@example.org"}

    answer = ada.browser.post(NEW, said)

    assert [text for _, text in returned(answer)] == ["You came home."]
    unwanted = [text for name, text in said.items() if name != "body"]
    assert [text for text in unwanted if text in answer.content.decode()] == []


@each_refusal
def test_words_that_look_like_html_stay_words(ada, turn, why, way_in):
    turn(ada)

    answer = ada.browser.post(NEW, {"body": "</textarea><script>alert(1)</script>"})

    assert "<script>alert" not in answer.content.decode()
    assert [text for _, text in returned(answer)] == ["</textarea><script>alert(1)</script>"]


@pytest.mark.parametrize(("turn", "way_in"), [(locked, UNLOCK), (signed_out, SIGN_IN)])
@pytest.mark.parametrize("said", [{}, {"body": " \n "}, {"feelings": "tired", "writer": "mentor"}])
def test_without_words_it_goes_straight_there(ada, turn, way_in, said):
    turn(ada)

    answer = ada.browser.post(NEW, said)

    assert answer.url == f"{way_in}?next=/today/"


def test_an_old_page_without_words_says_so(ada):
    grown_old(ada)

    answer = ada.browser.post("/accounts/lock/")

    assert answer.status_code == 403
    assert "That page had grown old" in answer.content.decode()
    assert returned(answer) == []


def test_a_sign_in_that_had_grown_old_repeats_no_password(ada):
    careful = Client(enforce_csrf_checks=True)

    answer = careful.post(SIGN_IN, {"login": ada.user.email, "password": PASSWORD})

    assert answer.status_code == 403
    assert PASSWORD not in answer.content.decode()
    assert ada.user.email not in answer.content.decode()


# --- where one goes on ---


@pytest.mark.parametrize(("turn", "way_in"), [(locked, UNLOCK), (signed_out, SIGN_IN)])
@pytest.mark.parametrize(
    ("referer", "back_to"),
    [
        (f"http://testserver{NEW}", NEW),
        ("http://testserver/journal/?kind=letter", "/journal/%3Fkind%3Dletter"),
        ("http://testserver", "/today/"),
        ("http://evil.example/journal/", "/today/"),
        ("http://testserver.evil.example/journal/", "/today/"),
        ("http://testserver@evil.example/journal/", "/today/"),
        ("/journal/", "/today/"),
        ("about:blank", "/today/"),
        ("", "/today/"),
    ],
)
def test_a_refused_form_leads_back_to_the_page_that_held_it(ada, turn, way_in, referer, back_to):
    letter = ada.letter("You came home.")
    turn(ada)

    answer = ada.browser.post(f"/journal/{letter.uuid}/delete/", headers={"referer": referer})

    assert answer.url == f"{way_in}?next={back_to}"
    assert Entry.objects.of(ada.user).get() == letter


@pytest.mark.parametrize(("turn", "way_in"), [(locked, UNLOCK), (signed_out, SIGN_IN)])
def test_a_page_that_was_asked_for_comes_after_wherever_the_link_stood(ada, turn, way_in):
    turn(ada)

    answer = ada.browser.get(
        "/journal/?kind=day", headers={"referer": "http://testserver/accounts/settings/"}
    )

    assert answer.url == f"{way_in}?next=/journal/%3Fkind%3Dday"


def test_a_page_whose_address_begins_with_two_slashes_leads_nowhere_else(ada):
    locked(ada)
    asked = ada.browser.post(
        "/accounts/lock/", headers={"referer": "http://testserver//evil.example/"}
    )

    answer = ada.browser.post(asked.url, {"password": PASSWORD})

    assert answer.url == "/today/"
