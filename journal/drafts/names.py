"""What an unfinished page is called in a list: by its first words, or as one of the seven.

A page that changes a kept one is not quoted: that may be marked as hard, and only it knows.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from accounts.vault.sealing import AnyVault, Damaged
from journal.content import Typed
from journal.drafts.store import PAGES
from journal.models import Draft
from journal.reading.markdown import first_words
from journal.writing import seven_letters
from journal.writing.note import note_form
from journal.writing.practice_note import practice_of

MOST = 40  # letters of the first words
BEGUN: dict[str, Promise] = {
    Draft.Form.LETTER: _("a letter from %(when)s"),
    Draft.Form.NOTE: _("a note you began, %(when)s"),
    Draft.Form.MEMORY: _("a memory you began, %(when)s"),
    Draft.Form.MORNING: _("the morning of %(day)s"),
    Draft.Form.EVENING: _("the evening of %(day)s"),
}
CHANGED: dict[str, Promise] = {
    Draft.Form.LETTER: _("a letter you were changing, %(when)s"),
    Draft.Form.NOTE: _("a note you were changing, %(when)s"),
    Draft.Form.MEMORY: _("a memory you were changing, %(when)s"),
}


@dataclass(frozen=True, slots=True)
class Begun:
    """A draft and what tells it from the others, as far as that may be shown."""

    draft: Draft
    seventh: str = ""
    words: str = ""

    @property
    def about(self) -> str:
        """What kind of page it is, and when it was left: "a letter from 3 March, 21:14"."""
        draft = self.draft
        said = CHANGED[draft.form] if draft.base and draft.form in CHANGED else BEGUN[draft.form]
        day = date_format(draft.day, "j F")
        return str(said) % {"when": date_format(localtime(draft.updated), "j F, H:i"), "day": day}


def begun(drafts: Iterable[Draft], vault: AnyVault) -> list[Begun]:
    """Each of `drafts`, which are `queries.unfinished`, with its name. Raises `Locked`."""
    return [_begun(draft, vault) for draft in drafts]


def _begun(draft: Draft, vault: AnyVault) -> Begun:
    """One that is damaged has no name."""
    if draft.base or getattr(draft, "is_of_a_kept_one", True) or draft.form not in PAGES:
        return Begun(draft)
    try:
        typed = draft.open(vault)
    except Damaged:
        return Begun(draft)
    prompt = seven_letters.prompt("".join(typed.fields.get("seven", [])))
    seventh = prompt.title if prompt else ""
    return Begun(draft, seventh, first_words(_text(typed, but=seventh), MOST))


def _text(typed: Typed, *, but: str) -> str:
    """The title, or what was typed first; nothing that is named already."""
    form_class = note_form(practice_of(typed)) if practice_of(typed) else None
    lines = form_class.base_fields.items() if form_class else ()
    own = [name for name, box in lines if isinstance(box.widget, forms.TextInput | forms.Textarea)]
    said = (" ".join(typed.fields.get(name, [])).strip() for name in ("title", "body", *own))
    return next((text for text in said if text not in {"", but}), "")
