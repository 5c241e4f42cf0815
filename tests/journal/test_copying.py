"""One entry as Markdown at `/journal/<uuid>/markdown/`."""

from datetime import date

import pytest

from journal.content import Content
from journal.export.one_entry import as_markdown
from journal.models import Entry
from tests.journal.test_letter_conflicts import damage
from tests.journal.test_notes import note
from tests.people import Person

DAY = date(2026, 6, 17)


def copied(person: Person, entry: Entry) -> str:
    answer = person.browser.get(f"/journal/{entry.uuid}/markdown/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_letter_is_copied_as_its_page_reads(ada):
    letter = ada.letter(
        "You came *home*.\n\n- sit down\n",
        day=DAY, title="The coat", answers={"to": "Ada", "writer": "other", "writer_name": "Pell"},
    )  # fmt: skip

    assert copied(ada, letter) == (
        "# The coat\n\n*17 June 2026, from Pell*\n\nDear Ada,\n\nYou came *home*.\n\n- sit down\n"
    )


def test_what_was_noted_about_the_words_stays_in_the_journal(ada):
    letter = ada.letter("Sit down.", day=DAY, feelings=["sad"], tags=["coat"], hard=True)

    assert copied(ada, letter) == "*17 June 2026*\n\nSit down.\n"


def test_a_note_has_each_answer_under_its_question(ada):
    entry = note(ada)
    Entry.objects.filter(pk=entry.pk).update(day=DAY)

    text = copied(ada, entry)

    assert text.startswith("# What do I need?\n\n*17 June 2026*\n\n**What is here**\n\n")
    assert "like a damp coat\n\n**What you might need**\n\n" in text
    assert text.endswith("**One thing that might help**\n\nSoup, then bed.\n")


def test_lines_of_an_answer_are_a_list(ada):
    entry = note(ada, practice="care-menu", for_body="a walk\n\ntea ")

    assert copied(ada, entry).endswith("**For the body**\n\n- a walk\n- tea\n")


def test_a_memory_has_what_was_there_and_the_words_for_its_pictures(ada):
    memory = Entry(owner=ada.user, kind="memory", day=DAY)
    said = Content(body="She waited.", answers={"heard": "Rain.\nA tram."})
    memory.seal(ada.vault, said)
    memory.save()

    text = as_markdown(memory, said, ["A red umbrella", ""])

    assert text.startswith("*17 June 2026*\n\nShe waited.\n\n**")
    assert text.endswith("**\n\nRain.\nA tram.\n\nA picture: A red umbrella\n")
    assert copied(ada, memory) == text.removesuffix("\nA picture: A red umbrella\n")


def test_a_day_has_its_halves(ada):
    day = ada.day(DAY, focus_1="the fat pen", given="Tea.\nSoup.", where=["threat"])

    text = copied(ada, day)

    assert text.startswith("# Wednesday 17 June 2026\n\n## Morning\n\n**Morning focus**\n\nthe fat")
    assert "## Evening\n\n**Kindness given**\n\nTea.\nSoup.\n\n**" in text
    assert f'href="/journal/{day.uuid}/markdown/"' in (
        ada.browser.get(f"/journal/days/{DAY}/").content.decode()
    )


def test_it_is_plain_text_that_nobody_stores_or_guesses_at(ada):
    answer = ada.browser.get(f"/journal/{ada.letter('<b>bold</b>').uuid}/markdown/")

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"<b>bold</b>" in answer.content


def test_the_page_leads_there_without_scripts(ada):
    letter = ada.letter()

    page = ada.browser.get(f"/journal/{letter.uuid}/").content.decode()

    assert f'<a class="tap" href="/journal/{letter.uuid}/markdown/"' in page


def test_a_closed_letter_stays_closed(ada):
    letter = ada.letter("Sit down.", opens_on=date(2031, 3, 14))

    answer = ada.browser.get(f"/journal/{letter.uuid}/markdown/")

    assert answer.url == f"/journal/{letter.uuid}/"
    assert b"Sit down." not in answer.content


def test_a_damaged_one_leads_to_its_page(ada):
    letter = ada.letter()
    damage(letter)

    assert ada.browser.get(f"/journal/{letter.uuid}/markdown/").url == f"/journal/{letter.uuid}/"


@pytest.mark.parametrize("kind", ["letter", "day"])
def test_a_stranger_gets_the_page_that_is_not_there(ada, ben, kind):
    entry = ada.letter() if kind == "letter" else ada.day(DAY, given="Tea.")

    assert ben.browser.get(f"/journal/{entry.uuid}/markdown/").status_code == 404
