"""What someone sat with, when, and how it was after: kept sealed, and read back.

Every function takes the person first, and their open vault second.
"""

from datetime import date
from uuid import UUID

import msgspec
from django.db import transaction

from accounts.models import User
from accounts.vault import keys, quota
from accounts.vault.sealing import AnyVault
from practices.models import Sitting, SittingRecord

FETCHED = 200  # newest rows looked through for one practice: its slug is sealed
OF_ONE_PRACTICE = 5  # of these, as many are shown


class PastSitting(msgspec.Struct, frozen=True):
    """A sitting, opened. `response` is one of `vocabulary.RESPONSES`, or nothing."""

    day: date
    slug: str
    response: str = ""
    seconds: int = 0  # 0: not known


@transaction.atomic
def keep(user: User, vault: AnyVault, *, uuid: UUID, record: SittingRecord, day: date) -> None:
    """Keep a sitting. Sent twice under one `uuid` it is one, and the later answer stands.

    Raises `Locked` and `quota.JournalFull`; then nothing was kept.
    """
    keys.lock_for_writing(user, vault)
    row = Sitting.objects.of(user).filter(uuid=uuid).first()
    row = row or Sitting(owner=user, uuid=uuid, day=day)
    row.seal(vault, record)
    row.save()
    quota.take(user, len(row.content))


def recent(user: User, vault: AnyVault, most: int = 20) -> list[PastSitting]:
    """The newest sittings, newest first. Damaged ones are left out. One query."""
    rows = Sitting.objects.of(user).order_by("-day", "-id")[:most]
    return [
        PastSitting(row.day, record.slug, record.response, record.seconds)
        for row in rows
        if (record := row.try_open(vault)) is not None
    ]


def of_practice(user: User, vault: AnyVault, slug: str) -> list[PastSitting]:
    """The five newest sittings with one practice, newest first: “what it was like”."""
    with_it = [it for it in recent(user, vault, FETCHED) if it.slug == slug]
    return with_it[:OF_ONE_PRACTICE]
