"""The form of a letter: what it asks, and what is kept of it."""

from typing import Any

import msgspec
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.vault.sealing import AnyVault
from journal.content import Answer, Content, Typed
from journal.keeping import keep, marks
from journal.kinds.letter import FEELINGS, VOICES, WRITERS
from journal.models import Draft, Entry
from journal.writing import seven_letters
from journal.writing.base import text_area, text_line, version_of
from journal.writing.envelope import WithEnvelope
from journal.writing.pictures import WordsOrPictures
from journal.writing.reply import WithOccasion

LONGEST_LETTER = 500_000  # characters; about eighty thousand words


class OpenLetterForm(WithOccasion, WordsOrPictures):
    """What a letter asks, whether it is closed or not."""

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
    writer = forms.ChoiceField(label=_("Who is writing"), choices=WRITERS, required=False)
    writer_name = forms.CharField(
        label=_("Their name, if someone else"), required=False, max_length=100, widget=text_line()
    )
    voice = forms.ChoiceField(
        label=_("In this letter I am called"),
        help_text=_("To remind you while you write."),
        choices=VOICES,
        initial="you",
        required=False,
        widget=forms.RadioSelect,
    )
    feelings = forms.MultipleChoiceField(
        label=_("Any of these"),
        choices=FEELINGS,
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

    @classmethod
    def holds_words(cls, typed: Typed) -> bool:
        """The title of one of the seven stands in the form beforehand."""
        prompt = seven_letters.prompt("".join(typed.fields.get("seven", [])))
        if prompt and typed.fields.get("title") == [prompt.title]:
            typed = Typed({n: said for n, said in typed.fields.items() if n != "title"})
        return super().holds_words(typed)

    def written_onto(self, content: Content) -> Content:
        """`content` with what this valid form says; what it does not ask about stays."""
        said = self.cleaned_data
        own = marks.between_commas(said["own_feelings"])
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
        return keep.keep_page(
            self.user,
            vault,
            new=self.new_entry(Entry.Kind.LETTER),
            written_onto=self.written_onto,
            expected_version=version_of(self.cleaned_data["base"]),
            beside=self.written_down(vault),
        )

    @classmethod
    def initial_of(cls, entry: Entry, content: Content) -> dict[str, Any]:
        offered = dict(FEELINGS)
        return {
            **super().initial_of(entry, content),
            **content.answers,
            "title": content.title,
            "body": content.body,
            "feelings": [word for word in content.feelings if word in offered],
            "own_feelings": ", ".join(w for w in content.feelings if w not in offered),
        }


class LetterForm(WithEnvelope, OpenLetterForm):
    """A letter, and until when it is closed."""
