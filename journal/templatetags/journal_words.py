"""How an opened entry's facts are put into words."""

from django import template
from django.utils import timezone

from journal import words
from journal.asked import asked
from journal.content import Content
from journal.halves import said_in
from journal.prose import prose
from journal.queries import Opened
from journal.slips import Slip, slip
from practices.library import practice

register = template.Library()
register.filter(asked)
register.filter(prose)
register.filter(said_in)
register.filter(words.signature)
register.filter(words.greets)


@register.filter
def can_be_changed(content: Content) -> bool:
    """Whether there are boxes for what a note says: its practice is still in the library."""
    return not content.practice or practice(content.practice) is not None


@register.filter
def feeling(word: str) -> str:
    """A feeling as it is shown: offered ones translated, own ones as typed."""
    return str(dict(words.FEELINGS).get(word, word))


@register.filter
def slips(rows: list[Opened]) -> list[Slip]:
    """Opened entries as lines of a list."""
    return [slip(row, timezone.localdate()) for row in rows]
