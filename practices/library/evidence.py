"""What is known about the practices: one short, honest note a file, `E1.md` and on."""

from datetime import date
from enum import StrEnum
from pathlib import Path

import msgspec

from accounts.content_files import by_language, originals, translations
from practices.library.front_matter import front_and_paragraphs

KIND = "evidence"


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


class NoteFront(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    title: str
    standing: Standing
    checked: date
    sources: tuple[Source, ...]


class TranslatedFront(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a translation holds beside its words. The facts stand once, in the English note."""

    title: str


@by_language
def notes(language: str) -> dict[str, Note]:
    """Every note by id, in this language, and in English where it has none. Raises `Mistake`."""
    found = {name: read_note(path) for name, path in originals(KIND).items()}
    for name, path in translations(KIND, language).items():
        found[name] = translated(found[name], path)
    return dict(sorted(found.items(), key=lambda item: int(item[0].removeprefix("E"))))


def read_note(path: Path) -> Note:
    """One English note. Raises `Mistake`."""
    front, words = front_and_paragraphs(path, NoteFront)
    return Note(
        id=path.stem,
        title=front.title,
        standing=front.standing,
        checked=front.checked,
        sources=front.sources,
        words=words,
    )


def translated(note: Note, path: Path) -> Note:
    """`note` with the title and the words of the translation in `path`. Raises `Mistake`."""
    mend = "A translation has a title and its words. The rest stands in the English note alone."
    front, words = front_and_paragraphs(path, TranslatedFront, mend)
    return msgspec.structs.replace(note, title=front.title, words=words)
