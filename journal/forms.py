"""Writing: what is asked, what is kept, and what is said when something is missing.

Every writing form carries four hidden fields: which entry it writes (`entry`),
what state of it the page was opened on (`base`), and which draft this page saves
to (`draft`, `revision`).
"""

import uuid
from datetime import date, datetime
from typing import Any, ClassVar, Self

import msgspec
from django import forms
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from accounts.days import Half, today_of
from accounts.models import User
from accounts.vault import AnyVault
from journal import keep, words
from journal.content import Answer, Content, Typed
from journal.models import Draft, Entry

LONGEST_LETTER = 500_000  # characters; about eighty thousand words
LONGEST_ANSWER = 20_000


def text_area(rows: int, **attrs: Any) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "autocomplete": "off", **attrs})


def text_line(**attrs: Any) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": "off", **attrs})


class PageState(forms.Form):
    """What a page for writing knows about itself, in hidden fields."""

    entry = forms.UUIDField(widget=forms.HiddenInput, required=False)
    base = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    draft = forms.UUIDField(widget=forms.HiddenInput, required=False)
    revision = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=1_000_000
    )


class Unfinished(PageState):
    """What comes with a draft: which page it is from. Its words are not judged."""

    day = forms.DateField(required=False)


class WritingForm(PageState):
    """The part every writing form shares."""

    draft_form: ClassVar[Draft.Form]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
        self.typed = QueryDict(mutable=True)
        if self.is_bound:
            self.data = self.typed = self.data.copy()  # type: ignore[attr-defined] # a QueryDict
        for field in self.fields.values():
            if isinstance(field, forms.CharField) and not field.widget.is_hidden:
                field.strip = False
                field.widget.attrs["spellcheck"] = "true" if user.spellcheck else "false"

    def clean(self) -> dict[str, Any]:
        """One kind of line ending, whatever the browser sent."""
        cleaned = super().clean() or {}
        return {name: _one_newline(value) for name, value in cleaned.items()}

    def keep(self, vault: AnyVault) -> Entry:
        """Keep what the valid form says. Raises `keep.Conflict` and `Damaged`."""
        raise NotImplementedError

    @classmethod
    def base_of(cls, entry: Entry) -> str:
        """The state of `entry` that a form opened on it now would start from."""
        raise NotImplementedError

    def start_again_from(self, entry: Entry) -> None:
        """After a conflict was shown: the next Keep means these words, over those."""
        self.typed["base"] = self.base_of(entry)

    def save_elsewhere(self) -> None:
        """The next Keep makes an entry of its own."""
        self.typed["entry"] = str(uuid.uuid4())
        self.typed["base"] = ""

    @classmethod
    def asked(cls) -> list[str]:
        """The names of the fields that people fill in, in order."""
        return [name for name in cls.base_fields if name not in PageState.base_fields]

    @classmethod
    def typed_in(cls, data: QueryDict) -> Typed:
        """What these fields hold in `data`, as typed, valid or not."""
        return Typed({name: data.getlist(name) for name in cls.asked() if name in data})

    @classmethod
    def from_draft(cls, draft: Draft, typed: Typed, **kwargs: Any) -> Self:
        """The form as it was left, still saving to the same draft."""
        initial = typed.initial(cls) | {
            "entry": draft.entry_uuid,
            "base": draft.base,
            "draft": draft.uuid,
            "revision": draft.revision,
        }
        return cls(initial=initial, **kwargs)


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
    writer = forms.ChoiceField(
        label=_("Who is writing"), choices=words.WRITERS, initial="kind-friend", required=False
    )
    writer_name = forms.CharField(
        label=_("Their name, if someone else"), required=False, max_length=100, widget=text_line()
    )
    voice = forms.ChoiceField(
        label=_("In this letter I am called"),
        choices=words.VOICES,
        initial="you",
        required=False,
        widget=forms.RadioSelect,
    )
    feelings = forms.MultipleChoiceField(
        label=_("What is here"),
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
        help_text=_("A later day you would like to find this letter again. Empty for none."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("This is not a date. Year, month, day: 2027-03-14.")},
    )

    def __init__(self, *args: Any, entry: Entry | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and entry is not None and not self.typed.get("entry"):
            self.typed["entry"] = str(entry.uuid)

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        if not body.strip():
            raise forms.ValidationError(self.fields["body"].error_messages["required"])
        return body

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
            expected_version=_number(self.cleaned_data["base"]),
        )

    @classmethod
    def base_of(cls, entry: Entry) -> str:
        return str(entry.version)

    @staticmethod
    def blank() -> dict[str, Any]:
        return {"entry": uuid.uuid4(), "base": "", "draft": uuid.uuid4(), "revision": 0}

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

    @property
    def url_name(self) -> str:
        return f"day-{self.half}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.day > today_of(self.user):
            raise forms.ValidationError(
                _("That day has not come yet. Its page opens when the day does.")
            )
        if not self.errors and not any(_says_something(cleaned[name]) for name in self.asked()):
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
        label=_("Nothing today"), help_text=_("A whole answer."), required=False
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


HALVES: dict[str, type[HalfDayForm]] = {"morning": MorningForm, "evening": EveningForm}
WRITING: dict[str, type[WritingForm]] = {
    form.draft_form: form for form in (LetterForm, MorningForm, EveningForm)
}


def _says_something(value: Any) -> bool:
    return bool(value.strip() if isinstance(value, str) else value)


def _one_newline(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n")
    return value


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _moment(text: str) -> datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None
