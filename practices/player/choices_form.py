"""How someone likes to sit, as a form."""

from collections.abc import Mapping
from typing import Any, Self

import msgspec
from django import forms
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from practices.library.practice import Practice
from practices.library.vocabulary import ANCHORS, EYES
from practices.player.sitting_choices import Choices

# What a slider says, with its number in it.
SLIDERS: Mapping[str, str | Promise] = {
    "voice_volume": _("{n} %"),
    "tone_volume": _("{n} %"),
    "pitch": _("{n} Hz"),
}

NO_PACE = _("A breath takes 1 to 10 seconds here. Left empty, it is as the practice has it.")


class ChoicesForm(forms.Form):
    """Every choice, shown or not, so that what a page has no use for stays as it was."""

    eyes = forms.ChoiceField(label=_("Eyes"), widget=forms.RadioSelect, required=False)
    anchor = forms.ChoiceField(
        label=_("Something to come back to"),
        help_text=_("Anchor, in the practice, brings you there."),
        widget=forms.RadioSelect,
        required=False,
    )
    touch = forms.BooleanField(
        label=_("Touch is fine"),
        help_text=_("Without it, there is something else in its place."),
        required=False,
    )
    press_next = forms.BooleanField(
        label=_("I’ll press next"),
        help_text=_("Nothing moves on by itself."),
        required=False,
    )
    inhale = forms.FloatField(
        label=_("In, seconds"),
        min_value=1,
        max_value=10,
        required=False,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), NO_PACE),
    )
    exhale = forms.FloatField(
        label=_("Out, seconds"),
        min_value=1,
        max_value=10,
        required=False,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), NO_PACE),
    )
    bell = forms.BooleanField(label=_("A soft bell between steps"), required=False)
    vibrate = forms.BooleanField(label=_("A short buzz between steps"), required=False)
    voice = forms.BooleanField(
        label=_("A voice"), help_text=_("This device’s own. Nothing leaves it."), required=False
    )
    voice_volume = forms.IntegerField(
        label=_("How loud the voice is"), min_value=0, max_value=100, required=False
    )
    tone = forms.BooleanField(label=_("A tone while you breathe out"), required=False)
    tone_volume = forms.IntegerField(
        label=_("How loud the tone is"), min_value=0, max_value=100, required=False
    )
    pitch = forms.IntegerField(
        label=pgettext_lazy("of a tone", "How high it is"),
        min_value=100,
        max_value=600,
        required=False,
    )

    def __init__(self, *args: Any, practice: Practice | None = None, **kwargs: Any) -> None:
        """`practice`: whose anchors are offered, beside the one that is chosen."""
        super().__init__(*args, **kwargs | {"auto_id": "sit_%s"})  # apart from the questions' ids
        chosen = self.initial.get("anchor")
        self.fields["eyes"].choices = [  # type: ignore[attr-defined] # a ChoiceField
            (key, _with_hint(name, how)) for key, (name, how) in EYES.items()
        ]
        self.fields["anchor"].choices = [  # type: ignore[attr-defined] # a ChoiceField
            (key, _with_hint(name, how))
            for key, (name, how) in ANCHORS.items()
            if practice is None or key in {*practice.anchors, chosen}
        ]
        for name in ("inhale", "exhale"):
            self.fields[name].widget = forms.NumberInput(
                attrs={"min": 1, "max": 10, "step": 0.5, "inputmode": "decimal", "size": 4}
            )
        for name, says in SLIDERS.items():
            _as_slider(self.fields[name], says)

    @classmethod
    def of(cls, choices: Choices, practice: Practice) -> Self:
        """The form as a practice shows it. Without a pace of one's own, the practice's."""
        initial = {name: getattr(choices, name) for name in choices.__struct_fields__}
        initial |= {"inhale": choices.inhale or None, "exhale": choices.exhale or None}
        form = cls(initial=initial, practice=practice)
        if breath := next((step.breath for step in practice.steps if step.breath), None):
            form.fields["inhale"].widget.attrs["placeholder"] = f"{breath.inhale:g}"
            form.fields["exhale"].widget.attrs["placeholder"] = f"{breath.exhale:g}"
        return form

    def chosen(self, *, over: Choices) -> Choices:
        """What was sent, written over what stood. What does not fit, or was not sent, stays.

        Ticks and the pace can be taken back: by a box without a tick, or without a number.
        """
        self.full_clean()
        fits = {name: it for name, it in self.cleaned_data.items() if it not in (None, "")}
        emptied = {name: 0 for name in ("inhale", "exhale") if self.data.get(name) == ""}
        return msgspec.structs.replace(over, **fits, **emptied)


def _as_slider(field: forms.Field, says: str | Promise) -> None:
    """A slider. player_choices.js shows its value beside the label, for screen readers too."""
    low, high = field.min_value, field.max_value  # type: ignore[attr-defined] # a number's
    attrs = {"type": "range", "min": low, "max": high, "step": 5, "data-says": says}
    field.widget = forms.NumberInput(attrs=attrs)
    field.label = format_html('{} <span class="quiet" aria-hidden="true"></span>', field.label)


def _with_hint(name: object, how: object) -> str:
    return format_html('{} <span class="quiet">{}</span>', name, how)
