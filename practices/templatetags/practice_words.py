"""How a practice is put into words: its time, how gentle it is, what is known of it."""

import re

from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field
from django import forms, template
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from practices import words
from practices.evidence import Standing
from practices.library import Backdraft, Intensity, Practice, Question

register = template.Library()

EMPHASIS = re.compile(r"\*([^*]+)\*")


@register.filter
def spoken(line: str) -> SafeString:
    """A line of a file as HTML: *what stands between asterisks* is said with emphasis."""
    return SafeString(EMPHASIS.sub(r"<em>\1</em>", escape(line)))


@register.filter
def time_range(practice: Practice) -> str:
    """ "20 to 60 seconds", "1 to 5 minutes", "30 seconds to 5 minutes"."""
    shortest, longest = practice.shortest, practice.longest
    if shortest == longest:
        return length(shortest)
    if _in_seconds(longest) or longest == 60:
        return _("%(n)d to %(m)d seconds") % {"n": shortest, "m": longest}
    if _in_seconds(shortest):
        return _("%(shortest)s to %(longest)s") % {
            "shortest": length(shortest),
            "longest": length(longest),
        }
    return _("%(n)d to %(m)d minutes") % {"n": round(shortest / 60), "m": round(longest / 60)}


@register.filter
def length(seconds: int) -> str:
    """ "20 seconds", "5 minutes": whole minutes from two on, and where they come out even."""
    if _in_seconds(seconds):
        return ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}
    minutes = round(seconds / 60)
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


def _in_seconds(seconds: int) -> bool:
    return seconds < 120 and seconds != 60


@register.filter
def gentleness(practice: Practice) -> str:
    """ "very gentle", after a comma or a dot."""
    if practice.is_gentle and practice.backdraft == Backdraft.LOW:
        return pgettext("a practice", "very gentle")
    if practice.intensity == Intensity.MODERATE:
        return pgettext("a practice", "asks a little more")
    return str(words.INTENSITIES[practice.intensity])


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
    return str(words.NEEDS.get(key, key))


@register.filter
def response(key: str) -> str:
    """How it was after: "Softer"."""
    return str(words.RESPONSES.get(key, ""))


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
def boxes(form: forms.Form, question: Question) -> SafeString:
    """What a question is answered in: its box, and the one for an own word beside choices."""
    names = [question.name, f"{question.name}_own"] if question.own else [question.name]
    return format_html_join("", "{}", ((as_crispy_field(form[name]),) for name in names))


@register.filter
def of_kind(own: dict[str, list[str]], kind: str) -> list[str]:
    """What the person's kit says of one kind: the lines for a step that `reads: line`."""
    return own.get(kind, [])
