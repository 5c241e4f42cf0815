"""An entry as a line in a list: the timeline, the bin. What is marked hard stays folded."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from journal.content import Content
from journal.kinds.catalogue import KINDS
from journal.models import Entry
from journal.queries import OpenedEntry
from journal.reading.answers import answered
from journal.reading.markdown import first_words
from practices.library.catalogue import practice


@dataclass(frozen=True, slots=True)
class ListItem:
    entry: Entry
    drawing: str
    when: str
    title: str
    words: str
    picture: str = ""  # the id of its first


def list_item(row: OpenedEntry, today: date) -> ListItem:
    """How `row` reads in a list. No words of a damaged, hard or closed one appear."""
    entry, content, picture = row.entry, row.content, ""
    if entry.opens_on and entry.is_closed:
        title = _("A letter for %(day)s") % {"day": date_format(entry.opens_on, "j F Y")}
        words = _("Closed until then. You can open it early, if you like.")
        if entry.binned_at:
            words = _("It stays closed in the bin.")
        elif entry.has_arrived(today):
            words = _("Its day has come. It opens when you like.")
    elif content is None:
        title = _("This one cannot be opened")
        words = _("Its record is damaged. Nothing was written over it.")
    elif content.hard:
        title = _("Something you marked as hard")
        words = _("Folded. Open it only if you like.")
    else:
        title = content.title or _name(entry, content)
        words = beginning(entry.kind, content)
        picture = "".join(content.pictures[:1])
    return ListItem(entry, _drawing(entry), day_in_full(entry.day), title, words, picture)


def beginning(kind: str, content: Content) -> str:
    """The first words of an entry: of its body, or of what it answers."""
    if content.body:
        return first_words(content.body)
    answers = answered(content, kind)
    if content.practice:
        return first_words(" · ".join(", ".join(it.lines) for it in answers))
    first = next((it for it in answers if it.is_typed), None) or next(iter(answers), None)
    return first_words(first.text) if first else ""


def day_in_full(day: date) -> str:
    """“Sunday 22 November 2026”, in the language of the page."""
    return _day_in_full(day, get_language())


@lru_cache(maxsize=4096)
def _day_in_full(day: date, language: str | None) -> str:
    return date_format(day, "l j F Y")


def _name(entry: Entry, content: Content) -> str:
    """What an entry without a title is called: a note by the practice it comes from."""
    if entry.kind == Entry.Kind.NOTE and (sat_with := practice(content.practice)):
        return sat_with.title
    if entry.kind != Entry.Kind.DAY:
        return str(entry.get_kind_display())
    if entry.morning_at and entry.evening_at:
        return _("Morning and evening")
    return _("The evening") if entry.evening_at else _("The morning")


def _drawing(entry: Entry) -> str:
    half = "evening" if entry.evening_at else "morning"
    return KINDS[half if entry.kind == Entry.Kind.DAY else entry.kind].drawing
