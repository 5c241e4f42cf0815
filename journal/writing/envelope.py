"""Closing in a form for writing: until which day, and what that choice means."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.days import today_of
from accounts.vault.sealing import AnyVault
from journal.content import Content
from journal.keeping import closed_letters
from journal.kinds.parts import BIRTHDAY, ON_A_DAY, OPEN
from journal.models import Entry
from journal.writing.base import FormPart
from practices.player import progress

BIRTHDAY_BOXES = ("birthday_day", "birthday_month")
WHEN = ("closes", *BIRTHDAY_BOXES, "opens_on")


class Envelope(FormPart):
    """A page may be closed until a later day."""

    @property
    def kept_opens_on(self) -> date | None:
        return self.form.changes.opens_on if self.form.changes else None

    def remember_birthday(self, birthday: str) -> None:
        """Offer the one that was given before, "03-14". One that is on the page already stays."""
        form = self.form
        if birthday and not form.is_bound and not form.initial.get("birthday_month"):
            month, day = birthday.split("-")
            form.initial.update({"birthday_month": int(month), "birthday_day": int(day)})

    @classmethod
    def initial_of(cls, entry: Entry, content: Content) -> dict[str, Any]:
        """Until when it is closed. An opened one is not, whatever day it was closed until."""
        return {"closes": OPEN} if entry.opened_at else {"opens_on": entry.opens_on}

    @classmethod
    def filled_in(cls, fields: Mapping[str, list[str]]) -> set[str]:
        """The page fills in a birthday that was remembered, and "Not closed"."""
        return {*BIRTHDAY_BOXES, *(["closes"] if fields.get("closes") == [OPEN] else [])}

    def changed(self, names: list[str]) -> list[str]:
        """How a day was chosen is no change; another day than the kept one is."""
        names = [name for name in names if name not in WHEN]
        is_kept = self._day_typed() == self.form.initial.get("opens_on")
        return names if is_kept else [*names, "opens_on"]

    def _day_typed(self) -> object:
        """The day that these fields say before they are judged; "" for nonsense."""
        typed = {}
        for name in WHEN:
            try:
                typed[name] = self.form.fields[name].clean(self.form[name].data)
            except forms.ValidationError:
                return ""
        return self._day_of(typed)

    def _day_of(self, typed: dict[str, Any]) -> date | None:
        return closed_letters.day_for(
            typed.get("closes", ""),
            today_of(self.form.user),
            chosen=typed.get("opens_on"),
            birthday=_birthday(typed),
        )

    def clean(self, cleaned: dict[str, Any]) -> None:
        """`opens_on` becomes the day that was chosen, however it was."""
        if any(name in self.form.errors for name in WHEN):
            return
        cleaned["opens_on"] = self._day_of(cleaned)
        self._judge_day(cleaned)
        if cleaned.get("opens_on", "wrong") is None and self._writes_an_opened_one(cleaned):
            cleaned["opens_on"] = self.kept_opens_on  # its page says until when it was closed

    def _writes_an_opened_one(self, typed: dict[str, Any]) -> bool:
        it = self.form.changes
        return it is not None and it.uuid == typed.get("entry") and it.opened_at is not None

    def _judge_day(self, typed: dict[str, Any]) -> None:
        closes, opens_on, birthday = typed["closes"], typed["opens_on"], _birthday(typed)
        say = self.form.add_error
        if closes == BIRTHDAY and not birthday:
            asked = _("Which day is your birthday? It is kept, sealed, for the next time.")
            say("birthday_day", asked)
        elif closes == BIRTHDAY and birthday and not closed_letters.is_a_birthday(*birthday):
            say("birthday_day", _("That month has no such day. Which one is it?"))
        elif closes == ON_A_DAY and opens_on is None:
            say("opens_on", _("Which day? Any later one, or choose “Not closed”."))
        elif opens_on and (closes or opens_on != self.kept_opens_on):
            self._judge_new_day(opens_on)

    def _judge_new_day(self, opens_on: date) -> None:
        today = today_of(self.form.user)
        if opens_on < today:
            over = _("That day is over. Choose a later one, or “Not closed”.")
            self.form.add_error("opens_on", over)
        elif opens_on == today:
            self.form.add_error(
                "opens_on",
                _("That is today. Choose a later day, or none, and the letter stays open."),
            )

    def new_entry(self, entry: Entry) -> None:
        """Closed until the day that was chosen."""
        entry.opens_on = self.form.cleaned_data["opens_on"]

    def after_keeping(self, vault: AnyVault, entry: Entry) -> None:
        """Remember the birthday, and close an opened letter again."""
        typed, user = self.form.cleaned_data, self.form.user
        if typed["closes"] == BIRTHDAY:
            self._keep_birthday(
                vault, f"{int(typed['birthday_month']):02}-{int(typed['birthday_day']):02}"
            )
        to_come = entry.opens_on and entry.opens_on > today_of(user)
        if typed["closes"] not in ("", OPEN) and entry.opened_at and to_come:
            closed_letters.close_again(user, vault, entry)

    def _keep_birthday(self, vault: AnyVault, birthday: str) -> None:
        """For the next time. "03-14"."""
        progress.change_progress(
            self.form.user, vault, lambda steps: msgspec.structs.replace(steps, birthday=birthday)
        )


def _birthday(typed: Mapping[str, Any]) -> tuple[int, int] | None:
    """The month and the day that were chosen, where both were."""
    month, day = typed.get("birthday_month"), typed.get("birthday_day")
    return (int(month), int(day)) if month and day else None
