"""Django's sessions in the database, with its errors told apart.

Django reports any failed write as "this session was deleted meanwhile", which answers 400.
Here a database that is busy, full or away says so. A session is small and what signing in and
locking need, so on a full disk it may use the ballast.
"""

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import DatabaseError, InterfaceError, OperationalError

from accounts.ballast import with_ballast


class SessionStore(db.SessionStore):
    def save(self, must_create: bool = False) -> None:
        """Raises `UpdateError` only where the row is gone, and `OperationalError` for the rest."""
        with_ballast(lambda: self._save(must_create))

    def _save(self, must_create: bool) -> None:
        try:
            super().save(must_create)
        except UpdateError as error:
            cause: DatabaseError | BaseException | None = error.__context__
            if isinstance(cause, OperationalError | InterfaceError):
                raise cause from cause.__cause__
            raise
