"""Fields in our crispy pack."""

from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field
from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

_blank: dict[tuple[object, ...], SafeString] = {}


@register.filter
def kind_field(bound: BoundField) -> SafeString:
    """A field with its label, hint and errors.

    A blank field reads the same for everyone, so it is rendered once per language
    and reused: a third of a page for writing is blank fields. One that holds
    anybody's words is always rendered anew and never kept.
    """
    form = bound.form
    if form.is_bound or form.initial.get(bound.name):
        return as_crispy_field(bound)
    key = (type(form), bound.name, get_language(), *bound.field.widget.attrs.items())
    if key not in _blank:
        _blank[key] = as_crispy_field(bound)
    return _blank[key]
