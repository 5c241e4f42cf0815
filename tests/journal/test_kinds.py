"""What each kind asks: the names are for good, and no answer is left out anywhere."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from journal.content import Content
from journal.export.one_entry import as_markdown
from journal.kinds import catalogue
from journal.kinds.catalogue import HALVES, KINDS
from journal.kinds.note import note_of
from journal.kinds.question import Kind, Place, Question, Type
from journal.models import Draft, Entry
from journal.reading.answers import all_answered, all_typed, answered
from journal.writing.onto import written_onto
from practices.library.catalogue import practices
from tests.journal.test_export import text_of
from tests.pages import fields_of, send
from tests.people import Person

DAY = date(2026, 6, 17)
# They stand in sealed entries, versions and drafts, in pages that are open while a new version is
# set up, and for 90 days in browsers without a connection. One can be added; none can change.
PICTURES = ["pictures", "shows", "left_out"]
ENVELOPE = ["closes", "birthday_day", "birthday_month", "opens_on"]
NAMES = {
    "letter": [
        *["title", "body", "to", "writer", "writer_name", "voice", "feelings", "own_feelings"],
        *[*PICTURES, "reply_to", "seven", *ENVELOPE],
    ],
    "memory": [
        *["what", "title", "body", "saw", "heard", "smelled", "touched", "who", "come_back"],
        *PICTURES,
    ],
    "note": ["title", "body", "practice", *PICTURES],
    "morning": ["focus_1", "focus_2", "if_then"],
    "evening": [
        *["stillness", "given", "received", "to_self", "nothing", "effort", "kindness", "where"],
    ],
}
PAGES = {
    "letter": "/journal/letters/new/",
    "memory": "/journal/memories/new/",
    "note": "/journal/notes/new/",
    "morning": f"/journal/days/{DAY}/morning/",
    "evening": f"/journal/days/{DAY}/evening/",
}
NEW = Question(name="weather", label="How the sky is", told_as="The sky")


def test_kinds_and_questions_keep_the_names_that_stand_in_what_was_sealed():
    assert {name: [it.name for it in kind.asked] for name, kind in KINDS.items()} == NAMES
    assert set(NAMES) == set(Draft.Form.values)
    assert {*NAMES} - {*HALVES} | {"day"} == set(Entry.Kind.values)


# --- what is read ---


def kept(person: Person, kind: str, **answers: object) -> tuple[Entry, Content]:
    """An entry of a kind, or the day of a half, that says only this."""
    content = Content(answers=answers)
    now = {"morning_at": "2026-06-17T08:00Z", "evening_at": "2026-06-17T20:00Z"}
    is_half = kind in HALVES
    entry = Entry(owner=person.user, kind="day" if is_half else kind, day=DAY)
    for name, at in (now if is_half else {}).items():
        setattr(entry, name, at)
    entry.seal(person.vault, content)
    entry.save()
    return entry, content


@pytest.fixture
def asked_once_more(monkeypatch):
    """In a copy of every kind stands one more question."""
    for name, kind in KINDS.items():
        more = replace(kind, questions=(*kind.questions, NEW))
        monkeypatch.setitem(catalogue.KINDS, name, more)


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_question_stands_on_its_page_in_its_copy_and_in_the_export(
    ada, asked_once_more, kind
):
    entry, content = kept(ada, kind, weather="a grey that holds")

    page = ada.browser.get(entry.get_absolute_url()).content.decode()
    listed = ada.browser.get("/journal/").content.decode()

    assert '<dt>The sky</dt><dd dir="auto">a grey that holds</dd>' in page
    assert "**The sky**\n\na grey that holds\n" in as_markdown(entry, content)
    assert "- How the sky is: a grey that holds\n" in text_of(ada)
    assert '<p dir="auto">a grey that holds</p>' in listed


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_that_nothing_asks_for_any_more_is_hidden_nowhere(ada, kind):
    entry, content = kept(ada, kind, weather="a grey that holds")

    page = ada.browser.get(entry.get_absolute_url()).content.decode()

    assert page.count('<dt>weather</dt><dd dir="auto">a grey that holds</dd>') == 1
    assert "**weather**\n\na grey that holds\n" in as_markdown(entry, content)
    assert "- weather: a grey that holds\n" in text_of(ada)


@pytest.mark.parametrize("kind", KINDS)
def test_an_unfinished_page_says_in_the_export_all_that_was_typed(asked_once_more, kind):
    asked = [it for it in catalogue.KINDS[kind].asked if not it.is_mark]
    typed = {it.name: [f"words for {it.name}"] for it in asked} | {"gone": ["words for gone"]}

    said = [text for it in all_typed(catalogue.KINDS[kind], typed) for text in it.texts]

    expected = {f"words for {name}" for name in typed if name != "nothing"}
    assert set(said) - {"yes"} == expected


@pytest.mark.parametrize("kind", KINDS)
def test_all_that_was_answered_is_taken_along_and_the_page_tells_what_is_for_reading(kind):
    own = [it for it in KINDS[kind].questions if it.place not in {Place.TITLE, Place.BODY}]
    own = [it for it in own if it.place != Place.FEELINGS]
    content = Content(answers={it.name: f"words for {it.name}" for it in own})
    of = "day" if kind in HALVES else kind

    taken = [text for it in all_answered(content, of) for text in it.texts]
    told = [text for it in answered(content, of) for text in it.texts]

    words = {it.name: "yes" if it.told else f"words for {it.name}" for it in own}
    assert taken == [*words.values()]
    on_the_page = [str(it.told) or words[it.name] for it in own if it.place == Place.ANSWER]
    assert told == on_the_page


# --- what is written ---


def chosen(question: Question) -> list[str]:
    """An answer that no other question gets, where it is typed, and that no form has at first."""
    match question.type:
        case Type.CHOICE | Type.MENU | Type.CHOICES:
            return [[*question.offered][-1]]
        case Type.SCALE | Type.NUMBER:
            return ["7"]
        case Type.YES:
            return ["on"]
        case _:
            return [f"words for {question.name}"]


def filled(kind: Kind) -> dict[str, list[str]]:
    """An answer to each question, but the ticks that others of them take away."""
    return {it.name: chosen(it) for it in kind.questions if not it.unless}


def changed_at(kind: str, kept: Any) -> str:
    return PAGES[kind] if kind in HALVES else f"{kept.url}edit/"


def holds(page: Any, answers: dict[str, list[str]]) -> dict[str, list[str]]:
    """What the form on a page holds of these answers."""
    form = fields_of(page)
    return {name: form.get(name, ["no such box"]) for name in answers}


@pytest.mark.parametrize("kind", KINDS)
def test_every_answer_is_kept_taken_along_and_left_by_an_edit_as_it_was(ada, kind):
    answers = filled(KINDS[kind])

    kept = send(ada, PAGES[kind], fields_of(ada.browser.get(PAGES[kind])) | answers)

    entry = Entry.objects.get()
    words, edit = entry.open(ada.vault), changed_at(kind, kept)
    assert holds(ada.browser.get(edit), answers) == answers
    assert send(ada, edit, fields_of(ada.browser.get(edit))).status_code == 302
    entry.refresh_from_db()
    assert (entry.open(ada.vault), entry.version) == (words, 1)
    read, taken = ada.browser.get(kept.url).content.decode(), text_of(ada)
    for question in KINDS[kind].questions:
        if question.is_typed:
            assert f"words for {question.name}" in taken
        if question.is_typed and question.place in {Place.TITLE, Place.BODY, Place.ANSWER}:
            assert f"words for {question.name}" in read


@pytest.mark.parametrize("kind", KINDS)
def test_every_answer_comes_back_with_an_unfinished_page(ada, kind):
    answers = filled(KINDS[kind])
    blank = fields_of(ada.browser.get(PAGES[kind]))

    send(ada, "/journal/drafts/", blank | answers | {"form": [kind], "day": [str(DAY)]})

    again = ada.browser.get(Draft.objects.get().get_absolute_url())
    assert holds(again, answers) == answers


def test_every_question_of_every_practice_is_kept_and_left_by_an_edit_as_it_was(ada):
    for practice in practices().values():
        answers = filled(note_of(practice))
        if not answers:
            continue
        form = fields_of(ada.browser.get(f"/journal/notes/new/?practice={practice.slug}"))

        kept = send(ada, PAGES["note"], form | answers).url

        assert holds(ada.browser.get(f"{kept}edit/"), answers) == answers
        read, taken = ada.browser.get(kept).content.decode(), text_of(ada)
        typed = [words for (words,) in answers.values() if words.startswith("words for ")]
        assert [words for words in typed if words not in read or words not in taken] == []
        Entry.objects.all().delete()


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_question_has_a_box_a_draft_and_an_edit(ada, asked_once_more, kind):
    words = {"weather": ["a grey that holds"]}
    form = fields_of(ada.browser.get(PAGES[kind])) | words
    send(ada, "/journal/drafts/", form | {"form": [kind], "day": [str(DAY)]})

    draft = ada.browser.get(Draft.objects.get().get_absolute_url())
    body = {it.name: ["words"] for it in KINDS[kind].at(Place.BODY)}
    kept = send(ada, PAGES[kind], fields_of(draft) | body)
    changed = fields_of(ada.browser.get(changed_at(kind, kept)))

    assert holds(draft, words) == words
    assert {name: changed[name] for name in words} == words
    assert Entry.objects.get().open(ada.vault).answers["weather"] == "a grey that holds"
    assert not Draft.objects.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_an_edit_takes_out_no_answer_that_it_does_not_ask_for(ada, kind):
    answers = filled(KINDS[kind])
    kept = send(ada, PAGES[kind], fields_of(ada.browser.get(PAGES[kind])) | answers)
    entry = Entry.objects.get()
    more = entry.open(ada.vault).with_answers({"weather": "a grey that holds"})
    entry.seal(ada.vault, more)
    entry.save()
    edit = changed_at(kind, kept)
    name = next(it.name for it in KINDS[kind].questions if it.is_typed)

    send(ada, edit, fields_of(ada.browser.get(edit)) | {name: ["other words"]})

    entry.refresh_from_db()
    assert entry.version == 2
    assert entry.open(ada.vault).answers == more.answers | {
        it.name: "other words"
        for it in KINDS[kind].questions
        if it.name == name and it.place == Place.ANSWER
    }


def test_a_day_that_is_answered_is_stored_as_it_opens_again():
    asked = Kind(
        name="letter",
        drawing="letter",
        when_blank="",
        begun="",
        questions=(Question(name="day", label="Which day", type=Type.DATE),),
    )

    said = written_onto(Content(), asked, {"day": date(2027, 3, 14)})

    assert said == Content.from_bytes(said.to_bytes()) == Content(answers={"day": "2027-03-14"})
