"""How a practice is put into words: its time, how gentle it is, what is known of it."""

from collections.abc import Iterable

from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field
from django import forms, template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from practices.library import phrasing, vocabulary
from practices.library.evidence import Standing
from practices.library.practice import Backdraft, Intensity, Practice, StepQuestion

register = template.Library()

for of_time in (phrasing.length, phrasing.roughly, phrasing.time_range, phrasing.spoken):
    register.filter(of_time.__name__, of_time)


@register.filter
def read_on(lines: Iterable[str]) -> SafeString:
    """Lines of a file one after another, as a paragraph."""
    return format_html_join(" ", "{}", ((phrasing.spoken(line),) for line in lines))


@register.filter
def gentleness(practice: Practice) -> str:
    """ "very gentle", after a comma or a dot."""
    if practice.is_gentle and practice.backdraft == Backdraft.LOW:
        return pgettext("a practice", "very gentle")
    if practice.intensity == Intensity.MODERATE:
        return pgettext("a practice", "asks a little more")
    return str(vocabulary.INTENSITIES[practice.intensity])


@register.filter
def what_may_happen(practice: Practice) -> str:
    """How gentle it is, in a sentence or two. It promises nothing."""
    match practice.intensity:
        case Intensity.DEEP:
            return _("It goes deeper. Choose a day with some room round it.")
        case Intensity.MODERATE:
            return _("It can stir something up. You can stop at any step.")
    if practice.backdraft == Backdraft.LOW:
        return _("It asks little, and you can stop at any step.")
    return _("It asks little. If it stirs something up all the same, you can stop at any step.")


@register.filter
def need(key: str) -> str:
    """When someone turns to a practice: "I feel numb"."""
    return str(vocabulary.NEEDS.get(key, key))


@register.filter
def response(key: str) -> str:
    """How it was after: "Softer"."""
    return str(vocabulary.RESPONSES.get(key, ""))


STANDINGS = {
    Standing.CHECKED: lambda: _("Checked against the abstract."),
    Standing.HEDGED: lambda: _("From general knowledge. We have not checked a paper."),
    Standing.NONE: lambda: _("No trial known."),
}


@register.filter
def standing(key: Standing) -> str:
    """How we know what a note says, so that nobody has to take it for more."""
    return STANDINGS[key]()


@register.filter
def boxes(form: forms.Form, question: StepQuestion) -> SafeString:
    """What a question is answered in: its box, and the one for an own word beside choices.

    The step's title says what the first asks; its own label is for whoever cannot see that.
    """
    asked = as_crispy_field(form[question.name], label_class="visually-hidden")
    own = as_crispy_field(form[f"{question.name}_own"]) if question.own else ""
    return format_html("{}{}", asked, own)


@register.filter
def of_kind(own: dict[str, list[str]], kind: str) -> list[str]:
    """What the person's kit says of one kind: the lines for a step that `reads: line`."""
    return own.get(kind, [])
