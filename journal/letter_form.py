"""The form of a letter: what it asks, when it may be found again, and what is kept of it."""

from datetime import date
from typing import Any

import msgspec
from django import forms
from django.utils.dates import MONTHS
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.days import today_of
from accounts.vault import AnyVault
from journal import coming_back, keep, marking, seven, words
from journal.content import Answer, Content, Typed
from journal.models import Draft, Entry
from journal.occasion import WithOccasion
from journal.picture_form import WordsOrPictures
from journal.writing_form import text_area, text_line, version_of
from practices import progress

LONGEST_LETTER = 500_000  # characters; about eighty thousand words
_BIRTHDAY = ("birthday_day", "birthday_month")
_WHEN = ("closes", *_BIRTHDAY, "opens_on")


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


class LetterForm(WithOccasion, WordsOrPictures):
    draft_form = Draft.Form.LETTER
    binned_meanwhile = _(
        "This letter was put in the bin meanwhile. Your words are in the form below; you can keep "
        "them as a letter of their own."
    )
    damaged_meanwhile = _(
        "The record of this letter is damaged, so nothing is written over it. Your words are "
        "below; Keep makes a letter of their own."
    )

    title = forms.CharField(label=_("Title"), required=False, max_length=200, widget=text_line())
    body = forms.CharField(
        label=_("Your letter"),
        required=False,
        max_length=LONGEST_LETTER,
        widget=text_area(14),
        error_messages={
            "max_length": _(
                "This is longer than one letter can be (%(limit_value)d letters and spaces; yours "
                "has %(show_value)d). It is still in the box. You could keep the first part here "
                "and the rest as a second letter."
            ),
        },
    )
    to = forms.CharField(
        label=_("Whom it is for"),
        help_text=_("A name to greet. Yours, or one only you use."),
        required=False,
        max_length=100,
        widget=text_line(),
    )
    writer = forms.ChoiceField(label=_("Who is writing"), choices=words.WRITERS, required=False)
    writer_name = forms.CharField(
        label=_("Their name, if someone else"), required=False, max_length=100, widget=text_line()
    )
    voice = forms.ChoiceField(
        label=_("In this letter I am called"),
        help_text=_("To remind you while you write."),
        choices=words.VOICES,
        initial="you",
        required=False,
        widget=forms.RadioSelect,
    )
    feelings = forms.MultipleChoiceField(
        label=_("Any of these"),
        choices=words.FEELINGS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    own_feelings = forms.CharField(
        label=_("Or in words of your own"),
        help_text=_("Commas between them."),
        required=False,
        max_length=300,
        widget=text_line(),
    )
    closes = forms.ChoiceField(
        label=_("Close this letter until a later day?"),
        help_text=_(
            "It waits in an envelope, and no word of it shows until you open it. Leave this "
            "alone, and the letter stays open."
        ),
        choices=coming_back.CHOICES,
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

    @cached_property
    def changed_data(self) -> list[str]:
        """As Django's. How a day was chosen is no change; another day than the kept one is."""
        changed = [name for name in super().changed_data if name not in _WHEN]
        is_kept = self._day_typed() == self.initial.get("opens_on")
        return changed if is_kept else [*changed, "opens_on"]

    def _day_typed(self) -> object:
        """The day that these fields say before they are judged; "" for nonsense."""
        typed = {}
        for name in _WHEN:
            field, said = self.fields[name], self[name].data
            try:
                typed[name] = field.clean(said)
            except forms.ValidationError:
                return ""
        return self._day_of(typed)

    def _day_of(self, said: dict[str, Any]) -> date | None:
        month, day = said.get("birthday_month"), said.get("birthday_day")
        return coming_back.day_for(
            said.get("closes", ""),
            today_of(self.user),
            chosen=said.get("opens_on"),
            birthday=(month, day) if month and day else None,
        )

    @classmethod
    def holds_words(cls, typed: Typed) -> bool:
        """What stands in the form beforehand is nothing that anybody wrote.

        That is a birthday that was remembered, "Not closed", and the title of one of the seven.
        """
        there = {"closes": [coming_back.OPEN]}
        if prompt := seven.prompt("".join(typed.fields.get("seven", []))):
            there["title"] = [prompt.title]
        said = {
            name: values
            for name, values in typed.fields.items()
            if name not in _BIRTHDAY and values != there.get(name)
        }
        return super().holds_words(Typed(said))

    def clean(self) -> dict[str, Any]:
        """`opens_on` becomes the day that was chosen, however it was."""
        said = super().clean()
        if not any(name in self.errors for name in _WHEN):
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
        if closes == coming_back.BIRTHDAY and not (month and day):
            asked = _("Which day is your birthday? It is kept, sealed, for the next time.")
            self.add_error("birthday_day", asked)
        elif closes == coming_back.BIRTHDAY and not coming_back.is_a_birthday(month, day):
            self.add_error("birthday_day", _("That month has no such day. Which one is it?"))
        elif closes == coming_back.ON_A_DAY and opens_on is None:
            self.add_error("opens_on", _("Which day? Any later one, or choose “Not closed”."))
        elif opens_on and (closes or opens_on != self.kept_opens_on):
            self._judge_new_day(opens_on)

    def _judge_new_day(self, opens_on: date) -> None:
        today = today_of(self.user)
        if opens_on < today:
            self.add_error(
                "opens_on", _("That day is over. Choose a later one, or leave it empty.")
            )
        elif opens_on == today:
            self.add_error(
                "opens_on",
                _("That is today. Choose a later day, or none, and the letter stays open."),
            )

    def written_onto(self, content: Content) -> Content:
        """`content` with what this valid form says; what it does not ask about stays."""
        said = self.cleaned_data
        own = marking.between_commas(said["own_feelings"])
        answers: dict[str, Answer] = {
            name: said[name] for name in ("to", "writer", "writer_name", "voice")
        }
        return msgspec.structs.replace(
            super().written_onto(content).with_answers(answers),
            title=said["title"],
            body=said["body"],
            feelings=[*dict.fromkeys(said["feelings"] + own)],
        )

    def keep(self, vault: AnyVault) -> Entry:
        new = self.new_entry(Entry.Kind.LETTER)
        new.opens_on = self.cleaned_data["opens_on"]
        entry = keep.keep_page(
            self.user,
            vault,
            new=new,
            written_onto=self.written_onto,
            expected_version=version_of(self.cleaned_data["base"]),
            beside=self.written_down(vault),
        )
        self._close(entry, vault)
        return entry

    def _close(self, entry: Entry, vault: AnyVault) -> None:
        """What else a choice means: the birthday is kept in mind, an opened letter closed again."""
        said = self.cleaned_data
        if said["closes"] == coming_back.BIRTHDAY:
            birthday = f"{said['birthday_month']:02}-{said['birthday_day']:02}"
            progress.change(
                self.user, vault, lambda steps: msgspec.structs.replace(steps, birthday=birthday)
            )
        to_come = entry.opens_on and entry.opens_on > today_of(self.user)
        if said["closes"] not in ("", coming_back.OPEN) and entry.opened_at and to_come:
            coming_back.close_again(self.user, vault, entry)

    @classmethod
    def initial_of(cls, entry: Entry, content: Content) -> dict[str, Any]:
        offered = dict(words.FEELINGS)
        return {
            **super().initial_of(entry, content),
            **content.answers,
            "title": content.title,
            "body": content.body,
            "feelings": [word for word in content.feelings if word in offered],
            "own_feelings": ", ".join(w for w in content.feelings if w not in offered),
            **cls._when(entry),
        }

    @staticmethod
    def _when(entry: Entry) -> dict[str, Any]:
        """Until when it is closed. An opened one is not, whatever day it was closed until."""
        if entry.opened_at:
            return {"closes": coming_back.OPEN}
        return {"opens_on": entry.opens_on}
