"""The boxes of a practice's questions."""

from functools import cache

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.vault.sealing import AnyVault
from practices.library.practice import Asks, Practice, Question
from practices.player.answer_keeper import answer_keeper

LINE_LETTERS = 300
TEXT_LETTERS = 500_000  # as much as a letter
# What no question can be kept as: names that the form, its page or the browser need, or that
# drafts of earlier versions hold ("held").
RESERVED = {
    *{"entry", "base", "draft", "revision", "whose", "practice", "seconds", "response", "stop"},
    *{"note", "sitting", "told", "held", "also_say"},
    *{"form", "day", "csrfmiddlewaretoken", "of", "fields", "initial", "data", "draft_form"},
    *{"error_title", "goes_on_at", "boxes", "elements", "dataset", "submit", "autocomplete"},
    *{name for name in dir(forms.Form) if not name.startswith("_")},
}


def form_for(user: User, vault: AnyVault, practice: Practice) -> forms.Form:
    """The form of a practice's questions: one that can be kept where the journal is open, the
    boxes alone where it is not."""
    if user.is_authenticated and vault.is_open:
        return answer_keeper().form_for(user, vault, practice)
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
