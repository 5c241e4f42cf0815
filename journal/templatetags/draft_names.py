"""Unfinished pages by name, where they are offered."""

from typing import Any

from django import template

from journal.drafts.names import NamedDraft, named_drafts
from journal.models import Draft

register = template.Library()


@register.simple_tag(takes_context=True)
def named_drafts_of(context: dict[str, Any], drafts: list[Draft]) -> list[NamedDraft]:
    """`{% named_drafts_of unfinished as pages %}`."""
    return named_drafts(drafts, context["request"].vault)
