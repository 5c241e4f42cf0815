"""What is written in a practice, before it is kept: a fresh form, or what was left unfinished."""

from functools import cache
from uuid import UUID

from django import forms
from django.utils.translation import get_language

from accounts.models import User
from accounts.vault.sealing import AnyVault
from journal.content import Typed
from journal.kinds.note import note_of
from journal.models import Draft, Entry
from journal.writing.base import WritingForm
from journal.writing.fields import field_of
from journal.writing.forms import form_of, page_form
from practices.library.practice import Practice


def form_for_sitting(user: User, vault: AnyVault, practice: Practice) -> WritingForm:
    """What a practice asks, for someone whose journal is open, with what they left unfinished."""
    form_class = form_of(note_of(practice))
    begun = last_begun_note(user, vault, practice.slug)
    if begun:
        return form_class.from_draft(*begun, user=user)
    return form_class(user=user, initial=form_class.initial_of(None, None))


def boxes_alone(practice: Practice) -> forms.Form:
    """What a practice asks, for someone whose answers nobody keeps."""
    return _boxes_of(practice, get_language())()


@cache  # made once a language: pages that reuse blank fields tell forms apart by their class
def _boxes_of(practice: Practice, language: str | None) -> type[forms.Form]:
    fields = {it.name: field_of(it) for it in note_of(practice).questions}
    return type("Boxes", (forms.Form,), fields)


def last_begun_note(user: User, vault: AnyVault, slug: str) -> tuple[Draft, Typed] | None:
    """The newest unfinished note of a practice, opened. Changes to a kept one are left alone."""
    drafts = Draft.objects.of(user).filter(form=Draft.Form.NOTE, base="")
    for draft, typed in drafts.looked_into(vault):
        if practice_of(typed) == slug:
            return draft, typed
    return None


def has_note(user: User, kind: str, uuid: UUID) -> bool:
    """Whether their note, or draft, of this id is there, outside the bin."""
    rows = Entry.objects.of(user) if kind == "note" else Draft.objects.of(user)
    return rows.filter(uuid=uuid).exists()


def practice_of(typed: Typed) -> str:
    """The slug of the practice that an unfinished note is of. "" for a free one."""
    return "".join(typed.fields.get("practice", [])[:1])


def as_a_free_one(typed: Typed) -> tuple[type[WritingForm], Typed]:
    """An unfinished note whose practice was taken out of the library: its words on one page."""
    hidden = {"practice", "held"}  # "held": in drafts of earlier versions, no words
    texts = [v for name, values in typed.fields.items() if name not in hidden for v in values]
    body = "\n\n".join(text for text in texts if text.strip())
    return page_form("note"), Typed({"practice": [""], "body": [body]})
