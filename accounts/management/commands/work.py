"""`manage.py work`: mail, and the chores that nobody should have to wait for."""

import logging
import os
import signal
import threading
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand
from django.db import close_old_connections

from accounts.hosting.chores import Chore, chores

LOOK_EVERY_SECONDS = 2  # someone may be waiting for a mail

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Send mail, empty bins and end old sessions, now and whenever they are due."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="Do every chore once and stop.")

    def handle(self, *, once: bool, **options: Any) -> None:
        if once:
            for chore in chores:
                chore.run()
            return
        stop = threading.Event()
        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, lambda *_: stop.set())
        parent = os.getppid()
        due = dict.fromkeys(chores, 0.0)
        # Ends with the server that started it, also when that one was killed.
        while not stop.is_set() and os.getppid() == parent:
            for chore, when in due.items():
                if time.monotonic() >= when:
                    _try(chore)
                    due[chore] = time.monotonic() + chore.every.total_seconds()
            stop.wait(LOOK_EVERY_SECONDS)


def _try(chore: Chore) -> None:
    """A chore that fails now is tried again next time; only its kind of error is logged."""
    close_old_connections()
    try:
        chore.run()
    except Exception as error:  # noqa: BLE001 - one chore that fails must not end the others
        logger.error("The chore “%s” has to wait: %s", chore.name, type(error).__name__)
    finally:
        close_old_connections()
