"""The forms of the kit: a line, something that does good, someone to call."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from crispy_forms.layout import HTML
from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.form_layout import kind_helper
from accounts.inbox.rescue import Words
from accounts.models import User
from practices.kit.items import LINES, Kept, fingerprint
from practices.library.vocabulary import AREAS, COSTS, ENERGIES
from practices.models import Item, KitItem
from practices.player.questions import LINE_LETTERS

LEFT_OPEN = ("", pgettext_lazy("cost or energy", "It varies"))
EXTENSION = r"(?:(?:x|ext\.?|#)\s*\d{1,6})"
TOO_LONG_FOR_KIT = _(
    "This takes %(limit_value)d letters and spaces; yours has %(show_value)d. It is all in the box."
)
PHONE = re.compile(rf"\(?\+?[\d\s()/.\-]*\d[\d\s()/.\-]*{EXTENSION}?\s*", re.IGNORECASE)
BETWEEN_NUMBERS = re.compile(r"[,;|/]|\s(?:or|and|oder|und)\s", re.IGNORECASE)
MOST_DIGITS = 18  # of one number: an international one has 15, with what is dialled before it

NOT_TO_BE_DIALLED = _(
    "A phone could not call this as it stands. Digits, spaces, and + ( ) - / . are fine, and an "
    "extension at the end: ext. 12."
)
ONE_AT_A_TIME = _(
    "This looks like more than one number, and one tap can call only one. Keep the one that "
    "reaches them best. The other can go in beside their name, or in an entry of its own."
)


class KitForm(forms.Form):
    """What the forms of the kit share. The fields' names are theirs alone, so that words that
    could not be taken are found under their labels."""

    typed: ClassVar[tuple[str, ...]]

    base = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: User, kept: Iterable[Kept] = (), **kwargs: Any) -> None:
        """`kept`: the things that its page is about. `opened_on`: the fingerprints of those that
        the page was opened on."""
        super().__init__(*args, **kwargs)
        self.kept = list(kept)
        self.opened_on = self.data.get("base", "").split()
        shown = {}
        if self.kept:
            shown["base"] = " ".join(fingerprint(it.row, it.item) for it in self.kept)
        self.initial.update(shown)
        if self.is_bound:
            sent = self.data.copy()  # type: ignore[attr-defined] # a QueryDict
            for name, value in shown.items():
                sent[name] = value
            self.data = sent
        for name in self.typed:
            box = self.fields[name].widget.attrs
            box |= {"autocomplete": "off", "dir": "auto"}
            box["spellcheck"] = "true" if user.spellcheck else "false"

    @property
    def helper(self) -> Any:
        hidden = [name for name, field in self.fields.items() if field.widget.is_hidden]
        names = [name for name in self.fields if name not in hidden]
        whose = HTML("{% load whose %}{% whose %}")
        return kind_helper(
            whose,
            *hidden,
            *names,
            button=_("Keep"),
            error_title=self.error_title,
            autocomplete="off",
        )

    @property
    def error_title(self) -> Promise:
        if any(self.data.get(name, "").strip() for name in self.typed):
            return _("Not kept yet. Your words are still here.")
        return _("Nothing to keep yet.")

    def start_again_from(self, row: KitItem, theirs: Item) -> None:
        """After both were shown: the next Keep means these words, over those."""
        sent = self.data.copy()  # type: ignore[attr-defined] # a QueryDict
        sent["base"] = f"{sent.get('base', '')} {fingerprint(row, theirs)}".strip()
        self.data = sent

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
            "max_length": TOO_LONG_FOR_KIT,
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
            "max_length": TOO_LONG_FOR_KIT,
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
        choices=[LEFT_OPEN, *COSTS.items()],
        required=False,
        widget=forms.RadioSelect,
    )
    energy = forms.ChoiceField(
        label=_("The energy it takes"),
        choices=[LEFT_OPEN, *ENERGIES.items()],
        required=False,
        widget=forms.RadioSelect,
    )

    def item(self) -> Item:
        cleaned = self.cleaned_data
        return Item(
            text=" ".join(cleaned["kit_care"].split()),
            area=cleaned["area"],
            minutes=cleaned["minutes"] or 0,
            cost=cleaned["cost"],
            energy=cleaned["energy"],
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


class PersonToCallForm(KitForm):
    typed = ("kit_person", "kit_phone")

    kit_person = forms.CharField(
        label=_("Their name"),
        help_text=_("As you call them."),
        max_length=100,
        error_messages={
            "required": _("Their name goes here, or whatever you call them."),
            "max_length": TOO_LONG_FOR_KIT,
        },
    )
    kit_phone = forms.CharField(
        label=_("Their number"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel"}),
        error_messages={
            "required": _("Their number goes here, so that one tap is enough."),
            "max_length": TOO_LONG_FOR_KIT,
        },
    )

    def clean_kit_phone(self) -> str:
        phone: str = self.cleaned_data["kit_phone"]
        if _is_several(phone):
            raise forms.ValidationError(ONE_AT_A_TIME)
        if not PHONE.fullmatch(phone) or _digits(phone) < 3:
            raise forms.ValidationError(NOT_TO_BE_DIALLED)
        return phone

    def item(self) -> Item:
        cleaned = self.cleaned_data
        return Item(text=" ".join(cleaned["kit_person"].split()), phone=cleaned["kit_phone"])

    @classmethod
    def initial_of(cls, item: Item) -> dict[str, Any]:
        return {"kit_person": item.text, "kit_phone": item.phone}


def _is_several(phone: str) -> bool:
    """Whether it is more than one number. "0316 / 123456" is one: an area, and who lives there."""
    parts = [part.strip(" (") for part in BETWEEN_NUMBERS.split(phone)]
    begun = [part for part in parts if part.startswith(("0", "+")) and _digits(part) >= 3]
    number = re.split(r"x|ext|#", phone.lower())[0]
    return len(begun) > 1 or number.count("+") > 1 or _digits(number) > MOST_DIGITS


def _digits(text: str) -> int:
    return sum(letter.isdecimal() for letter in text)


FORMS: dict[str, type[KitForm]] = {
    KitItem.Kind.LINE: LineForm,
    KitItem.Kind.CARE: CareForm,
    KitItem.Kind.PERSON: PersonToCallForm,
}


def typed_in_kit(sent: QueryDict) -> Iterator[Words]:
    """What was typed into one of the kit's forms, under its label."""
    for form in FORMS.values():
        for name in form.typed:
            if name in sent:
                yield Words(str(form.base_fields[name].label), str(sent[name]))
