"""How an opened entry's facts are put into words."""

from django import template
from django.forms import BoundField
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from accounts.templatetags.form_fields import kind_field
from journal.content import Content
from journal.kinds import letter
from journal.queries import OpenedEntry
from journal.reading.answers import answered, unasked
from journal.reading.list_items import ListItem, list_item
from journal.reading.markdown import prose
from journal.writing.base import WritingForm
from practices.library.catalogue import practice

register = template.Library()
register.filter(answered)
register.filter(unasked)
register.filter(prose)
register.filter(letter.signature)
register.filter(letter.greets)


@register.filter
def can_be_changed(content: Content) -> bool:
    """Whether there are boxes for what a note says: its practice is still in the library."""
    return not content.practice or practice(content.practice) is not None


@register.filter
def section(form: WritingForm, name: str) -> list[BoundField]:
    """The boxes of one section of a form, in order."""
    return form.section(name)


@register.filter
def rendered(boxes: list[BoundField]) -> SafeString:
    """Each box with its label, hint and errors."""
    return format_html_join("", "{}", ((kind_field(box),) for box in boxes))


@register.filter
def any_wrong(boxes: list[BoundField]) -> bool:
    return any(box.errors for box in boxes)


@register.filter
def any_filled(boxes: list[BoundField]) -> bool:
    return any(box.value() for box in boxes)


@register.filter
def feeling(word: str) -> str:
    """A feeling as it is shown: offered ones translated, own ones as typed."""
    return str(dict(letter.FEELINGS).get(word, word))


@register.filter
def list_items(rows: list[OpenedEntry]) -> list[ListItem]:
    """Opened entries as lines of a list."""
    return [list_item(row, timezone.localdate()) for row in rows]
