"""The birthday that someone gave once, offered again where a letter can be closed until it."""

from typing import Any

from django import template
from django.template.context import Context

from practices.player import progress

register = template.Library()


@register.simple_tag(takes_context=True)
def remember_birthday(context: Context, form: Any) -> str:
    """`{% remember_birthday form %}`. Nothing is read for a form that comes back with its words."""
    request: Any = context["request"]
    if not form.is_bound and request.vault.is_open:
        form.parts["envelope"].remember_birthday(
            progress.progress_of(request.user, request.vault).birthday
        )
    return ""
