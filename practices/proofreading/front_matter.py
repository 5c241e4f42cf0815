"""The front matter of a practice: names that have to be known elsewhere, its length, ways out."""

import re
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

from accounts.content_files import Mistake
from practices.library import vocabulary
from practices.library.practice import Practice
from practices.proofreading.written import KnownNames, Written

METHODS = range(1, 72)  # in docs/methods.md
LONGEST_TITLE = 24  # characters: it is a link on a narrow card
# Lines on a page of 48 by 48, drawn with one pen.
DRAWN = re.compile(
    r'<svg viewBox="0 0 48 48" aria-hidden="true" focusable="false">'
    r'(<(path|rect|circle)( (d|[xyr]|cx|cy|rx|width|height)="[^"]+")+/>)+</svg>\n'
)


def front_matter_mistakes(written: Written, shelf: KnownNames) -> Iterator[Mistake]:
    yield from _of_address(written)
    yield from _of_title(written, shelf)
    yield from _of_names(written, shelf)
    yield from _of_ways_out(written, shelf)
    yield from _of_what_is_kept(written)


def _of_address(written: Written) -> Iterator[Mistake]:
    if written.practice.slug in _taken():
        yield written.mistake(1, "This name is the address of another page.", "Rename the file.")


@cache
def _taken() -> frozenset[str]:
    """Addresses below /practices/ that are no practice."""
    from practices.urls import urlpatterns  # views: once all apps are there

    routes = [str(it.pattern).split("/") for it in urlpatterns]
    return frozenset(
        parts[1] for parts in routes if parts[0] == "practices" and parts[1] and "<" not in parts[1]
    )


def _of_title(written: Written, shelf: KnownNames) -> Iterator[Mistake]:
    title = written.practice.title
    if title.endswith(".") or len(title) > LONGEST_TITLE:
        mend = f"At most {LONGEST_TITLE} characters, and no full stop: it stands on a narrow card."
        yield written.mistake(written.at("title"), "This is no title for a card.", mend)
    for key in ("title", "aim"):
        for slug, other in shelf.practices.items():
            if other and slug < written.practice.slug and _same(key, other, written.practice):
                mend = "Give it one of its own: people tell them apart by it."
                yield written.mistake(written.at(key), f"{slug} has the same {key}.", mend)


def _same(key: str, one: Practice, other: Practice) -> bool:
    return bool(getattr(one, key) == getattr(other, key))


def _of_names(written: Written, shelf: KnownNames) -> Iterator[Mistake]:
    it = written.practice
    where = "practices/library/vocabulary.py"
    yield from _unknown(written, "needs", it.needs, vocabulary.NEEDS, where)
    yield from _unknown(written, "anchors", it.anchors, vocabulary.ANCHORS, where)
    others = shelf.practices.keys() - {it.slug}
    yield from _unknown(written, "alternatives", it.alternatives, others, "content/en/practices")
    yield from _unknown(written, "evidence", it.evidence, shelf.notes, "content/en/evidence")
    drawings = drawn(settings.BASE_DIR / "templates/drawings")
    yield from _unknown(written, "drawing", (it.drawing,), drawings, "templates/drawings")
    if not it.covers or not all(number in METHODS for number in it.covers):
        mend = f"docs/methods.md numbers them from {METHODS[0]} to {METHODS[-1]}."
        yield written.mistake(written.at("covers"), "It covers no method.", mend)


def _unknown(
    written: Written, key: str, named: tuple[str, ...], offered: Collection[str], where: str
) -> Iterator[Mistake]:
    for word in named:
        if word not in offered:
            mend = f"It can be one of: {', '.join(sorted(offered))}. They stand in {where}."
            yield written.mistake(written.at(key), f"{key} has {word!r}, which is none.", mend)


@cache
def drawn(folder: Path) -> frozenset[str]:
    """The drawings in `folder` that fit the card of a practice."""
    files = folder.glob("*.html")
    return frozenset(it.stem for it in files if DRAWN.fullmatch(it.read_text(encoding="utf-8")))


def _of_ways_out(written: Written, shelf: KnownNames) -> Iterator[Mistake]:
    """There is another way to do it, and a gentle other thing to do."""
    if not written.practice.adaptations:
        mend = "Say one in a sentence: adaptations: [Hold something instead of using your hand.]"
        yield written.mistake(written.at("adaptations"), "It says no other way to do it.", mend)
    others = [shelf.practices.get(slug) for slug in written.practice.alternatives]
    named = [it for it in others if it is not None]
    if len(named) == len(others) and not any(it.is_gentle for it in named):
        mend = "Name a gentle one: alternatives: [care-menu]"
        line = written.at("alternatives", "intensity")
        yield written.mistake(line, "It names no gentle practice in its place.", mend)


def _of_what_is_kept(written: Written) -> Iterator[Mistake]:
    it = written.practice
    if "journal" not in it.keeps and not (it.questions and "keep" in it.keeps):
        mend = "keeps: If your journal is open, only that you did this, and how it was after."
        what = "`keeps` does not say what is kept in the journal (or, of questions, that they are)."
        yield written.mistake(written.at("keeps"), what, mend)
