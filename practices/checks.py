"""Mistakes in the library's files, said with file, line and mend before anyone meets them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error, register

from practices import evidence, library, words
from practices.answers import RESERVED
from practices.library import LEAST_STEP, WORDS_A_SECOND, Intensity, Practice, Step
from practices.models import KitItem
from practices.reading import Mistake, files, read

DRAWINGS = Path(__file__).resolve().parent.parent / "templates/drawings"
# Addresses below /practices/ that are no practice.
TAKEN = {"kit", "choices", "before", "steady", "gentle", "check-in"}


@register()
def the_library_is_whole(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every file of the library and of the evidence, in every language."""
    return [_error(mistake) for mistake in mistakes(library.FOLDER, evidence.FOLDER)]


def _error(mistake: Mistake) -> Error:
    return Error(str(mistake), hint=mistake.mend or None, id="practices.E001")


def mistakes(practices_in: Path, evidence_in: Path) -> Iterator[Mistake]:
    """What is wrong with the files in these two folders and the languages below them."""
    known = {path.stem for path in files(practices_in)}
    notes = {path.stem for path in files(evidence_in)}
    for folder in (evidence_in, *_languages(evidence_in)):
        for path in files(folder):
            try:
                evidence.read(path)
            except Mistake as mistake:
                yield mistake
            if not path.stem.removeprefix("E").isdigit():
                yield Mistake(path, 1, "A note is called E and a number.", "Rename it: E25.md")
    for folder in (practices_in, *_languages(practices_in)):
        for path in files(folder):
            try:
                practice = read(path)
            except Mistake as mistake:
                yield mistake
            else:
                yield from _mistakes_in(path, practice, known, notes)


def _languages(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*") if path.is_dir())


def _mistakes_in(
    path: Path, practice: Practice, known: set[str], notes: set[str]
) -> Iterator[Mistake]:
    lines = path.read_text(encoding="utf-8").split("\n")

    def at(key: str) -> int:
        return next((n for n, line in enumerate(lines, 1) if line.startswith(f"{key}:")), 1)

    def unknown(key: str, said: tuple[str, ...], offered: Any, where: str) -> Iterator[Mistake]:
        for word in said:
            if word not in offered:
                mend = f"It can be one of: {', '.join(sorted(offered))}. They stand in {where}."
                yield Mistake(path, at(key), f"{key} has {word!r}, which is none.", mend)

    if practice.slug in TAKEN:
        yield Mistake(path, 1, "This name is the address of another page.", "Rename the file.")
    if practice.slug not in known:
        yield Mistake(
            path, 1, "It translates no practice.", "Name it as the English file is named."
        )
    yield from unknown("needs", practice.needs, words.NEEDS, "practices/words.py")
    yield from unknown("anchors", practice.anchors, words.ANCHORS, "practices/words.py")
    others = known - {practice.slug}
    yield from unknown("alternatives", practice.alternatives, others, "practices/library")
    yield from unknown("evidence", practice.evidence, notes, "practices/evidence")
    drawings = {drawing.stem for drawing in DRAWINGS.glob("*.html")}
    yield from unknown("drawing", (practice.drawing,), drawings, "templates/drawings")
    if practice.intensity == Intensity.DEEP and not practice.alternatives:
        mend = "Name a gentle one: alternatives: [care-menu]"
        yield Mistake(path, at("intensity"), "It goes deep and offers no other way.", mend)
    if not practice.covers or not all(1 <= n <= 71 for n in practice.covers):
        yield Mistake(path, at("covers"), "It covers no method.", "docs/methods.md numbers them.")
    yield from _mistakes_of_time(path, practice, lines)
    yield from _mistakes_of_questions(path, practice, lines)


def _line_of(step: Step, lines: list[str]) -> int:
    return next(n for n, line in enumerate(lines, 1) if line.startswith(f"## {step.title}"))


def _mistakes_of_time(path: Path, practice: Practice, lines: list[str]) -> Iterator[Mistake]:
    if not practice.shortest <= practice.seconds <= practice.longest:
        what = (
            f"Its steps add up to {practice.seconds} seconds; it says "
            f"{practice.shortest} to {practice.longest}."
        )
        yield Mistake(path, 1, what, "Change the seconds of a step, or the range.")
        return
    for step, seconds in zip(practice.steps, practice.timed(practice.shortest), strict=True):
        if seconds < LEAST_STEP:
            what = f"At its shortest this step lasts {seconds:.1f} seconds."
            yield Mistake(path, _line_of(step, lines), what, f"{LEAST_STEP} is the least.")
        said = sum(len(line.split()) for line in step.words)
        if step.question is None and said > step.seconds * WORDS_A_SECOND:
            what = f"{said} words in {step.seconds} seconds cannot be read aloud without hurry."
            mend = f"Cut to {int(step.seconds * WORDS_A_SECOND)} words, or give it more time."
            yield Mistake(path, _line_of(step, lines), what, mend)


def _mistakes_of_questions(path: Path, practice: Practice, lines: list[str]) -> Iterator[Mistake]:
    names = [question.name for question in practice.questions]
    names += [f"{question.name}_own" for question in practice.questions if question.own]
    kinds = set(KitItem.Kind.values)
    for step in practice.steps:
        question = step.question
        if question and names.count(question.name) > 1:
            what = f"Two questions are kept as {question.name!r}."
            yield Mistake(path, _line_of(step, lines), what, "Give each a name of its own.")
        if question and question.name in RESERVED:
            what = f"{question.name!r} is a name that the page itself needs."
            yield Mistake(path, _line_of(step, lines), what, "Choose another after `as:`.")
        for kind in {step.reads, question.writes if question else ""} - {"", *kinds}:
            what = f"There is no {kind!r} in the kit."
            mend = f"It can be one of: {', '.join(sorted(kinds))}."
            yield Mistake(path, _line_of(step, lines), what, mend)
