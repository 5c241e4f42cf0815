"""How an opened entry's facts are put into words."""

from django import template
from django.utils import timezone

from journal import choices
from journal.content import Content
from journal.queries import Opened
from journal.reading.answers import asked
from journal.reading.list_items import Slip, slip
from journal.reading.markdown import prose
from journal.writing.day_answers import said_in
from practices.library.catalogue import practice

register = template.Library()
register.filter(asked)
register.filter(prose)
register.filter(said_in)
register.filter(choices.signature)
register.filter(choices.greets)


@register.filter
def can_be_changed(content: Content) -> bool:
    """Whether there are boxes for what a note says: its practice is still in the library."""
    return not content.practice or practice(content.practice) is not None


@register.filter
def feeling(word: str) -> str:
    """A feeling as it is shown: offered ones translated, own ones as typed."""
    return str(dict(choices.FEELINGS).get(word, word))


@register.filter
def slips(rows: list[Opened]) -> list[Slip]:
    """Opened entries as lines of a list."""
    return [slip(row, timezone.localdate()) for row in rows]
