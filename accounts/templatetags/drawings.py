"""Our own drawings, put into the page as they stand in `templates/drawings/`."""

from functools import cache

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
@cache
def drawing(name: str) -> SafeString:
    """`{% drawing "leaf" %}`. Each is read once: a page holds twenty of them."""
    return SafeString(get_template(f"drawings/{name}.html").render())
