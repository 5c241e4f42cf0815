"""Notes at `/journal/notes/new/`: what a practice asks, and free ones. Kept, read, changed."""

import re
from unittest import mock

import pytest
from django.db import OperationalError
from django.utils.html import escape

from accounts.vault.quota import JournalFull
from journal.content import Content
from journal.models import Draft, Entry, EntryVersion
from journal.writing.sent import typed_words
from practices.library.catalogue import practice
from practices.models import KitItem
from tests.pages import error_title, fields_of, send
from tests.people import Person

NEW = "/journal/notes/new/"
NEEDS = f"{NEW}?practice=need-finder"
LINES = f"{NEW}?practice=three-lines"
SAID = {
    "here": ["tired", "sad"],
    "here_own": ["like a damp coat"],
    "need": ["comforted"],
    "action": ["Soup, then bed."],
}
KEPT = {**SAID, "here_own": "like a damp coat", "action": "Soup, then bed."}


def written(person: Person, page: str = NEEDS, **said: object) -> dict[str, object]:
    """The form of a page as it is open now, with words typed into it."""
    return fields_of(person.browser.get(page)) | (said or SAID)


def kept(person: Person) -> Content:
    return Entry.objects.of(person.user).get().open(person.vault)


def note(person: Person, **said: object) -> Entry:
    send(person, NEW, written(person, **said))
    return Entry.objects.of(person.user).get()


# --- keeping ---


def test_a_practices_page_asks_its_questions_under_its_title(ada):
    page = ada.browser.get(NEEDS).content.decode()

    assert "<h1>What do I need?</h1>" in page
    for question in practice("need-finder").questions:
        assert question.label in page


def test_short_words_of_a_step_stand_as_a_hint(ada):
    page = ada.browser.get(NEEDS).content.decode()

    hints = [" ".join(s.words) for s in practice("need-finder").steps if s.question]
    short = [hint for hint in hints if len(hint) <= 200 and "*" not in hint]
    assert short
    assert [hint for hint in short if escape(hint) not in page] == []


def test_what_a_practice_asked_is_kept_as_a_note_of_it(ada):
    answer = send(ada, NEW, written(ada))

    entry = Entry.objects.of(ada.user).get()
    assert answer.url == f"/journal/{entry.uuid}/"
    assert (entry.kind, entry.version) == ("note", 1)
    assert kept(ada) == Content(practice="need-finder", answers=KEPT)


def test_empty_answers_are_left_out(ada):
    send(ada, NEW, written(ada, action="Soup.", here_own="  ", need_own=""))

    assert kept(ada).answers == {"action": "Soup."}


def test_nothing_of_it_stands_in_clear(ada):
    send(ada, NEW, written(ada))

    content = bytes(Entry.objects.get().content)
    assert [word for word in (b"need-finder", b"Soup", b"damp") if word in content] == []


def test_sending_the_same_form_twice_makes_one_note(ada):
    form = written(ada)

    first, second = send(ada, NEW, form), send(ada, NEW, form)

    assert first.url == second.url
    assert Entry.objects.of(ada.user).get().version == 1
    assert not EntryVersion.objects.exists()


def test_without_any_words_there_is_nothing_to_keep(ada):
    answer = send(ada, NEW, written(ada, here_own=" "))

    assert answer.status_code == 422
    assert error_title(answer) == "Nothing to keep yet."
    assert not Entry.objects.exists()


def test_a_line_that_is_too_long_stays_in_its_box(ada):
    long = "soup " * 61

    answer = send(ada, NEW, written(ada, action=long, here="tired"))

    assert answer.status_code == 422
    assert error_title(answer) == "Not kept yet. Your words are still here."
    assert "takes 300 letters and spaces; yours has 305" in answer.content.decode()
    assert fields_of(answer)["action"] == [long]
    assert fields_of(answer)["here"] == ["tired"]
    assert not Entry.objects.exists()


def test_right_to_left_writing_and_emoji_come_back_as_they_were(ada):
    entry = note(ada, here_own="עייפה 🧥", action="مرق 👩🏽‍💻")

    page = ada.browser.get(f"/journal/{entry.uuid}/").content.decode()

    assert 'dir="auto">עייפה 🧥</' in page
    assert 'dir="auto">مرق 👩🏽‍💻</' in page


def test_every_text_field_finds_its_own_reading_direction(ada):
    for path in (NEW, NEEDS, f"{NEW}?practice=care-menu"):
        page = ada.browser.get(path).content.decode()

        fields = re.findall(r'<textarea[^>]*>|<input type="text"[^>]*>', page)
        assert len(fields) >= 2
        assert [f for f in fields if 'dir="auto"' not in f or 'autocomplete="off"' not in f] == []


def test_a_choice_that_was_never_offered_is_refused_and_the_words_stay(ada):
    answer = send(ada, NEW, written(ada, here="tomato", action="Soup."))

    assert answer.status_code == 422
    assert fields_of(answer)["action"] == ["Soup."]
    assert not Entry.objects.exists()


def test_a_practice_that_is_none_is_not_there(ada):
    assert ada.browser.get(f"{NEW}?practice=no-such").status_code == 404


def test_words_for_a_practice_taken_out_meanwhile_come_back_to_be_copied(ada):
    answer = send(ada, NEW, {"practice": "no-such", "action": "Soup, then bed."})

    assert answer.status_code == 404
    assert "Soup, then bed.</textarea>" in answer.content.decode()
    assert not Entry.objects.exists()


# --- from a sitting ---


def test_from_a_sitting_it_goes_on_to_how_it_was(ada):
    answer = send(ada, NEW, written(ada) | {"seconds": "185"})

    entry = Entry.objects.of(ada.user).get()
    assert answer.url == f"/practices/need-finder/after/?note={entry.uuid}&seconds=185"


@pytest.mark.parametrize(("said", "seconds"), [("", 0), ("soon", 0), ("-3", 0), ("9" * 9, 86400)])
def test_a_length_that_is_none_stands_in_nobodys_way(ada, said, seconds):
    answer = send(ada, NEW, written(ada) | {"seconds": said})

    assert answer.url.endswith(f"&seconds={seconds}")


def test_a_sitting_without_words_can_go_on_without_a_note(ada):
    answer = send(ada, NEW, written(ada, action="") | {"seconds": "60"})

    assert answer.status_code == 422
    assert 'href="/practices/need-finder/after/?seconds=60"' in answer.content.decode()
    assert fields_of(answer)["seconds"] == ["60"]


def test_what_is_mended_after_a_sitting_still_goes_on_to_how_it_was(ada):
    shown = fields_of(send(ada, NEW, written(ada, action="soup " * 61) | {"seconds": "60"}))

    answer = send(ada, NEW, shown | {"action": "Soup."})

    assert answer.url.endswith("&seconds=60")
    assert answer.url.startswith("/practices/need-finder/after/?note=")


# --- the kit ---


def lines_of(person: Person) -> list[str]:
    rows = KitItem.objects.of(person.user).order_by("position")
    return [row.try_open(person.vault).text for row in rows]


def test_lines_become_part_of_the_kit(ada):
    send(ada, NEW, written(ada, LINES, line_1="This is hard.", line_2="I’m here."))

    assert lines_of(ada) == ["This is hard.", "I’m here."]
    assert kept(ada).answers == {"line_1": "This is hard.", "line_2": "I’m here."}


def test_where_the_kit_cannot_take_it_nothing_is_kept_and_the_words_stay(ada):
    form = written(ada, LINES, line_1="This is hard.")

    with mock.patch("practices.kit.from_answers.add_answers", side_effect=JournalFull(1)):
        answer = send(ada, NEW, form)

    assert answer.status_code == 507
    assert fields_of(answer)["line_1"] == ["This is hard."]
    assert not Entry.objects.exists()
    assert lines_of(ada) == []


def test_an_old_note_kept_again_unchanged_does_not_bring_its_lines_back(ada):
    entry = note(ada, practice="three-lines", line_1="This is hard.", line_2="Old.")
    edit = f"/journal/{entry.uuid}/edit/"
    KitItem.objects.all().delete()
    ada.kit("line", text="Mine now.")

    send(ada, edit, fields_of(ada.browser.get(edit)))

    assert lines_of(ada) == ["Mine now."]


def test_a_line_changed_in_its_note_joins_the_kit_beside_what_it_was(ada):
    entry = note(ada, practice="three-lines", line_1="This is hard.", line_2="I’m here.")
    edit = f"/journal/{entry.uuid}/edit/"

    send(ada, edit, fields_of(ada.browser.get(edit)) | {"line_2": "Still here."})

    assert lines_of(ada) == ["This is hard.", "I’m here.", "Still here."]


# --- where it cannot be kept ---


def test_a_full_journal_gives_every_word_back(ada):
    ada.user.quota_mb = 1
    ada.user.save()
    ada.letter("x" * 1_000_000)

    answer = send(ada, NEW, written(ada))

    assert answer.status_code == 507
    assert "Your journal is full" in answer.content.decode()
    assert {name: fields_of(answer)[name] for name in SAID} == SAID
    assert not Entry.objects.filter(kind="note").exists()


def test_a_busy_database_gives_every_word_back(ada):
    with mock.patch("journal.keeping.keep.keep_page", side_effect=OperationalError("is locked")):
        answer = send(ada, NEW, written(ada) | {"seconds": "60"})

    assert answer.status_code == 503
    assert {name: fields_of(answer)[name] for name in SAID} == SAID
    assert send(ada, NEW, fields_of(answer)).url.endswith("&seconds=60")
    assert not Draft.objects.exists()


def test_words_are_found_in_a_form_under_the_questions_they_answer(ada, rf):
    sent = rf.post("/", written(ada) | {"password": "horse", "practice": "need-finder"}).POST

    assert [(said.label, said.text) for said in typed_words(sent) if said.text] == [
        ("In your own word", "like a damp coat"),
        (practice("need-finder").questions[-1].label, "Soup, then bed."),
    ]
