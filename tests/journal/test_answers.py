"""A note of a practice, read: what was said, under the questions it was said to."""

import pytest

from journal.content import Content
from journal.kinds.question import Shape
from journal.reading.answers import Answered, answered
from tests.practices.shelves import write

NEED = """---
title: What do I need
aim: To find one thing that helps.
kind: behavioural
intensity: gentle
backdraft: low
minutes: [2, 5]
needs: [ordinary-day]
anchors: [feet]
covers: [31]
drawing: feet
---

## Where are you? {seconds: 40, asks: several, as: where, own: yes}
Any of these.
- threat: On guard
- drive: Pushing

## What is needed {seconds: 40, asks: line, as: need}
One thing.

## Small things {seconds: 30, asks: lines, as: things}
One on each line.

## How doable is it? {seconds: 10, asks: scale, as: doable}
As a guess.
"""


@pytest.fixture(autouse=True)
def _need_finder(tmp_path, settings):
    write(tmp_path, NEED, "need-finder")
    settings.CONTENT = tmp_path


def note(practice: str = "need-finder", **answers: object) -> Content:
    return Content(practice=practice, answers=answers)


def answers(content: Content) -> list[Answered]:
    return answered(content, "note")


def test_each_answer_stands_under_its_question_in_the_order_they_were_asked():
    said = answers(note(doable="7", things="tea\na blanket", need="quiet", where=["drive"]))

    assert said == [
        Answered("Where are you?", ("Pushing",)),
        Answered("What is needed", ("quiet",)),
        Answered("Small things", ("tea\na blanket",)),
        Answered("How doable is it?", ("7 of 10",)),
    ]


def test_a_word_of_ones_own_stands_with_the_choices():
    said = answers(note(where=["threat", "drive"], where_own="in the wrong coat"))

    assert said == [Answered("Where are you?", ("On guard", "Pushing", "in the wrong coat"))]
    assert said[0].text == "On guard\nPushing\nin the wrong coat"


def test_a_word_of_ones_own_is_enough():
    assert answers(note(where_own="in the wrong coat")) == [
        Answered("Where are you?", ("in the wrong coat",))
    ]


def test_what_was_left_empty_is_left_out():
    assert answers(note(where=[], where_own="", need=" ", things="tea")) == [
        Answered("Small things", ("tea",))
    ]


def test_nought_is_an_answer():
    assert answers(note(doable="0")) == [Answered("How doable is it?", ("0 of 10",))]


def test_a_choice_that_is_no_longer_offered_stays_as_it_was_kept():
    assert answers(note(where=["soothe", "drive"])) == [
        Answered("Where are you?", ("soothe", "Pushing"))
    ]


def test_an_answer_whose_question_is_gone_stands_under_its_name():
    said = answers(note(need="quiet", wish="a door", agreed=True, where_else=["here", "there"]))

    assert said == [
        Answered("What is needed", ("quiet",)),
        Answered("wish", ("a door",)),
        Answered("agreed", ("yes",)),
        Answered("where_else", ("here", "there")),
    ]


@pytest.mark.parametrize("gone", ["a-practice-that-is-gone", ""])
def test_a_note_whose_practice_is_gone_hides_nothing(gone):
    assert answers(note(gone, need="quiet", need_own="or sleep", where=["threat"])) == [
        Answered("need", ("quiet",)),
        Answered("need_own", ("or sleep",)),
        Answered("where", ("threat",)),
    ]


def test_each_answer_has_the_shape_of_what_was_asked():
    said = answers(
        note(doable="7", things="tea\na blanket", need="quiet", where=["drive"], gone="a\nb")
    )

    assert [it.shape for it in said] == [
        Shape.CHIPS,
        Shape.LINE,
        Shape.LIST,
        Shape.LINE,
        Shape.PROSE,
    ]


AGAIN = (
    NEED
    + """
## Now? {seconds: 10, asks: scale, as: doable_after}
As a guess.

## On guard {seconds: 10, asks: one, as: guard}
How much?
- little: A little
- much: A lot

## Pushing {seconds: 10, asks: one, as: push}
How much?
- little: A little
- much: A lot
"""
)


def test_what_was_asked_twice_stands_abreast(tmp_path):
    write(tmp_path, AGAIN, "need-finder")

    said = answers(note(doable="7", need="quiet", doable_after="4", guard="much", push="little"))

    assert [(it.text, it.abreast) for it in said] == [
        ("quiet", False),
        ("7 of 10", True),
        ("4 of 10", True),
        ("A lot", True),
        ("A little", True),
    ]


def test_what_was_answered_once_stands_alone():
    assert [it.abreast for it in answers(note(doable="7", need="quiet"))] == [False, False]
