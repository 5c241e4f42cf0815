"""What a form for writing shows of the pictures in it."""

from typing import Any

from django import template

from accounts.pictures.store import Shown
from journal.content import Content
from journal.keeping.pictures import shown_on
from journal.writing.pictures import Box, Pictures

register = template.Library()


@register.simple_tag(takes_context=True)
def picture_boxes(context: dict[str, Any], pictures: Pictures) -> list[Box]:
    return pictures.boxes(context["request"].vault)


@register.simple_tag(takes_context=True)
def pictures_of(context: dict[str, Any], content: Content | None) -> list[Shown]:
    """The pictures that stand in an entry's words, in order."""
    request = context["request"]
    if content is None or not content.pictures:
        return []
    return shown_on(request.user, request.vault, content)
