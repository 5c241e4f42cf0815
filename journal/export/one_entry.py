"""One entry as Markdown, to paste elsewhere: the words as its page shows them.

Pure: an opened entry in, text out. What was noted about the words (marks, tags, feelings)
stays in the journal, as it does when the page is printed.
"""

from collections.abc import Iterator, Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from journal.content import Content
from journal.kinds.letter import greets, signature
from journal.kinds.question import Shape
from journal.models import Entry
from journal.reading.answers import Answered, answered, unasked
from journal.reading.list_items import day_in_full
from practices.library.catalogue import practice

BETWEEN = "\n\n"


def as_markdown(entry: Entry, content: Content, pictures: Sequence[str] = ()) -> str:
    """`content`, what `entry` says, under its title and its date. Ends in a line break.

    `pictures` are the words for its pictures: a text holds no more of them.
    """
    is_day = entry.kind == Entry.Kind.DAY
    parts = _day(entry, content) if is_day else _page(entry, content, pictures)
    return BETWEEN.join(part.strip("\n") for part in parts) + "\n"


def _page(entry: Entry, content: Content, pictures: Sequence[str]) -> Iterator[str]:
    """A letter, a memory or a note."""
    when = date_format(entry.day, "j F Y")
    if title := content.title or _name(content):
        yield f"# {title}"
    written_by = signature(content)
    yield f"*{when}, {written_by}*" if written_by else f"*{when}*"
    if greets(content):
        yield _("Dear %(name)s,") % {"name": content.answers["to"]}
    if content.body:
        yield content.body
    yield from map(_under_its_question, answered(content, entry.kind))
    for shows in filter(None, pictures):
        yield _("A picture: %(words)s") % {"words": shows}


def _name(content: Content) -> str:
    """What an entry without a title is called: a note by its practice, anything else not at all."""
    sat_with = practice(content.practice)
    return sat_with.title if sat_with else ""


def _under_its_question(answer: Answered) -> str:
    if answer.shape == Shape.LIST:
        text = "\n".join(f"- {line}" for line in answer.lines)
    elif answer.shape == Shape.CHIPS:
        text = ", ".join(answer.texts)
    else:
        text = answer.text.strip("\n")
    return f"**{answer.label}**{BETWEEN}{text}"


def _day(entry: Entry, content: Content) -> Iterator[str]:
    yield f"# {day_in_full(entry.day)}"
    for half, name in (("morning", _("Morning")), ("evening", _("Evening"))):
        if answers := answered(content, half):
            yield f"## {name}"
            yield from map(_under_its_question, answers)
    yield from map(_under_its_question, unasked(content, entry.kind))
