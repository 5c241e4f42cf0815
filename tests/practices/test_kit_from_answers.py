"""What a practice's answers add to the kit, and what its boxes and steps show of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.vault.quota import JournalFull
from accounts.vault.sealing import ClosedVault, Locked
from practices.kit import from_answers, items
from practices.kit.from_answers import AlreadyThere, NoteAlone
from practices.library.practice import Practice
from practices.models import Item, KitItem
from tests.people import Person
from tests.practices.shelves import practices_in, put

LINES = """## First {seconds: 20, asks: line, as: one, writes: line}
A line.

## Aside {seconds: 20, asks: line, as: aside}
What else?

## Second {seconds: 10, asks: line, as: two, writes: line}
Another.

## Third {seconds: 10, asks: line, as: three, writes: line}
One more."""
CARE = """## Body {seconds: 30, asks: lines, as: for_body, writes: care, area: body}
One thing on each line.

## Mind {seconds: 30, asks: lines, as: for_mind, writes: care, area: mind}
One thing on each line."""
CHOICES = """## Body {seconds: 30, asks: several, as: for_body, writes: care, area: body}
Which of these?
- soup: A bowl of soup
- bath: A bath"""
READS = """## A line {seconds: 30, reads: line}
Say it.

## Something {seconds: 30, reads: care}
Do it."""


def practice(folder, steps: str) -> Practice:
    put(folder, "own", steps=steps)
    return practices_in(folder)[0]


@pytest.fixture
def three_lines(tmp_path) -> Practice:
    return practice(tmp_path, LINES)


@pytest.fixture
def care_menu(tmp_path) -> Practice:
    return practice(tmp_path, CARE)


def add(
    person: Person, of: Practice, before: dict[str, object] | None = None, **answers: object
) -> NoteAlone:
    return from_answers.add_answers(person.user, person.vault, of, answers, before or {})


def things(person: Person, area: str) -> list[str]:
    kept = items.items(person.user, person.vault, "care")
    return [it.item.text for it in kept if it.item and it.item.area == area]


def lines(person: Person) -> list[str]:
    return items.lines(person.user, person.vault)


# --- lines ----------------------------------------------------------------------


def test_the_lines_written_in_a_practice_are_the_persons_three(ada, ben, three_lines):
    left = add(ada, three_lines, one="One", aside="Not a line", two="  Two ", three="Three")

    assert lines(ada) == ["One", "Two", "Three"]
    assert lines(ben) == []
    assert KitItem.objects.of(ada.user).count() == 3
    assert left == NoteAlone()


def test_twice_is_as_good_as_once(ada, three_lines):
    for _ in range(2):
        add(ada, three_lines, one="", two="Two", three="Three")

    assert lines(ada) == ["Two", "Three"]


def test_a_line_joins_those_that_are_there_and_changes_none(ada, three_lines):
    sealed = [ada.kit("line", text=text).content for text in ("One", "Two")]

    add(ada, three_lines, one="Two, slowly", two="two")

    assert lines(ada) == ["One", "Two", "Two, slowly"]
    rows = KitItem.objects.of(ada.user).order_by("position")
    assert [bytes(row.content) for row in rows[:2]] == [bytes(content) for content in sealed]


def test_a_fourth_line_stands_in_the_note_alone(ada, three_lines):
    ada.kit("line", text="One")
    ada.kit("line", text="Two")

    left = add(ada, three_lines, one="Three", two="Two", three="Four")

    assert lines(ada) == ["One", "Two", "Three"]
    assert left == NoteAlone(no_place=True)


def test_a_line_too_long_for_the_kit_stands_in_the_note_alone(ada, three_lines):
    left = add(ada, three_lines, one="Soup " * 61, two="Two")

    assert lines(ada) == ["Two"]
    assert left == NoteAlone(too_long=True)


def test_a_damaged_line_is_left_alone_and_takes_no_place(ada, three_lines):
    row = ada.kit("line", text="Lost")
    KitItem.objects.filter(pk=row.pk).update(content=b"damaged")

    add(ada, three_lines, one="One", two="Two", three="Three")

    assert lines(ada) == ["One", "Two", "Three"]
    assert bytes(KitItem.objects.get(pk=row.pk).content) == b"damaged"


def test_beside_each_box_stands_a_line_and_three_are_all_there_is_room_for(ada, three_lines):
    ada.kit("line", text="One")
    ada.kit("line", text="Two")
    two = from_answers.already_there(ada.user, ada.vault, three_lines)
    ada.kit("line", text="Three")

    assert two == {"one": AlreadyThere(["One"], False), "two": AlreadyThere(["Two"], False)}
    assert from_answers.already_there(ada.user, ada.vault, three_lines) == {
        "one": AlreadyThere(["One"], True),
        "two": AlreadyThere(["Two"], True),
        "three": AlreadyThere(["Three"], True),
    }


# --- care -----------------------------------------------------------------------


def test_each_line_of_a_box_becomes_a_thing_of_its_area(ada, care_menu):
    add(ada, care_menu, for_body="Soup\r\n\r\n  A   bath \nsoup", for_mind="")

    assert things(ada, "body") == ["Soup", "A bath"]
    assert things(ada, "mind") == []


def test_choices_become_what_they_are_called(ada, tmp_path):
    add(ada, practice(tmp_path, CHOICES), for_body=["bath", "soup"])

    assert things(ada, "body") == ["A bath", "A bowl of soup"]


def test_what_is_there_keeps_what_it_takes(ada, care_menu):
    ada.kit("care", text="Soup", area="body", minutes=20)

    for _ in range(2):
        add(ada, care_menu, for_body="soup\nA bath")

    kept = [it.item for it in items.items(ada.user, ada.vault)]
    assert kept == [Item(text="Soup", area="body", minutes=20), Item(text="A bath", area="body")]


def test_the_same_words_may_stand_in_two_areas(ada, care_menu):
    ada.kit("care", text="Soup", area="mind")

    add(ada, care_menu, for_body="Soup")

    assert [things(ada, area) for area in ("body", "mind")] == [["Soup"], ["Soup"]]


def test_a_box_that_leaves_something_out_takes_nothing_out(ada, care_menu):
    ada.kit("care", text="Soup", area="body")
    ada.kit("care", text="A bath", area="body")

    add(ada, care_menu, for_body="A bath", for_mind="A chapter")

    assert things(ada, "body") == ["Soup", "A bath"]


def test_what_a_note_said_before_is_not_added_once_more(ada, care_menu):
    """It was added then; someone may have let go of it since."""
    before = {"for_body": "Soup\nA bath"}

    add(ada, care_menu, before, for_body="soup\nA bath\nBed")

    assert things(ada, "body") == ["Bed"]


def test_a_box_without_end_stops_where_the_kit_does(ada, care_menu, monkeypatch):
    monkeypatch.setattr(items, "MOST_OF_A_KIND", 3)

    left = add(ada, care_menu, for_body="1\n2\n3\n4\n5")

    assert things(ada, "body") == ["1", "2", "3"]
    assert left == NoteAlone(no_place=True)


def test_there_is_room_for_all_areas_together(ada, care_menu, monkeypatch):
    """As much as one can put there by hand: `items.add_item` counts them together, too."""
    monkeypatch.setattr(items, "MOST_OF_A_KIND", 3)
    ada.kit("care", text="Soup", area="emotion")

    add(ada, care_menu, for_body="1", for_mind="2\n3")

    assert [things(ada, area) for area in ("body", "mind", "emotion")] == [["1"], ["2"], ["Soup"]]


def test_a_long_answer_asks_no_more_of_the_database_than_a_short_one(ada, ben, care_menu):
    asked = []
    for person, many in ((ada, 1), (ben, 300)):
        text = "\n".join(f"{number}" for number in range(many))
        with CaptureQueriesContext(connection) as made:
            add(person, care_menu, for_body=text)
        asked.append(len(made))

    assert asked[0] == asked[1]
    assert len(things(ben, "body")) == items.MOST_OF_A_KIND


def test_what_is_new_stands_last_in_its_order(ada, care_menu):
    ada.kit("care", text="Soup", area="body")
    ada.kit("line", text="One")

    add(ada, care_menu, for_body="Soup\nA bath", for_mind="A chapter")

    kept = items.items(ada.user, ada.vault, "care")
    assert [it.item.text for it in kept if it.item] == ["Soup", "A bath", "A chapter"]
    assert len({it.row.position for it in kept}) == 3


def test_beside_a_box_stands_what_there_is_of_its_area(ada, care_menu):
    for text, area in (("Soup", "body"), ("A chapter", "mind"), ("A bath", "body")):
        ada.kit("care", text=text, area=area)

    assert from_answers.already_there(ada.user, ada.vault, care_menu) == {
        "for_body": AlreadyThere(["Soup", "A bath"], False),
        "for_mind": AlreadyThere(["A chapter"], False),
    }


# --- together -------------------------------------------------------------------


def test_a_practice_that_writes_nothing_asks_nothing_of_the_database(
    ada, tmp_path, django_assert_num_queries
):
    silent = practice(tmp_path, "## Stop {seconds: 60, asks: line, as: word}\nPut it down.")

    with django_assert_num_queries(0):
        assert from_answers.already_there(ada.user, ada.vault, silent) == {}
        assert items.shown_in(ada.user, ada.vault, silent) == {}


def test_steps_show_what_they_read(ada, tmp_path, django_assert_num_queries):
    reading = practice(tmp_path, READS)
    ada.kit("line", text="One")
    ada.kit("person", text="Ruth")

    with django_assert_num_queries(1):
        assert items.shown_in(ada.user, ada.vault, reading) == {"line": ["One"]}
    assert items.shown_in(ada.user, ClosedVault(), reading) == {}


def test_nothing_is_half_written_where_the_journal_is_full(ada, care_menu, settings):
    settings.DEARSELF_QUOTA_MB = 1
    ada.kit("care", text="Soup", area="body")
    ada.letter("x" * 999_000)

    with pytest.raises(JournalFull):
        add(ada, care_menu, for_body="\n".join(map(str, range(90))))

    assert things(ada, "body") == ["Soup"]


def test_a_locked_journal_shows_and_takes_nothing(ada, three_lines):
    ada.kit("line", text="One")

    assert from_answers.already_there(ada.user, ClosedVault(), three_lines) == {}
    with pytest.raises(Locked):
        from_answers.add_answers(ada.user, ClosedVault(), three_lines, {"one": "Two"}, {})
    assert lines(ada) == ["One"]
