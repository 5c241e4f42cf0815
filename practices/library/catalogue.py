"""The practice library: what someone can be guided through, read once from text files.

`content/en/practices/<slug>.md` is one practice: front matter, then its steps under `##`.
`practice.py` is what it becomes, `parser.py` how, and `practices.checks` says which file and line
is mistaken. A new practice is one new file. README.md beside the files shows what one holds.
"""

from enum import StrEnum

from accounts.content_files import by_language, files_for
from practices.library import parser
from practices.library.practice import Practice

KIND = "practices"


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


@by_language
def practices(language: str) -> dict[str, Practice]:
    """Every practice by slug, the shortest first, in this language or in English.

    Raises `Mistake` for the first file that cannot be read.
    """
    found = map(parser.read_practice, files_for(KIND, language).values())
    return {it.slug: it for it in sorted(found, key=lambda it: (it.shortest, it.slug))}


def practice(slug: str) -> Practice | None:
    return practices().get(slug)
