"""Private pictures: made anew from what someone chose, sealed, and shown to them alone.

`picture_files.py` makes a picture of a file; this keeps it. Decoding takes a second, so it
comes before any lock: `keep_picture` is given what `made_ready` returned.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import msgspec
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse

from accounts import keys, quota
from accounts.models import Picture, User
from accounts.picture_files import (
    CannotBeTaken,
    CutShort,
    EmptyFile,
    NotArrived,
    Ready,
    TooLarge,
    TooLargeTogether,
    TooManyAtOnce,
    TooManyPixels,
    UnknownKind,
    made_ready,
)
from accounts.vault import AnyVault, Damaged

__all__ = [
    "About",
    "CannotBeTaken",
    "CutShort",
    "EmptyFile",
    "NotArrived",
    "Ready",
    "Shown",
    "TooLarge",
    "TooLargeTogether",
    "TooManyAtOnce",
    "TooManyPixels",
    "UnknownKind",
    "change_alt",
    "keep_picture",
    "made_ready",
    "opened",
    "ready_from",
]


class About(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is sealed beside a picture: its words for those who don't see it, and its size."""

    alt: str = ""
    width: int = 0  # pixels
    height: int = 0


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
def keep_picture(
    user: User, vault: AnyVault, *, held_by: UUID, ready: Ready, alt: str = ""
) -> Picture:
    """Seal and keep a picture for what has the id `held_by`, which may not be there yet.

    Raises `quota.JournalFull`, and `Locked` as `keys.lock_for_writing` does.
    """
    keys.lock_for_writing(user, vault)
    picture = Picture(owner=user, held_by=held_by)
    about = About(alt, ready.width, ready.height)
    picture.image = vault.seal(picture, "image", ready.image)
    picture.thumbnail = vault.seal(picture, "thumbnail", ready.thumbnail)
    picture.about = vault.seal(picture, "about", msgspec.json.encode(about))
    picture.save(force_insert=True)
    quota.take(user, sum(len(getattr(picture, name)) for name in Picture.sealed_fields))
    return picture


@transaction.atomic
def change_alt(user: User, vault: AnyVault, picture: Picture, alt: str) -> None:
    """Give a picture of theirs other words. Nothing happens where it is gone meanwhile.

    Raises `quota.JournalFull` and `Locked`.
    """
    keys.lock_for_writing(user, vault)
    row = Picture.objects.of(user).light().filter(pk=picture.pk).first()
    if row is None:
        return
    about = _about(row, vault)
    if about is not None and about.alt == alt:
        return
    changed = msgspec.structs.replace(about or About(), alt=alt)
    picture.about = vault.seal(row, "about", msgspec.json.encode(changed))
    Picture.objects.filter(pk=row.pk).update(about=picture.about)
    quota.take(user, len(picture.about))


def opened(user: User, vault: AnyVault, uuids: Iterable[UUID | str]) -> dict[str, Shown]:
    """Those of these pictures that are theirs, by id, in the order asked for, in one query.

    One whose words are damaged is shown without them. Raises `Locked`.
    """
    asked = [str(uuid) for uuid in uuids]
    ids = {name: uuid for name in asked if (uuid := _as_uuid(name))}
    if not ids:
        return {}
    rows = Picture.objects.of(user).light().filter(uuid__in=set(ids.values()))
    found = {row.uuid: _shown(row, _about(row, vault) or About()) for row in rows}
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


def _about(row: Picture, vault: AnyVault) -> About | None:
    """None where it is damaged."""
    try:
        return msgspec.json.decode(vault.open(row, "about", row.about), type=About)
    except (Damaged, msgspec.DecodeError):
        return None


def _as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
