"""What stays on the disk after rows were changed or deleted, and how it goes.

SQLite overwrites what is deleted (`secure_delete`), but copies stay in two places: in its log,
until that is emptied, and between the rows of a page, where they were moved to make room for
others. Only building the file anew takes the second kind away. PostgreSQL has its own vacuum.
"""

import logging
import shutil
from pathlib import Path

from django.db import connection, transaction

from accounts.disk import cache_table
from accounts.disk.sqlite_wal import empty_the_log

LARGEST_BUILT_ANEW = 256 * 1024 * 1024  # nobody can write for the seconds that it takes

logger = logging.getLogger(__name__)


def clean() -> None:
    """A chore: forget what the cache should have forgotten, and what the file still holds."""
    cache_table.forget_what_expired()
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        empty_the_log()
        if _is_built_anew():
            empty_the_log()


def after_delete() -> None:
    """Say that rows were let go of for good: the chore will build SQLite's file anew.

    The log, which still holds the old rows, is emptied once this transaction is over.
    """
    if connection.vendor != "sqlite":
        return
    with transaction.atomic():
        _set_due(_due() + 1)
        transaction.on_commit(empty_the_log)


def _is_built_anew() -> bool:
    """Build the file anew, if something was let go of for good since and there is room."""
    due, size = _due(), _size_in_use()
    if not due:
        return False
    place = Path(connection.settings_dict["NAME"])
    free = shutil.disk_usage(place.parent).free if place.exists() else 0
    if size > LARGEST_BUILT_ANEW or free < 3 * size:
        logger.warning(
            "SQLite's file is too large, or the disk too full, to build it anew by itself. "
            'When it suits: sqlite3 data/dear-self.sqlite3 "VACUUM; PRAGMA user_version = 0"'
        )
        return False
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
    with transaction.atomic():
        if _due() == due:  # nobody has let go of more meanwhile
            _set_due(0)
    return True


def _due() -> int:
    """How often something was let go of since the file was built anew. SQLite keeps the number
    for us in the file's head, and does nothing with it."""
    with connection.cursor() as cursor:
        return int(cursor.execute("PRAGMA user_version").fetchone()[0])


def _set_due(times: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA user_version = {times:d}")


def _size_in_use() -> int:
    """Bytes, without the pages that are free."""
    with connection.cursor() as cursor:
        asked = ("page_count", "freelist_count", "page_size")
        pages, free, size = (cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in asked)
    return int((pages - free) * size)
