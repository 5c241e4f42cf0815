"""The steps of a practice: that there is time for their words, and what their questions keep."""

import re
from collections import Counter
from collections.abc import Iterator

from accounts.content_files import Mistake
from practices.kit.items import LINES
from practices.library import vocabulary
from practices.library.practice import LEAST_STEP, WORDS_A_SECOND, Asks, Step, StepQuestion
from practices.models import KitItem
from practices.player.questions import RESERVED
from practices.proofreading.written import Written

BREATH = (1, 15)  # seconds, in or out
SILENCE = 0.25  # of a practice, at least, with nothing said; none where it is as short as a hand
SHORT = 30  # seconds
LONGEST_LABEL = 32  # characters
NAME = re.compile(r"[a-z][a-z0-9_]*")  # what an answer is kept under
KEY = re.compile(r"[a-z]+(-[a-z]+)*")  # what a choice is kept as
HAND = re.compile(r"(Lay|Put|Rest)? ?[Aa] hand ")


def step_mistakes(written: Written) -> Iterator[Mistake]:
    """All that is asked of the English file."""
    yield from mistakes_of_time(written)
    for step in written.practice.steps:
        yield from _of_touch(written, step)
        yield from _of_breath(written, step)
        yield from _of_kit(written, step)
        if step.question:
            yield from _of_question(written, step, step.question)
    yield from _of_boxes(written)


def mistakes_of_time(written: Written) -> Iterator[Mistake]:
    """What is asked of the words in any language: that they can be read without hurry."""
    it = written.practice
    if not it.shortest <= it.seconds <= it.longest:
        what = f"Its steps add up to {it.seconds} seconds; it says {it.shortest} to {it.longest}."
        mend = "Change the seconds of a step, or the range."
        yield written.mistake(written.at("seconds", "minutes"), what, mend)
        return
    for step, seconds in zip(it.steps, it.timed(it.shortest), strict=True):
        yield from _of_pace(written, step)
        yield from _of_shortest(written, step, seconds)
    words = sum(_length(*step.words) for step in it.steps)
    silence = 0 if it.seconds <= SHORT else SILENCE
    most = int((1 - silence) * it.seconds * WORDS_A_SECOND)
    if words > most:
        what = f"{words} words in {it.seconds} seconds leave no silence."
        yield written.mistake(written.at("seconds", "minutes"), what, f"Cut to {most} words.")


def _of_pace(written: Written, step: Step) -> Iterator[Mistake]:
    if step.question:  # it waits
        return
    most = int(step.seconds * WORDS_A_SECOND)
    for lines, which in ((step.words, ""), (step.instead, " without touch")):
        if (words := _length(*lines)) > most:
            what = f"{words} words{which} in {step.seconds} seconds cannot be read without hurry."
            mend = f"Cut to {most} words, or give it more time."
            yield written.mistake(step.line, what, mend)


def _of_shortest(written: Written, step: Step, seconds: float) -> Iterator[Mistake]:
    """A short sitting may have no time for more than the first line: so that carries the step."""
    if seconds < LEAST_STEP:
        what = f"At its shortest this step lasts {seconds:.1f} seconds."
        yield written.mistake(step.line, what, f"{LEAST_STEP} is the least.")
        return
    most = int(seconds * WORDS_A_SECOND)
    for first in (lines[0] for lines in (step.words, step.instead) if lines):
        if _length(first) > most:
            what = f"{_length(first)} words, in a step of {seconds:.1f} seconds at its shortest."
            mend = f"Cut this line to {most} words: at times it is the only one that is shown."
            yield written.mistake(written.line_of(first, step.line), what, mend)


def _length(*lines: str) -> int:
    return sum(len(line.split()) for line in lines)


def _of_touch(written: Written, step: Step) -> Iterator[Mistake]:
    for line in () if step.instead else filter(HAND.match, step.words):
        what = "It asks for touch, and says no other way."
        mend = "Add lines that begin with > and ask for none."
        yield written.mistake(written.line_of(line, step.line), what, mend)


def _of_breath(written: Written, step: Step) -> Iterator[Mistake]:
    if step.breath is None:
        return
    least, most = BREATH
    inhale, exhale = step.breath.inhale, step.breath.exhale
    if not (least <= inhale <= most and least <= exhale <= most):
        mend = f"In and out take {least} to {most} seconds each."
        yield written.mistake(step.line, "Nobody can breathe like this.", mend)
    elif exhale <= inhale:
        what = "It breathes in for as long as out, or longer."
        yield written.mistake(step.line, what, "As in breath: [4, 6]")
    if not step.stretches:
        what = "A longer sitting would slow this breath down."
        yield written.mistake(step.line, what, "Add stretches: yes")
    if "dizzy" not in " ".join(step.words):
        mend = "Add a line: If you get dizzy, stop, and breathe as you like."
        yield written.mistake(step.line, "It does not say what to do when dizzy.", mend)
    if "dizzy" not in written.practice.caution:
        mend = "caution: If you get dizzy, stop, and breathe as you like."
        what = "Its caution does not say what to do when dizzy."
        yield written.mistake(written.at("caution"), what, mend)


def _of_kit(written: Written, step: Step) -> Iterator[Mistake]:
    kinds = set(KitItem.Kind.values)
    writes, area = (step.question.writes, step.question.area) if step.question else ("", "")
    for kind in sorted({step.reads, writes} - {"", *kinds}):
        mend = f"It can be one of: {', '.join(sorted(kinds))}."
        yield written.mistake(step.line, f"There is no {kind!r} in the kit.", mend)
    areas = f"It can be one of: {', '.join(vocabulary.AREAS)}."
    if writes == KitItem.Kind.CARE and not area:
        yield written.mistake(step.line, "What it writes would stand in no area.", areas)
    elif area and area not in vocabulary.AREAS:
        yield written.mistake(step.line, f"There is no area {area!r}.", areas)
    elif area and writes != KitItem.Kind.CARE:
        what = "It has an area, and writes nothing into it."
        yield written.mistake(step.line, what, "Add writes: care, or take the area out.")


def _of_question(written: Written, step: Step, question: StepQuestion) -> Iterator[Mistake]:
    if question.name in RESERVED:
        what = f"{question.name!r} is a name that the page itself needs."
        yield written.mistake(step.line, what, "Choose another after `as:`.")
    if not NAME.fullmatch(question.name):
        what = f"Nothing can be kept as {question.name!r}."
        mend = "Small letters, digits and _, a letter first: as: next_step."
        yield written.mistake(step.line, what, mend)
    if question.label.endswith((".", ":")) or len(question.label) > LONGEST_LABEL:
        what = "This is no label for a box."
        mend = f"At most {LONGEST_LABEL} characters, no full stop and no colon: What you might need"
        yield written.mistake(step.line, what, mend)
    if question.asks == Asks.SCALE and written.practice.is_gentle:
        what = "A gentle practice asks for no number."
        yield written.mistake(step.line, what, "Ask in words, or call it moderate.")
    for value, times in Counter(it.value for it in question.choices).items():
        mend = "Give each a key of its own, before a colon: - far: Far off."
        line = written.line_of(f"- {value}", step.line)
        if times > 1:
            yield written.mistake(step.line, f"Two of its choices are kept as {value!r}.", mend)
        if not KEY.fullmatch(value):
            what = f"A choice would be kept as {value!r}, and change with its words."
            yield written.mistake(line, what, mend)


def _of_boxes(written: Written) -> Iterator[Mistake]:
    """What the questions of a practice have to be together."""
    asking = [(step, step.question) for step in written.practice.steps if step.question]
    names = [name for _, it in asking for name in (it.name, *([f"{it.name}_own"] * it.own))]
    for step, question in asking:
        if names.count(question.name) > 1:
            what = f"Two questions are kept as {question.name!r}."
            yield written.mistake(step.line, what, "Give each a name of its own.")
    lines = [(step, it) for step, it in asking if it.writes == KitItem.Kind.LINE]
    for nth, (step, question) in enumerate(lines, 1):
        if question.asks != Asks.LINE or nth > LINES:
            what = "The kit takes three lines, each from a box of its own."
            mend = f"asks: line, and at most {LINES} such boxes in a practice."
            yield written.mistake(step.line, what, mend)
    areas = Counter[str]()
    for step, question in asking:
        areas[question.area] += bool(question.area)
        if areas[question.area] > 1:
            what = f"Two boxes write into {question.area!r}."
            yield written.mistake(step.line, what, "One for each area: people change it there.")
