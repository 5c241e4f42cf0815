"""The boxes of a practice's questions, and who keeps what is written in them.

The journal keeps answers as a note; this room does not know how. `journal` registers in
`ready()` what makes the form of a practice for someone whose journal is open: with its
hidden state, and with what they left unfinished. Anyone else gets the boxes alone.
"""

from collections.abc import Callable
from functools import cache

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.requests import PersonRequest
from practices.library import Asks, Practice, Question

LINE_LETTERS = 300
TEXT_LETTERS = 500_000  # as much as a letter
# What no question can be kept as: names that the form, its page or the browser need.
RESERVED = {
    *{"entry", "base", "draft", "revision", "whose", "practice", "seconds", "harder"},
    *{"form", "day", "csrfmiddlewaretoken", "of", "fields", "initial", "data", "draft_form"},
    *{"error_title", "goes_on_at", "boxes", "elements", "dataset", "submit", "autocomplete"},
    *{name for name in dir(forms.Form) if not name.startswith("_")},
}
type MakeForm = Callable[[PersonRequest, Practice], forms.Form]

# At most one: who keeps answers. Empty where nobody does (the practices alone).
keepers: list[MakeForm] = []


def form_for(request: PersonRequest, practice: Practice) -> forms.Form:
    """The form of a practice's questions: one that can be kept, where it can."""
    if keepers and request.user.is_authenticated and request.vault.is_open:
        return keepers[0](request, practice)
    return _questions_of(practice, get_language())()


@cache
def _questions_of(practice: Practice, language: str | None) -> type[forms.Form]:
    """Made once a language: pages that reuse blank fields tell forms apart by their class."""
    return type("Questions", (forms.Form,), fields_of(practice))


def fields_of(practice: Practice) -> dict[str, forms.Field]:
    """A field for each question, in order; nothing is required. Own words beside choices too."""
    fields: dict[str, forms.Field] = {}
    for question in practice.questions:
        fields[question.name] = _field(question)
        if question.own:
            fields[f"{question.name}_own"] = _line(_("In your own word"))
    return fields


def _field(question: Question) -> forms.Field:
    choices = [(choice.value, choice.label) for choice in question.choices]
    match question.asks:
        case Asks.LINE:
            return _line(question.label)
        case Asks.LINES | Asks.TEXT:
            box = forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "dir": "auto"})
            return forms.CharField(
                label=question.label, required=False, max_length=TEXT_LETTERS, widget=box
            )
        case Asks.ONE:
            return forms.ChoiceField(
                label=question.label, required=False, choices=choices, widget=forms.RadioSelect
            )
        case Asks.SEVERAL:
            return forms.MultipleChoiceField(
                label=question.label,
                required=False,
                choices=choices,
                widget=forms.CheckboxSelectMultiple,
            )
        case Asks.SCALE:
            scale = [(str(n), str(n)) for n in range(11)]
            return forms.ChoiceField(
                label=question.label, required=False, choices=scale, widget=forms.RadioSelect
            )


def _line(label: str) -> forms.CharField:
    box = forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"})
    return forms.CharField(label=label, required=False, max_length=LINE_LETTERS, widget=box)
