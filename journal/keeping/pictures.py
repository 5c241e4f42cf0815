"""Pictures that entries show: taken in, shown with the words of each entry, and let go of.

They belong to the person. Which entry, earlier version or draft shows which is written beside
what is sealed in it (`write_uses`), in the same transaction.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import msgspec
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Picture, PictureQuerySet, User
from accounts.pictures.files import CannotBeTaken
from accounts.pictures.store import (
    Shown,
    keep_picture,
    open_pictures,
    prepare_upload,
    same_picture_in,
    visible_pictures,
)
from accounts.vault import keys
from accounts.vault.sealing import AnyVault
from journal.content import Content
from journal.models import Draft, Entry, EntryVersion, PictureUse

MOST = 6  # pictures of one entry
TOO_MANY = _(
    "There is room for %(most)d pictures on one page. Leave one out, or keep the others on a "
    "second page."
)
# A page that has only just brought a picture in may not have saved its draft yet.
YOUNG = timedelta(hours=1)
SHOWN_BY: dict[type, str] = {Entry: "entry", EntryVersion: "version", Draft: "draft"}


class TooMany(CannotBeTaken):
    def __str__(self) -> str:
        return TOO_MANY % {"most": MOST}


def take_in(
    user: User,
    vault: AnyVault,
    file: UploadedFile,
    *,
    sent_before: UUID | None,
    alt: str,
    shown: Collection[str],
    beside: int,
) -> Picture:
    """Keep `file` as a picture of `user`, for a page that shows `beside` others.

    One that came before, and that the page does not have among those `shown`, is not kept
    twice: the form was sent twice. `sent_before` is the id of the entry that it would have
    become by then. Raises `CannotBeTaken`, `quota.JournalFull`, and `DatabaseError` for a full
    disk.
    """
    ready = prepare_upload(file)  # no picture at all: that matters more than the room
    with transaction.atomic():
        keys.lock_for_writing(user, vault)  # the other of two may be at it just now
        if came := same_picture_in(_just_come(user, sent_before), vault, ready, but=shown):
            return came
        if beside >= MOST:
            raise TooMany
        return keep_picture(user, vault, ready=ready, alt=alt)


def _just_come(user: User, entry_uuid: UUID | None) -> PictureQuerySet:
    """Pictures that a form sent a moment ago can have left: shown by nothing yet, or its entry."""
    theirs = Picture.objects.of(user)
    young = theirs.unshown().filter(created__gte=timezone.now() - YOUNG)
    if entry_uuid is None:
        return young
    kept = Entry.objects.with_closed(user).filter(uuid=entry_uuid)
    return theirs.filter(Q(pk__in=young.values("pk")) | Q(uses__entry__in=kept))


# --- which row shows which ---


def is_id(text: str) -> bool:
    """Whether it is an id as content and forms write it."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def write_uses(row: Entry | EntryVersion | Draft, uuids: Iterable[str]) -> None:
    """Let `row` show these pictures of its owner's and no others. An id of no picture is left out.

    In the transaction that seals `row`, inside the owner's lock.
    """
    by, asked = {SHOWN_BY[type(row)]: row}, [*filter(is_id, uuids)]
    uses = PictureUse.objects.filter(**by)
    there = set(uses.values_list("picture", flat=True))
    theirs = Picture.objects.filter(owner=row.owner_id, uuid__in=asked)
    wanted = set(theirs.values_list("pk", flat=True)) if asked else set()
    if there - wanted:
        uses.filter(picture__in=there - wanted).delete()
    PictureUse.objects.bulk_create(
        PictureUse(owner_id=row.owner_id, picture_id=pk, **by) for pk in wanted - there
    )


def showable(user: User, uuids: Iterable[str], *, entry_uuid: UUID | None, kind: str) -> set[str]:
    """The ids among `uuids` of pictures of `user` that a page of this `kind` may show.

    What only closed letters show is none, unless the page is of one of them: `entry_uuid`.
    """
    asked = [*filter(is_id, uuids)]
    if not asked:
        return set()
    # Apart: joined by OR, the first looks at all of a person's pictures, not at these few.
    found = [visible_pictures(user).filter(uuid__in=asked)]
    if entry_uuid is not None:
        own = Entry.objects.with_closed(user).filter(uuid=entry_uuid, kind=kind)
        found.append(Picture.objects.of(user).filter(uuid__in=asked, uses__entry__in=own))
    return {str(uuid) for rows in found for uuid in rows.values_list("uuid", flat=True)}


def in_envelopes(user: User) -> Q:
    """Which pictures are shown, and only by closed letters, or by versions and drafts of them."""
    closed = Entry.objects.with_closed(user).closed()
    of_it = closed.filter(
        Q(pk=OuterRef("entry"))
        | Q(pk=OuterRef("version__entry"))
        | Q(uuid=OuterRef("draft__entry_uuid"))
    )
    uses = PictureUse.objects.filter(picture=OuterRef("pk"))
    return Q(Exists(uses)) & ~Q(Exists(uses.filter(~Exists(of_it))))


def page_that_shows(user: User, uuid: UUID) -> UUID | None:
    """The id of the newest entry that shows the picture `uuid`. None in the bin, or closed."""
    entries = Entry.objects.of(user).filter(picture_uses__picture__uuid=uuid)
    return entries.newest_first().values_list("uuid", flat=True).first()


# --- with their words ---


def shown_on(user: User, vault: AnyVault, content: Content) -> list[Shown]:
    """The pictures of an entry in their order, each with the words that the entry has for it."""
    shown = open_pictures(user, vault, content.pictures)
    return [replace(it, alt=content.shows.get(uuid, it.alt)) for uuid, it in shown.items()]


def alts_of(user: User, vault: AnyVault, content: Content) -> list[str]:
    """The words for each picture of an entry, in their order."""
    shows = with_alts(user, vault, content).shows
    return [shows.get(uuid, "") for uuid in content.pictures]


def with_alts(user: User, vault: AnyVault, content: Content) -> Content:
    """`content` with words for each picture: the entry's own, or else the picture's."""
    silent = [uuid for uuid in content.pictures if uuid not in content.shows]
    if not silent:
        return content
    alts = {
        uuid: shown.alt
        for uuid, shown in open_pictures(user, vault, silent, hidden_too=True).items()
    }
    return msgspec.structs.replace(content, shows=content.shows | alts)


# --- letting go ---


def shown_by(uses: QuerySet[PictureUse]) -> PictureQuerySet:
    """The pictures of these uses, read now: they can be asked for once the uses are gone."""
    return Picture.objects.filter(pk__in=list(uses.values_list("picture", flat=True)))
