"""A connection to PostgreSQL that does not wait for ever for a server that has gone quiet.

Time limits inside PostgreSQL need a server that is awake, and those of TCP a network that
is broken. A server that is frozen answers to neither, and would hold every web thread.
"""

from typing import Any

import psycopg
from psycopg.errors import OperationalError, _WaitTimeout

WEB_SECONDS = 10  # for one statement; the longest of ours takes a fraction of it


class PatientConnection(psycopg.Connection[Any]):
    """Gives up on a statement after `seconds`. None, for commands and chores: never."""

    seconds: float | None = None

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """As psycopg's own. Raises `OperationalError` when the server took too long."""
        if timeout is not None or self.seconds is None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, self.seconds)
        except _WaitTimeout as error:
            self.pgconn.finish()  # closed: whatever it says now would be an answer too late
            raise OperationalError("the database took too long to answer") from error


def in_a_web_process() -> None:
    """From here on somebody is waiting for every statement."""
    PatientConnection.seconds = WEB_SECONDS
