"""Writing: what is asked, what is kept, and what is said when something is missing."""

import uuid
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from accounts.days import Half
from accounts.inbox.rescue import Words
from accounts.vault.sealing import AnyVault
from journal import queries
from journal.content import Content
from journal.keeping import keep
from journal.kinds.evening import KINDNESSES, SYSTEMS
from journal.models import Draft, Entry
from journal.writing.base import (
    PageForm,
    WritingForm,
    make_room,
    says_something,
    text_area,
    text_line,
)
from journal.writing.letter import LetterForm
from journal.writing.memory import MemoryForm
from journal.writing.note import note_form
from practices.player.questions import RESERVED

LONGEST_ANSWER = 20_000


class HalfDayForm(WritingForm):
    """One half of a day's log. All of it is optional; not all of it can be empty."""

    half: ClassVar[Half]
    nothing_said: ClassVar[Any]

    def __init__(self, *args: Any, day: date, kept: Content | None = None, **kwargs: Any) -> None:
        """`kept` is what the day says so far: where two days became one, that may be longer than
        a box takes. It can stay."""
        self.day = day
        super().__init__(*args, **kwargs)
        for name, answer in (kept.answers if kept else {}).items():
            if isinstance(answer, str) and name in self.fields:
                make_room(self.fields[name], len(answer))

    @classmethod
    def seen(cls) -> list[str]:
        """Of those, the ones that are not filled in by the page itself."""
        return [name for name in cls.asked() if not cls.base_fields[name].widget.is_hidden]

    @property
    def url_name(self) -> str:
        return f"day-{self.half}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not queries.has_come(self.user, self.day):
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
        widget=text_line(placeholder=_("If I have to wait, I breathe out.")),
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
        choices=SYSTEMS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean(self) -> dict[str, Any]:
        """Words about the day take the tick away: they say that there was something."""
        cleaned = super().clean()
        if any(says_something(cleaned.get(name)) for name in KINDNESSES):
            cleaned["nothing"] = False
        return cleaned


HALVES: dict[str, type[HalfDayForm]] = {"morning": MorningForm, "evening": EveningForm}
# The forms that ask the same of everyone. What a note asks, its practice says: `form_class_for`.
WRITING: dict[str, type[WritingForm]] = {
    form.draft_form: form for form in (LetterForm, MemoryForm, MorningForm, EveningForm)
}


def form_class_for(name: str, said: QueryDict) -> type[WritingForm] | None:
    """The form called `name`; None where there is none. `said`, its fields, names a practice."""
    if name == Draft.Form.NOTE:
        return note_form(str(said.get("practice", "")))
    return WRITING.get(name)


def page_form(kind: str, content: Content, *, hinted: bool = False) -> type[PageForm] | None:
    """What changes a kept letter, note or memory, whose words are `content`.

    None for a note whose practice was taken out of the library since.
    """
    if kind == Draft.Form.NOTE:
        return note_form(content.practice, hinted=hinted)
    return LetterForm if kind == Draft.Form.LETTER else MemoryForm


def words_in(sent: QueryDict) -> Iterator[Words]:
    """Every text that was typed into one of the writing forms, under its label."""
    if holds_something(sent) is False:  # the title that it came with is nobody's words
        return
    if "practice" in sent:
        yield from _words_of_a_note(sent)
        return
    told: dict[str, Words] = {}
    for form_class in _likely(sent):
        for name, words_there in _words_for(form_class, sent):
            told.setdefault(name, words_there)
    yield from told.values()


def holds_something(sent: QueryDict) -> bool | None:
    """Whether a page for writing came with what is worth a draft: ticks and pictures, too.

    None where it is no such page, or only part of one, as a script sends it with a picture.
    """
    if "revision" not in sent:
        return None
    form_class = note_form(str(sent["practice"])) if "practice" in sent else _likely(sent)[0]
    return form_class.holds_words(form_class.typed_in(sent)) if form_class else None


def _likely(sent: QueryDict) -> list[type[WritingForm]]:
    """Some fields are called the same in several forms: the one that was sent comes first."""
    return sorted(WRITING.values(), key=lambda form: -len({*form.asked()} & {*sent}))


def _words_of_a_note(sent: QueryDict) -> Iterator[Words]:
    form_class = note_form(str(sent["practice"]))
    if form_class is not None:
        yield from (words_there for _name, words_there in _words_for(form_class, sent))
        return
    for name in sent:  # its practice was taken out since: no words of it are lost for that
        if name not in RESERVED and "password" not in name:
            yield Words(name, "\n".join(sent.getlist(name)))


def _words_for(form_class: type[WritingForm], sent: QueryDict) -> Iterator[tuple[str, Words]]:
    for name in form_class.asked():
        field = form_class.base_fields[name]
        if isinstance(field, forms.CharField) and not field.widget.is_hidden and name in sent:
            yield name, Words(str(field.label), str(sent[name]))
        elif name == "shows":  # the words for pictures, one each
            yield name, Words(str(field.label), "\n".join(sent.getlist(name)))


def _moment(text: str) -> datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None
