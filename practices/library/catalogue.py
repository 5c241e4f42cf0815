"""The practice library: what someone can be guided through, read once from text files.

`content/en/practices/<slug>.md` is one practice: front matter, then its steps under `##`.
`practice.py` is what it becomes, `parser.py` how, and `practices.checks` says which file and line
is mistaken. A new practice is one new file. README.md beside the files shows what one holds.
"""

from enum import StrEnum
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

from practices.library.parser import read_folder
from practices.library.practice import Practice

FOLDER = Path(__file__).resolve().parents[2] / "content/en/practices"


class Named(StrEnum):
    """The practices that pages send people to by name. A check says so where one is missing."""

    CARE_MENU = "care-menu"
    FEET = "feet"
    HAND_PAUSE = "hand-pause"
    KIND_MEMORY = "kind-memory"
    LOOK_AROUND = "look-around"
    NUMB = "numb"
    SETBACK = "setback"
    THREE_LINES = "three-lines"


NAMED_BY = {
    Named.CARE_MENU: "The kit",
    Named.FEET: "Steady ground",
    Named.HAND_PAUSE: "Now",
    Named.KIND_MEMORY: "The page of a memory",
    Named.LOOK_AROUND: "Steady ground",
    Named.NUMB: "The page after a practice",
    Named.SETBACK: "The suggestion for today",
    Named.THREE_LINES: "The kit",
}


def practices(language: str | None = None) -> dict[str, Practice]:
    """Every practice by slug, in the language of the page, and in English where there is none."""
    return _library(FOLDER, (language or get_language() or "en").split("-")[0])


def practice(slug: str) -> Practice | None:
    return practices().get(slug)


@cache
def _library(folder: Path, language: str) -> dict[str, Practice]:
    found = read_folder(folder)
    translated = folder / language
    if translated.is_dir():
        found |= {slug: it for slug, it in read_folder(translated).items() if slug in found}
    return dict(sorted(found.items(), key=lambda item: (item[1].shortest, item[0])))
