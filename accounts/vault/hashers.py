"""How passwords are hashed: Argon2id at the vault's own cost, a few at a time.

Each hash takes 64 MiB. Uncapped, a burst of sign-ins would take all the memory
there is, so no process runs more than `HASHES_AT_ONCE` of them.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

HASHES_AT_ONCE = 2
_slots = threading.BoundedSemaphore(HASHES_AT_ONCE)


@contextmanager
def hashing_slot() -> Iterator[None]:
    """Wait for one of the few places in which this process hashes."""
    with _slots:
        yield


class CappedArgon2(Argon2PasswordHasher):
    """Django's Argon2id hasher at the vault's cost, so that neither hash is the cheap way in."""

    parallelism = 1

    @property
    def time_cost(self) -> int:  # type: ignore[override] # Django has a plain attribute here
        return settings.VAULT_KDF["time_cost"]

    @property
    def memory_cost(self) -> int:  # type: ignore[override] # Django has a plain attribute here
        return settings.VAULT_KDF["memory_kib"]

    def encode(self, password: str, salt: str) -> str:
        with hashing_slot():
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with hashing_slot():
            return super().verify(password, encoded)

    def harden_runtime(self, password: str, encoded: str) -> Any:
        """Nothing to even out: every stored hash has this hasher's cost or is made anew."""
