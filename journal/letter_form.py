"""The form of a letter: what it asks, when it may be found again, and what is kept of it."""

from datetime import date
from typing import Any

import msgspec
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.days import today_of
from accounts.vault import AnyVault
from journal import keep, words
from journal.content import Answer, Content
from journal.models import Draft, Entry
from journal.picture_form import WithPictures
from journal.writing_form import text_area, text_line, version_of

LONGEST_LETTER = 500_000  # characters; about eighty thousand words


class LetterForm(WithPictures):
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
            super().written_onto(content).with_answers(answers),
            title=said["title"],
            body=said["body"],
            feelings=[word for word in dict.fromkeys(said["feelings"] + own) if word],
        )

    def keep(self, vault: AnyVault) -> Entry:
        new = self.new_entry(Entry.Kind.LETTER)
        new.opens_on = self.cleaned_data["opens_on"]
        return keep.keep_page(
            self.user,
            vault,
            new=new,
            written_onto=self.written_onto,
            expected_version=version_of(self.cleaned_data["base"]),
        )

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
            "opens_on": entry.opens_on,
        }
