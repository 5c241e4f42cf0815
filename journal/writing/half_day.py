"""The form of one half of a day's log. The two halves are kept apart, in one sealed entry."""

from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from accounts.days import Half
from accounts.vault.sealing import AnyVault
from journal import queries
from journal.content import Content
from journal.keeping import keep
from journal.models import Entry
from journal.writing.base import WritingForm
from journal.writing.fields import make_room
from journal.writing.onto import stored_answers


class HalfForm(WritingForm):
    def __init__(self, *args: Any, day: date, kept: Content | None = None, **kwargs: Any) -> None:
        """`kept` is what the day says so far: where two days became one, that may be longer than
        a box takes. It can stay."""
        self.day = day
        super().__init__(*args, **kwargs)
        for name, answer in (kept.answers if kept else {}).items():
            if isinstance(answer, str) and name in self.fields:
                make_room(self.fields[name], len(answer))

    def clean(self) -> dict[str, Any]:
        if not queries.has_come(self.user, self.day):
            raise forms.ValidationError(
                _("That day has not come yet. Its page opens when the day does.")
            )
        return super().clean()

    def keep(self, vault: AnyVault) -> Entry:
        return keep.keep_half(
            self.user,
            vault,
            day=self.day,
            half=cast(Half, self.kind.half),
            answers=stored_answers(self.kind, self.cleaned_data),
            expected=_moment(self.cleaned_data["base"]),
        )

    @classmethod
    def base_of(cls, entry: Entry) -> str:
        kept_at = getattr(entry, f"{cls.kind.half}_at")
        return kept_at.isoformat() if kept_at else ""


def _moment(text: str) -> datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None
