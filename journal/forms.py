"""Writing: what is asked, what is kept, and what is said when something is missing."""

import uuid
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, ClassVar

import msgspec
from django import forms
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from accounts.already_written import Words
from accounts.days import Half, today_of
from accounts.vault import AnyVault
from journal import keep, words
from journal.content import Answer, Content
from journal.models import Draft, Entry
from journal.note_form import note_form
from journal.writing_form import (
    WritingForm,
    blank_page,
    says_something,
    text_area,
    text_line,
    version_of,
)
from practices.answers import RESERVED

LONGEST_LETTER = 500_000  # characters; about eighty thousand words
LONGEST_ANSWER = 20_000


class LetterForm(WritingForm):
    draft_form = Draft.Form.LETTER

    title = forms.CharField(label=_("Title"), required=False, max_length=200, widget=text_line())
    body = forms.CharField(
        label=_("Your letter"),
        max_length=LONGEST_LETTER,
        widget=text_area(14),
        error_messages={
            "required": _("There is nothing on the page yet. One sentence is enough."),
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
    opens_on = forms.DateField(
        label=_("Open on"),
        help_text=_("A later day to find this letter again. Until then it stays folded."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("This is not a date. Year, month, day: 2027-03-14.")},
    )

    def __init__(self, *args: Any, entry: Entry | None = None, **kwargs: Any) -> None:
        super().__init__(*args, entry=entry, **kwargs)
        self.kept_opens_on = entry.opens_on if entry else None

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        if not body.strip():
            raise forms.ValidationError(self.fields["body"].error_messages["required"])
        return body

    def clean_opens_on(self) -> date | None:
        opens_on: date | None = self.cleaned_data["opens_on"]
        is_new = opens_on != self.kept_opens_on
        if opens_on and is_new and opens_on < today_of(self.user):
            raise forms.ValidationError(
                _("That day is over. Choose a later one, or leave it empty.")
            )
        return opens_on

    def written_onto(self, content: Content) -> Content:
        """`content` with what this valid form says; what it does not ask about stays."""
        said = self.cleaned_data
        own = [word.strip() for word in said["own_feelings"].split(",")]
        answers: dict[str, Answer] = {
            name: said[name] for name in ("to", "writer", "writer_name", "voice")
        }
        return msgspec.structs.replace(
            content.with_answers(answers),
            title=said["title"],
            body=said["body"],
            feelings=[word for word in dict.fromkeys(said["feelings"] + own) if word],
        )

    def keep(self, vault: AnyVault) -> Entry:
        return keep.keep_letter(
            self.user,
            vault,
            uuid=self.cleaned_data["entry"] or uuid.uuid4(),
            written_onto=self.written_onto,
            day=today_of(self.user),
            opens_on=self.cleaned_data["opens_on"],
            expected_version=version_of(self.cleaned_data["base"]),
        )

    @classmethod
    def base_of(cls, entry: Entry) -> str:
        return str(entry.version)

    @staticmethod
    def blank() -> dict[str, Any]:
        return blank_page()

    @classmethod
    def initial_of(cls, entry: Entry, content: Content) -> dict[str, Any]:
        offered = dict(words.FEELINGS)
        return {
            **cls.blank(),
            **content.answers,
            "entry": entry.uuid,
            "base": cls.base_of(entry),
            "title": content.title,
            "body": content.body,
            "feelings": [word for word in content.feelings if word in offered],
            "own_feelings": ", ".join(w for w in content.feelings if w not in offered),
            "opens_on": entry.opens_on,
        }


class HalfDayForm(WritingForm):
    """One half of a day's log. All of it is optional; not all of it can be empty."""

    half: ClassVar[Half]
    nothing_said: ClassVar[Any]

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        self.day = day
        super().__init__(*args, **kwargs)

    @classmethod
    def seen(cls) -> list[str]:
        """Of those, the ones that are not filled in by the page itself."""
        return [name for name in cls.asked() if not cls.base_fields[name].widget.is_hidden]

    @property
    def url_name(self) -> str:
        return f"day-{self.half}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.day > today_of(self.user):
            raise forms.ValidationError(
                _("That day has not come yet. Its page opens when the day does.")
            )
        if not self.errors and not any(says_something(cleaned[name]) for name in self.seen()):
            raise forms.ValidationError(self.nothing_said)
        return cleaned

    def keep(self, vault: AnyVault) -> Entry:
        return keep.keep_half(
            self.user,
            vault,
            day=self.day,
            half=self.half,
            answers={name: self.cleaned_data[name] for name in self.asked()},
            expected=_moment(self.cleaned_data["base"]),
        )

    @classmethod
    def base_of(cls, entry: Entry) -> str:
        kept_at = getattr(entry, f"{cls.half}_at")
        return kept_at.isoformat() if kept_at else ""

    @classmethod
    def initial_of(cls, entry: Entry | None, content: Content | None) -> dict[str, Any]:
        answers = content.answers if content else {}
        return {
            **{name: answers[name] for name in cls.asked() if name in answers},
            "entry": entry.uuid if entry else uuid.uuid4(),
            "base": cls.base_of(entry) if entry else "",
            "draft": uuid.uuid4(),
            "revision": 0,
        }


class MorningForm(HalfDayForm):
    half = "morning"
    draft_form = Draft.Form.MORNING
    nothing_said = _("Nothing is on the page yet. One word is enough, or leave it for today.")

    focus_1 = forms.CharField(
        label=_("Morning focus"),
        help_text=_("What would you like to look out for today? Small is good."),
        required=False,
        max_length=300,
        widget=text_line(placeholder=_("patience with the slow parts")),
    )
    focus_2 = forms.CharField(
        label=_("One more, if you like"), required=False, max_length=300, widget=text_line()
    )
    if_then = forms.CharField(
        label=_("If it gets hard, then"),
        help_text=_("If … happens, then I …"),
        required=False,
        max_length=500,
        widget=text_line(placeholder=_("If the queue gets long, then I let my shoulders drop.")),
    )


class EveningForm(HalfDayForm):
    half = "evening"
    draft_form = Draft.Form.EVENING
    nothing_said = _(
        "Nothing is on the page yet. If there was nothing today, tick the box that says so: "
        "that is a whole answer."
    )

    stillness = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=600,
        widget=forms.HiddenInput(attrs={"data-still": ""}),
    )
    given = forms.CharField(
        label=_("Kindness given"), required=False, max_length=LONGEST_ANSWER, widget=text_area(2)
    )
    received = forms.CharField(
        label=_("Kindness received"), required=False, max_length=LONGEST_ANSWER, widget=text_area(2)
    )
    to_self = forms.CharField(
        label=_("Kindness to myself"),
        required=False,
        max_length=LONGEST_ANSWER,
        widget=text_area(2),
    )
    nothing = forms.BooleanField(
        label=_("Nothing today"), help_text=_("That is a whole answer."), required=False
    )
    effort = forms.CharField(
        label=_("Something I tried"), required=False, max_length=LONGEST_ANSWER, widget=text_area(2)
    )
    kindness = forms.CharField(
        label=_("A kind word about the trying"),
        required=False,
        max_length=LONGEST_ANSWER,
        widget=text_area(2),
    )
    where = forms.MultipleChoiceField(
        label=_("Where am I right now?"),
        choices=words.SYSTEMS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean(self) -> dict[str, Any]:
        """Words about the day take the tick away: they say that there was something."""
        cleaned = super().clean()
        if any(says_something(cleaned.get(name)) for name in ("given", "received", "to_self")):
            cleaned["nothing"] = False
        return cleaned


HALVES: dict[str, type[HalfDayForm]] = {"morning": MorningForm, "evening": EveningForm}
# The forms that ask the same of everyone. What a note asks, its practice says: `form_class_for`.
WRITING: dict[str, type[WritingForm]] = {
    form.draft_form: form for form in (LetterForm, MorningForm, EveningForm)
}


def form_class_for(name: str, said: QueryDict) -> type[WritingForm] | None:
    """The form called `name`; None where there is none. `said`, its fields, names a practice."""
    if name == Draft.Form.NOTE:
        return note_form(str(said.get("practice", "")))
    return WRITING.get(name)


def words_in(sent: QueryDict) -> Iterator[Words]:
    """Every text that was typed into one of the writing forms, under its label."""
    if "practice" in sent:
        yield from _words_of_a_note(sent)
        return
    for form_class in WRITING.values():
        yield from _words_for(form_class, sent)


def _words_of_a_note(sent: QueryDict) -> Iterator[Words]:
    form_class = note_form(str(sent["practice"]))
    if form_class is not None:
        yield from _words_for(form_class, sent)
        return
    for name in sent:  # its practice was taken out since: no words of it are lost for that
        if name not in RESERVED and "password" not in name:
            yield Words(name, "\n".join(sent.getlist(name)))


def _words_for(form_class: type[WritingForm], sent: QueryDict) -> Iterator[Words]:
    for name in form_class.asked():
        field = form_class.base_fields[name]
        if isinstance(field, forms.CharField) and not field.widget.is_hidden and name in sent:
            yield Words(str(field.label), str(sent[name]))


def _moment(text: str) -> datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None
