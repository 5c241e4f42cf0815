"""What lingers on the disk after rows were changed or deleted.

SQLite overwrites what is deleted (`secure_delete`), but copies stay in two places: in its log,
until that is emptied, and between the rows of a page, where they were moved to make room for
others. Only building the file anew takes the second kind away. PostgreSQL has its own vacuum.
"""

import logging
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.models import User

WAIT_MILLISECONDS = 1000  # for readers; meanwhile nobody else can write
LARGEST_BUILT_ANEW = 256 * 1024 * 1024  # nobody can write for the seconds that it takes

logger = logging.getLogger(__name__)


def let_nothing_linger() -> None:
    """A chore: forget what the cache should have forgotten, and what the file still holds."""
    forget_what_expired()
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        _empty_the_log()
        if _is_built_anew():
            _empty_the_log()


def checkpoint() -> None:
    """Once this transaction is over, empty SQLite's log of changes, which still holds the old rows.

    Quiet where a reader is in the way: SQLite does it at the next chance. The file itself is
    built anew by the chore.
    """
    if connection.vendor != "sqlite":
        return
    with transaction.atomic():
        _set_due(_due() + 1)
        transaction.on_commit(_empty_the_log)


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


def _empty_the_log() -> None:
    try:
        with connection.cursor() as cursor:
            usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
            try:
                cursor.execute(f"PRAGMA busy_timeout = {WAIT_MILLISECONDS}")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                cursor.execute(f"PRAGMA busy_timeout = {usual}")
    except DatabaseError as error:
        logger.info("The log could not be emptied yet: %s", type(error).__name__)


def forget_what_expired() -> None:
    """Delete rows of the cache whose time is over. Django does so only once there are many."""
    if isinstance(caches["default"], DatabaseCache):
        now = timezone.now().replace(microsecond=0)  # the cache writes whole seconds
        _delete_from_cache("expires < %s", connection.ops.adapt_datetimefield_value(now))


def forget_in_cache(user: User) -> None:
    """Delete what the cache has noted about someone: their tries at passwords and codes.

    In a cache that is no table, it is over within minutes by itself.
    """
    if isinstance(caches["default"], DatabaseCache):
        _delete_from_cache("cache_key LIKE %s", f"%{user.pk}%")


def _delete_from_cache(where: str, value: Any) -> None:
    table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE {where}", [value])  # noqa: S608 - our own words
