"""Going back to what an entry said before it was changed. What it said in between stays behind."""

import msgspec
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.vault import keys, quota
from accounts.vault.sealing import AnyVault
from journal.content import Content
from journal.keeping import pictures
from journal.keeping.rows import rewrite
from journal.kinds.catalogue import HALVES, KINDS
from journal.models import Entry


@transaction.atomic
def revert_to_version(user: User, vault: AnyVault, entry: Entry, number: int) -> Entry | None:
    """Let version `number` of `entry` be what it says again, with the pictures it had.

    What it says now becomes a version, so this can be undone in the same way. Marks
    and tags stay as they are now. Returns None, and writes nothing, where the entry is in the
    bin or closed, or that version is kept no more. Raises `Damaged` where one of the two does
    not open, and `quota.JournalFull`.
    """
    keys.lock_for_writing(user, vault)
    current = Entry.objects.of(user).filter(pk=entry.pk).first()
    earlier = current.versions.filter(version=number).first() if current else None
    if current is None or earlier is None:
        return None
    now_says = pictures.with_alts(user, vault, current.open(vault))
    then_says = earlier.open(vault)
    content = msgspec.structs.replace(
        then_says, tags=now_says.tags, favourite=now_says.favourite, hard=now_says.hard
    )
    if content == now_says:
        return current
    if current.kind == Entry.Kind.DAY:
        _touch_halves(current, content)
    rewrite(current, vault, now_says, content)
    quota.take(user, len(current.content))
    return current


def _touch_halves(day: Entry, content: Content) -> None:
    """Each half counts as kept now, so that a form opened before sees what came in; one that
    says nothing in `content` is unwritten again.
    """
    now = timezone.now()
    for half in HALVES:
        asked = [it for it in KINDS[half].questions if not it.is_hidden]
        says_something = any(it.name in content.answers for it in asked)
        setattr(day, f"{half}_at", now if says_something else None)
