"""From a text file to a practice. Whatever is wrong says where, and how to mend it."""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from accounts.content_files import Mistake
from practices.library.front_matter import front_matter, text_of
from practices.library.practice import (
    Asks,
    Backdraft,
    Breath,
    Choice,
    Intensity,
    Practice,
    PracticeKind,
    Step,
    StepQuestion,
)

HEADING = re.compile(r"## (?P<title>.+?)(?:\s*\{(?P<says>.*)\})?\s*")
CHOICE = re.compile(r"([a-z][a-z0-9-]*): (.+)")


class PracticeFront(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The front matter, as written."""

    title: str
    aim: str
    kind: PracticeKind | tuple[PracticeKind, ...]
    intensity: Intensity
    backdraft: Backdraft
    seconds: tuple[int, int] | None = None
    minutes: tuple[float, float] | None = None
    needs: tuple[str, ...]
    anchors: tuple[str, ...]
    alternatives: tuple[str, ...] = ()
    adaptations: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    covers: tuple[int, ...]
    drawing: str
    caution: str = ""
    keeps: str = ""
    imagery: bool = False


class Says(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in the braces of a step's heading."""

    seconds: int
    stretches: bool = False
    silent: bool = False
    breath: tuple[float, float] | None = None
    hum: bool = False
    asks: Asks | None = None
    name: str = msgspec.field(default="", name="as")
    own: bool = False
    reads: str = ""
    writes: str = ""
    area: str = ""
    part: int = 0


def read_practice(path: Path) -> Practice:
    """One practice. Raises `Mistake`."""
    lines = text_of(path).split("\n")
    front, begins = front_matter(path, lines, PracticeFront)
    if (front.seconds is None) == (front.minutes is None):
        mend = "Write either seconds: [20, 60] or minutes: [1, 5]."
        raise Mistake(path, 1, "Its length is said twice, or not at all.", mend)
    shortest, longest = front.seconds or [round(m * 60) for m in front.minutes or ()]
    return Practice(
        slug=path.stem,
        title=front.title,
        aim=front.aim,
        kinds=front.kind if isinstance(front.kind, tuple) else (front.kind,),
        intensity=front.intensity,
        backdraft=front.backdraft,
        shortest=shortest,
        longest=longest,
        needs=front.needs,
        anchors=front.anchors,
        alternatives=front.alternatives,
        adaptations=front.adaptations,
        evidence=front.evidence,
        covers=front.covers,
        drawing=front.drawing,
        caution=front.caution.strip(),
        keeps=front.keeps,
        imagery=front.imagery,
        steps=tuple(_steps(path, lines, begins)),
    )


def _steps(path: Path, lines: list[str], begins: int) -> Iterator[Step]:
    """The steps, each from its heading to the next."""
    headings = [n for n, line in enumerate(lines, 1) if n >= begins and line.startswith("## ")]
    if not headings:
        raise Mistake(path, begins, "It has no steps.", "Write each under a heading: ## Stop")
    for number in range(begins, headings[0]):
        if lines[number - 1].strip():
            mend = "Write it under a heading: ## Stop. What is known beforehand is the caution."
            raise Mistake(path, number, "This stands before the first step.", mend)
    for number, end in zip(headings, [*headings[1:], len(lines) + 1], strict=True):
        yield _step(path, number, lines[number - 1], lines[number : end - 1])


def _step(path: Path, number: int, heading: str, body: list[str]) -> Step:
    match = HEADING.fullmatch(heading)
    if match is None:
        raise Mistake(path, number, "This heading has no title.", "## Stop {seconds: 4}")
    try:
        says = msgspec.yaml.decode(f"{{{match['says'] or ''}}}", type=Says)
    except msgspec.DecodeError as error:
        raise Mistake(path, number, str(error), "## Stop {seconds: 4}") from error
    texts = [line.strip() for line in body if line.strip()]
    words = tuple(line for line in texts if not line.startswith(("> ", "- ")))
    if not words:
        raise Mistake(
            path, number, "This step says nothing.", "Write a sentence on a line of its own."
        )
    return Step(
        title=match["title"],
        seconds=says.seconds,
        words=words,
        instead=tuple(line[2:] for line in texts if line.startswith("> ")),
        stretches=says.stretches,
        silent=says.silent,
        breath=Breath(*says.breath, hum=says.hum) if says.breath else None,
        question=_question(path, number, match["title"], says, texts),
        reads=says.reads,
        part=says.part,
        line=number,
    )


def _question(
    path: Path, number: int, title: str, says: Says, texts: list[str]
) -> StepQuestion | None:
    choices = tuple(_choice(line) for line in texts if line.startswith("- "))
    if says.asks is None:
        if choices or says.name or says.own or says.writes or says.area:
            raise Mistake(path, number, "It has answers, but asks nothing.", "Add asks: several")
        return None
    if not says.name:
        mend = "Add what its answer is kept under, as in {asks: line, as: need}."
        raise Mistake(path, number, "This question has no name.", mend)
    if (says.asks in {Asks.ONE, Asks.SEVERAL}) != bool(choices):
        mend = "A list of - choices goes with asks: one or asks: several, and with no other."
        raise Mistake(path, number, "Its choices do not fit what it asks.", mend)
    return StepQuestion(
        name=says.name,
        label=title,
        asks=says.asks,
        choices=choices,
        own=says.own,
        writes=says.writes,
        area=says.area,
    )


def _choice(line: str) -> Choice:
    text = line.removeprefix("- ")
    match = CHOICE.fullmatch(text)
    return Choice(match[1], match[2]) if match else Choice(text, text)
