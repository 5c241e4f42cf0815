"""What is to be done once somebody's journal is open, for which it has to be open.

An app registers its own in `ready()`. It runs after signing in, signing up and unlocking, and
must be quick: somebody waits. What fails is told by its kind, keeps nobody out, and is tried
again at the next opening.
"""

import logging
from collections.abc import Callable

from accounts.models import User
from accounts.vault.sealing import OpenVault

type OnUnlock = Callable[[User, OpenVault], object]

on_unlock: list[OnUnlock] = []

logger = logging.getLogger(__name__)


def run_on_unlock(user: User, opened: OpenVault) -> None:
    """Do what waits for this person's journal to be open."""
    for do in on_unlock:
        try:
            do(user, opened)
        except Exception as error:  # noqa: BLE001 - whatever it is, it keeps nobody out
            name = f"{do.__module__}.{do.__qualname__}"
            logger.error("%s did not come to its end: %s", name, type(error).__name__)
