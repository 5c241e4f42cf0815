"""Sealing everything anew under new keys, for someone whose password others may know.

`keys.take_new_keys` begins it: from that commit on nothing is written under the
earlier key. What follows here can stop at any moment, be it a power cut, and go on
whenever the person's vault is open; until it is done, both keys open what they sealed.
"""

import time
from dataclasses import dataclass
from itertools import batched
from typing import Any

from django.db import transaction
from django.db.models import BinaryField, Model, Q, QuerySet
from django.db.models.functions import Substr

from accounts.disk import vacuum
from accounts.models import User
from accounts.vault import keys, sealing
from accounts.vault.sealed_models import sealed_models
from accounts.vault.sealing import Damaged, OpenVault

BATCH = 25  # rows in memory, and in one transaction: others wait for it no longer than a moment


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is not under the new key: records still to be sealed anew, and damaged ones.

    A damaged record opened under no key before, and is left as it is.
    """

    records: int
    damaged: int
    vault: OpenVault  # without the earlier keys, once nothing needs them

    @property
    def is_done(self) -> bool:
        return self.records == 0


def seal_anew(user: User, opened: OpenVault, *, seconds: float) -> Remaining:
    """Go on for about so many seconds. What is under the new key already is not touched.

    Raises `Locked` where still newer keys were made meanwhile.
    """
    until = time.monotonic() + seconds
    damaged: set[tuple[type[Model], Any]] = set()
    for model in sealed_models():
        waiting = _waiting(model, user, opened).order_by("pk").values_list("pk", flat=True)
        for batch in batched(list(waiting), BATCH, strict=False):
            if time.monotonic() >= until:
                break
            damaged |= {(model, pk) for pk in _seal_batch(model, batch, user, opened, until)}
    with transaction.atomic():
        keys.lock(user, opened)
        left = count_remaining(user, opened) - len(damaged)
        if left == 0:
            opened = keys.forget_earlier_keys(user, opened)
            vacuum.after_delete()
    return Remaining(left, len(damaged), opened)


def count_remaining(user: User, opened: OpenVault) -> int:
    """How many records are not under the newest key, damaged ones among them."""
    return sum(_waiting(model, user, opened).count() for model in sealed_models())


def all_records(user: User) -> int:
    return sum(model._base_manager.filter(owner=user).count() for model in sealed_models())


def _seal_batch(
    model: type[Model], batch: tuple[Any, ...], user: User, opened: OpenVault, until: float
) -> list[Any]:
    """Seal these rows anew in one transaction, as far as there is time. Which were damaged."""
    damaged = []
    with transaction.atomic():
        keys.lock_for_writing(user, opened)
        # Asked again, under the lock: some may have been deleted or written anew meanwhile.
        for row in _waiting(model, user, opened).filter(pk__in=batch):
            try:
                model._base_manager.filter(pk=row.pk).update(**_sealed_anew(row, opened))
            except Damaged:
                damaged.append(row.pk)
            if time.monotonic() >= until:
                break
    return damaged


def _sealed_anew(row: Any, opened: OpenVault) -> dict[str, bytes]:
    """The row's sealed fields under the newest key. Raises `Damaged`."""
    return {
        name: opened.seal(row, name, opened.open(row, name, sealed))
        for name in row.sealed_fields
        if (sealed := getattr(row, name))
    }


def _waiting(model: Any, user: User, opened: OpenVault) -> QuerySet[Any]:
    """This person's rows of which some field is not under their newest key."""
    newest = sealing.header(opened.keyring.current)
    rows = model._base_manager.filter(owner=user)
    some = Q()
    for name in model.sealed_fields:
        begins = Substr(name, 1, len(newest), output_field=BinaryField())
        rows = rows.alias(**{f"{name}_begins": begins})
        some |= (
            ~Q(**{f"{name}_begins": newest}) & ~Q(**{name: b""}) & Q(**{f"{name}__isnull": False})
        )
    return rows.filter(some)
