"""What a practice's answers become in the kit, and what its boxes and steps show of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.vault.quota import JournalFull
from accounts.vault.sealing import ClosedVault, Locked
from practices.kit import from_answers, items
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


def write(
    person: Person, of: Practice, held: dict | None = None, **answers: object
) -> from_answers.NoteAlone:
    """As from a page opened a moment ago, or on one whose boxes `held` something else."""
    if held is None:
        held = from_answers.initial_answers(person.user, person.vault, of)
    marks = from_answers.held_in(person.user, of, held)
    return from_answers.write_answers(person.user, person.vault, of, answers, marks)


def things(person: Person, area: str) -> list[str]:
    kept = items.items(person.user, person.vault, "care")
    return [it.item.text for it in kept if it.item and it.item.area == area]


def lines(person: Person) -> list[str]:
    return items.lines(person.user, person.vault)


# --- lines ----------------------------------------------------------------------


def test_the_lines_written_in_a_practice_are_the_persons_three(ada, ben, three_lines):
    write(ada, three_lines, one="One", aside="Not a line", two="  Two ", three="Three")

    assert lines(ada) == ["One", "Two", "Three"]
    assert lines(ben) == []
    assert KitItem.objects.of(ada.user).count() == 3


def test_twice_is_as_good_as_once(ada, three_lines):
    for _ in range(2):
        write(ada, three_lines, one="", two="Two", three="Three")

    assert lines(ada) == ["Two", "Three"]


def test_a_line_is_replaced_where_it_stands_and_an_empty_box_leaves_it(ada, three_lines):
    rows = [ada.kit("line", text=text) for text in ("One", "Two", "Three")]

    write(ada, three_lines, one="", two="Two, slowly", three="  ")

    assert lines(ada) == ["One", "Two, slowly", "Three"]
    assert [it.row.uuid for it in items.items(ada.user, ada.vault)] == [row.uuid for row in rows]


def test_no_line_stands_there_twice(ada, three_lines):
    for text in ("One", "Two", "Three"):
        ada.kit("line", text=text)

    for _ in range(2):
        write(ada, three_lines, one="three")

    assert lines(ada) == ["three", "Two"]


def test_lines_may_change_places(ada, three_lines):
    ada.kit("line", text="One")
    ada.kit("line", text="Two")

    write(ada, three_lines, one="Two", two="One")

    assert lines(ada) == ["Two", "One"]


def test_a_note_changed_later_touches_only_the_line_that_it_made(ada, three_lines):
    for text in ("Newer", "One", "Three"):
        ada.kit("line", text=text)

    write(ada, three_lines, {"one": "One", "two": "Two"}, one="One, slowly", two="Two, slowly")

    assert lines(ada) == ["Newer", "One, slowly", "Three"]


def test_the_boxes_hold_the_lines_there_are(ada, three_lines):
    ada.kit("line", text="One")
    ada.kit("line", text="Two")

    assert from_answers.initial_answers(ada.user, ada.vault, three_lines) == {
        "one": "One",
        "two": "Two",
    }


def test_a_damaged_line_is_left_alone(ada, three_lines):
    row = ada.kit("line", text="Lost")
    KitItem.objects.filter(pk=row.pk).update(content=b"damaged")

    write(ada, three_lines, one="One", two="Two", three="Three")

    assert lines(ada) == ["One", "Two", "Three"]
    assert bytes(KitItem.objects.get(pk=row.pk).content) == b"damaged"


# --- care -----------------------------------------------------------------------


def test_each_line_of_a_box_becomes_a_thing_of_its_area(ada, care_menu):
    write(ada, care_menu, for_body="Soup\r\n\r\n  A   bath \nsoup", for_mind="")

    assert things(ada, "body") == ["Soup", "A bath"]
    assert things(ada, "mind") == []


def test_what_stands_there_keeps_what_it_takes(ada, care_menu):
    ada.kit("care", text="Soup", area="body", minutes=20)

    for _ in range(2):
        write(ada, care_menu, {"for_body": "Soup"}, for_body="soup\nA bath")

    kept = [it.item for it in items.items(ada.user, ada.vault)]
    assert kept == [Item(text="Soup", area="body", minutes=20), Item(text="A bath", area="body")]


def test_what_was_taken_out_of_the_box_goes_from_that_area_alone(ada, care_menu):
    ada.kit("care", text="Soup", area="body")
    ada.kit("care", text="A bath", area="body")
    ada.kit("care", text="Soup", area="mind")

    write(ada, care_menu, for_body="A bath")

    assert things(ada, "body") == ["A bath"]
    assert things(ada, "mind") == ["Soup"]


def test_an_empty_box_takes_nothing_out(ada, care_menu):
    ada.kit("care", text="Soup", area="body")

    write(ada, care_menu, for_body="", for_mind="A chapter")

    assert things(ada, "body") == ["Soup"]


def test_a_note_changed_later_takes_out_only_what_it_held(ada, care_menu):
    for text in ("Soup", "A bath", "Put there since"):
        ada.kit("care", text=text, area="body")

    write(ada, care_menu, {"for_body": "Soup\nA bath"}, for_body="Soup\nBed")

    assert things(ada, "body") == ["Soup", "Bed", "Put there since"]


def test_a_box_without_end_stops_where_the_shelf_does(ada, care_menu, monkeypatch):
    monkeypatch.setattr(items, "MOST_OF_A_KIND", 3)

    write(ada, care_menu, for_body="1\n2\n3\n4\n5")

    assert things(ada, "body") == ["1", "2", "3"]


def test_the_shelf_is_one_for_all_areas(ada, care_menu, monkeypatch):
    """As many as one can put there by hand: `kit.add` counts them together, too."""
    monkeypatch.setattr(items, "MOST_OF_A_KIND", 3)
    ada.kit("care", text="Soup", area="emotion")

    write(ada, care_menu, for_body="1", for_mind="2\n3")

    assert [things(ada, area) for area in ("body", "mind", "emotion")] == [["1"], ["2"], ["Soup"]]


def test_what_is_taken_out_makes_room_for_what_comes(ada, care_menu, monkeypatch):
    monkeypatch.setattr(items, "MOST_OF_A_KIND", 2)
    ada.kit("care", text="Soup", area="body")
    ada.kit("care", text="A bath", area="body")

    write(ada, care_menu, for_body="Soup\nBed")

    assert things(ada, "body") == ["Soup", "Bed"]


def test_a_long_answer_asks_no_more_of_the_database_than_a_short_one(ada, ben, care_menu):
    asked = []
    for person, many in ((ada, 1), (ben, 300)):
        said = "\n".join(f"{number}" for number in range(many))
        with CaptureQueriesContext(connection) as made:
            write(person, care_menu, for_body=said)
        asked.append(len(made))

    assert asked[0] == asked[1]
    assert len(things(ben, "body")) == items.MOST_OF_A_KIND


def test_what_is_new_stands_last_in_its_order(ada, care_menu):
    ada.kit("care", text="Soup", area="body")
    ada.kit("line", text="One")

    write(ada, care_menu, for_body="Soup\nA bath", for_mind="A chapter")

    kept = items.items(ada.user, ada.vault, "care")
    assert [it.item.text for it in kept if it.item] == ["Soup", "A bath", "A chapter"]
    assert len({it.row.position for it in kept}) == 3


def test_the_boxes_hold_what_there_is_of_their_area(ada, care_menu):
    for text, area in (("Soup", "body"), ("A chapter", "mind"), ("A bath", "body")):
        ada.kit("care", text=text, area=area)

    assert from_answers.initial_answers(ada.user, ada.vault, care_menu) == {
        "for_body": "Soup\nA bath",
        "for_mind": "A chapter",
    }


# --- together -------------------------------------------------------------------


def test_a_practice_that_writes_nothing_asks_nothing_of_the_database(
    ada, tmp_path, django_assert_num_queries
):
    silent = practice(tmp_path, "## Stop {seconds: 60, asks: line, as: word}\nPut it down.")

    with django_assert_num_queries(0):
        assert from_answers.initial_answers(ada.user, ada.vault, silent) == {}
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
        write(ada, care_menu, for_body="\n".join(map(str, range(90))))

    assert things(ada, "body") == ["Soup"]


def test_a_locked_journal_writes_nothing(ada, three_lines):
    with pytest.raises(Locked):
        from_answers.write_answers(ada.user, ClosedVault(), three_lines, {"one": "One"}, {})

    assert lines(ada) == []
