"""What someone has kept, opened, in the shape that exports are made of."""

from collections.abc import Iterator

from django.db.models import F, Model, Prefetch, QuerySet

from accounts.inbox.inbox import waiting_forms
from accounts.models import Picture, User
from accounts.pictures.store import details_of
from accounts.vault.sealing import AnyVault, Damaged
from journal.export.lossless import (
    KeptDraft,
    KeptEntry,
    KeptForm,
    KeptItem,
    KeptPicture,
    KeptProgress,
    KeptSitting,
    KeptVersion,
)
from journal.models import Draft, Entry, EntryVersion
from practices.models import KitItem, Progress, Sitting

AT_ONCE = 100  # rows read together: a long life is never in memory as a whole


def entries(user: User, vault: AnyVault, *, versions: bool = True) -> Iterator[KeptEntry]:
    """Every entry, the oldest day first, with what is in the bin or closed until later.

    Raises `Locked` for a closed vault.
    """
    found = Entry.objects.with_closed(user).order_by("day", "created", "uuid")
    found = found.annotate(answers_uuid=F("reply_to__uuid"), answers_day=F("reply_to__day"))
    if versions:
        in_order = EntryVersion.objects.filter(owner=user).order_by("version")
        found = found.prefetch_related(Prefetch("versions", in_order, to_attr="earlier"))
    for entry in _in_steps(found):
        yield _entry(entry, vault)


def drafts(user: User, vault: AnyVault) -> Iterator[KeptDraft]:
    """Everything unfinished, the oldest first. Raises `Locked` for a closed vault."""
    for draft in _in_steps(Draft.objects.of(user).order_by("updated", "id")):
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
    for row in _in_steps(KitItem.objects.of(user).order_by("kind", "position", "pk")):
        yield KeptItem(
            uuid=row.uuid, kind=row.kind, position=row.position, content=row.try_open(vault)
        )


def sittings(user: User, vault: AnyVault) -> Iterator[KeptSitting]:
    """Every sitting, the oldest first. Raises `Locked` for a closed vault."""
    for row in _in_steps(Sitting.objects.of(user).order_by("day", "pk")):
        yield KeptSitting(uuid=row.uuid, day=row.day, content=row.try_open(vault))


def progress(user: User, vault: AnyVault) -> Iterator[KeptProgress]:
    """How far someone is, and how they like to sit: one record, or none yet. Raises `Locked`."""
    for row in Progress.objects.of(user):
        yield KeptProgress(uuid=row.uuid, content=row.try_open(vault))


def pictures(user: User, vault: AnyVault) -> Iterator[tuple[KeptPicture, bytes | None]]:
    """Every picture, the oldest first, with its WebP. Read one by one: together they may be more
    than fits in memory. Raises `Locked` for a closed vault.
    """
    for row in _in_steps(Picture.objects.of(user).defer("thumbnail").order_by("pk"), at_once=1):
        image = _opened(row, vault, "image")
        known = details_of(row, vault)
        picture = KeptPicture(
            uuid=row.uuid,
            created=row.created,
            alt=known.alt if known else None,
            width=known.width if known else 0,
            height=known.height if known else 0,
            file=None if image is None else f"pictures/{row.uuid}.webp",
        )
        yield picture, image


def inbox(user: User, vault: AnyVault) -> Iterator[KeptForm]:
    """What waits in their inbox, the oldest first. Raises `Locked` for a closed vault."""
    for waits in waiting_forms(user, vault):
        sent = dict(waits.form.sent.lists()) if waits.form else None
        path = waits.form.path if waits.form else ""
        yield KeptForm(uuid=waits.uuid, came=waits.came, path=path, fields=sent)


def _in_steps[Row: Model](found: QuerySet[Row], at_once: int | None = None) -> Iterator[Row]:
    """The rows in their order, some at a time. What is deleted meanwhile is left out.

    No cursor stays open: a file may be fetched slowly, and nothing in the database may wait.
    """
    step = at_once or AT_ONCE
    ids = list(found.values_list("pk", flat=True))
    for start in range(0, len(ids), step):
        yield from found.filter(pk__in=ids[start : start + step])


def _opened(row: Picture, vault: AnyVault, name: str) -> bytes | None:
    """A sealed field of a picture; None where it is damaged."""
    try:
        return vault.open(row, name, getattr(row, name))
    except Damaged:
        return None


def _entry(entry: Entry, vault: AnyVault) -> KeptEntry:
    return KeptEntry(
        uuid=entry.uuid,
        kind=entry.kind,
        day=entry.day,
        created=entry.created,
        updated=entry.updated,
        written=entry.written,
        version=entry.version,
        opens_on=entry.opens_on,
        opened_at=entry.opened_at,
        reply_to=entry.answers_uuid,  # type: ignore[attr-defined] # annotated
        reply_to_day=entry.answers_day,  # type: ignore[attr-defined] # annotated
        binned_at=entry.binned_at,
        morning_at=entry.morning_at,
        evening_at=entry.evening_at,
        content=entry.try_open(vault),
        versions=[
            KeptVersion(version=row.version, written=row.written, content=row.try_open(vault))
            for row in getattr(entry, "earlier", [])
        ],
    )
