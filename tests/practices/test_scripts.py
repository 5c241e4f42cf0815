"""What the scripts say: as much of `docs/voice.md` and of DOMAIN's table as a machine can hold."""

import re

import pytest
from django.template.loader import get_template

from practices.kit.items import LINES
from practices.library import vocabulary
from practices.library.catalogue import practices
from practices.library.practice import WORDS_A_SECOND, Asks, Practice

# Each can be drawn on a page of 48 by 48 with one pen.
DRAWN = re.compile(
    r'<svg viewBox="0 0 48 48" aria-hidden="true" focusable="false">'
    r'(<(path|rect|circle)( (d|[xyr]|cx|cy|rx|width|height)="[^"]+")+/>)+</svg>\n'
)

LONGEST_LINE = 22  # words: what can be read at a glance, large, on a telephone
SAID = re.compile(r"[\w’]+")
NOT_OUR_WORDS = {
    "simply", "just", "easy", "easily", "journey", "embrace", "toxic", "must", "should", "ought",
    "failed", "failure", "lazy", "weak", "vault", "kit", "backdraft", "mindful", "mindfulness",
    "healing", "trauma", "trigger", "session", "congratulations", "streak",
}  # fmt: skip
NOT_OUR_PHRASES = {
    "inner child", "let go of your", "well done", "good job", "you will feel", "you’ll feel",
    "feel better", "it is working", "it works", "welcome back", "every day", "relax",
}  # fmt: skip
PROMISES = re.compile(
    r"\b(will|’ll) (calm|soothe|ease|heal|help|relax|steady|settle|soften|pass|lift|make you)\b"
    r"|\b(heals?|cures?|guarantees?d?|proven|proves|scientific(ally)?|stud(y|ies)|research)\b"
)

every_practice = pytest.mark.parametrize(
    "practice", practices("en").values(), ids=lambda practice: practice.slug
)


def scripted(practice: Practice) -> list[str]:
    """Every line that is read while someone sits, choices too."""
    return [
        line
        for step in practice.steps
        for line in (
            *step.words,
            *step.instead,
            *(choice.label for choice in (step.question.choices if step.question else ())),
        )
    ]


def all_that_it_says(practice: Practice) -> list[str]:
    """Everything of a practice that someone reads anywhere."""
    about = [practice.title, practice.aim, practice.caution, practice.keeps, *practice.adaptations]
    return [*about, *(step.title for step in practice.steps), *scripted(practice)]


# --- the voice ------------------------------------------------------------------


@every_practice
def test_nobody_is_shouted_at(practice):
    assert [line for line in all_that_it_says(practice) if "!" in line] == []


@every_practice
def test_no_word_is_one_of_those_that_we_do_not_say(practice):
    said = {word.lower() for line in all_that_it_says(practice) for word in SAID.findall(line)}

    assert said & NOT_OUR_WORDS == set()
    text = " ".join(all_that_it_says(practice)).lower()
    assert {phrase for phrase in NOT_OUR_PHRASES if phrase in text} == set()


@every_practice
def test_nothing_is_promised_and_no_science_is_quoted(practice):
    lines = [line for line in all_that_it_says(practice) if PROMISES.search(line.lower())]

    assert lines == []


def test_a_promise_would_be_found():
    assert PROMISES.search("this will calm you")
    assert PROMISES.search("kindness heals")


@every_practice
def test_a_line_can_stand_alone(practice):
    for line in scripted(practice):
        assert len(line.split()) <= LONGEST_LINE, line
    for step in practice.steps:
        for line in (*step.words, *step.instead):
            assert re.search(r"[.?]\*?$", line), line
            assert line.strip("*")[0].isupper(), line


@every_practice
def test_quotation_marks_and_dashes_are_a_writers(practice):
    said = "\n".join(all_that_it_says(practice))

    assert set(said) & set("'\"`—–;") == set()
    assert said.count("*") % 2 == 0


@every_practice
def test_the_aim_and_the_cautions_are_whole_sentences(practice):
    for text in (practice.aim, practice.keeps, practice.caution, *practice.adaptations):
        assert text == "" or re.search(r"[.?]\*?$", text), text
    assert not practice.title.endswith(".")
    assert len(practice.title) <= 24  # it is a link on a narrow card


# --- time -----------------------------------------------------------------------


@every_practice
def test_the_first_line_of_a_step_has_time_even_at_the_shortest(practice):
    """A short sitting may have no time for more: so the first line carries the step."""
    for step, seconds in zip(practice.steps, practice.timed(practice.shortest), strict=True):
        for lines in filter(None, (step.words, step.instead)):
            assert len(lines[0].split()) <= seconds * WORDS_A_SECOND, lines[0]


@every_practice
def test_its_own_length_leaves_some_silence(practice):
    """Half as many words as could be read, but for the twenty seconds of one hand."""
    said = sum(len(line.split()) for step in practice.steps for line in step.words)
    most = 1 if practice.seconds <= 30 else 0.75

    assert said <= most * practice.seconds * WORDS_A_SECOND


# --- ways out ---------------------------------------------------------------------


@every_practice
def test_there_is_another_way_to_do_it_and_another_thing_to_do(practice):
    assert practice.adaptations
    assert practice.alternatives
    assert any(practices("en")[slug].is_gentle for slug in practice.alternatives)


@every_practice
def test_a_hand_on_the_body_can_be_left_out(practice):
    """Lines that ask for touch have others beside them, or hold an object anyway."""
    for step in practice.steps:
        asks = [line for line in step.words if re.match(r"(Lay|Put|Rest)? ?[Aa] hand ", line)]
        assert not asks or step.instead, asks


@every_practice
def test_a_breath_is_never_held_and_dizziness_is_thought_of(practice):
    for step in practice.steps:
        if step.breath:
            assert step.breath.exhale > step.breath.inhale
            assert "dizzy" in " ".join(step.words)
            assert "dizzy" in practice.caution
            assert step.stretches


# --- questions --------------------------------------------------------------------


@every_practice
def test_a_question_reads_as_the_label_of_its_box(practice):
    for question in practice.questions:
        assert not question.label.endswith((".", ":")), question.label
        assert len(question.label) <= 32, question.label


@every_practice
def test_what_it_keeps_is_said_before_it_begins(practice):
    assert "journal" in practice.keeps or (practice.questions and "keep" in practice.keeps)


@every_practice
def test_what_is_kept_under_a_choice_is_no_sentence(practice):
    """What is kept stays the same when the words are bettered, or translated."""
    for question in practice.questions:
        for choice in question.choices:
            assert re.fullmatch(r"[a-z]+(-[a-z]+)*", choice.value), choice.value


@every_practice
def test_a_gentle_one_asks_for_no_number(practice):
    asked = [it.name for it in practice.questions if it.asks == Asks.SCALE]

    assert not practice.is_gentle or asked == []


@every_practice
def test_lines_for_the_kit_are_asked_for_one_a_box_and_no_more_than_it_holds(practice):
    lines = [it.asks for it in practice.questions if it.writes == "line"]

    assert lines in ([], [Asks.LINE] * min(len(lines), LINES))


@every_practice
def test_an_area_of_the_kit_has_one_box(practice):
    areas = [it.area for it in practice.questions if it.writes == "care"]

    assert len(set(areas)) == len(areas)


# --- the shelf --------------------------------------------------------------------


def test_every_need_finds_a_gentle_practice_and_most_find_several():
    found = {
        need: sum(need in it.needs and it.is_gentle for it in practices("en").values())
        for need in vocabulary.NEEDS
    }

    assert [need for need, many in found.items() if many < 2] == []


@every_practice
def test_its_drawing_is_lines_on_a_small_square(practice):
    assert DRAWN.fullmatch(get_template(f"drawings/{practice.drawing}.html").template.source)


def test_each_has_a_drawing_of_its_own():
    drawings = [it.drawing for it in practices("en").values()]

    assert len(set(drawings)) == len(drawings)


def test_titles_and_aims_are_told_apart():
    library = practices("en").values()

    assert len({it.title for it in library}) == len({it.aim for it in library}) == len(library)
