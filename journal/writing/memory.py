"""The form of a memory: something kind that happened, or an image that does one good."""

from typing import Any, ClassVar

import msgspec
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.vault.sealing import AnyVault
from journal.content import Answer, Content
from journal.keeping import keep
from journal.kinds.memory import MEMORY, WHAT
from journal.models import Draft, Entry
from journal.writing.base import says_something, text_area, text_line, version_of
from journal.writing.pictures import WithPictures

LONGEST_MEMORY = 100_000  # characters
LONGEST_SENSE = 5_000


_LABELS = {it.name: it.label for it in MEMORY.questions}


def _sense(label: Any, **asked: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=LONGEST_SENSE, widget=text_area(1), **asked
    )


class MemoryForm(WithPictures):
    """All of it is optional; not all of it can be empty. One picture is a whole memory."""

    draft_form = Draft.Form.MEMORY
    binned_meanwhile = _(
        "This memory was put in the bin meanwhile. Your words are in the form below; you can keep "
        "them as a memory of their own."
    )
    damaged_meanwhile = _(
        "The record of this memory is damaged, so nothing is written over it. Your words are "
        "below; Keep makes a memory of their own."
    )
    answered: ClassVar[tuple[str, ...]] = (
        "what",
        "saw",
        "heard",
        "smelled",
        "touched",
        "who",
        "come_back",
    )
    nothing_said: ClassVar[Any] = _(
        "Nothing is on the page yet. One line is enough, or one picture."
    )

    what = forms.ChoiceField(
        label=_("What it is"),
        choices=WHAT,
        initial="kindness",
        required=False,
        widget=forms.RadioSelect,
    )
    title = forms.CharField(label=_("Title"), required=False, max_length=200, widget=text_line())
    body = forms.CharField(
        label=_("What happened, or what is there"),
        help_text=_("As you would tell it to someone who was not there. Out of order is fine."),
        required=False,
        max_length=LONGEST_MEMORY,
        widget=text_area(6),
    )
    saw = _sense(_LABELS["saw"])
    heard = _sense(_LABELS["heard"])
    smelled = _sense(_LABELS["smelled"])
    touched = _sense(_LABELS["touched"])
    who = _sense(
        _("Who was kind, and how could you tell?"),
        help_text=_("A face, a voice, what their hands did. It may have been you."),
    )
    come_back = forms.CharField(
        label=_("A few words to come back by"),
        help_text=_("Short enough to say under your breath: the green bench, her blue coat."),
        required=False,
        max_length=200,
        widget=text_line(),
    )

    @property
    def senses(self) -> list[forms.BoundField]:
        return [self[name] for name in ("saw", "heard", "smelled", "touched")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        said = (cleaned[name] for name in ("title", "body", *self.answered[1:]) if name in cleaned)
        if not self.errors and not cleaned["pictures"] and not any(map(says_something, said)):
            raise forms.ValidationError(self.nothing_said)
        return cleaned

    def written_onto(self, content: Content) -> Content:
        said = self.cleaned_data
        answers: dict[str, Answer] = {
            name: said[name] if says_something(said[name]) else "" for name in self.answered
        }
        content = super().written_onto(content).with_answers(answers)
        return msgspec.structs.replace(content, title=said["title"], body=said["body"])

    def keep(self, vault: AnyVault) -> Entry:
        return keep.keep_page(
            self.user,
            vault,
            new=self.new_entry(Entry.Kind.MEMORY),
            written_onto=self.written_onto,
            expected_version=version_of(self.cleaned_data["base"]),
        )

    @classmethod
    def initial_of(cls, entry: Entry, content: Content) -> dict[str, Any]:
        said = {name: content.answers.get(name, "") for name in cls.answered}
        words_of_it = {"title": content.title, "body": content.body}
        return super().initial_of(entry, content) | words_of_it | said
