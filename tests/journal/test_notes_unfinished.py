"""Unfinished notes: saved by themselves, laid down when it gets harder, waiting at the lock."""

from datetime import timedelta
from html import unescape
from unittest import mock
from urllib.parse import urlencode
from uuid import uuid4

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client, override_settings
from django.utils import timezone

from accounts.models import InboxForm
from journal import models
from journal.models import Draft, Entry
from journal.writing import practice_note
from practices.after import sittings
from practices.library.catalogue import practice, practices
from practices.player.questions import RESERVED
from tests.journal.test_drafts import autosave, typed
from tests.journal.test_notes import KEPT, NEEDS, NEW, SAID, kept, note, written
from tests.journal.test_unfinished import damage
from tests.pages import FORM, fields_of, send
from tests.people import sign_in
from tests.practices.shelves import copied

SIT = "/practices/need-finder/sit/"
STEADY = "/practices/steady/"
AFTER = "/practices/need-finder/after/"
HARDER = {"response": ["harder"]}


@pytest.fixture(autouse=True)
def has_met(ada):
    """She has read the page that comes before the first practice."""
    ada.browser.post("/practices/before/", {"next": SIT})


# --- saved by itself ---


def test_an_unfinished_note_is_saved_sealed_with_its_practice(ada):
    page = written(ada, action="Soup, th")

    answer = autosave(ada, page, "note")

    draft = Draft.objects.get()
    assert answer.json()["page"] == f"{NEW}?draft={page['draft'][0]}"
    assert draft.open(ada.vault).fields["practice"] == ["need-finder"]
    content = bytes(draft.content)
    assert [word for word in (b"need-finder", b"Soup") if word in content] == []


def test_its_page_asks_the_same_again_with_the_words_in_place(ada):
    page = autosave(ada, written(ada), "note").json()["page"]

    shown = fields_of(ada.browser.get(page))

    assert {name: shown[name] for name in SAID} == SAID
    assert shown["practice"] == ["need-finder"]
    assert send(ada, NEW, shown).status_code == 302
    assert kept(ada).answers == KEPT
    assert not Draft.objects.exists()


def test_a_draft_of_no_known_practice_is_refused(ada):
    assert autosave(ada, {"practice": "no-such"}, "note", action="Soup.").status_code == 400
    assert not Draft.objects.exists()


def test_a_page_without_words_leaves_no_draft(ada):
    answer = autosave(ada, fields_of(ada.browser.get(NEEDS)), "note")

    assert answer.json()["revision"] == 0
    assert not Draft.objects.exists()


def test_a_free_note_is_saved_too(ada):
    page = autosave(ada, written(ada, NEW, body="Up the st"), "note").json()["page"]

    assert fields_of(ada.browser.get(page))["body"] == ["Up the st"]


def test_a_save_after_keep_brings_nothing_back(ada):
    form = written(ada)
    send(ada, NEW, form)

    answer = autosave(ada, form, "note", revision=2)

    assert answer.json()["revision"] == 0
    assert not Draft.objects.exists()


def test_two_tabs_on_one_draft_go_on_as_two(ada):
    page = written(ada, action="At the start.")
    autosave(ada, page, "note")
    autosave(ada, page, "note", revision=1, action="From the first tab.")

    autosave(ada, page, "note", revision=1, action="From the second tab.")

    actions = [draft["action"] for draft in typed(ada)]
    assert actions == [["From the first tab."], ["From the second tab."]]


def test_an_unfinished_change_is_offered_on_the_note_and_comes_back(ada):
    entry = note(ada)
    edit = f"/journal/{entry.uuid}/edit/"
    draft = autosave(ada, fields_of(ada.browser.get(edit)), "note", action="Toas").json()

    page = ada.browser.get(f"/journal/{entry.uuid}/").content.decode()

    assert draft["page"] == f"{edit}?draft={draft['draft']}"
    assert f'href="{draft["page"]}"' in page
    assert fields_of(ada.browser.get(edit))["action"] == ["Toas"]
    assert kept(ada).answers == KEPT


def test_a_draft_of_a_deleted_note_opens_as_a_new_one(ada):
    entry = note(ada)
    form = fields_of(ada.browser.get(f"/journal/{entry.uuid}/edit/"))
    page = autosave(ada, form, "note", action="Toast.").json()["page"]
    ada.browser.post(f"/journal/{entry.uuid}/delete/")
    ada.browser.post(f"/journal/{entry.uuid}/let-go/")

    answer = ada.browser.get(page, follow=True)

    assert answer.redirect_chain == [(f"{NEW}?draft={form['draft'][0]}", 302)]
    send(ada, NEW, fields_of(answer))
    assert kept(ada).answers["action"] == "Toast."


def test_a_damaged_draft_is_said_to_be_damaged(ada):
    page = autosave(ada, written(ada), "note").json()["page"]
    damage(Draft.objects.get())

    answer = ada.browser.get(page)

    assert answer.status_code == 200
    assert "its record is damaged and cannot be opened." in answer.content.decode()
    assert ada.browser.get(SIT).status_code == 200


def test_a_draft_whose_practice_was_taken_out_becomes_a_free_note(ada, tmp_path):
    page = autosave(ada, written(ada), "note").json()["page"]

    with override_settings(CONTENT=copied(tmp_path, without="need-finder")):
        shown = fields_of(ada.browser.get(page))
        send(ada, NEW, shown)

    assert kept(ada).body == "tired\n\nsad\n\nlike a damp coat\n\ncomforted\n\nSoup, then bed."
    assert not Draft.objects.exists()


def test_a_stranger_finds_no_draft(ada, ben):
    page = autosave(ada, written(ada), "note").json()["page"]

    assert ben.browser.get(page).url == NEW
    assert fields_of(ben.browser.get(NEEDS))["action"] == [""]


def test_a_letters_draft_is_none_of_a_notes_page(ada):
    draft = autosave(ada, {}, body="You came ").json()["draft"]

    assert ada.browser.get(f"{NEW}?draft={draft}").status_code == 404


@pytest.mark.parametrize("path", ["/today/", "/journal/", NEW])
def test_it_is_offered_kindly_and_without_its_practice(ada, path):
    page = autosave(ada, written(ada), "note").json()["page"]

    shown = ada.browser.get(path).content.decode()

    link = f'<a class="tap" href="{page}"><span>'
    assert link in shown
    assert "a note you began, " in shown.partition(link)[2].partition("</a>")[0]


# --- the sitting goes on ---


def test_the_sit_page_goes_on_with_what_was_left_unfinished(ada):
    page = written(ada)
    autosave(ada, page, "note")
    autosave(ada, written(ada, NEW, body="A free one, newer."), "note")
    autosave(ada, {"practice": "labels"}, "note", label_own="Newer, too.")

    shown = fields_of(ada.browser.get(SIT))

    assert {name: shown[name] for name in SAID} == SAID
    assert (shown["draft"], shown["entry"]) == (page["draft"], page["entry"])


def test_it_goes_on_another_day(ada):
    autosave(ada, written(ada), "note")

    with time_machine.travel(timezone.now() + timedelta(days=3), tick=False):
        ada.browser = sign_in(ada.user)
        shown = fields_of(ada.browser.get(SIT))

    assert shown["action"] == SAID["action"]


def test_a_change_to_a_kept_note_does_not_stand_in_the_next_sitting(ada):
    entry = note(ada)
    edit = fields_of(ada.browser.get(f"/journal/{entry.uuid}/edit/"))
    autosave(ada, edit, "note", action="Toast.")

    assert fields_of(ada.browser.get(SIT))["action"] == [""]


def test_a_sitting_begins_blank_with_an_entry_of_its_own(ada):
    first, second = fields_of(ada.browser.get(SIT)), fields_of(ada.browser.get(SIT))

    assert first["action"] == [""]
    assert first["practice"] == ["need-finder"]
    assert first["entry"] != second["entry"]


def test_the_page_of_a_practice_goes_on_too(ada):
    autosave(ada, written(ada), "note")

    answer = ada.browser.get(NEEDS)

    assert fields_of(answer)["action"] == SAID["action"]
    assert "Go on where you stopped" in answer.content.decode()


# --- it is getting harder ---


def test_when_it_gets_harder_the_words_wait_and_steady_ground_comes(ada):
    page = written(ada)

    answer = send(ada, AFTER, page | {"seconds": "40"} | HARDER)

    draft = Draft.objects.get()
    assert answer.url == f"{STEADY}?from=need-finder&draft={draft.uuid}"
    assert draft.open(ada.vault).fields["action"] == SAID["action"]
    assert not Entry.objects.exists()
    assert [(it.slug, it.response) for it in sittings.recent(ada.user, ada.vault)] == [
        ("need-finder", "harder")
    ]


def test_pressed_twice_it_is_one_draft(ada):
    page = written(ada) | HARDER

    first, second = send(ada, AFTER, page), send(ada, AFTER, page)

    assert first.url == second.url
    assert Draft.objects.count() == 1
    assert len(sittings.recent(ada.user, ada.vault)) == 1


def test_whoever_stops_without_javascript_loses_nothing(ada):
    answer = send(ada, AFTER, written(ada) | {"seconds": "40", "stop": "1"})

    draft = Draft.objects.get()
    assert answer.url.startswith(f"{AFTER}?draft={draft.uuid}&seconds=40&sitting=")
    assert draft.open(ada.vault).fields["action"] == SAID["action"]
    assert sittings.recent(ada.user, ada.vault) == []


def test_a_full_disk_keeps_nobody_without_words_from_steady_ground(ada, disk):
    form = fields_of(ada.browser.get(NEEDS)) | HARDER
    disk.free = 0

    assert send(ada, AFTER, form).url.startswith(f"{STEADY}?from=need-finder")


def test_signed_out_meanwhile_steady_ground_comes_and_the_words_wait(ada):
    form = written(ada) | HARDER
    ada.browser.cookies.clear()

    answer = send(ada, AFTER, form)

    assert answer.url == f"{STEADY}?from=need-finder"
    assert InboxForm.objects.get().owner == ada.user
    assert not Draft.objects.exists()


def test_a_page_grown_old_leads_to_steady_ground_and_its_words_are_a_draft(ada):
    form = written(ada) | HARDER | {"csrfmiddlewaretoken": ["x" * 64]}
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = ada.browser.cookies

    answer = browser.post(AFTER, urlencode(form, doseq=True), content_type=FORM)

    assert answer.url == f"{STEADY}?from=need-finder"
    assert typed(ada)[0]["action"] == SAID["action"]
    assert "What you had written is saved, unfinished, on Today." in browser.get(answer.url).text


def test_from_a_practice_that_is_gone_the_words_come_to_be_copied(ada):
    answer = send(ada, "/practices/gone/after/", written(ada) | HARDER | {"practice": ["gone"]})

    assert answer.status_code == 404
    assert SAID["action"][0] in unescape(answer.content.decode())
    assert f'href="{STEADY}"' in answer.content.decode()


def test_without_words_steady_ground_comes_all_the_same(ada):
    answer = send(ada, AFTER, fields_of(ada.browser.get(NEEDS)) | HARDER)

    assert answer.url == f"{STEADY}?from=need-finder"
    assert not Draft.objects.exists()


def test_what_stands_beside_the_boxes_is_no_word_of_this_sitting(ada):
    ada.kit("line", text="This is hard.")
    form = fields_of(ada.browser.get(f"{NEW}?practice=three-lines"))

    answer = send(ada, "/practices/three-lines/after/", form | HARDER)

    assert answer.url == f"{STEADY}?from=three-lines"
    assert not Draft.objects.exists()


def test_what_is_too_long_waits_too(ada):
    send(ada, AFTER, written(ada, action="soup " * 61) | HARDER)

    assert typed(ada)[0]["action"] == ["soup " * 61]


def test_where_it_cannot_be_saved_every_word_stays_and_the_ground_is_there_too(ada):
    with mock.patch("journal.drafts.store.save_draft", side_effect=OperationalError("is locked")):
        answer = send(ada, AFTER, written(ada) | HARDER)

    assert answer.status_code == 503
    assert fields_of(answer)["action"] == SAID["action"]
    assert practice("feet").title in answer.content.decode()


def test_the_words_can_be_looked_at_and_kept_later(ada):
    send(ada, AFTER, written(ada) | HARDER)
    page = f"{NEW}?draft={Draft.objects.get().uuid}"

    send(ada, NEW, fields_of(ada.browser.get(page)))

    assert kept(ada).answers == KEPT
    assert not Draft.objects.exists()


# --- names ---


def test_no_question_is_kept_under_a_name_that_the_page_needs():
    names = {
        name
        for it in practices().values()
        for question in it.questions
        for name in (question.name, f"{question.name}_own")
    }

    assert names & RESERVED == set()


def test_at_most_a_few_drafts_are_looked_through(ada, rf, django_assert_num_queries):
    autosave(ada, {"practice": "need-finder", "draft": uuid4()}, "note", action="The oldest.")
    for _ in range(models.LOOKED_INTO):
        autosave(ada, {"draft": uuid4()}, "note", body="A free one.")

    with django_assert_num_queries(1):
        assert (
            practice_note.last_begun_note(ada.user, ada.vault, practice("need-finder").slug) is None
        )


def test_a_sitting_without_javascript_goes_from_its_one_form_to_how_it_was(ada):
    form = fields_of(ada.browser.get(SIT)) | SAID

    answer = send(ada, NEW, form, follow=True)

    entry = Entry.objects.of(ada.user).get()
    after = f"/practices/need-finder/after/?note={entry.uuid}&seconds=0"
    assert answer.redirect_chain == [(after, 302)]
    assert answer.status_code == 200
    assert kept(ada).answers == KEPT
