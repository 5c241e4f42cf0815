"""What a letter is written for: to answer something written before, or as one of the seven.

The form carries both in hidden fields, so that a draft, a page that comes back and words in
flight know them too. Neither may ever stand in the way of keeping the words.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.vault.sealing import AnyVault
from journal.content import Content
from journal.models import Entry
from journal.reading import thread
from journal.writing import seven_letters
from journal.writing.base import FormPart
from journal.writing.page import version_of

ANSWERER = "myself"  # who writes back, unless they say otherwise
LEFT_OUT = _(
    "What it answers is closed or no longer there, so this is now a letter of its own. "
    "Every word of it is kept."
)


class Reply(FormPart):
    """A page may answer another."""

    @classmethod
    def filled_in(cls, fields: Mapping[str, list[str]]) -> set[str]:
        """The page fills in who writes back; nobody typed or chose it."""
        is_answer = any(fields.get("reply_to", []))
        return {"writer"} if is_answer and fields.get("writer") == [ANSWERER] else set()

    @classmethod
    def initial_of(cls, entry: Entry, content: Content) -> dict[str, Any]:
        """What it answers, too: a kept one may have to become a letter of its own."""
        return {"reply_to": entry.reply_to.uuid if entry.reply_to else None}

    def new_entry(self, entry: Entry) -> None:
        """A letter that is kept already goes on answering what it answers."""
        cleaned = self.form.cleaned_data
        entry.reply_to = thread.can_be_answered(self.form.user, cleaned["reply_to"])
        if cleaned["reply_to"] and entry.reply_to is None and not version_of(cleaned["base"]):
            self.form.also_say.append(str(LEFT_OUT))


class Seventh(FormPart):
    """A letter may be one of the seven."""

    @classmethod
    def filled_in(cls, fields: Mapping[str, list[str]]) -> set[str]:
        """The page fills in the title of one of the seven."""
        prompt = seven_letters.prompt("".join(fields.get("seven", [])))
        return {"title"} if prompt and fields.get("title") == [prompt.title] else set()

    def beside(self, vault: AnyVault, entry: Entry, before: Content, after: Content) -> None:
        number = self.form.cleaned_data["seven"]
        if seven_letters.prompt(number):
            seven_letters.write_down(self.form.user, vault, number, entry)


def answer_to(original: Entry) -> dict[str, Any]:
    """What the form of an answer begins with."""
    return {"reply_to": original.uuid, "writer": ANSWERER, "voice": "you"}


def around(user: User, vault: AnyVault, form: forms.Form) -> Mapping[str, Any]:
    """What the page of a letter's form shows beside it."""
    return {
        "answering": thread.answering(user, vault, form["reply_to"].value()),
        "seventh": seven_letters.prompt(form["seven"].value()),
    }
