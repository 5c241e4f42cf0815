"""Private pictures: made anew from what someone chose, sealed, and shown to them alone.

`files.py` makes a picture of a file; this keeps it. Decoding takes a second, so it
comes before any lock: `keep_picture` is given what `prepare_picture` returned.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

import msgspec
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from accounts.models import Picture, PictureQuerySet, User
from accounts.pictures.files import PreparedPicture, prepare_picture
from accounts.vault import keys, quota
from accounts.vault.sealing import AnyVault, Damaged

# Filled by higher rooms in `ready()`: which of a person's pictures nobody is to see now, and the
# id of a kept page that shows the picture of this id.
hidden: list[Callable[[User], Q]] = []
kept_pages: list[Callable[[User, UUID], UUID | None]] = []


class PictureDetails(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is sealed beside a picture: its words for those who don't see it, its size, its digest.

    By the digest a picture that comes twice is known again. Rows of the first release have none.
    """

    alt: str = ""
    width: int = 0  # pixels
    height: int = 0
    digest: bytes = b""  # SHA-256 of the picture as it was made


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as a page needs it. `width` and `height` are 0 where nothing says them."""

    uuid: UUID
    alt: str
    width: int
    height: int
    url: str
    small_url: str


def prepare_upload(upload: UploadedFile) -> PreparedPicture:
    """The picture in a form's file. Raises `CannotBeTaken`; slow, so call it before any lock."""
    if refused := getattr(upload, "refused", None):  # by upload_handler.py, while it came in
        raise refused
    upload.seek(0)
    return prepare_picture(upload.read())


@transaction.atomic
def keep_picture(user: User, vault: AnyVault, *, ready: PreparedPicture, alt: str = "") -> Picture:
    """Seal a prepared picture and keep it as `user`'s. Nothing shows it yet.

    Raises `quota.JournalFull`, and `Locked` as `keys.lock_for_writing` does.
    """
    keys.lock_for_writing(user, vault)
    picture = Picture(owner=user)
    about = PictureDetails(alt, ready.width, ready.height, _digest(ready))
    picture.image = vault.seal(picture, "image", ready.image)
    picture.thumbnail = vault.seal(picture, "thumbnail", ready.thumbnail)
    picture.about = vault.seal(picture, "about", msgspec.json.encode(about))
    picture.save(force_insert=True)
    quota.take(user, sum(len(getattr(picture, name)) for name in Picture.sealed_fields))
    return picture


def same_picture_in(
    rows: PictureQuerySet, vault: AnyVault, ready: PreparedPicture, *, but: Collection[str] = ()
) -> Picture | None:
    """The first of `rows` that is the same picture as `ready`, leaving out the ids in `but`."""
    rows = rows.exclude(uuid__in=filter(None, map(_as_uuid, but)))
    for row in rows.light().order_by("pk"):
        known = details_of(row, vault)
        if known is not None and known.digest == _digest(ready):
            return row
    return None


def _digest(ready: PreparedPicture) -> bytes:
    return sha256(ready.image).digest()


def change_alts(user: User, vault: AnyVault, alts: Mapping[str, str]) -> None:
    """Give pictures of `user` other words: `alts` by id. One that is gone meanwhile is left out.

    Call it in a transaction, inside their lock. Raises `quota.JournalFull` and `Locked`.
    """
    new_alts = {uuid: alt for name, alt in alts.items() if (uuid := _as_uuid(name))}
    if not new_alts:
        return
    changed, grown = [], 0
    for row in Picture.objects.of(user).light().filter(uuid__in=new_alts):
        known, alt = details_of(row, vault), new_alts[row.uuid]
        if known is None or known.alt != alt:
            now = msgspec.structs.replace(known or PictureDetails(), alt=alt)
            before, row.about = row.about, vault.seal(row, "about", msgspec.json.encode(now))
            grown += len(row.about) - len(before)
            changed.append(row)
    if changed:
        Picture.objects.bulk_update(changed, ["about"])
    if grown > 0:
        quota.take(user, grown)


def visible_pictures(user: User) -> PictureQuerySet:
    """The pictures of `user`, without those that are hidden now."""
    rows = Picture.objects.of(user)
    for are_hidden in hidden:
        rows = rows.exclude(are_hidden(user))
    return rows


def page_showing(user: User, uuid: UUID) -> UUID | None:
    """The id of a kept page of theirs that shows the picture `uuid`. None where there is none."""
    return next(filter(None, (look(user, uuid) for look in kept_pages)), None)


def open_pictures(
    user: User, vault: AnyVault, uuids: Iterable[UUID | str], *, hidden_too: bool = False
) -> dict[str, Shown]:
    """The pictures of `user` among `uuids`, by id, in the order asked for, in one query.

    One whose words are damaged is shown without them. What is `hidden_too` must not reach a
    page. Raises `Locked`.
    """
    asked = [str(uuid) for uuid in uuids]
    ids = {name: uuid for name in asked if (uuid := _as_uuid(name))}
    if not ids:
        return {}
    rows = Picture.objects.of(user) if hidden_too else visible_pictures(user)
    rows = rows.light().filter(uuid__in=set(ids.values()))
    found = {row.uuid: _shown(row, details_of(row, vault) or PictureDetails()) for row in rows}
    return {name: found[uuid] for name, uuid in ids.items() if uuid in found}


def _shown(row: Picture, details: PictureDetails) -> Shown:
    return Shown(
        uuid=row.uuid,
        alt=details.alt,
        width=details.width,
        height=details.height,
        url=reverse("picture", args=[row.uuid]),
        small_url=reverse("picture-small", args=[row.uuid]),
    )


def details_of(row: Picture, vault: AnyVault) -> PictureDetails | None:
    """What is sealed beside the picture in `row`. None where it is damaged."""
    try:
        return msgspec.json.decode(vault.open(row, "about", row.about), type=PictureDetails)
    except (Damaged, msgspec.DecodeError):
        return None


def _as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
