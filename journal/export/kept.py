"""What someone has kept, opened, in the shape that exports are made of."""

from collections.abc import Iterator

from django.db.models import F, Prefetch

from accounts.models import User
from accounts.vault import AnyVault, Damaged
from journal.export.lossless import (
    KeptDraft,
    KeptEntry,
    KeptItem,
    KeptProgress,
    KeptSitting,
    KeptVersion,
)
from journal.models import Draft, Entry, EntryVersion
from practices.models import KitItem, Progress, Sitting

AT_ONCE = 100  # entries read together: a long life is never in memory as a whole


def entries(user: User, vault: AnyVault, *, versions: bool = True) -> Iterator[KeptEntry]:
    """Every entry, the oldest day first, with what is in the bin or closed until later.

    Raises `Locked` for a closed vault.
    """
    found = Entry.objects.filter(owner=user).order_by("day", "created", "uuid")
    found = found.annotate(answers_uuid=F("reply_to__uuid"))
    if versions:
        in_order = EntryVersion.objects.filter(owner=user).order_by("version")
        found = found.prefetch_related(Prefetch("versions", in_order, to_attr="earlier"))
    for entry in found.iterator(chunk_size=AT_ONCE):
        yield _entry(entry, vault)


def drafts(user: User, vault: AnyVault) -> Iterator[KeptDraft]:
    """Everything unfinished, the oldest first. Raises `Locked` for a closed vault."""
    for draft in Draft.objects.of(user).order_by("updated", "id").iterator(chunk_size=AT_ONCE):
        try:
            fields = draft.open(vault).fields
        except Damaged:
            fields = None
        yield KeptDraft(
            uuid=draft.uuid,
            form=draft.form,
            entry_uuid=draft.entry_uuid,
            day=draft.day,
            base=draft.base,
            revision=draft.revision,
            updated=draft.updated,
            fields=fields,
        )


def kit(user: User, vault: AnyVault) -> Iterator[KeptItem]:
    """Everything in the kit, each kind in its order. Raises `Locked` for a closed vault."""
    found = KitItem.objects.of(user).order_by("kind", "position", "pk")
    for row in found.iterator(chunk_size=AT_ONCE):
        yield KeptItem(
            uuid=row.uuid, kind=row.kind, position=row.position, content=row.try_open(vault)
        )


def sittings(user: User, vault: AnyVault) -> Iterator[KeptSitting]:
    """Every sitting, the oldest first. Raises `Locked` for a closed vault."""
    for row in Sitting.objects.of(user).order_by("day", "pk").iterator(chunk_size=AT_ONCE):
        yield KeptSitting(uuid=row.uuid, day=row.day, content=row.try_open(vault))


def progress(user: User, vault: AnyVault) -> Iterator[KeptProgress]:
    """How they like to sit: one, or nothing yet. Raises `Locked` for a closed vault."""
    for row in Progress.objects.of(user):
        yield KeptProgress(uuid=row.uuid, content=row.try_open(vault))


def _entry(entry: Entry, vault: AnyVault) -> KeptEntry:
    return KeptEntry(
        uuid=entry.uuid,
        kind=entry.kind,
        day=entry.day,
        created=entry.created,
        updated=entry.updated,
        version=entry.version,
        opens_on=entry.opens_on,
        reply_to=entry.answers_uuid,  # type: ignore[attr-defined] # annotated
        binned_at=entry.binned_at,
        morning_at=entry.morning_at,
        evening_at=entry.evening_at,
        content=entry.try_open(vault),
        versions=[
            KeptVersion(version=row.version, written=row.written, content=row.try_open(vault))
            for row in getattr(entry, "earlier", [])
        ],
    )
