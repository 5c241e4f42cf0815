"""How far someone is and how they like to sit, read and changed in one place.

Sealed for someone whose journal is open. For anyone else what is not about them as a
person (open eyes, a slower breath) waits in a cookie of this browser: `remembered_choices.py`.
"""

from collections.abc import Callable

from django.db import transaction

from accounts.models import User
from accounts.vault import keys, quota
from accounts.vault.sealing import AnyVault
from practices.models import Progress, ProgressRecord


def progress_of(user: User, vault: AnyVault) -> ProgressRecord:
    """A person's progress. A damaged record counts as none."""
    row = Progress.objects.of(user).first()
    return (row and row.try_open(vault)) or ProgressRecord()


@transaction.atomic
def change_progress(
    user: User, vault: AnyVault, changed: Callable[[ProgressRecord], ProgressRecord]
) -> None:
    """Write what `changed` makes of a person's progress. Raises `quota.JournalFull`, `Locked`."""
    keys.lock_for_writing(user, vault)
    row = Progress.objects.of(user).first() or Progress(owner=user)
    before = (row.pk and row.try_open(vault)) or ProgressRecord()
    after = changed(before)
    if after == before and row.pk:
        return
    row.seal(vault, after)
    row.save()
    quota.take(user, len(row.content))
