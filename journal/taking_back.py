"""A page or half a day that could not be taken when it was sent, as a draft again."""

from django.http import QueryDict
from django.urls import Resolver404, resolve

from accounts.models import User
from accounts.parked import Form
from accounts.vault import AnyVault
from journal import drafts
from journal.forms import form_class_for
from journal.models import Entry

PAGES = {
    "letter-new": "letter",
    "entry-reply": "letter",
    "memory-new": "memory",
    "note-new": "note",
    "practice-after": "note",  # a sitting that was broken off
    "day-morning": "morning",
    "day-evening": "evening",
}


def as_a_draft(user: User, vault: AnyVault, parked: Form) -> str | None:
    """The page on which the form stands again, unsaved words and all; None for no form of ours.

    Where its words had been kept after all (the form was sent twice), that is their entry.
    Raises `quota.JournalFull`.
    """
    try:
        page = resolve(parked.path)
    except Resolver404:
        return None
    name = PAGES.get(page.url_name or "", "")
    if page.url_name == "draft-save":  # the page saved by itself, and found the door shut
        name = parked.sent.get("form", "")
    if page.url_name == "entry-edit":
        name = _changed_by(parked.sent)
    form_class = form_class_for(name, parked.sent)
    if form_class is None:
        return None
    draft = drafts.save_page(
        user,
        vault,
        form_class,
        parked.sent,
        entry_uuid=page.kwargs.get("uuid"),
        day=page.kwargs.get("day"),
    )
    if draft.revision:
        return draft.get_absolute_url()
    kept = Entry.objects.of(user).filter(uuid=draft.entry_uuid).first()
    kept = kept or Entry.objects.of(user).days().on(draft.day).first()
    return kept.get_absolute_url() if kept else None


def _changed_by(sent: QueryDict) -> str:
    """What a form changes whose address does not say so: by the field that only its page has.

    What it changed may be gone by now.
    """
    if "practice" in sent:
        return "note"
    return "memory" if "come_back" in sent else "letter"
