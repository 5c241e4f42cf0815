"""How much one person may keep, so that nobody can fill the host's disk for everyone.

`Vault.stored_bytes` is an upper bound that every write adds to: one UPDATE, whatever the
journal's size. Only when the bound reaches the quota, or there is none, is everything
measured anew, which also finds what has been let go of meanwhile.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import F, Sum
from django.db.models.functions import Length

from accounts.models import User, Vault
from accounts.vault.sealed_models import sealed_models

MEGABYTE = 1_000_000


class JournalFull(Exception):
    """This journal may not hold more. `quota_mb` is how much it may hold."""

    def __init__(self, quota_mb: int) -> None:
        super().__init__(f"The quota of {quota_mb} MB is used up.")
        self.quota_mb = quota_mb


@dataclass(frozen=True, slots=True)
class Usage:
    """What a journal holds and may hold, in megabytes. `quota_mb` 0: as much as there is."""

    used_mb: float
    quota_mb: int


def quota_of(user: User) -> int:
    """Megabytes: the person's own, or what the host gives everyone. 0: no limit."""
    return settings.DEARSELF_QUOTA_MB if user.quota_mb is None else user.quota_mb


def take(user: User, size: int) -> None:
    """Count `size` more bytes of sealed words. Call it in the transaction that writes them.

    Raises `JournalFull` where they would go over the person's quota.
    """
    quota_mb = quota_of(user)
    if not quota_mb:
        measure_anew(user)  # should there be a quota one day
        return
    limit = quota_mb * MEGABYTE
    mine = Vault.objects.filter(owner=user)
    fits = mine.filter(stored_bytes__lte=limit - size)
    if fits.update(stored_bytes=F("stored_bytes") + size):
        return
    stored = measure(user)  # what is written by now is in it already
    if stored > limit:
        raise JournalFull(quota_mb)
    mine.update(stored_bytes=stored)


def measure_anew(user: User) -> None:
    """Forget the bound: the next write under a quota measures."""
    Vault.objects.filter(owner=user, stored_bytes__isnull=False).update(stored_bytes=None)


def measure(user: User) -> int:
    """The size of everything sealed that this person has, in bytes. Reads every row."""
    total = 0
    for model in sealed_models():
        sizes = {name: Sum(Length(name)) for name in model.sealed_fields}  # type: ignore[attr-defined] # sealed models have it
        found = model._default_manager.filter(owner=user).aggregate(**sizes)
        total += sum(size or 0 for size in found.values())
    return total


def usage(user: User) -> Usage:
    return Usage(round(measure(user) / MEGABYTE, 1), quota_of(user))
