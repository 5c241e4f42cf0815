"""The one file that people take with them: both formats, the pictures, and a word about them.

Zipped while it is sent: pictures may be more than fits in memory, and nothing of it touches
the disk. The list of what is in a zip comes last, so one that was cut short does not open,
rather than look whole.
"""

import io
import zipfile
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.days import now_of
from accounts.models import User
from accounts.vault.sealing import AnyVault
from journal.export import kept, lossless, markdown
from journal.export.lossless import KeptPicture

PIECE = 64 * 1024  # bytes, about, that are sent at once
# A picture is packed already. It is not packed again, but it is not merely "stored" either: of
# what is stored, the apps of many phones cannot tell in such a file where it ends.
AS_IT_IS = 0


class File(NamedTuple):
    """A file of the zip. `level`: how hard it is packed, None for what is usual."""

    name: str
    pieces: Iterable[bytes]
    level: int | None = None


def zip_of_everything(user: User, vault: AnyVault) -> Iterator[bytes]:
    """A zip of all that someone has here, in clear, piece by piece.

    The first piece is made at once, so that what cannot begin says so here. Raises `Locked`
    for a closed vault.
    """
    pieces = _as_the_person(user, _zipped(_files(user, vault), now_of(user)))
    return _going_on(next(pieces), pieces)


def _files(user: User, vault: AnyVault) -> Iterator[File]:
    """Pictures come first: the texts then name what is in the file, even if some were
    added or let go of elsewhere meanwhile."""
    yield File("README.txt", [_readme().encode()])
    packed: list[KeptPicture] = []
    for picture, image in kept.pictures(user, vault):
        packed.append(picture)
        if picture.file and image is not None:
            yield File(picture.file, _slices(image), AS_IT_IS)
    about = lossless.About(made=timezone.now(), time_zone=user.time_zone)
    # Read twice, so that neither format waits in memory for the other.
    as_text = markdown.write_markdown(
        kept.entries(user, vault, versions=False), *_rest(user, vault, packed)
    )
    yield File("journal.txt", (piece.encode() for piece in as_text))
    rest: list[Iterable[Any]] = [*_rest(user, vault, packed), kept.inbox(user, vault)]
    yield File("journal.json", lossless.encode(about, kept.entries(user, vault), *rest))


def _rest(user: User, vault: AnyVault, packed: list[KeptPicture]) -> Iterator[Iterable[Any]]:
    """What there is beside the entries, in the order that both formats take it."""
    for kind in (kept.drafts, kept.kit, kept.sittings, kept.progress):
        yield kind(user, vault)
    yield packed


def _slices(image: bytes) -> Iterator[bytes]:
    for start in range(0, len(image), PIECE):
        yield image[start : start + PIECE]


class _Passing(io.RawIOBase):
    """What a zip is written into on its way out: it goes on at once, and nobody can go back."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._waiting += piece
        return len(piece)

    def taken(self, at_least: int = 1) -> Iterator[bytes]:
        """What waits, once it is that much."""
        if len(self._waiting) >= at_least:
            piece, self._waiting = bytes(self._waiting), bytearray()
            yield piece


def _zipped(files: Iterable[File], made: datetime) -> Generator[bytes]:
    """The zip of these files. Only what was made without an error gets its list of contents."""
    out = _Passing()
    with zipfile.ZipFile(out, "w") as archive:
        for file in files:
            info = zipfile.ZipInfo(file.name, made.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            info.compress_level = file.level
            info.external_attr = 0o600 << 16  # once unpacked, for its owner alone
            with archive.open(info, "w") as packed:
                for piece in file.pieces:
                    packed.write(piece)
                    yield from out.taken(PIECE)
    yield from out.taken()


def _as_the_person(user: User, pieces: Generator[bytes]) -> Generator[bytes]:
    """`pieces`, in `user`'s language and time zone: the middleware that saw to it is done by now.

    Whoever fetches it slowly holds up nobody: between pieces a pooled connection goes back.
    """
    with closing(pieces):
        while True:
            with timezone.override(user.zone), translation.override(user.language):
                piece = next(pieces, None)
            if piece is None:
                return
            if connection.vendor == "postgresql" and not connection.in_atomic_block:
                connection.close()
            yield piece


def _going_on(first: bytes, pieces: Generator[bytes]) -> Iterator[bytes]:
    with closing(pieces):
        yield first
        yield from pieces


def _readme() -> str:
    return _(
        "These are your words and pictures from Dear Self. They are not sealed any more: whoever "
        "has this file can read them. Keep it where you would keep a diary.\n"
        "\n"
        "journal.txt   To read, on any phone or computer. The oldest day comes first.\n"
        "\n"
        "pictures      A folder with your pictures, if you kept any. Each stands in journal.txt "
        "under its file's name. One that you add or delete while this file is being made may be "
        "missing.\n"
        "\n"
        "journal.json  To move to another place. It holds everything, earlier versions and dates "
        "too, for other programs to read (form number %(schema)s).\n"
        "\n"
        "Both hold everything: letters, memories, notes and days, your kit, the practices you sat "
        "with, what is unfinished, what is in the bin, and letters that are closed until a later "
        "day.\n"
    ) % {"schema": lossless.SCHEMA}
