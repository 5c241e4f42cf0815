"""A letter or a half of a day that could not be taken when it was sent, as a draft again."""

from typing import Any
from uuid import uuid4

from django.urls import Resolver404, resolve

from accounts.days import today_of
from accounts.models import User
from accounts.parked import Form
from accounts.quota import JournalFull
from accounts.vault import AnyVault
from journal import drafts
from journal.forms import WRITING
from journal.models import Entry
from journal.writing_form import Unfinished

PAGES = {
    "letter-new": "letter",
    "entry-edit": "letter",
    "day-morning": "morning",
    "day-evening": "evening",
}


def as_a_draft(user: User, vault: AnyVault, parked: Form) -> str | None:
    """The page on which the form stands again, unsaved words and all; None for no form of ours.

    Where its words had been kept after all (the form was sent twice), that is their entry.
    None also for a journal that is full: the words are then shown, to be copied.
    """
    try:
        page = resolve(parked.path)
    except Resolver404:
        return None
    name = PAGES.get(page.url_name or "", "")
    if page.url_name == "draft-save":  # the page saved by itself, and found the door shut
        name = parked.sent.get("form", "")
    form_class = WRITING.get(name)
    if form_class is None:
        return None
    state = Unfinished(parked.sent)
    state.full_clean()
    said: dict[str, Any] = state.cleaned_data
    try:
        draft = drafts.save_draft(
            user,
            vault,
            uuid=said.get("draft") or uuid4(),
            revision=said.get("revision") or 0,
            form=form_class.draft_form,
            entry_uuid=said.get("entry") or page.kwargs.get("uuid") or uuid4(),
            day=page.kwargs.get("day") or said.get("day") or today_of(user),
            base=said.get("base", ""),
            typed=form_class.typed_in(parked.sent),
        )
    except JournalFull:
        return None
    if draft.revision:
        return draft.get_absolute_url()
    kept = Entry.objects.of(user).filter(uuid=draft.entry_uuid).first()
    kept = kept or Entry.objects.of(user).days().on(draft.day).first()
    return kept.get_absolute_url() if kept else None
