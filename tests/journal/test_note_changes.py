"""Changing a note: versions, two tabs, the bin, and strangers."""

import pytest
from django.test import override_settings

from journal.content import Content
from journal.models import Entry
from tests.journal.test_letter_conflicts import damage
from tests.journal.test_notes import KEPT, NEW, SAID, kept, note, written
from tests.pages import fields_of, send
from tests.practices.shelves import copied


def test_everything_said_stands_in_the_form_again_on_edit(ada):
    entry = note(ada)

    form = fields_of(ada.browser.get(f"/journal/{entry.uuid}/edit/"))

    assert {name: form[name] for name in SAID} == SAID
    assert (form["entry"], form["base"]) == ([str(entry.uuid)], ["1"])
    assert form["practice"] == ["need-finder"]


def test_a_change_leaves_the_earlier_words_behind(ada):
    entry = note(ada)
    edit = f"/journal/{entry.uuid}/edit/"

    send(ada, edit, fields_of(ada.browser.get(edit)) | {"action": "Toast.", "here": []})

    entry.refresh_from_db()
    assert entry.version == 2
    assert entry.open(ada.vault).answers == {
        "here_own": "like a damp coat",
        "need": ["comforted"],
        "action": "Toast.",
    }
    assert [v.open(ada.vault).answers for v in entry.versions.all()] == [KEPT]
    earlier = ada.browser.get(f"/journal/{entry.uuid}/versions/").content.decode()
    assert '<dd dir="auto">Soup, then bed.</dd>' in earlier


def test_changing_a_note_leaves_alone_what_its_form_does_not_ask(ada):
    entry = Entry(owner=ada.user, kind="note", day="2026-06-17")
    said = {"action": "Soup.", "once_asked": "green"}
    entry.seal(ada.vault, Content(practice="need-finder", favourite=True, answers=said))
    entry.save()
    edit = f"/journal/{entry.uuid}/edit/"

    send(ada, edit, fields_of(ada.browser.get(edit)) | {"action": "Toast."})

    answers = {"action": "Toast.", "once_asked": "green"}
    assert kept(ada) == Content(practice="need-finder", favourite=True, answers=answers)


def test_the_second_of_two_tabs_is_shown_both(ada):
    entry = note(ada)
    edit = f"/journal/{entry.uuid}/edit/"
    first, second = fields_of(ada.browser.get(edit)), fields_of(ada.browser.get(edit))
    send(ada, edit, first | {"action": "From the first tab."})

    answer = send(ada, edit, second | {"action": "From the second tab."})

    assert answer.status_code == 409
    assert '<dd dir="auto">From the first tab.</dd>' in answer.content.decode()
    assert fields_of(answer)["action"] == ["From the second tab."]
    assert send(ada, edit, fields_of(answer)).status_code == 302
    assert kept(ada).answers["action"] == "From the second tab."
    assert entry.versions.count() == 2


def test_a_new_notes_page_kept_in_two_tabs_shows_both(ada):
    form = written(ada)
    send(ada, NEW, form | {"seconds": "60"})

    answer = send(ada, NEW, form | {"action": "Other words.", "seconds": "60"})

    assert answer.status_code == 409
    assert fields_of(answer)["action"] == ["Other words."]
    assert kept(ada).answers == KEPT


def test_a_note_binned_meanwhile_gives_back_the_words_of_the_open_page(ada):
    entry = note(ada)
    form = fields_of(ada.browser.get(f"/journal/{entry.uuid}/edit/"))
    ada.browser.post(f"/journal/{entry.uuid}/delete/")

    answer = send(ada, f"/journal/{entry.uuid}/edit/", form | {"action": "Toast."})

    assert answer.status_code == 409
    assert "This note was put in the bin meanwhile." in answer.content.decode()
    send(ada, NEW, fields_of(answer))
    assert kept(ada).answers["action"] == "Toast."


def test_words_for_a_note_damaged_meanwhile_become_a_note_of_their_own(ada):
    entry = note(ada)
    edit = f"/journal/{entry.uuid}/edit/"
    form = fields_of(ada.browser.get(edit)) | {"action": "Toast."}
    broken = damage(entry)

    answer = send(ada, edit, form)

    assert answer.status_code == 409
    assert "The record of this note is damaged" in answer.content.decode()
    send(ada, edit, fields_of(answer))
    own = Entry.objects.of(ada.user).exclude(pk=entry.pk).get()
    assert own.open(ada.vault).answers["action"] == "Toast."
    assert bytes(Entry.objects.get(pk=entry.pk).content) == broken


def test_an_unfinished_change_is_not_out_of_reach_once_its_practice_was_taken_out(ada, tmp_path):
    entry = note(ada)
    edit = f"/journal/{entry.uuid}/edit/"
    form = fields_of(ada.browser.get(edit)) | {"action": "Toast.", "form": "note"}
    page = send(ada, "/journal/drafts/", form).json()["page"]

    with override_settings(CONTENT=copied(tmp_path, without="need-finder")):
        shown = ada.browser.get(page, follow=True)
        answer = send(ada, NEW, fields_of(shown))

    assert fields_of(shown)["body"][0].endswith("Toast.")
    assert answer.status_code == 302
    assert kept(ada).body == fields_of(shown)["body"][0]
    assert entry.versions.get().open(ada.vault).answers == KEPT


def test_a_page_that_names_a_letter_does_not_turn_it_into_a_note(ada):
    letter = ada.letter("You came home.")

    send(ada, NEW, written(ada) | {"entry": letter.uuid, "base": "1"})

    letter.refresh_from_db()
    assert (letter.kind, letter.open(ada.vault).body) == ("letter", "You came home.")
    assert Entry.objects.of(ada.user).filter(kind="note").count() == 1


def test_a_letters_form_sent_to_a_note_writes_over_nothing(ada):
    entry = note(ada)

    send(ada, f"/journal/{entry.uuid}/edit/", {"body": "A letter.", "base": "1"})

    assert kept(ada).answers == KEPT


@pytest.mark.parametrize("end", ["let-go", "restore"])
def test_a_note_goes_into_the_bin_and_out_of_it(ada, end):
    entry = note(ada)

    ada.browser.post(f"/journal/{entry.uuid}/delete/")
    binned = ada.browser.get(f"/journal/{entry.uuid}/").content.decode()
    listed = ada.browser.get("/journal/bin/").content.decode()
    ada.browser.post(f"/journal/{entry.uuid}/{end}/")

    assert "This is in the bin until" in binned
    assert "What do I need?" in listed
    assert list(Entry.objects.values_list("binned_at")) == ([] if end == "let-go" else [(None,)])


def test_a_stranger_finds_no_note(ada, ben):
    entry = note(ada)
    form = written(ben)

    answers = [ben.browser.get(f"/journal/{entry.uuid}/{end}") for end in ("", "edit/")]
    answers.append(send(ben, f"/journal/{entry.uuid}/edit/", form))

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert kept(ada).answers == KEPT
    assert not Entry.objects.of(ben.user).exists()
