"""Mistakes in the library's files, said with file, line and mend before anyone meets them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from django.core.checks import CheckMessage, Error, register

from practices.library import catalogue, evidence, vocabulary
from practices.library.catalogue import NAMED_BY
from practices.library.front_matter import Mistake, files
from practices.library.parser import read
from practices.library.practice import (
    LEAST_STEP,
    WORDS_A_SECOND,
    Intensity,
    Practice,
    Question,
    Step,
)
from practices.models import KitItem
from practices.player.questions import RESERVED

DRAWINGS = Path(__file__).resolve().parent.parent / "templates/drawings"
NAME = re.compile(r"[a-z][a-z0-9_]*")  # what an answer is kept under
BREATH = (1, 15)  # seconds, in or out
# What a translation says in its own words. All else is the practice, and the same in each.
SAID = {"slug", "title", "aim", "adaptations", "caution", "keeps", "steps"}
WRITTEN_AS = {
    "kinds": ("kind",),
    "shortest": ("seconds", "minutes"),
    "longest": ("seconds", "minutes"),
}
SAID_IN_A_STEP = {"title", "words", "instead", "question", "line"}


@register()
def the_library_is_whole(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every file of the library and of the evidence, in every language."""
    return [
        *(_error(it, "practices.E001") for it in mistakes(catalogue.FOLDER, evidence.FOLDER)),
        *(_error(it, "practices.E002") for it in missing(catalogue.FOLDER)),
    ]


def _error(mistake: Mistake, called: str) -> Error:
    return Error(str(mistake), hint=mistake.mend or None, id=called)


def missing(practices_in: Path) -> Iterator[Mistake]:
    """The practices that pages name, and that this folder does not have."""
    known = {path.stem for path in files(practices_in)}
    for slug, page in NAMED_BY.items():
        if slug not in known:
            what = f"{page} needs {slug}, and there is no such file."
            mend = (
                "Put it back, or take its name out of practices/library/catalogue.py and that page."
            )
            yield Mistake(practices_in / f"{slug}.md", 1, what, mend)


def mistakes(practices_in: Path, evidence_in: Path) -> Iterator[Mistake]:
    """What is wrong with the files in these two folders and the languages below them."""
    notes = {path.stem for path in files(evidence_in)}
    yield from _mistakes_of_notes(evidence_in)
    # None: there is such a file, but it cannot be read, and that has been said.
    known: dict[str, Practice | None] = {path.stem: None for path in files(practices_in)}
    found: list[tuple[Path, Practice]] = []
    for folder in (practices_in, *_languages(practices_in)):
        for path in files(folder):
            try:
                practice = read(path)
            except Mistake as mistake:
                yield mistake
            else:
                found.append((path, practice))
                if folder == practices_in:
                    known[path.stem] = practice
    for path, practice in found:
        yield from _mistakes_in(path, practice, known, notes)


def _mistakes_of_notes(evidence_in: Path) -> Iterator[Mistake]:
    for folder in (evidence_in, *_languages(evidence_in)):
        for path in files(folder):
            try:
                evidence.read(path)
            except Mistake as mistake:
                yield mistake
            if not path.stem.removeprefix("E").isdigit():
                yield Mistake(path, 1, "A note is called E and a number.", "Rename it: E25.md")


def _languages(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*") if path.is_dir())


def _mistakes_in(
    path: Path, practice: Practice, known: dict[str, Practice | None], notes: set[str]
) -> Iterator[Mistake]:
    front = _FrontOf(path)
    yield from _mistakes_of_address(path, practice, known)
    yield from _mistakes_of_words(front, practice, known, notes)
    yield from _mistakes_of_depth(front, practice, known)
    yield from _mistakes_of_time(path, practice)
    for step in practice.steps:
        yield from _mistakes_of_pace(path, step)
        yield from _mistakes_of_kit(path, step)
        if step.question:
            yield from _mistakes_of_question(path, step, step.question, practice)
    original = known.get(practice.slug)
    if original and original != practice:
        yield from _mistakes_of_translation(front, practice, original)


class _FrontOf:
    """Where in a file each part of its front matter stands."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines = path.read_text(encoding="utf-8").split("\n")

    def at(self, *keys: str) -> int:
        """The line of the first of these keys, from 1."""
        begins = tuple(f"{key}:" for key in keys)
        return next((n for n, line in enumerate(self.lines, 1) if line.startswith(begins)), 1)

    def unknown(
        self, key: str, said: tuple[str, ...], offered: Any, where: str
    ) -> Iterator[Mistake]:
        for word in said:
            if word not in offered:
                mend = f"It can be one of: {', '.join(sorted(offered))}. They stand in {where}."
                what = f"{key} has {word!r}, which is none."
                yield Mistake(self.path, self.at(key), what, mend)


# --- the front matter -------------------------------------------------------------


def _mistakes_of_address(
    path: Path, practice: Practice, known: dict[str, Practice | None]
) -> Iterator[Mistake]:
    if practice.slug in _taken():
        yield Mistake(path, 1, "This name is the address of another page.", "Rename the file.")
    if practice.slug not in known:
        mend = "Name it as the English file is named."
        yield Mistake(path, 1, "It translates no practice.", mend)


def _taken() -> set[str]:
    """Addresses below /practices/ that are no practice."""
    from practices.urls import urlpatterns  # views: once all apps are there

    routes = [str(it.pattern).split("/") for it in urlpatterns]
    return {parts[1] for parts in routes if parts[0] == "practices" and "<" not in parts[1]} - {""}


def _mistakes_of_words(
    front: _FrontOf, practice: Practice, known: dict[str, Practice | None], notes: set[str]
) -> Iterator[Mistake]:
    """Words that have to be known elsewhere."""
    yield from front.unknown(
        "needs", practice.needs, vocabulary.NEEDS, "practices/library/vocabulary.py"
    )
    yield from front.unknown(
        "anchors", practice.anchors, vocabulary.ANCHORS, "practices/library/vocabulary.py"
    )
    others = known.keys() - {practice.slug}
    yield from front.unknown("alternatives", practice.alternatives, others, "practices/library")
    yield from front.unknown("evidence", practice.evidence, notes, "practices/evidence")
    drawings = {drawing.stem for drawing in DRAWINGS.glob("*.html")}
    yield from front.unknown("drawing", (practice.drawing,), drawings, "templates/drawings")
    if not practice.covers or not all(1 <= n <= 71 for n in practice.covers):
        line = front.at("covers")
        yield Mistake(front.path, line, "It covers no method.", "docs/methods.md numbers them.")


def _mistakes_of_depth(
    front: _FrontOf, practice: Practice, known: dict[str, Practice | None]
) -> Iterator[Mistake]:
    if practice.intensity != Intensity.DEEP:
        return
    others = [known.get(slug) for slug in practice.alternatives]  # None: said already
    if not any(other is None or other.is_gentle for other in others):
        mend = "Name a gentle one: alternatives: [care-menu]"
        line = front.at("intensity")
        yield Mistake(front.path, line, "It goes deep and offers no gentle other way.", mend)


# --- the steps --------------------------------------------------------------------


def _mistakes_of_time(path: Path, practice: Practice) -> Iterator[Mistake]:
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
            yield Mistake(path, step.line, what, f"{LEAST_STEP} is the least.")


def _mistakes_of_pace(path: Path, step: Step) -> Iterator[Mistake]:
    least, most = BREATH
    if step.breath and not all(
        least <= n <= most for n in (step.breath.inhale, step.breath.exhale)
    ):
        what = "Nobody can breathe like this."
        yield Mistake(path, step.line, what, f"In and out take {least} to {most} seconds each.")
    if step.question:  # it waits
        return
    most_words = int(step.seconds * WORDS_A_SECOND)
    for lines, which in ((step.words, ""), (step.instead, " without touch")):
        if (said := sum(len(line.split()) for line in lines)) > most_words:
            what = f"{said} words{which} in {step.seconds} seconds cannot be read without hurry."
            mend = f"Cut to {most_words} words, or give it more time."
            yield Mistake(path, step.line, what, mend)


def _mistakes_of_kit(path: Path, step: Step) -> Iterator[Mistake]:
    kinds = set(KitItem.Kind.values)
    writes, area = (step.question.writes, step.question.area) if step.question else ("", "")
    for kind in sorted({step.reads, writes} - {"", *kinds}):
        mend = f"It can be one of: {', '.join(sorted(kinds))}."
        yield Mistake(path, step.line, f"There is no {kind!r} in the kit.", mend)
    areas = f"It can be one of: {', '.join(vocabulary.AREAS)}."
    if writes == KitItem.Kind.CARE and not area:
        yield Mistake(path, step.line, "What it writes would stand in no area.", areas)
    elif area and area not in vocabulary.AREAS:
        yield Mistake(path, step.line, f"There is no area {area!r}.", areas)
    elif area and writes != KitItem.Kind.CARE:
        what = "It has an area, and writes nothing into it."
        yield Mistake(path, step.line, what, "Add writes: care, or take the area out.")


def _mistakes_of_question(
    path: Path, step: Step, question: Question, practice: Practice
) -> Iterator[Mistake]:
    names = [it.name for it in practice.questions]
    names += [f"{it.name}_own" for it in practice.questions if it.own]
    if names.count(question.name) > 1:
        what = f"Two questions are kept as {question.name!r}."
        yield Mistake(path, step.line, what, "Give each a name of its own.")
    if question.name in RESERVED:
        what = f"{question.name!r} is a name that the page itself needs."
        yield Mistake(path, step.line, what, "Choose another after `as:`.")
    if not NAME.fullmatch(question.name):
        what = f"Nothing can be kept as {question.name!r}."
        mend = "Small letters, digits and _, a letter first: as: next_step."
        yield Mistake(path, step.line, what, mend)
    values = [choice.value for choice in question.choices]
    for value in dict.fromkeys(it for it in values if values.count(it) > 1):
        what = f"Two of its choices are kept as {value!r}."
        mend = "Give each a key of its own, before a colon: - far: Far off."
        yield Mistake(path, step.line, what, mend)


# --- translations -----------------------------------------------------------------


def _mistakes_of_translation(
    front: _FrontOf, practice: Practice, original: Practice
) -> Iterator[Mistake]:
    """What someone kept in one language has to fit the practice in another."""
    here, there = _facts(practice, SAID), _facts(original, SAID)
    for key in here:
        if here[key] != there[key]:
            line = front.at(*WRITTEN_AS.get(key, (key,)))
            yield _not_as_there(front.path, line, key, there[key])
    if len(practice.steps) != len(original.steps):
        what = f"It has {len(practice.steps)} steps; the English file has {len(original.steps)}."
        yield Mistake(front.path, 1, what, "A translation changes words alone.")
        return
    for step, its in zip(practice.steps, original.steps, strict=True):
        here, there = _facts_of_step(step), _facts_of_step(its)
        for key in here | there:
            if (here.get(key) or None) != (there.get(key) or None):
                yield _not_as_there(front.path, step.line, key, there.get(key))


def _not_as_there(path: Path, line: int, key: str, there: object) -> Mistake:
    said = msgspec.json.encode(there).decode() if there else "none"
    mend = f"A translation changes words alone. There it is: {said}"
    return Mistake(path, line, f"{key}: not as in the English file.", mend)


def _facts(struct: msgspec.Struct, but: set[str]) -> dict[str, Any]:
    return {name: getattr(struct, name) for name in struct.__struct_fields__ if name not in but}


def _facts_of_step(step: Step) -> dict[str, Any]:
    """By what they are called in the file."""
    facts = _facts(step, SAID_IN_A_STEP) | {"way without touch": bool(step.instead)}
    if step.question is None:
        return facts
    facts |= _facts(step.question, {"label", "name", "choices"})
    return facts | {
        "as": step.question.name,
        "choices": [choice.value for choice in step.question.choices],
    }
