"""Private pictures: made anew from what someone chose, sealed, and shown to them alone.

`files.py` makes a picture of a file; this keeps it. Decoding takes a second, so it
comes before any lock: `keep_picture` is given what `made_ready` returned.
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
from accounts.pictures.files import Ready, made_ready
from accounts.vault import keys, quota
from accounts.vault.sealing import AnyVault, Damaged

# Filled by higher rooms in `ready()`: which of a person's pictures nobody is to see now, and the
# id of a kept page that shows the picture of this id.
hidden: list[Callable[[User], Q]] = []
kept_pages: list[Callable[[User, UUID], UUID | None]] = []


class About(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is sealed beside a picture: its words for those who don't see it, and its size.

    And its digest, so that one that comes twice is known again. The first ones have none.
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


def ready_from(upload: UploadedFile) -> Ready:
    """What came with a form, made ready. Raises `CannotBeTaken`; slow, so before any lock."""
    if refused := getattr(upload, "refused", None):  # by uploads.py, while it came in
        raise refused
    upload.seek(0)
    return made_ready(upload.read())


@transaction.atomic
def keep_picture(user: User, vault: AnyVault, *, ready: Ready, alt: str = "") -> Picture:
    """Seal and keep a picture of theirs. Nothing shows it yet.

    Raises `quota.JournalFull`, and `Locked` as `keys.lock_for_writing` does.
    """
    keys.lock_for_writing(user, vault)
    picture = Picture(owner=user)
    about = About(alt, ready.width, ready.height, _digest(ready))
    picture.image = vault.seal(picture, "image", ready.image)
    picture.thumbnail = vault.seal(picture, "thumbnail", ready.thumbnail)
    picture.about = vault.seal(picture, "about", msgspec.json.encode(about))
    picture.save(force_insert=True)
    quota.take(user, sum(len(getattr(picture, name)) for name in Picture.sealed_fields))
    return picture


def the_same(
    rows: PictureQuerySet, vault: AnyVault, ready: Ready, *, but: Collection[str] = ()
) -> Picture | None:
    """The first of `rows` that is the same picture as `ready`, `but` for those of these ids."""
    rows = rows.exclude(uuid__in=filter(None, map(_as_uuid, but)))
    for row in rows.light().order_by("pk"):
        known = about(row, vault)
        if known is not None and known.digest == _digest(ready):
            return row
    return None


def _digest(ready: Ready) -> bytes:
    return sha256(ready.image).digest()


def change_alts(user: User, vault: AnyVault, alts: Mapping[str, str]) -> None:
    """Give pictures of theirs other words, by id. Nothing happens to one that is gone meanwhile.

    Call it in a transaction, inside their lock. Raises `quota.JournalFull` and `Locked`.
    """
    said = {uuid: alt for name, alt in alts.items() if (uuid := _as_uuid(name))}
    if not said:
        return
    changed, grown = [], 0
    for row in Picture.objects.of(user).light().filter(uuid__in=said):
        known, alt = about(row, vault), said[row.uuid]
        if known is None or known.alt != alt:
            now = msgspec.structs.replace(known or About(), alt=alt)
            before, row.about = row.about, vault.seal(row, "about", msgspec.json.encode(now))
            grown += len(row.about) - len(before)
            changed.append(row)
    if changed:
        Picture.objects.bulk_update(changed, ["about"])
    if grown > 0:
        quota.take(user, grown)


def to_be_seen(user: User) -> PictureQuerySet:
    """Their pictures, without those that are hidden now."""
    rows = Picture.objects.of(user)
    for are_hidden in hidden:
        rows = rows.exclude(are_hidden(user))
    return rows


def page_showing(user: User, uuid: UUID) -> UUID | None:
    """The id of a kept page of theirs that shows the picture `uuid`. None where there is none."""
    return next(filter(None, (look(user, uuid) for look in kept_pages)), None)


def opened(
    user: User, vault: AnyVault, uuids: Iterable[UUID | str], *, hidden_too: bool = False
) -> dict[str, Shown]:
    """Those of these pictures that are theirs, by id, in the order asked for, in one query.

    One whose words are damaged is shown without them. What is `hidden_too` must not reach a
    page. Raises `Locked`.
    """
    asked = [str(uuid) for uuid in uuids]
    ids = {name: uuid for name in asked if (uuid := _as_uuid(name))}
    if not ids:
        return {}
    rows = Picture.objects.of(user) if hidden_too else to_be_seen(user)
    rows = rows.light().filter(uuid__in=set(ids.values()))
    found = {row.uuid: _shown(row, about(row, vault) or About()) for row in rows}
    return {name: found[uuid] for name, uuid in ids.items() if uuid in found}


def _shown(row: Picture, about: About) -> Shown:
    return Shown(
        uuid=row.uuid,
        alt=about.alt,
        width=about.width,
        height=about.height,
        url=reverse("picture", args=[row.uuid]),
        small_url=reverse("picture-small", args=[row.uuid]),
    )


def about(row: Picture, vault: AnyVault) -> About | None:
    """What is known of one. None where it is damaged."""
    try:
        return msgspec.json.decode(vault.open(row, "about", row.about), type=About)
    except (Damaged, msgspec.DecodeError):
        return None


def _as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
