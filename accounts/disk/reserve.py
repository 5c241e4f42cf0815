"""A piece of the disk kept back, so that a full disk stops nobody from deleting or leaving.

SQLite has to write in order to delete. `serve` keeps a file of 16 MiB beside the database,
and when deleting, signing in or out, locking, unlocking or leaving fails because the disk is
full, that file is emptied and it is tried once more. Keeping words never uses it: until the
file is whole again, new words are refused before they could take what deleting needs.
Which pages may use it: `full_disk.py`.
"""

import logging
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import OperationalError, connection

from accounts.disk.sqlite_wal import empty_the_log

BYTES = 16 * 1024 * 1024
ROOM = 64 * 1024 * 1024  # must be free before it is made whole
FULL = {sqlite3.SQLITE_FULL}
FULL_IF_NO_ROOM = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}  # when its log cannot grow

logger = logging.getLogger(__name__)


class NoRoom(OperationalError):
    """The disk is full, or was a moment ago. Nothing new is taken until there is room again."""


def place() -> Path | None:
    """The file; None where the database is not a file on this machine."""
    return settings.DEARSELF_BALLAST


def is_whole() -> bool:
    """False once it has been used. True where none is kept: then there is nothing to wait for."""
    file = place()
    try:
        return file is None or file.stat().st_size >= BYTES
    except FileNotFoundError:
        return True


def put_in_place() -> None:
    """Keep a ballast from now on, if there is room for one. `serve` calls this."""
    file = place()
    if file is not None and not file.exists():
        _fill(file)


def make_whole() -> None:
    """A chore: fill it again, once there is room."""
    file = place()
    if file is not None and not is_whole():
        _fill(file)


def _fill(file: Path) -> None:
    if shutil.disk_usage(file.parent).free < ROOM:
        logger.error("The disk is full, or nearly. Make room: nothing new can be kept meanwhile.")
        return
    aside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with aside.open("wb") as new:
            os.posix_fallocate(new.fileno(), 0, BYTES)
        aside.replace(file)
    except OSError as error:
        logger.error("The ballast could not be made: %s", error.strerror)
        aside.unlink(missing_ok=True)


def release() -> None:
    """Give its room to whatever needs it now."""
    file = place()
    if file is not None and file.exists() and file.stat().st_size:
        logger.error("The disk is full. Make room: nothing new is kept until then.")
        os.truncate(file, 0)


def refuse_if_spent() -> None:
    """Call before new words are written. Raises `NoRoom` while the ballast is not whole."""
    if not is_whole():
        raise NoRoom("The disk was full a moment ago.")


def with_ballast[T](write: Callable[[], T]) -> T:
    """Do `write`, which is small or makes room. On a full disk, empty the ballast and do it again.

    Inside a transaction it is done once: what is rolled back cannot be done again from here.
    """
    try:
        return write()
    except OperationalError as error:
        if not says_full(error) or connection.in_atomic_block:
            raise
    release()
    empty_the_log()
    done = write()
    empty_the_log()  # a deletion fills it first
    return done


def says_full(error: OperationalError) -> bool:
    """Whether SQLite says by this that the disk is full."""
    code = getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF
    return code in FULL or (code in FULL_IF_NO_ROOM and _no_room())


def _no_room() -> bool:
    file = place()
    return file is not None and shutil.disk_usage(file.parent).free < 1024 * 1024
