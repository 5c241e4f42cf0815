"""Django's sessions in the database, with its errors told apart.

Django reports any failed write as "this session was deleted meanwhile", which answers 400.
Here a database that is busy, full or away says so.

A request saves its whole session, as it read it. One that was under way while the journal
was locked would write the sealed keys back: here the lock wins.

A session names the backend that its person signed in by, as a dotted path. Where that class has
moved since, the session is still theirs: no upgrade signs anybody out.
"""

from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import DatabaseError, InterfaceError, OperationalError, router, transaction

from accounts.vault.visit import OF_THE_OPEN_VAULT, SEALED_KEYRING

# Where the backend was in an earlier release, and where it is now.
MOVED_BACKENDS = {"accounts.adapter.ByAddress": "accounts.signin.adapter.ByAddress"}


class SessionStore(db.SessionStore):
    _keyring_as_read: str | None = None

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """A session's content, also of an earlier release's. Empty for one that is not signed."""
        session: dict[str, Any] = super().decode(session_data)
        backend = session.get(BACKEND_SESSION_KEY, "")
        if backend in MOVED_BACKENDS:
            session[BACKEND_SESSION_KEY] = MOVED_BACKENDS[backend]
        return session

    def load(self) -> dict[str, Any]:
        session: dict[str, Any] = super().load()
        self._keyring_as_read = session.get(SEALED_KEYRING)
        return session

    def save(self, must_create: bool = False) -> None:
        """Raises `UpdateError` only where the row is gone, and `OperationalError` for the rest."""
        try:
            with transaction.atomic(using=router.db_for_write(self.model)):
                if not must_create:
                    self._follow_a_lock()
                super().save(must_create)
        except UpdateError as error:
            cause: DatabaseError | BaseException | None = error.__context__
            if isinstance(cause, OperationalError | InterfaceError):
                raise cause from cause.__cause__
            raise

    def _follow_a_lock(self) -> None:
        """Let go of the keys that this request has only read, where the row has them no more."""
        if self._keyring_as_read is None or self.get(SEALED_KEYRING) != self._keyring_as_read:
            return
        row = self.model.objects.select_for_update().filter(session_key=self.session_key).first()
        if row is not None and SEALED_KEYRING not in row.get_decoded():
            for name in OF_THE_OPEN_VAULT:
                self.pop(name, None)
