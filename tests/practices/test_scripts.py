"""What the scripts say: as much of `docs/voice.md` and of DOMAIN's table as a machine can hold."""

import re

import pytest
from django.template.loader import get_template

from practices import words
from practices.checks import mistakes
from practices.evidence import FOLDER as EVIDENCE
from practices.library import FOLDER, WORDS_A_SECOND, Asks, Intensity, Practice, practices
from practices.models import KitItem

GENTLE = {
    "hand-pause", "long-exhale", "hum", "feet", "look-around", "numb", "systems", "labels",
    "need-finder", "care-menu", "small-step", "three-lines",
}  # fmt: skip
MODERATE = {"stay-with", "setback"}
# Where eyes are better open, the practice says so before it begins.
EYES_OPEN = {"feet", "look-around", "numb"}
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
the_fourteen = pytest.mark.parametrize("slug", sorted(GENTLE | MODERATE))


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


def test_the_fourteen_are_here_and_as_gentle_as_the_table_says():
    intensities = {slug: it.intensity for slug, it in practices("en").items()}

    assert {slug: intensities.get(slug) for slug in GENTLE | MODERATE} == (
        dict.fromkeys(GENTLE, Intensity.GENTLE) | dict.fromkeys(MODERATE, Intensity.MODERATE)
    )


def test_no_file_says_what_cannot_be():
    assert [str(mistake) for mistake in mistakes(FOLDER, EVIDENCE)] == []


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
def test_what_replaces_touch_can_be_read_in_the_same_time(practice):
    for step in practice.steps:
        said = sum(len(line.split()) for line in step.instead)
        assert step.question or said <= step.seconds * WORDS_A_SECOND, step.title


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


def test_staying_with_it_leaves_time_to_hear_the_way_out():
    """At its very shortest, the line that leads to the feet is still read."""
    stay_with = practices("en")["stay-with"]
    ((stay, seconds),) = [
        (step, seconds)
        for step, seconds in zip(stay_with.steps, stay_with.timed(20), strict=True)
        if step.silent
    ]

    assert "feet" in stay.words[1]
    assert sum(len(line.split()) for line in stay.words[:2]) <= seconds * WORDS_A_SECOND


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


@pytest.mark.parametrize("slug", sorted(EYES_OPEN))
def test_where_eyes_are_better_open_it_says_so(slug):
    practice = practices("en")[slug]

    assert "eyes open" in practice.caution.lower()
    assert any("eyes open" in line.lower() for line in scripted(practice))


def test_staying_offers_the_feet_and_a_setback_the_people():
    stay, setback = practices("en")["stay-with"], practices("en")["setback"]

    assert sum("feet" in line or "floor" in line for line in scripted(stay)) >= 2
    assert "feet" in stay.alternatives
    assert sum("Help" in line for line in scripted(setback)) >= 2
    assert "emergency" in setback.caution


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
def test_what_it_reads_and_writes_belongs_in_a_kit(practice):
    kinds = {step.reads for step in practice.steps} | {it.writes for it in practice.questions}

    assert kinds - {""} <= set(KitItem.Kind.values)
    assert {it.area for it in practice.questions if it.writes == "care"} <= {
        "body", "mind", "emotion",
    }  # fmt: skip


def test_three_lines_are_three():
    lines = [it for it in practices("en")["three-lines"].questions if it.writes == "line"]

    assert [(it.name, it.asks) for it in lines] == [
        ("line_1", Asks.LINE), ("line_2", Asks.LINE), ("line_3", Asks.LINE),
    ]  # fmt: skip


def test_the_care_menu_has_a_box_for_each_area():
    boxes = [it for it in practices("en")["care-menu"].questions if it.writes == "care"]

    assert [(it.area, it.asks) for it in boxes] == [
        ("body", Asks.LINES), ("mind", Asks.LINES), ("emotion", Asks.LINES),
    ]  # fmt: skip


def test_the_three_systems_are_answered_on_one_scale_of_words():
    """So that they can be shown side by side later. No number stands for a person."""
    systems = [it for it in practices("en")["systems"].questions if it.asks == Asks.ONE]

    assert [it.name for it in systems] == ["threat", "drive", "soothe"]
    assert {tuple(choice.value for choice in it.choices) for it in systems} == {
        ("little", "some", "much", "unsure")
    }


@the_fourteen
def test_nobody_is_asked_for_a_number(slug):
    questions = practices("en")[slug].questions

    assert [it.name for it in questions if it.asks == Asks.SCALE] == []


# --- the shelf --------------------------------------------------------------------


def test_every_need_finds_a_gentle_practice_and_most_find_several():
    found = {
        need: sum(need in it.needs and it.is_gentle for it in practices("en").values())
        for need in words.NEEDS
    }

    assert [need for need, many in found.items() if many < 2] == []


@every_practice
def test_its_drawing_is_lines_on_a_small_square(practice):
    assert DRAWN.fullmatch(get_template(f"drawings/{practice.drawing}.html").template.source)


@the_fourteen
def test_its_drawing_is_its_own(slug):
    others = [it.drawing for other, it in practices("en").items() if other != slug]

    assert practices("en")[slug].drawing not in others


def test_titles_and_aims_are_told_apart():
    library = practices("en").values()

    assert len({it.title for it in library}) == len({it.aim for it in library}) == len(library)
