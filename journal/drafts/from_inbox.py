"""A page or half a day that could not be taken when it was sent, as a draft again."""

from uuid import UUID

from django.http import QueryDict
from django.urls import Resolver404, resolve, reverse

from accounts.days import FIRST_DAY
from accounts.inbox.inbox import Form, Outcome, Result
from accounts.models import User
from accounts.vault.sealing import AnyVault
from journal.drafts import store
from journal.models import Draft, Entry
from journal.writing.forms import form_called
from journal.writing.sent import kind_of

PAGES = {
    "letter-new": "letter",
    "entry-reply": "letter",
    "memory-new": "memory",
    "note-new": "note",
    "practice-after": "note",  # a sitting that was broken off
    "day-morning": "morning",
    "day-evening": "evening",
}


def as_a_draft(user: User, vault: AnyVault, form: Form) -> Result | None:
    """What the form becomes: a draft, with all that was typed. None for no form of ours.

    What had been kept after all (the form was sent twice) leads to its entry, and what
    nobody had written anything in is let go of. Tags are to be copied.
    Raises `quota.JournalFull`.
    """
    sent = form.sent
    try:
        page = resolve(form.path)
    except Resolver404:
        return None
    if page.url_name == "entry-mark":
        return Result(Outcome.TO_COPY, _page_with(user, page.kwargs["uuid"]))
    name = _name_of(page.url_name or "", sent)
    form_class = form_called(name, sent.get("practice", ""))
    if form_class is None:
        return None
    typed = form_class.typed_in(sent)
    if page.url_name == "practice-after" and not form_class.holds_something(typed):
        return Result(Outcome.NOTHING)
    day = page.kwargs.get("day")
    draft = store.save_page(
        user,
        vault,
        form_class,
        sent,
        entry_uuid=page.kwargs.get("uuid"),
        day=None if day and day < FIRST_DAY else day,  # no page is there: its words are today's
    )
    if draft.revision:
        return _standing(user, draft)
    if not form_class.holds_something(typed):
        return Result(Outcome.NOTHING, draft.get_absolute_url().partition("?")[0])
    return _kept(user, draft)


def _name_of(url_name: str, sent: QueryDict) -> str:
    if url_name == "draft-save":  # the page saved by itself, and found the journal locked
        return str(sent.get("form", ""))
    if url_name == "entry-edit":  # what it was to change may be gone by now
        kind = kind_of(sent)
        return kind.name if kind else ""
    return PAGES.get(url_name, "")


def _standing(user: User, draft: Draft) -> Result:
    if Draft.objects.offered_to(user).filter(pk=draft.pk).exists():
        return Result(Outcome.DRAFT, draft.get_absolute_url())
    return Result(Outcome.WITH_CLOSED_LETTER, reverse("entry", args=[draft.entry_uuid]))


def _kept(user: User, draft: Draft) -> Result:
    entries = Entry.objects.with_closed(user).outside_bin()
    kept = entries.filter(uuid=draft.entry_uuid).first()
    kept = kept or entries.days().on(draft.day).first()
    return Result(Outcome.KEPT_ALREADY, kept.get_absolute_url() if kept else "")


def _page_with(user: User, uuid: UUID) -> str:
    """The page with the box for an entry's tags. "" where it is gone."""
    entry = Entry.objects.with_closed(user).filter(uuid=uuid).first()
    return entry.get_absolute_url() if entry else ""
