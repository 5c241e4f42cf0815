"""The form of a note: what one practice asks, or a free page. A class for each practice."""

from functools import cache
from typing import Any, ClassVar

import msgspec
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.vault.sealing import AnyVault
from journal.content import Answer, Content
from journal.keeping import keep
from journal.models import Draft, Entry
from journal.writing.base import PageForm, says_something, text_area, text_line, version_of
from journal.writing.pictures import WordsOrPictures
from practices.kit import from_answers
from practices.library import catalogue
from practices.library.phrasing import spoken
from practices.library.practice import Practice
from practices.player.questions import LINE_LETTERS, TEXT_LETTERS, fields_of

LONGEST_HINT = 200  # letters; more than that belongs to the sitting
TOO_LONG = _(
    "One line is longer than the %(most)d letters and spaces that a thing in the kit takes. It "
    "stands in your note alone."
)
NO_PLACE = _("The kit had no place left for all of it. What did not fit stands in your note alone.")


class NoteForm(PageForm):
    """What every note shares. Its practice stands in a hidden field, so that a draft knows it."""

    draft_form = Draft.Form.NOTE
    binned_meanwhile = _(
        "This note was put in the bin meanwhile. Your words are in the form below; you can keep "
        "them as a note of their own."
    )
    damaged_meanwhile = _(
        "The record of this note is damaged, so nothing is written over it. Your words are "
        "below; Keep makes a note of their own."
    )
    of: ClassVar[Practice | None] = None
    nothing_said: ClassVar[Any] = _(
        "Nothing is on the page yet. One word in any of the boxes is enough, or none at all."
    )

    practice = forms.CharField(widget=forms.HiddenInput, required=False)

    @classmethod
    def seen(cls) -> list[str]:
        """The fields that are not filled in by the page itself."""
        return [name for name in cls.asked() if not cls.base_fields[name].widget.is_hidden]

    @property
    def boxes(self) -> list[forms.BoundField]:
        return [self[name] for name in self.seen()]

    @property
    def goes_on_at(self) -> str:
        """The id of the box to go on in: the last with words, or the first. "" without one."""
        boxes = [box for box in self.boxes if isinstance(box.field, forms.CharField)]
        written = [box for box in boxes if says_something(box.value())]
        return next((box.auto_id for box in [*reversed(written), *boxes]), "")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        said = [cleaned.get("pictures"), *(cleaned.get(name) for name in self.seen())]
        if not self.errors and not any(map(says_something, said)):
            raise forms.ValidationError(self.nothing_said)
        return cleaned

    def written_onto(self, content: Content) -> Content:
        """`content` with what this valid form says; what it does not ask about stays."""
        said = {name: self.cleaned_data[name] for name in self.seen()}
        answers: dict[str, Answer] = {
            name: answer if says_something(answer) else "" for name, answer in said.items()
        }
        slug = self.of.slug if self.of else ""
        return msgspec.structs.replace(content.with_answers(answers), practice=slug)

    def keep(self, vault: AnyVault) -> Entry:
        """Keep it, and in the same transaction add to the kit what of it is new."""

        def into_kit(entry: Entry, before: Content, after: Content) -> None:
            if self.of:
                self._add_to_kit(vault, self.of, before, after)

        return keep.keep_page(
            self.user,
            vault,
            new=self.new_entry(Entry.Kind.NOTE),
            written_onto=self.written_onto,
            expected_version=version_of(self.cleaned_data["base"]),
            beside=into_kit,
        )

    def _add_to_kit(
        self, vault: AnyVault, practice: Practice, before: Content, after: Content
    ) -> None:
        """Say, too, why some of it stands in the note alone."""
        left = from_answers.add_answers(self.user, vault, practice, after.answers, before.answers)
        too_long = [TOO_LONG % {"most": LINE_LETTERS}] * left.too_long
        self.also_say: list[str] = [*too_long, *([str(NO_PLACE)] * left.no_place)]

    @classmethod
    def initial_of(cls, entry: Entry, content: Content) -> dict[str, Any]:
        said = {name: content.answers[name] for name in cls.seen() if name in content.answers}
        return super().initial_of(entry, content) | said


class FreeNoteForm(NoteForm, WordsOrPictures):
    """A note that no practice asked for."""

    title = forms.CharField(label=_("Title"), required=False, max_length=200, widget=text_line())
    body = forms.CharField(
        label=_("Your note"),
        required=False,
        max_length=TEXT_LETTERS,
        widget=text_area(8),
        error_messages={
            "max_length": _(
                "This is longer than one note can be (%(limit_value)d letters and spaces; yours "
                "has %(show_value)d). It is still in the box. You could keep the first part here "
                "and the rest as a second note."
            ),
        },
    )

    def written_onto(self, content: Content) -> Content:
        said = self.cleaned_data
        content = WordsOrPictures.written_onto(self, content)
        return msgspec.structs.replace(content, title=said["title"], body=said["body"])

    @classmethod
    def initial_of(cls, entry: Entry, content: Content) -> dict[str, Any]:
        said = {"title": content.title, "body": content.body}
        return super().initial_of(entry, content) | said


def note_form(slug: str, *, hinted: bool = False) -> type[NoteForm] | None:
    """The form of a practice's note, a free note's for "". None where there is no such practice."""
    if not slug:
        return FreeNoteForm
    practice = catalogue.practice(slug)
    return form_of(practice, hinted=hinted) if practice else None


def form_of(practice: Practice, *, hinted: bool = False) -> type[NoteForm]:
    """What `practice` asks, in the language of the page.

    `hinted`: under each question stand the words of its step, for a page that is no sitting.
    """
    return _form_of(practice, hinted, get_language())


@cache  # one class each: blank fields are rendered once for a class
def _form_of(practice: Practice, hinted: bool, language: str | None) -> type[NoteForm]:
    fields = fields_of(practice)
    for step in practice.steps if hinted else ():
        hint = " ".join(step.words)
        if step.question and len(hint) <= LONGEST_HINT:
            fields[step.question.name].help_text = spoken(hint)
    hidden = forms.CharField(widget=forms.HiddenInput, required=False, initial=practice.slug)
    return type("PracticeNoteForm", (NoteForm,), {"of": practice, "practice": hidden, **fields})
