"""Where sign-ins are counted when there is no cache server: a table in the database.

Django's own swallows every error of the database. allauth then takes "could not be counted"
for "too many", and on a full disk tells people that they have tried too often.
"""

import base64
import pickle
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connection, connections, router, transaction
from django.utils import timezone

from accounts.models import User

WRITE = """
    INSERT INTO {table} (cache_key, value, expires) VALUES (%s, %s, %s)
    ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires
"""
NEVER = datetime.max.replace(tzinfo=UTC)
IF_OVER = " WHERE {table}.expires < %s"


class CountingTable(DatabaseCache):
    """`set` and `add` raise what the database raises."""

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        if mode == "touch":
            return super()._base_set(mode, key, value, timeout)  # type: ignore[misc] # Django's
        db = router.db_for_write(self.cache_model_class)
        connection = connections[db]
        table = connection.ops.quote_name(self._table)  # type: ignore[attr-defined] # Django's
        now = timezone.now().replace(microsecond=0)
        until = self.get_backend_timeout(timeout)
        ends = NEVER if until is None else datetime.fromtimestamp(until, tz=UTC)
        text = base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode("ascii")
        write, values = WRITE, [key, text, self._at(connection, ends)]
        if mode == "add":
            write, values = WRITE + IF_OVER, [*values, self._at(connection, now)]
        with transaction.atomic(using=db), connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM {table}")  # noqa: S608 - our own table's name
            count = cursor.fetchone()[0]
            if count > self._max_entries:
                self._cull(db, cursor, now, count)  # type: ignore[attr-defined] # Django's
            cursor.execute(write.format(table=table), values)
            return cursor.rowcount > 0

    @staticmethod
    def _at(connection: Any, moment: datetime) -> Any:
        return connection.ops.adapt_datetimefield_value(moment.replace(microsecond=0))


def table() -> str | None:
    """The name of the table that counts; None where a cache server does."""
    in_a_table = isinstance(caches["default"], DatabaseCache)
    return str(settings.CACHES["default"]["LOCATION"]) if in_a_table else None


def forget_what_expired() -> None:
    """Delete rows whose time is over. Django does so only once there are many."""
    now = timezone.now().replace(microsecond=0)  # the cache writes whole seconds
    _delete("expires < %s", connection.ops.adapt_datetimefield_value(now))


def forget(user: User) -> None:
    """Delete what is noted about someone: their tries at passwords and codes.

    In a cache server it is over within the hour by itself.
    """
    _delete("cache_key LIKE %s", f"%{user.pk}%")


def _delete(where: str, value: Any) -> None:
    name = table()
    if name is None:
        return
    with connection.cursor() as cursor:
        quoted = connection.ops.quote_name(name)
        cursor.execute(f"DELETE FROM {quoted} WHERE {where}", [value])  # noqa: S608 - our own words
