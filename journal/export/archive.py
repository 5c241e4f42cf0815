"""The one file that people take with them: both formats and a word about them, zipped in memory."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.days import now_of
from accounts.models import User
from accounts.vault import AnyVault
from journal.export import kept, lossless, markdown


def everything(user: User, vault: AnyVault) -> bytes:
    """A zip of all that someone has here, in clear. Nothing of it touches the disk.

    Raises `Locked` for a closed vault.
    """
    packed = io.BytesIO()
    about = lossless.About(made=timezone.now(), time_zone=user.time_zone)
    # Read twice, so that neither format waits in memory for the other.
    as_text = markdown.write(kept.entries(user, vault, versions=False), *_rest(user, vault))
    as_records = lossless.encode(about, kept.entries(user, vault), *_rest(user, vault))
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, user, "README.txt", [_readme().encode()])
        _add(archive, user, "journal.txt", (piece.encode() for piece in as_text))
        _add(archive, user, "journal.json", as_records)
    return packed.getvalue()


def _rest(user: User, vault: AnyVault) -> Iterator[Iterator[Any]]:
    """What there is beside the entries, in the order that both formats take it."""
    for kind in (kept.drafts, kept.kit, kept.sittings, kept.progress):
        yield kind(user, vault)


def _add(archive: zipfile.ZipFile, user: User, name: str, pieces: Iterable[bytes]) -> None:
    info = zipfile.ZipInfo(name, now_of(user).timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16  # once unpacked, for its owner alone
    with archive.open(info, "w") as file:
        for piece in pieces:
            file.write(piece)


def _readme() -> str:
    return _(
        "These are your words from Dear Self. They are not sealed any more: whoever has this "
        "file can read them. Keep it where you would keep a diary.\n"
        "\n"
        "journal.txt   To read, on any phone or computer. The oldest day comes first.\n"
        "\n"
        "journal.json  To move to another place. It holds everything, earlier versions and dates "
        "too, for other programs to read (form number %(schema)s).\n"
        "\n"
        "Both hold everything: letters, notes and days, your kit, the practices you sat with, what "
        "is unfinished, what is in the bin, and letters that are closed until a later day.\n"
    ) % {"schema": lossless.SCHEMA}
