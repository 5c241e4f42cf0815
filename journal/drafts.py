"""Unfinished writing. Each page saves its own draft; two tabs never write over each other."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts import keys
from accounts.models import User
from accounts.vault import AnyVault, Damaged
from journal.content import Typed
from journal.models import Draft


@transaction.atomic
def save_draft(
    user: User,
    vault: AnyVault,
    *,
    uuid: UUID,
    revision: int,
    form: Draft.Form,
    entry_uuid: UUID,
    day: date,
    base: str,
    typed: Typed,
) -> Draft:
    """Save what a page holds so far, and return the draft it should save to next.

    `revision` is what the page saved last (0: nothing yet). Where another tab has
    saved other words to the same draft since, this page's become a draft of their own.
    """
    keys.lock_for_writing(user)
    draft = Draft.objects.of(user).filter(uuid=uuid).first()
    if draft is not None and draft.revision != revision and _says(draft, vault, typed):
        return draft
    if draft is None or draft.revision != revision:
        draft = Draft(
            owner=user,
            form=form,
            entry_uuid=entry_uuid,
            day=day,
            base=base,
            revision=0,
            **({} if draft else {"uuid": uuid}),
        )
    draft.revision += 1
    draft.updated = timezone.now()
    draft.seal(vault, typed)
    draft.save()
    return draft


def _says(draft: Draft, vault: AnyVault, typed: Typed) -> bool:
    try:
        return draft.open(vault) == typed
    except Damaged:
        return False


def latest(
    user: User, *, form: Draft.Form, entry_uuid: UUID | None = None, day: date | None = None
) -> Draft | None:
    """The newest unfinished version of one entry, or of one half of a day."""
    drafts = Draft.objects.of(user).filter(form=form)
    if entry_uuid is not None:
        drafts = drafts.filter(entry_uuid=entry_uuid)
    if day is not None:
        drafts = drafts.filter(day=day)
    return drafts.newest_first().first()


def let_go_of_draft(user: User, uuid: UUID) -> None:
    Draft.objects.of(user).filter(uuid=uuid).delete()
