"""What is known about the practices: one short, honest note a file, `evidence/E1.md` and on."""

from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

import msgspec
from django.utils.translation import get_language

from practices.library.front_matter import Mistake, files, front_matter, text_of

FOLDER = Path(__file__).resolve().parents[2] / "content/en/evidence"


class Standing(StrEnum):
    """How we know what a note says."""

    CHECKED = "checked"  # against a stored abstract or page
    HEDGED = "hedged"  # from general knowledge, and said so
    NONE = "none"  # no trial known: a design judgement


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A paper. `doi` without the address before it; empty where none is recorded."""

    cite: str
    doi: str = ""


class Note(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    title: str
    standing: Standing
    checked: date
    sources: tuple[Source, ...]
    words: tuple[str, ...]  # paragraphs: what was found, and what it means here


class Front(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    title: str
    standing: Standing
    checked: date
    sources: tuple[Source, ...]


def notes(language: str | None = None) -> dict[str, Note]:
    """Every note by id, in the language of the page, and in English where there is none."""
    return _notes(FOLDER, (language or get_language() or "en").split("-")[0])


@cache
def _notes(folder: Path, language: str) -> dict[str, Note]:
    translated = folder / language
    paths = [*files(folder), *(files(translated) if translated.is_dir() else [])]
    found = {path.stem: read(path) for path in paths}
    return dict(sorted(found.items(), key=lambda item: int(item[0].removeprefix("E"))))


def read(path: Path) -> Note:
    """One note. Raises `Mistake`."""
    lines = text_of(path).split("\n")
    front, begins = front_matter(path, lines, Front)
    paragraphs = "\n".join(lines[begins - 1 :]).strip().split("\n\n")
    words = tuple(" ".join(text.split()) for text in paragraphs if text.strip())
    if not words:
        raise Mistake(
            path, begins, "It says nothing.", "Write what was found under the front matter."
        )
    return Note(
        id=path.stem,
        title=front.title,
        standing=front.standing,
        checked=front.checked,
        sources=front.sources,
        words=words,
    )
