"""The forms of the kit: a line, something that does good, someone to call."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import parked
from accounts.already_written import Words
from accounts.kind import kind_helper
from accounts.models import User
from practices.answers import LINE_LETTERS
from practices.kit import LINES, Kept
from practices.models import Item, KitItem

AREAS = {"body": _("Body"), "mind": _("Mind"), "emotion": _("Emotion")}
COSTS = {
    "": pgettext_lazy("cost or energy", "It varies"),
    "nothing": pgettext_lazy("what something costs", "Nothing"),
    "little": pgettext_lazy("what something costs", "A little"),
    "more": pgettext_lazy("what something costs", "More"),
}
ENERGIES = {
    "": pgettext_lazy("cost or energy", "It varies"),
    "little": pgettext_lazy("the energy something takes", "A little"),
    "some": pgettext_lazy("the energy something takes", "Some"),
    "more": pgettext_lazy("the energy something takes", "More"),
}
EXTENSION = r"(?:(?:x|ext\.?|#)\s*\d{1,6})"
TOO_LONG = _(
    "This takes %(limit_value)d letters and spaces; yours has %(show_value)d. It is all in the box."
)
PHONE = re.compile(rf"\+?[\d\s()/.\-]*\d[\d\s()/.\-]*{EXTENSION}?\s*", re.IGNORECASE)


class KitForm(forms.Form):
    """What the forms of the kit share. The fields' names are theirs alone, so that words that
    could not be taken are found under their labels."""

    typed: ClassVar[tuple[str, ...]]

    whose = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: User, kept: Iterable[Kept] = (), **kwargs: Any) -> None:
        self.kept = list(kept)
        super().__init__(*args, **kwargs)
        self.initial["whose"] = parked.whose(user)
        if self.is_bound:
            sent = self.data.copy()  # type: ignore[attr-defined] # a QueryDict
            sent["whose"] = self.initial["whose"]
            self.data = sent
        for name in self.typed:
            box = self.fields[name].widget.attrs
            box |= {"autocomplete": "off", "dir": "auto"}
            box["spellcheck"] = "true" if user.spellcheck else "false"

    @property
    def helper(self) -> Any:
        names = [name for name in self.fields if name != "whose"]
        return kind_helper(
            "whose", *names, button=_("Keep"), error_title=self.error_title, autocomplete="off"
        )

    @property
    def error_title(self) -> Promise:
        if any(self.data.get(name, "").strip() for name in self.typed):
            return _("Not kept yet. Your words are still here.")
        return _("Nothing to keep yet.")

    def item(self) -> Item:
        """What the valid form says."""
        raise NotImplementedError

    @classmethod
    def initial_of(cls, item: Item) -> dict[str, Any]:
        raise NotImplementedError


class LineForm(KitForm):
    typed = ("kit_line",)

    kit_line = forms.CharField(
        label=_("A line of mine"),
        help_text=_("What you would say to someone you are fond of. Short is good."),
        max_length=LINE_LETTERS,
        error_messages={
            "required": _("There is no line in the box yet. Three words are enough."),
            "max_length": TOO_LONG,
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Where there are three lines already, it asks which of them makes room."""
        super().__init__(*args, **kwargs)
        there = [(str(it.row.uuid), it.item.text) for it in self.kept if it.item]
        if len(there) >= LINES:
            self.fields["instead"] = forms.ChoiceField(
                label=_("You have three lines. Which of them makes room?"),
                choices=there,
                widget=forms.RadioSelect,
                error_messages={
                    "required": _(
                        "There are three places, and they are taken. Choose the line that makes "
                        "room, or leave them as they are."
                    )
                },
            )

    @property
    def makes_room(self) -> KitItem | None:
        """The line in whose place the new one goes."""
        chosen = self.cleaned_data.get("instead")
        return next((it.row for it in self.kept if str(it.row.uuid) == chosen), None)

    def item(self) -> Item:
        return Item(text=" ".join(self.cleaned_data["kit_line"].split()))

    @classmethod
    def initial_of(cls, item: Item) -> dict[str, Any]:
        return {"kit_line": item.text}


class CareForm(KitForm):
    typed = ("kit_care",)

    kit_care = forms.CharField(
        label=_("Something that does me good"),
        help_text=_("As small as you like. Soup counts."),
        max_length=LINE_LETTERS,
        error_messages={
            "required": _("The box is still empty. One thing is enough, however small."),
            "max_length": TOO_LONG,
        },
    )
    area = forms.ChoiceField(
        label=_("Mostly for"),
        choices=list(AREAS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose where it belongs: body, mind or emotion.")},
    )
    minutes = forms.IntegerField(
        label=_("About how many minutes"),
        help_text=_("Leave it empty if it varies."),
        required=False,
        min_value=1,
        max_value=600,
        widget=forms.NumberInput(attrs={"autocomplete": "off", "size": 5}),
        error_messages={
            "invalid": _("Minutes are a whole number here: 10."),
            "min_value": _("One minute is the least. Or leave it empty."),
            "max_value": _("Ten hours, 600 minutes, is the most. Or leave it empty."),
        },
    )
    cost = forms.ChoiceField(
        label=_("What it costs"),
        choices=list(COSTS.items()),
        required=False,
        widget=forms.RadioSelect,
    )
    energy = forms.ChoiceField(
        label=_("The energy it takes"),
        choices=list(ENERGIES.items()),
        required=False,
        widget=forms.RadioSelect,
    )

    def item(self) -> Item:
        said = self.cleaned_data
        return Item(
            text=" ".join(said["kit_care"].split()),
            area=said["area"],
            minutes=said["minutes"] or 0,
            cost=said["cost"],
            energy=said["energy"],
        )

    @classmethod
    def initial_of(cls, item: Item) -> dict[str, Any]:
        return {
            "kit_care": item.text,
            "area": item.area,
            "minutes": item.minutes or None,
            "cost": item.cost,
            "energy": item.energy,
        }


class PersonForm(KitForm):
    typed = ("kit_person", "kit_phone")

    kit_person = forms.CharField(
        label=_("Their name"),
        help_text=_("As you call them."),
        max_length=100,
        error_messages={
            "required": _("Their name goes here, or whatever you call them."),
            "max_length": TOO_LONG,
        },
    )
    kit_phone = forms.CharField(
        label=_("Their number"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel"}),
        error_messages={
            "required": _("Their number goes here, so that one tap is enough."),
            "max_length": TOO_LONG,
        },
    )

    def clean_kit_phone(self) -> str:
        phone: str = self.cleaned_data["kit_phone"]
        if not PHONE.fullmatch(phone) or sum(c.isdecimal() for c in phone) < 3:
            raise forms.ValidationError(
                _(
                    "A phone could not call this as it stands. Digits, spaces, and + ( ) - / . "
                    "are fine, and an extension at the end: ext. 12."
                )
            )
        return phone

    def item(self) -> Item:
        said = self.cleaned_data
        return Item(text=" ".join(said["kit_person"].split()), phone=said["kit_phone"])

    @classmethod
    def initial_of(cls, item: Item) -> dict[str, Any]:
        return {"kit_person": item.text, "kit_phone": item.phone}


FORMS: dict[str, type[KitForm]] = {
    KitItem.Kind.LINE: LineForm,
    KitItem.Kind.CARE: CareForm,
    KitItem.Kind.PERSON: PersonForm,
}


def words_in(sent: QueryDict) -> Iterator[Words]:
    """What was typed into one of the kit's forms, under its label."""
    for form in FORMS.values():
        for name in form.typed:
            if name in sent:
                yield Words(str(form.base_fields[name].label), str(sent[name]))
