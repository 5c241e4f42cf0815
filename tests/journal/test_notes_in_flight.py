"""A note sent to a locked journal waits, and comes back to its own page."""

import pytest

from accounts.models import InboxForm
from journal.models import Entry
from tests.journal.test_notes import KEPT, NEEDS, NEW, SAID, kept, note, written
from tests.pages import fields_of, send
from tests.people import PASSWORD, Person

SIT = "/practices/need-finder/sit/"
STEADY = "/practices/steady/"
AFTER = "/practices/need-finder/after/"


@pytest.fixture(autouse=True)
def has_met(ada):
    """She has read the page that comes before the first practice."""
    ada.browser.post("/practices/before/", {"next": SIT})


def lock(ada: Person) -> None:
    ada.browser.post("/accounts/lock/")


def unlock(ada: Person):
    there = ada.browser.post("/accounts/unlock/", {"password": PASSWORD}).url
    return ada.browser.get(there, follow=True)


@pytest.mark.parametrize("path", [NEW, "/journal/drafts/"])
def test_a_lock_in_the_middle_of_a_practice_loses_nothing(ada, path):
    sitting = fields_of(ada.browser.get(SIT)) | SAID | {"seconds": "90", "form": "note"}
    lock(ada)

    send(ada, path, sitting)
    page = unlock(ada)

    assert page.request["PATH_INFO"] == NEW
    assert {name: fields_of(page)[name] for name in SAID} == SAID
    assert "Press Keep when you are ready." in page.content.decode()
    assert send(ada, NEW, fields_of(page)).status_code == 302
    assert kept(ada).answers == KEPT


def test_a_change_comes_back_to_its_note(ada):
    entry = note(ada)
    edit = f"/journal/{entry.uuid}/edit/"
    form = fields_of(ada.browser.get(edit)) | {"action": "Toast."}
    lock(ada)

    send(ada, edit, form)
    page = unlock(ada)

    assert page.request["PATH_INFO"] == edit
    assert fields_of(page)["action"] == ["Toast."]


def test_a_free_note_comes_back(ada):
    form = written(ada, NEW, body="Up the stairs.")
    lock(ada)

    send(ada, NEW, form)

    assert fields_of(unlock(ada))["body"] == ["Up the stairs."]


def test_locked_and_harder_leads_to_steady_ground_and_the_words_wait(ada):
    form = written(ada) | {"response": ["harder"]}
    lock(ada)

    answer = send(ada, AFTER, form, follow=True)

    assert answer.redirect_chain == [(f"{STEADY}?from=need-finder", 302)]
    assert "What you had written is safe" in answer.content.decode()
    assert InboxForm.objects.count() == 1
    assert fields_of(unlock(ada))["action"] == SAID["action"]


def test_locked_and_harder_without_words_leads_to_steady_ground(ada):
    form = fields_of(ada.browser.get(NEEDS)) | {"response": ["harder"]}
    lock(ada)

    assert send(ada, AFTER, form).url == f"{STEADY}?from=need-finder"


@pytest.mark.parametrize("path", [NEW, NEEDS])
def test_a_locked_journal_shows_no_page_for_notes(ada, path):
    lock(ada)

    assert ada.browser.get(path).url.startswith("/accounts/unlock/?next=/journal/notes/new/")


def test_words_of_someone_else_are_not_taken(ada, ben):
    form = written(ada)

    answer = send(ben, NEW, form)

    assert answer.status_code == 404
    assert not Entry.objects.exists()
    assert InboxForm.objects.get().owner == ada.user
