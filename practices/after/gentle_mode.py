"""Gentle mode: when to propose it, and what someone answered.

Only the setting itself is in clear. Why it was proposed, and when it was declined, is sealed.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, timedelta

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.disk.reserve import NoRoom
from accounts.models import User
from accounts.vault.quota import JournalFull
from accounts.vault.sealing import AnyVault, Locked
from practices.after import sittings
from practices.after.sittings import PastSitting
from practices.models import ProgressRecord
from practices.player import progress

LATELY = timedelta(days=14)
HARDER_SITTINGS = 2  # sittings that left it harder


def proposes_gentle(
    recent: Iterable[PastSitting], so_far: ProgressRecord, user: User, today: date
) -> str:
    """Why gentle mode is proposed today, as a sentence; nothing where it is not.

    At least two sittings of the last fourteen days left it harder, each after the day on
    which it was last answered about.
    """
    if user.gentle:
        return ""
    harder = [
        it
        for it in recent
        if it.response == "harder"
        and today - it.day < LATELY
        and it.day.isoformat() > so_far.gentle_asked
    ]
    if len(harder) < HARDER_SITTINGS:
        return ""
    return _("More than once lately, it was harder after a practice.")


def reason_today(
    user: User, vault: AnyVault, today: date, recent: Iterable[PastSitting] | None = None
) -> str:
    """Why gentle mode is proposed to this person, as a sentence; nothing where it is not.

    `recent`: their sittings; read here where it is None. At most two queries; none for visitors
    and the locked.
    """
    if not (user.is_authenticated and vault.is_open) or user.gentle:
        return ""
    recent = sittings.recent(user, vault) if recent is None else recent
    if not proposes_gentle(recent, ProgressRecord(), user, today):
        return ""  # whatever was answered before
    return proposes_gentle(recent, progress.progress_of(user, vault), user, today)


@transaction.atomic
def answer(user: User, vault: AnyVault, on: bool | None, today: date) -> None:
    """Turn it on or off, or leave it; and do not propose it again for what was until today.

    A full disk, a full or a locked journal is asked once more: better than an error for "not now".
    """
    if on is not None:
        user.gentle = on
        user.save(update_fields=["gentle"])
    with suppress(JournalFull, NoRoom, Locked):
        _remember_asked(user, vault, today)


def _remember_asked(user: User, vault: AnyVault, today: date) -> None:
    asked = today.isoformat()
    progress.change_progress(
        user, vault, lambda so_far: msgspec.structs.replace(so_far, gentle_asked=asked)
    )
