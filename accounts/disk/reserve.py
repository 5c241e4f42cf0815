"""Room on the disk for deleting and leaving, whatever else has filled it.

SQLite has to write in order to delete. So the disk that holds its file is asked how much is free:

- Below `FLOOR` no new words are taken. Whoever seals some asks for their writer's lock first
  (`accounts.vault.keys.lock_for_writing`), and it raises `NoRoom`. What is left is for deleting,
  signing in and out, locking, unlocking and leaving, which need little and are never refused.
- Something else may eat that, too: a log, a neighbour. So `serve` keeps a file of `BYTES` beside
  the database, and whoever first sees less than that free, a request or the chore, empties it.

No disk is asked about where the database is on another machine: PostgreSQL's is not ours to see.
"""

import logging
import os
import shutil
import sqlite3
from pathlib import Path

from django.conf import settings
from django.db import OperationalError

MIB = 1024 * 1024
BYTES = 16 * MIB
FLOOR = 64 * MIB
FULL = {sqlite3.SQLITE_FULL}
FULL_IF_NO_ROOM = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}  # when its log cannot grow

logger = logging.getLogger(__name__)


class NoRoom(OperationalError):
    """The disk is full, or nearly. Nothing new is taken until there is room again."""


def place() -> Path | None:
    """The file kept back; None where the database is not a file on this machine."""
    return settings.DEARSELF_RESERVE


def free() -> int | None:
    """Bytes on the database's disk that we may use. None where nobody can tell."""
    file = place()
    if file is None:
        return None
    try:
        disk = shutil.disk_usage(file.parent)
    except OSError:
        return None
    return disk.free if disk.total else None  # some file systems say nothing of themselves


def is_spent() -> bool:
    """Whether it was emptied and not filled again. False where none was ever made."""
    file = place()
    try:
        return file is not None and file.stat().st_size < BYTES
    except FileNotFoundError:
        return False


def refuse_below_the_floor() -> None:
    """Raises `NoRoom` where new words would take what deleting needs.

    Also while the reserve is spent: a disk may have a quota of which `free` says nothing.
    """
    left = free()
    if is_spent() or (left is not None and left < FLOOR):
        raise NoRoom("The disk is full, or nearly.")


def watch() -> None:
    """Empty the reserve where less than it is free. Takes some microseconds: every request asks."""
    left = free()
    if left is not None and left < BYTES:
        release()


def release_if_full(error: BaseException) -> None:
    """Empty the reserve after `error`, where SQLite says by it that the disk is full."""
    if isinstance(error, OperationalError) and _says_full(error):
        release()


def release() -> None:
    """Give the room of the reserve to whatever needs it now."""
    file = place()
    if file is not None and file.exists() and file.stat().st_size:
        logger.error("The disk is full. Make room: nothing new is kept until then.")
        os.truncate(file, 0)


def put_in_place() -> None:
    """Keep a reserve from now on, if there is room for one. `serve` calls this."""
    file = place()
    if file is not None and not file.exists():
        _fill(file)


def look_after() -> None:
    """A chore: empty the reserve where that is due, or fill it again once there is room."""
    watch()
    file = place()
    if file is not None and is_spent():
        _fill(file)


def _fill(file: Path) -> None:
    left = free()
    if left is not None and left < FLOOR + BYTES:  # new words must have room beside it
        need = (FLOOR + BYTES) // MIB
        logger.error("Less than %d MiB are free on the disk. Make room for people's words.", need)
        return
    aside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with aside.open("wb") as new:
            os.posix_fallocate(new.fileno(), 0, BYTES)
        aside.replace(file)
    except OSError as error:
        logger.error("No room could be kept back on the disk: %s", error.strerror)
        aside.unlink(missing_ok=True)


def _says_full(error: OperationalError) -> bool:
    code = getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF
    left = free()
    no_room = left is not None and left < MIB
    return code in FULL or (code in FULL_IF_NO_ROOM and no_room)
