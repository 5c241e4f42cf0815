"""The pictures that entries hold: taken in, kept with their words, and let go of with them."""

from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import msgspec
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.hosting.chores import one_by_one
from accounts.models import Picture, User
from accounts.pictures.files import CannotBeTaken, Ready
from accounts.pictures.store import keep_picture, keep_pictures, kept_before, opened, ready_from
from accounts.vault import keys
from accounts.vault.sealing import AnyVault, Damaged
from journal.content import Content
from journal.models import Draft, Entry, EntryVersion

MOST = 6  # pictures of one entry
MOST_HELD = MOST * (EntryVersion.KEPT + 2)  # with all that its versions and its drafts may show
TOO_MANY = _(
    "There is room for %(most)d pictures on one page. Leave one out, or keep the others on a "
    "second page."
)
CLOSED = _(
    "This letter was closed meanwhile, and takes no picture now. Keep your words without it: they "
    "become a letter of their own, and the picture has room there."
)
# A page that has only just brought a picture in may not have saved its draft yet.
YOUNG = timedelta(hours=1)
ORPHANED = timedelta(days=7)


class TooMany(CannotBeTaken):
    def __str__(self) -> str:
        return TOO_MANY % {"most": MOST}


class Closed(CannotBeTaken):
    def __str__(self) -> str:
        return str(CLOSED)


def take_in(
    user: User,
    vault: AnyVault,
    file: UploadedFile,
    *,
    held_by: UUID,
    alt: str,
    shown: Collection[str],
    beside: int,
) -> Picture:
    """Keep `file` as a picture of what has the id `held_by`, where `beside` others stand.

    One that came before, and that the form does not have among those `shown`, is not kept
    twice: the form was sent twice. Raises `CannotBeTaken`, `quota.JournalFull`, and
    `DatabaseError` for a full disk.
    """
    ready = ready_from(file)  # no picture at all: that matters more than the room
    with transaction.atomic():
        keys.lock_for_writing(user, vault)  # the other of two may be at it just now
        if came := kept_before(user, vault, held_by=held_by, ready=ready, but=shown):
            return came
        _refuse_for_want_of_room(user, held_by, beside)
        return keep_picture(user, vault, held_by=held_by, ready=ready, alt=alt)


def _refuse_for_want_of_room(user: User, held_by: UUID, beside: int) -> None:
    if beside >= MOST or Picture.objects.of(user).held_by(held_by).count() >= MOST_HELD:
        raise TooMany
    if in_envelopes(user).filter(uuid=held_by).exists():
        raise Closed


def in_envelopes(user: User) -> QuerySet[Entry, UUID]:
    """The ids of closed letters: whatever they hold shows nowhere."""
    return Entry.objects.with_closed(user).closed().values_list("uuid", flat=True)


def held(user: User, entry_uuid: UUID | None, uuids: Iterable[str], *, kind: str = "") -> set[str]:
    """Those of these ids that are pictures of theirs which this entry holds.

    None of them where the entry is there and of another `kind` than asked for.
    """
    asked = list(uuids)
    if entry_uuid is None or not asked:
        return set()
    rows = Picture.objects.of(user).held_by(entry_uuid).filter(uuid__in=asked)
    if kind:
        others = Entry.objects.with_closed(user).filter(uuid=entry_uuid).exclude(kind=kind)
        rows = rows.exclude(Exists(others))
    return {str(uuid) for uuid in rows.values_list("uuid", flat=True)}


def what_they_show(user: User, vault: AnyVault, content: Content) -> list[str]:
    """The words for each picture of an entry, in their order."""
    if not content.pictures:
        return []
    shown = opened(user, vault, content.pictures, hidden_too=True)
    return [shown[uuid].alt if uuid in shown else "" for uuid in content.pictures]


def with_words(user: User, vault: AnyVault, content: Content) -> Content:
    """The same, saying of each picture what it shows: where it does not, as the picture does."""
    silent = [uuid for uuid in content.pictures if uuid not in content.shows]
    if not silent:
        return content
    said = {uuid: shown.alt for uuid, shown in opened(user, vault, silent, hidden_too=True).items()}
    return msgspec.structs.replace(content, shows=content.shows | said)


def copied(
    user: User,
    vault: AnyVault,
    uuids: Iterable[str],
    *,
    held_by: UUID,
    came_with_it: Collection[str] = (),
) -> dict[str, str]:
    """The same pictures once more, for another entry: the new ids by the old.

    One that is damaged is not copied, nor what a closed letter shows, but for what
    `came_with_it`: whoever just sent it has it. Raises `quota.JournalFull`.
    """
    shown = opened(user, vault, uuids, hidden_too=True)
    rows = list(Picture.objects.of(user).filter(uuid__in=shown).exclude(held_by=held_by))
    kept_back = _in_their_envelopes(user, vault, rows) - set(came_with_it)
    whole: dict[str, tuple[Ready, str]] = {}
    for row in rows:
        if str(row.uuid) in kept_back:
            continue
        about = shown[str(row.uuid)]
        with suppress(Damaged):
            image = vault.open(row, "image", row.image)
            thumbnail = vault.open(row, "thumbnail", row.thumbnail)
            ready = Ready(image, thumbnail, about.width, about.height)
            whole[str(row.uuid)] = ready, about.alt
    copies = keep_pictures(user, vault, held_by=held_by, ready=whole.values())
    return {uuid: str(copy.uuid) for uuid, copy in zip(whole, copies, strict=True)}


def _in_their_envelopes(user: User, vault: AnyVault, rows: Iterable[Picture]) -> set[str]:
    """Those that a closed letter or a version of it shows. All of one that does not open.

    What it holds beside them came from a page that did not know that it was closed.
    """
    held: dict[UUID, set[str]] = {}
    for row in rows:
        held.setdefault(row.held_by, set()).add(str(row.uuid))
    letters = Entry.objects.with_closed(user).filter(uuid__in=held).closed()
    kept_back: set[str] = set()
    for letter in letters.prefetch_related("versions"):
        try:
            said = [letter.open(vault), *(it.open(vault) for it in letter.versions.all())]
            kept_back |= held[letter.uuid] & {uuid for it in said for uuid in it.pictures}
        except Damaged:
            kept_back |= held[letter.uuid]
    return kept_back


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


def let_go_with(owner: User, entry_uuids: Iterable[UUID]) -> None:
    """Delete the pictures of entries that are gone for good, but where a draft still stands."""
    unfinished = Draft.objects.of(owner).values("entry_uuid")
    held = Picture.objects.of(owner).held_by(*entry_uuids)
    held.exclude(held_by__in=unfinished).delete()


def let_go_after_a_draft(user: User, vault: AnyVault, entry_uuid: UUID) -> None:
    """Delete what nothing shows, once a draft of this entry is gone. Inside the owner's lock.

    Where the entry is not there, that is all, once no draft of it is left. Another page may
    still show what has only just come: it waits for the next change, or `let_go_of_orphans`.
    """
    entry = Entry.objects.with_closed(user).filter(uuid=entry_uuid).first()
    if entry is not None:
        if content := entry.try_open(vault):
            let_go_of_unused(entry, vault, content)
        return
    of_it = _orphans().filter(owner=user, held_by=entry_uuid)
    of_it.filter(created__lt=timezone.now() - YOUNG).delete()


def let_go_of_orphans() -> None:
    """A chore: delete pictures of no entry and no draft, a week after they came. Needs no key."""
    old = _orphans().filter(created__lt=timezone.now() - ORPHANED)
    owners = User.objects.filter(pk__in=old.values("owner"))
    one_by_one(owners, lambda owner: old.filter(owner=owner).delete())


def _orphans() -> QuerySet[Picture]:
    """Pictures that neither an entry, in the bin or out of it, nor a draft holds."""
    of_it = {"owner": OuterRef("owner")}
    entries = Entry.objects.filter(uuid=OuterRef("held_by"), **of_it)
    drafts = Draft.objects.filter(entry_uuid=OuterRef("held_by"), **of_it)
    return Picture.objects.filter(~Exists(entries), ~Exists(drafts))
