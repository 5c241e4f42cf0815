"""The pictures that entries hold: taken in, kept with their words, and let go of with them."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import ballast, keys
from accounts.models import Picture, User
from accounts.pictures import (
    CannotBeTaken,
    Ready,
    change_alt,
    keep_picture,
    opened,
    ready_from,
)
from accounts.vault import AnyVault, Damaged
from journal.content import Content
from journal.models import Draft, Entry

MOST = 6  # pictures of one entry
TOO_MANY = _(
    "There is room for %(most)d pictures on one page. Leave one out, or keep the others on a "
    "second page."
)
# A page that has only just brought a picture in may not have saved its draft yet.
YOUNG = timedelta(hours=1)
ORPHANED = timedelta(days=7)


class TooMany(CannotBeTaken):
    def __str__(self) -> str:
        return TOO_MANY % {"most": MOST}


def take_in(
    user: User, vault: AnyVault, file: UploadedFile, *, held_by: UUID, alt: str, beside: int
) -> Picture:
    """Keep `file` as a picture of what has the id `held_by`, where `beside` others stand.

    Raises `CannotBeTaken`, `quota.JournalFull`, and `DatabaseError` for a full disk.
    """
    if beside >= MOST:
        raise TooMany
    ready = ready_from(file)
    ballast.refuse_if_spent()
    return keep_picture(user, vault, held_by=held_by, ready=ready, alt=alt)


def held(user: User, entry_uuid: UUID | None, uuids: Iterable[str]) -> set[str]:
    """Those of these ids that are pictures of theirs which this entry holds."""
    asked = list(uuids)
    if entry_uuid is None or not asked:
        return set()
    rows = Picture.objects.of(user).held_by(entry_uuid).filter(uuid__in=asked)
    return {str(uuid) for uuid in rows.values_list("uuid", flat=True)}


def what_they_show(user: User, vault: AnyVault, content: Content) -> list[str]:
    """The words for each picture of an entry, in their order."""
    if not content.pictures:
        return []
    shown = opened(user, vault, content.pictures)
    return [shown[uuid].alt if uuid in shown else "" for uuid in content.pictures]


def say_what_they_show(user: User, vault: AnyVault, alts: dict[str, str]) -> None:
    """Write the words for pictures, where they are others. Raises `quota.JournalFull`."""
    if not alts:
        return
    shown = opened(user, vault, alts)
    changed = {uuid: alt for uuid, alt in alts.items() if uuid in shown and shown[uuid].alt != alt}
    for row in Picture.objects.of(user).light().filter(uuid__in=changed) if changed else ():
        change_alt(user, vault, row, changed[str(row.uuid)])


@transaction.atomic
def copied(user: User, vault: AnyVault, uuids: Iterable[str], *, held_by: UUID) -> dict[str, str]:
    """The same pictures once more, for another entry: the new ids by the old.

    One that is damaged is not copied. Raises `quota.JournalFull`.
    """
    copies = {}
    for row in Picture.objects.of(user).filter(uuid__in=list(uuids)):
        shown = opened(user, vault, [row.uuid])[str(row.uuid)]
        try:
            ready = Ready(
                image=vault.open(row, "image", row.image),
                thumbnail=vault.open(row, "thumbnail", row.thumbnail),
                width=shown.width,
                height=shown.height,
            )
        except Damaged:
            continue
        copy = keep_picture(user, vault, held_by=held_by, ready=ready, alt=shown.alt)
        copies[str(row.uuid)] = str(copy.uuid)
    return copies


def let_go_of_unused(entry: Entry, vault: AnyVault, content: Content) -> None:
    """Delete what `entry` holds and neither `content` nor a version or a draft of it shows.

    Inside the owner's lock. Where something of it does not open, nothing is deleted.
    """
    if entry.kind == Entry.Kind.DAY:
        return
    rows = Picture.objects.of(entry.owner).held_by(entry.uuid)
    there = dict(rows.values_list("uuid", "created"))
    since = timezone.now() - YOUNG
    _let_go(entry, vault, content, {str(uuid) for uuid, at in there.items() if at < since})


def let_go_of_left_out(entry: Entry, vault: AnyVault, uuids: set[str]) -> None:
    """The same for pictures that someone took out of the form, at once."""
    content = entry.try_open(vault)
    if content is not None:
        _let_go(entry, vault, content, uuids & held(entry.owner, entry.uuid, uuids))


def _let_go(entry: Entry, vault: AnyVault, content: Content, uuids: set[str]) -> None:
    unused = uuids - set(content.pictures)
    if not unused:
        return
    try:
        for version in entry.versions.all():
            unused -= set(version.open(vault).pictures)
        for draft in Draft.objects.of(entry.owner).filter(entry_uuid=entry.uuid):
            said = draft.open(vault).fields
            unused -= set(said.get("pictures", [])) - set(said.get("left_out", []))
    except Damaged:
        return
    Picture.objects.of(entry.owner).held_by(entry.uuid).filter(uuid__in=unused).delete()


def let_go_if_nothing_holds(user: User, entry_uuid: UUID) -> None:
    """Delete the pictures of an entry that was never kept, once no draft of it is left."""
    _orphans().filter(owner=user, held_by=entry_uuid).delete()


def let_go_of_orphans() -> None:
    """A chore: delete pictures of no entry and no draft, a week after they came. Needs no key."""
    old = _orphans().filter(created__lt=timezone.now() - ORPHANED)
    for owner in User.objects.filter(pk__in=old.values("owner")):
        with transaction.atomic():
            keys.lock_for_writing(owner)
            old.filter(owner=owner).delete()


def _orphans() -> QuerySet[Picture]:
    """Pictures that neither an entry, in the bin or out of it, nor a draft holds."""
    of_it = {"owner": OuterRef("owner")}
    entries = Entry.objects.filter(uuid=OuterRef("held_by"), **of_it)
    drafts = Draft.objects.filter(entry_uuid=OuterRef("held_by"), **of_it)
    return Picture.objects.filter(~Exists(entries), ~Exists(drafts))
