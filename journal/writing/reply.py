"""What a letter is written for: to answer something written before, or as one of the seven.

The form carries both in hidden fields, so that a draft, a page that comes back and words in
flight know them too. Neither may ever stand in the way of keeping the words.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.vault.sealing import AnyVault
from journal.content import Content, Typed
from journal.models import Entry
from journal.reading import thread
from journal.writing import seven_letters
from journal.writing.base import PageForm, Unseen, version_of

ANSWERER = "myself"  # who writes back, unless they say otherwise
LEFT_OUT = _(
    "What it answers is closed or no longer there, so this is now a letter of its own. "
    "Every word of it is kept."
)


class WithOccasion(PageForm):
    """A page that may answer another, or be one of the seven."""

    reply_to = Unseen()
    seven = Unseen()

    def new_entry(self, kind: Entry.Kind) -> Entry:
        """What it would become. One that stands already keeps what it answers."""
        entry = super().new_entry(kind)
        said = self.cleaned_data["reply_to"]
        entry.reply_to = thread.can_be_answered(self.user, said)
        if said and entry.reply_to is None and not version_of(self.cleaned_data["base"]):
            self.also_say = [*self.also_say, str(LEFT_OUT)]
        return entry

    def written_down(self, vault: AnyVault) -> Callable[[Entry, Content, Content], None]:
        """What goes with keeping it, for `keep.keep_page`."""
        number = self.cleaned_data["seven"]

        def beside(entry: Entry, before: Content, after: Content) -> None:
            if seven_letters.prompt(number):
                seven_letters.write_down(self.user, vault, number, entry)

        return beside

    @classmethod
    def holds_words(cls, typed: Typed) -> bool:
        """Who writes back stands in the form beforehand: nobody has said that."""
        is_answer = any(typed.fields.get("reply_to", []))
        if is_answer and typed.fields.get("writer") == [ANSWERER]:
            typed = Typed({n: said for n, said in typed.fields.items() if n != "writer"})
        return super().holds_words(typed)

    @classmethod
    def initial_of(cls, entry: Entry, content: Content) -> dict[str, Any]:
        """With what it answers: a kept one may have to become a letter of its own."""
        answered = entry.reply_to.uuid if entry.reply_to else None
        return super().initial_of(entry, content) | {"reply_to": answered}


def answer_to(original: Entry) -> dict[str, Any]:
    """What stands in the form of an answer at first."""
    return {"reply_to": original.uuid, "writer": ANSWERER, "voice": "you"}


def around(user: User, vault: AnyVault, form: forms.Form) -> Mapping[str, Any]:
    """What the page of a letter's form shows beside it."""
    return {
        "answering": thread.answering(user, vault, form["reply_to"].value()),
        "seventh": seven_letters.prompt(form["seven"].value()),
    }
