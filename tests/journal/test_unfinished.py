"""Drafts at the edges: without words, of a letter that is gone, damaged, let go by Keep."""

from datetime import UTC, date, datetime
from unittest import mock
from uuid import uuid4

import pytest
import time_machine
from django.db import OperationalError

from journal.keeping import keep
from journal.models import Draft, Entry
from tests.journal.test_drafts import autosave, typed
from tests.pages import NEW, fields_of, send
from tests.people import PASSWORD, Person

DAY = date(2026, 6, 17)
MORNING = f"/journal/days/{DAY}/morning/"
EVENING = f"/journal/days/{DAY}/evening/"


# --- without words ---


@pytest.mark.parametrize(
    ("name", "path", "said"),
    [
        ("letter", NEW, {"title": " ", "body": "\n"}),
        ("letter", NEW, {"voice": "you"}),
        ("morning", MORNING, {"focus_1": "  "}),
        ("evening", EVENING, {"stillness": "60"}),
    ],
)
def test_a_page_without_words_leaves_no_draft(ada, name, path, said):
    form = fields_of(ada.browser.get(path))

    answer = autosave(ada, form, name, day=DAY, **said)

    assert answer.status_code == 200
    assert answer.json()["revision"] == 0
    assert answer.json()["saved_at"] == ""
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("letter", {"feelings": ["tired"]}),
        ("letter", {"title": "The coat"}),
        ("letter", {"writer": "mentor"}),
        ("evening", {"nothing": "on"}),
        ("evening", {"where": ["threat"]}),
    ],
)
def test_a_tick_is_enough_for_a_draft(ada, name, said):
    autosave(ada, {"draft": uuid4()}, name, day=DAY, **said)

    assert len(typed(ada)) == 1


def test_words_taken_away_again_let_the_draft_go(ada):
    page = fields_of(ada.browser.get(NEW))
    saved = autosave(ada, page, body="You came ").json()
    assert len(typed(ada)) == 1

    answer = autosave(ada, page, body="", draft=saved["draft"], revision=saved["revision"])

    assert typed(ada) == []
    assert answer.json()["draft"] != saved["draft"]


def test_an_empty_page_lets_go_of_no_one_elses_draft(ada, ben):
    saved = autosave(ada, {"draft": uuid4()}, body="Ada's words.").json()

    autosave(ben, {}, body="", draft=saved["draft"], revision=saved["revision"])

    assert [draft["body"] for draft in typed(ada)] == [["Ada's words."]]


def test_the_answer_says_where_the_words_are_found_again(ada):
    letter = ada.letter("At the start.")
    edit = f"/journal/{letter.uuid}/edit/"

    pages = [
        autosave(ada, fields_of(ada.browser.get(path)), name, day=DAY, **said).json()["page"]
        for name, path, said in [
            ("letter", NEW, {"body": "New words."}),
            ("letter", edit, {"body": "Changed words."}),
            ("morning", MORNING, {"focus_1": "the fat p"}),
        ]
    ]

    assert [page.partition("?")[0] for page in pages] == [NEW, edit, MORNING]
    shown = [fields_of(ada.browser.get(page)) for page in pages]
    words = [form.get("body") or form["focus_1"] for form in shown]
    assert words == [["New words."], ["Changed words."], ["the fat p"]]


# --- of a letter that is gone ---


def of_a_deleted_letter(ada: Person) -> tuple[Entry, str, dict[str, list[str]]]:
    """A letter deleted for good while its page was open; its draft's page, and the form there."""
    letter = ada.letter("At the start.")
    form = fields_of(ada.browser.get(f"/journal/{letter.uuid}/edit/"))
    page = autosave(ada, form, body="And one more thing.").json()["page"]
    keep.bin_entry(ada.user, ada.vault, letter)
    keep.delete_for_good(ada.user, letter)
    return letter, page, form


def test_a_draft_of_a_deleted_letter_opens_as_a_new_one(ada):
    _, page, form = of_a_deleted_letter(ada)

    answer = ada.browser.get(page, follow=True)

    assert answer.redirect_chain == [(f"{NEW}?draft={form['draft'][0]}", 302)]
    assert fields_of(answer)["body"] == ["And one more thing."]
    assert send(ada, NEW, fields_of(answer)).status_code == 302
    assert Entry.objects.of(ada.user).get().open(ada.vault).body == "And one more thing."
    assert typed(ada) == []


def test_kept_from_the_page_that_was_still_open_it_becomes_a_new_letter(ada):
    letter, _, form = of_a_deleted_letter(ada)

    answer = send(ada, f"/journal/{letter.uuid}/edit/", form | {"body": ["And one more thing."]})

    kept = Entry.objects.of(ada.user).get()
    assert answer.url == f"/journal/{kept.uuid}/"
    assert kept.open(ada.vault).body == "And one more thing."


def test_a_stranger_finds_neither_the_letter_nor_its_draft(ada, ben):
    letter, page, form = of_a_deleted_letter(ada)

    answers = [
        ben.browser.get(page),
        send(ben, f"/journal/{letter.uuid}/edit/", form | {"body": ["Ben's words."]}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert not Entry.objects.exists()
    assert len(typed(ada)) == 1


# --- of a page that was kept, or let go of, before its address was asked for again ---


@pytest.mark.parametrize("path", [NEW, MORNING, "/journal/notes/new/", "/journal/memories/new/"])
def test_an_unfinished_version_that_is_gone_leaves_the_page_and_a_word_about_it(ada, path):
    answer = ada.browser.get(path, {"draft": uuid4()}, follow=True)

    assert answer.redirect_chain == [(path, 302)]
    assert "That unfinished version is not here any more." in answer.content.decode()
    assert "That unfinished version" not in ada.browser.get(path).content.decode()


def test_what_else_the_address_says_stays(ada):
    asked = {"practice": "need-finder", "draft": uuid4()}

    answer = ada.browser.get("/journal/notes/new/", asked)

    assert answer.url == "/journal/notes/new/?practice=need-finder"


def test_kept_in_another_tab_before_the_journal_was_opened_again(ada):
    form = fields_of(ada.browser.get(NEW))
    page = autosave(ada, form, body="New words.").json()["page"]
    ada.browser.post("/accounts/lock/")
    Draft.objects.all().delete()

    there = ada.browser.post("/accounts/unlock/", {"password": PASSWORD, "next": page}, follow=True)

    assert (there.status_code, there.request["PATH_INFO"]) == (200, NEW)


def test_whose_draft_it_was_cannot_be_told(ada, ben):
    page = autosave(ada, fields_of(ada.browser.get(NEW)), body="New words.").json()["page"]

    theirs, nobodys = ben.browser.get(page), ben.browser.get(NEW, {"draft": uuid4()})

    assert (theirs.status_code, theirs.url) == (nobodys.status_code, nobodys.url) == (302, NEW)
    assert len(typed(ada)) == 1


# --- damaged ---


def damage(draft: Draft) -> bytes:
    broken = bytes(draft.content)[:-1]
    Draft.objects.filter(pk=draft.pk).update(content=broken)
    return broken


@pytest.fixture
def at_eight():
    with time_machine.travel(datetime(2026, 6, 17, 6, tzinfo=UTC), tick=False) as clock:
        yield clock


@pytest.mark.parametrize(
    ("path", "name", "said"),
    [
        ("{letter}edit/", "letter", {"body": "Half a cha"}),
        (NEW, "letter", {"body": "Half a let"}),
        (MORNING, "morning", {"focus_1": "the fat p"}),
        ("/today/", "morning", {"focus_1": "the fat p"}),
    ],
)
def test_a_damaged_draft_is_said_to_be_damaged_and_is_not_written_over(
    at_eight, ada, path, name, said
):
    letter = ada.letter("At the start.")
    path = path.format(letter=f"/journal/{letter.uuid}/")
    page = autosave(ada, fields_of(ada.browser.get(path)), name, day=DAY, **said).json()["page"]
    draft = Draft.objects.get()
    broken = damage(draft)

    answer = ada.browser.get("/today/" if path == "/today/" else page)

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "its record is damaged and cannot be opened. Nothing was written over it." in text
    assert "You can go on where you stopped." not in text
    assert f'href="/journal/drafts/{draft.uuid}/discard/"' in text
    (field,) = said
    shown = fields_of(answer)
    assert shown[field] == (["At the start."] if path.endswith("edit/") else [""])
    assert shown["draft"] != [str(draft.uuid)]
    autosave(ada, shown, name, day=DAY, **{field: "New words."})
    assert bytes(Draft.objects.get(pk=draft.pk).content) == broken


def test_a_damaged_draft_can_be_let_go(ada):
    autosave(ada, {}, body="Half a let")
    draft = Draft.objects.get()
    damage(draft)

    ada.browser.post(f"/journal/drafts/{draft.uuid}/discard/")

    assert not Draft.objects.exists()


# --- Keep and its draft are one step ---


@pytest.mark.parametrize(
    ("path", "name", "said"),
    [
        (NEW, "letter", {"body": ["You came home."]}),
        (MORNING, "morning", {"focus_1": ["the fat pen"]}),
    ],
)
def test_where_the_draft_cannot_be_let_go_nothing_is_kept_and_the_words_stay(ada, path, name, said):
    form = fields_of(ada.browser.get(path))
    saved = autosave(ada, form | said, name, day=DAY).json()
    sent = form | said | {"draft": [saved["draft"]], "revision": [str(saved["revision"])]}

    with mock.patch.object(Draft, "delete", side_effect=OperationalError("disk is full")):
        answer = send(ada, path, sent)

    assert answer.status_code == 503
    assert "Every word is still in the form below." in answer.content.decode()
    assert {field: fields_of(answer)[field] for field in said} == said
    assert not Entry.objects.exists()
    assert len(typed(ada)) == 1
    assert send(ada, path, fields_of(answer)).status_code == 302
    assert Entry.objects.count() == 1
    assert typed(ada) == []


def test_where_a_change_cannot_let_its_draft_go_the_letter_is_as_it_was(ada):
    letter = ada.letter("At the start.")
    path = f"/journal/{letter.uuid}/edit/"
    form = fields_of(ada.browser.get(path)) | {"body": ["Changed."]}
    saved = autosave(ada, form).json()

    with mock.patch.object(Draft, "delete", side_effect=OperationalError("disk is full")):
        answer = send(ada, path, form | {"revision": [str(saved["revision"])]})

    letter.refresh_from_db()
    assert answer.status_code == 503
    assert (letter.version, letter.open(ada.vault).body) == (1, "At the start.")
    assert not letter.versions.exists()
