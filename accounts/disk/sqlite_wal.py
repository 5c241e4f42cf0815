"""SQLite's log beside the database: every change goes there first, and the old rows stay in it."""

import logging

from django.db import OperationalError, connection

WAIT_MILLISECONDS = 1000  # for readers and writers; meanwhile nobody else can write

logger = logging.getLogger(__name__)


def empty_the_log() -> bool:
    """Write the log back into the database and empty it. Whether that could be done now.

    Someone in the middle of reading or writing is waited for, a second at most. SQLite raises
    nothing then: the first column of its answer is 1. A full disk it does raise. Neither is an
    error here, since SQLite does it by itself at a later write. Elsewhere there is no such log.
    """
    is_empty = connection.vendor != "sqlite" or _checkpoint()
    if not is_empty:
        logger.info("SQLite's log could not be emptied yet.")
    return is_empty


def _checkpoint() -> bool:
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {WAIT_MILLISECONDS}")
        try:
            row = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except OperationalError:
            return False
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")
    return bool(row[0] == 0)
