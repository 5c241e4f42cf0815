"""Closing in a form for writing: until which day, and what that choice means."""

from datetime import date
from typing import Any

import msgspec
from django import forms
from django.utils.dates import MONTHS
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.days import today_of
from accounts.vault.sealing import AnyVault
from journal.content import Content, Typed
from journal.keeping import closed_letters
from journal.models import Entry
from journal.writing.base import PageForm
from practices.player import progress

BIRTHDAY = ("birthday_day", "birthday_month")
WHEN = ("closes", *BIRTHDAY, "opens_on")


def _part_of_a_birthday(label: Any, choices: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=choices,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select(attrs={"autocomplete": "off"}),
    )


def _days() -> list[tuple[int | str, str]]:
    return [("", ""), *((day, str(day)) for day in range(1, 32))]


def _months() -> list[tuple[int | str, str]]:
    return [("", ""), *((month, str(name)) for month, name in MONTHS.items())]


class WithEnvelope(PageForm):
    """A page that may be closed until a later day.

    It goes before the form that it closes, as in `LetterForm`: its fields come after that form's
    own, and closing comes after keeping.
    """

    closes = forms.ChoiceField(
        label=_("Close this letter until a later day?"),
        help_text=_(
            "It waits in an envelope, and no word of it shows until you open it. Leave this "
            "alone, and the letter stays open."
        ),
        choices=closed_letters.CHOICES,
        required=False,
        widget=forms.RadioSelect,
    )
    birthday_day = _part_of_a_birthday(_("Day"), _days)
    birthday_month = _part_of_a_birthday(_("Month"), _months)
    opens_on = forms.DateField(
        label=_("Open on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("This is not a date. Year, month, day: 2027-03-14.")},
    )

    def __init__(self, *args: Any, entry: Entry | None = None, **kwargs: Any) -> None:
        super().__init__(*args, entry=entry, **kwargs)
        self.standing = entry
        self.kept_opens_on = entry.opens_on if entry else None

    def remember_birthday(self, birthday: str) -> None:
        """Offer the one that was given before, "03-14". One that is on the page already stays."""
        if birthday and not self.is_bound and not self.initial.get("birthday_month"):
            month, day = birthday.split("-")
            self.initial.update({"birthday_month": int(month), "birthday_day": int(day)})

    @classmethod
    def initial_of(cls, entry: Entry, content: Content) -> dict[str, Any]:
        """Until when it is closed. An opened one is not, whatever day it was closed until."""
        when = {"closes": closed_letters.OPEN} if entry.opened_at else {"opens_on": entry.opens_on}
        return super().initial_of(entry, content) | when

    @classmethod
    def holds_words(cls, typed: Typed) -> bool:
        """A birthday that was remembered and "Not closed" stand in the form beforehand."""
        said = {name: values for name, values in typed.fields.items() if name not in BIRTHDAY}
        if said.get("closes") == [closed_letters.OPEN]:
            del said["closes"]
        return super().holds_words(Typed(said))

    @cached_property
    def changed_data(self) -> list[str]:
        """As Django's. How a day was chosen is no change; another day than the kept one is."""
        changed = [name for name in super().changed_data if name not in WHEN]
        is_kept = self._day_typed() == self.initial.get("opens_on")
        return changed if is_kept else [*changed, "opens_on"]

    def _day_typed(self) -> object:
        """The day that these fields say before they are judged; "" for nonsense."""
        typed = {}
        for name in WHEN:
            field, said = self.fields[name], self[name].data
            try:
                typed[name] = field.clean(said)
            except forms.ValidationError:
                return ""
        return self._day_of(typed)

    def _day_of(self, said: dict[str, Any]) -> date | None:
        month, day = said.get("birthday_month"), said.get("birthday_day")
        return closed_letters.day_for(
            said.get("closes", ""),
            today_of(self.user),
            chosen=said.get("opens_on"),
            birthday=(month, day) if month and day else None,
        )

    def clean(self) -> dict[str, Any]:
        """`opens_on` becomes the day that was chosen, however it was."""
        said = super().clean()
        if not any(name in self.errors for name in WHEN):
            said["opens_on"] = self._day_of(said)
            self._judge_day(said)
            if said.get("opens_on", "wrong") is None and self._writes_an_opened_one(said):
                said["opens_on"] = self.kept_opens_on  # its page says until when it was closed
        return said

    def _writes_an_opened_one(self, said: dict[str, Any]) -> bool:
        it = self.standing
        return it is not None and it.uuid == said.get("entry") and it.opened_at is not None

    def _judge_day(self, said: dict[str, Any]) -> None:
        closes, opens_on = said["closes"], said["opens_on"]
        month, day = said["birthday_month"], said["birthday_day"]
        if closes == closed_letters.BIRTHDAY and not (month and day):
            asked = _("Which day is your birthday? It is kept, sealed, for the next time.")
            self.add_error("birthday_day", asked)
        elif closes == closed_letters.BIRTHDAY and not closed_letters.is_a_birthday(month, day):
            self.add_error("birthday_day", _("That month has no such day. Which one is it?"))
        elif closes == closed_letters.ON_A_DAY and opens_on is None:
            self.add_error("opens_on", _("Which day? Any later one, or choose “Not closed”."))
        elif opens_on and (closes or opens_on != self.kept_opens_on):
            self._judge_new_day(opens_on)

    def _judge_new_day(self, opens_on: date) -> None:
        today = today_of(self.user)
        if opens_on < today:
            self.add_error("opens_on", _("That day is over. Choose a later one, or “Not closed”."))
        elif opens_on == today:
            self.add_error(
                "opens_on",
                _("That is today. Choose a later day, or none, and the letter stays open."),
            )

    def new_entry(self, kind: Entry.Kind) -> Entry:
        """What it would become, closed until the day that was chosen."""
        entry = super().new_entry(kind)
        entry.opens_on = self.cleaned_data["opens_on"]
        return entry

    def keep(self, vault: AnyVault) -> Entry:
        """Keep it; then remember the birthday, and close an opened one again."""
        entry = super().keep(vault)
        said = self.cleaned_data
        if said["closes"] == closed_letters.BIRTHDAY:
            self._keep_birthday(vault, f"{said['birthday_month']:02}-{said['birthday_day']:02}")
        to_come = entry.opens_on and entry.opens_on > today_of(self.user)
        if said["closes"] not in ("", closed_letters.OPEN) and entry.opened_at and to_come:
            closed_letters.close_again(self.user, vault, entry)
        return entry

    def _keep_birthday(self, vault: AnyVault, birthday: str) -> None:
        """For the next time. "03-14"."""
        progress.change_progress(
            self.user, vault, lambda steps: msgspec.structs.replace(steps, birthday=birthday)
        )
