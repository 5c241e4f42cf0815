"""What someone keeps of practices goes along with them: kit, sittings, notes, how they sit."""

from datetime import date
from uuid import uuid4

import msgspec
import pytest
from django.utils import timezone

from accounts.vault.sealed_models import sealed_models
from journal.content import Content, Typed
from journal.export import kept, lossless
from journal.models import Draft, Entry
from practices.models import Item, KitItem, Progress, ProgressRecord, Sitting, SittingRecord
from practices.player import progress
from tests.journal.test_export import damage, journal_of, text_of, unpacked
from tests.people import Person
from tests.practices.shelves import write

LAMP = """---
title: A lamp in the window
aim: To have seen a light.
kind: embodied
intensity: gentle
backdraft: low
minutes: [1, 5]
needs: [ordinary-day]
anchors: [feet]
covers: [9]
drawing: feet
---

## Where is it dark? {seconds: 40, asks: several, as: where, own: yes}
Any of these.
- hall: In the hall
- yard: In the yard

## What it lights {seconds: 40, asks: text, as: lights}
In your own words.
"""
DAY = date(2026, 6, 17)
CHOSEN = {"eyes": "closed", "anchor": "room", "touch": False, "inhale": 4.5, "pitch": 220}


@pytest.fixture(autouse=True)
def _library_of_one(tmp_path, settings):
    write(tmp_path, LAMP, "lamp")
    settings.CONTENT = tmp_path


def note_of(person: Person, content: Content, *, day: date = DAY) -> Entry:
    entry = Entry(owner=person.user, kind=Entry.Kind.NOTE, day=day)
    entry.seal(person.vault, content)
    entry.save()
    return entry


def draft_of(person: Person, **fields: list[str]) -> Draft:
    draft = Draft(
        owner=person.user, form=Draft.Form.NOTE, entry_uuid=uuid4(), day=DAY, updated=timezone.now()
    )
    draft.seal(person.vault, Typed(fields))
    draft.save()
    return draft


def likes(person: Person) -> Progress:
    progress.change_progress(
        person.user,
        person.vault,
        lambda _: ProgressRecord(met=True, choices=CHOSEN, gentle_asked="2026-06-17"),
    )
    return Progress.objects.of(person.user).get()


# --- for other programs ---


def test_kit_sittings_and_choices_are_all_in_the_one_for_programs(ada):
    line = ada.kit("line", text="Slow is allowed.")
    care = Item(text="Soup", area="body", minutes=20, cost="little", energy="some")
    soup = ada.kit("care", **msgspec.structs.asdict(care))
    pell = ada.kit("person", text="Mrs Pell", phone="+43 1 000")
    sat = ada.sat("lamp", day=DAY, seconds=90, response="softer")
    row = likes(ada)

    exported = journal_of(ada)

    assert [(it.uuid, it.kind, it.position, it.content) for it in exported.kit] == [
        (soup.uuid, "care", 1, care),
        (line.uuid, "line", 0, Item(text="Slow is allowed.")),
        (pell.uuid, "person", 2, Item(text="Mrs Pell", phone="+43 1 000")),
    ]
    assert [(it.uuid, it.day, it.content) for it in exported.sittings] == [
        (sat.uuid, DAY, SittingRecord("lamp", 90, "softer"))
    ]
    assert [(it.uuid, it.content) for it in exported.progress] == [
        (row.uuid, ProgressRecord(met=True, choices=CHOSEN, gentle_asked="2026-06-17"))
    ]


def test_more_than_are_read_at_once_are_all_there_in_their_order(ada, monkeypatch):
    monkeypatch.setattr(kept, "AT_ONCE", 3)
    for number in range(8):
        ada.kit("care", text=f"Thing {number}", area="mind")
        ada.sat("lamp", day=date(2026, 6, 20 - number), seconds=number)

    exported = journal_of(ada)

    assert [it.content.text for it in exported.kit if it.content] == [
        f"Thing {number}" for number in range(8)
    ]
    assert [it.day.day for it in exported.sittings] == list(range(13, 21))


def test_a_file_of_before_practices_is_read_without_them():
    about = b'{"format":"dear-self","schema":1,"made":"2026-11-22T12:00:00Z","time_zone":"UTC"'

    read = lossless.decode(about + b',"entries":[],"drafts":[]}')

    assert (read.kit, read.sittings, read.progress) == ([], [], [])


# --- to read ---


def test_the_kit_reads_as_it_was_asked(ada):
    ada.kit("care", text="Soup", area="body", minutes=20, cost="little")
    ada.kit("care", text="The long way round", area="mind")
    ada.kit("favourite", text="lamp")
    ada.kit("line", text="Slow is allowed.")
    ada.kit("person", text="Mrs Pell", phone="+43 1 000")

    assert text_of(ada) == (
        "# My journal\n"
        "\n---\n\n## My kit\n\n"
        "### A line\n\n"
        "- Slow is allowed.\n\n"
        "### Something that does me good\n\n"
        "- Soup (Body · about 20 minutes · What it costs: A little)\n"
        "- The long way round (Mind)\n\n"
        "### Someone to call\n\n"
        "- Mrs Pell (+43 1 000)\n\n"
        "### A practice I like\n\n"
        "- A lamp in the window\n"
    )


def test_sittings_are_listed_by_day_and_never_counted(ada):
    ada.sat("lamp", day=date(2026, 6, 18), seconds=300)
    ada.sat("lamp", day=DAY, seconds=40, response="harder")
    ada.sat("a-practice-that-is-gone", day=date(2026, 6, 19))

    assert text_of(ada) == (
        "# My journal\n"
        "\n---\n\n## Practices I sat with\n\n"
        "- Wednesday 17 June 2026: A lamp in the window, about 40 seconds, afterwards: harder\n"
        "- Thursday 18 June 2026: A lamp in the window, about 5 minutes\n"
        "- Friday 19 June 2026: a-practice-that-is-gone\n"
    )


def test_how_someone_likes_to_sit_reads_as_it_was_chosen(ada):
    likes(ada)

    assert text_of(ada) == (
        "# My journal\n"
        "\n---\n\n## How I like to sit\n\n"
        "- Eyes: Closed\n"
        "- Something to come back to: The room\n"
        "- Touch is fine: no\n"
        "- In, seconds: 4.5\n"
        "- How high it is: 220\n"
    )


def test_someone_who_met_practices_and_chose_nothing_has_no_list_of_it(ada):
    progress.change_progress(ada.user, ada.vault, lambda _: ProgressRecord(met=True))

    assert text_of(ada) == "# My journal\n"


def test_a_note_reads_as_its_questions_and_what_was_said(ada):
    answers = {"where": ["yard"], "where_own": "under the stairs", "lights": "a step\nand a cat"}
    note_of(ada, Content(practice="lamp", answers=answers, tags=["home"]))

    assert text_of(ada) == (
        "# My journal\n"
        "\n---\n\n## Wednesday 17 June 2026\n\n*A note*\n\n### A lamp in the window\n\n"
        "- Where is it dark? In the yard; under the stairs\n"
        "- What it lights: a step\n  and a cat\n\n"
        "- Tags: home\n"
    )


def test_a_note_whose_practice_is_gone_says_all_it_said(ada):
    note_of(ada, Content(practice="w-gone", answers={"w-name": "w-text", "w-list": ["w-a", "w-b"]}))

    text = text_of(ada)

    assert "### w-gone\n\n- w-name: w-text\n- w-list: w-a; w-b\n" in text


def test_a_note_without_a_practice_reads_like_a_page(ada):
    note_of(ada, Content(title="The hall", body="The bulb is out."))

    assert "*A note*\n\n### The hall\n\nThe bulb is out.\n" in text_of(ada)


def test_an_unfinished_note_stands_under_its_questions_too(ada):
    draft = draft_of(ada, practice=["lamp"], where=["hall"], where_own=[""], lights=["a st"])

    files = unpacked(ada)

    assert (
        files["journal.txt"]
        .decode()
        .endswith(
            "*Unfinished*\n\n### A lamp in the window\n\n"
            "- Where is it dark? In the hall\n- What it lights: a st\n"
        )
    )
    (exported,) = lossless.decode(files["journal.json"]).drafts
    assert (exported.form, exported.fields) == ("note", draft.open(ada.vault).fields)


def test_an_unfinished_note_of_no_practice_is_called_a_note(ada):
    draft_of(ada, practice=[""], title=["The hall"], body=["The bulb"])

    assert text_of(ada).endswith("*Unfinished*\n\n- Title: The hall\n- Your note: The bulb\n")


@pytest.mark.parametrize(
    "words", ["שלום\nלך", "مرحبا", "- not a list\n# not a heading", "👩🏽‍🦱 ☕️"]
)
def test_words_of_any_script_come_through_as_they_are(ada, words):
    ada.kit("line", text=words)
    note_of(ada, Content(practice="lamp", answers={"lights": words}))

    files = unpacked(ada)

    exported = lossless.decode(files["journal.json"])
    assert [it.content.text for it in exported.kit if it.content] == [words]
    assert [e.content.answers["lights"] for e in exported.entries if e.content] == [words]
    text = files["journal.txt"].decode()
    assert text.count(words.replace("\n", "\n  ")) == 2


# --- what is damaged, and whose it is ---


def test_what_is_damaged_is_said_and_takes_nothing_else_with_it(ada):
    damage(ada.kit("line", text="Lost."))
    ada.kit("care", text="Soup", area="body")
    damage(ada.sat("lamp", day=DAY, response="harder"))
    ada.sat("lamp", day=date(2026, 6, 18))
    damage(likes(ada))

    files = unpacked(ada)

    exported = lossless.decode(files["journal.json"])
    assert [(it.kind, it.content) for it in exported.kit] == [
        ("care", Item(text="Soup", area="body")),
        ("line", None),
    ]
    assert [(it.day.day, it.content) for it in exported.sittings] == [
        (17, None),
        (18, SittingRecord("lamp")),
    ]
    assert [it.content for it in exported.progress] == [None]
    cannot = "This one cannot be opened: its record is damaged. Nothing was written over it."
    text = files["journal.txt"].decode()
    assert [line for line in text.split("\n") if "cannot be opened" in line] == [
        f"- {cannot}",
        f"- Wednesday 17 June 2026: {cannot}",
        f"- {cannot}",
    ]


def test_bens_has_nothing_of_adas(ada, ben):
    for person, name in ((ada, "Ada"), (ben, "Ben")):
        person.kit("line", text=f"{name}'s line")
        person.sat("lamp", day=DAY, seconds=40)
        note_of(person, Content(practice="lamp", answers={"lights": f"{name}'s hall"}))
        likes(person)

    files = unpacked(ben)

    assert b"Ada" not in b"".join(files.values())
    exported = lossless.decode(files["journal.json"])
    assert len(exported.kit) == len(exported.sittings) == len(exported.progress) == 1
    hers = [KitItem, Sitting, Progress, Entry]
    ids = [str(row.uuid).encode() for model in hers for row in model.objects.filter(owner=ada.user)]
    assert len(ids) == 4
    assert [uuid for uuid in ids if uuid in files["journal.json"]] == []


def test_every_kind_of_row_that_holds_words_is_taken_along():
    """A new sealed model has to go into `journal/export/kept.py`, or its words stay behind."""
    taken = {"entry", "entryversion", "draft", "kititem", "sitting", "progress", "picture"}
    taken |= {"inboxform"}
    made_of_the_others = {"volume"}

    assert {model._meta.model_name for model in sealed_models()} == taken | made_of_the_others
