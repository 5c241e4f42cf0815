"""How an entry's row is written: new, changed, marked, or gone from sight.

What goes with it is written in the same breath: the version that stays behind, the month's
volume, the room that its words take. Call these in a transaction, inside the owner's lock
(`accounts.keys.lock_for_writing`).
"""

from django.utils import timezone

from accounts import quota
from accounts.vault import AnyVault
from journal import pictures, volumes
from journal.content import Content
from journal.models import Entry, EntryVersion
from journal.volumes import Gathered


def write_new(
    entry: Entry, vault: AnyVault, content: Content, gathered: Gathered | None = None
) -> Entry:
    """Seal `content` in a row of its own. Raises `quota.JournalFull`.

    Whoever writes many at once gives what `volumes.gathered` has given them.
    """
    entry.seal(vault, content)
    entry.save(force_insert=True)
    quota.take(entry.owner, len(entry.content))
    if gathered is None:
        volumes.put(entry, vault, content, is_new=True)
    else:
        gathered.put(entry, content)
    return entry


def rewrite(entry: Entry, vault: AnyVault, standing: Content, content: Content) -> None:
    """Seal `content` in place of `standing`, which becomes a version. The last ten are kept."""
    earlier = EntryVersion(
        owner_id=entry.owner_id, entry=entry, version=entry.version, written=entry.updated
    )
    earlier.content = vault.seal(earlier, "content", standing.to_bytes())
    earlier.save(force_insert=True)
    entry.versions.filter(version__lte=entry.version - EntryVersion.KEPT).delete()
    entry.version += 1
    reseal(entry, vault, content)
    pictures.let_go_of_unused(entry, vault, content)


def reseal(entry: Entry, vault: AnyVault, content: Content) -> None:
    """Seal `content` in place of what stood there, of which no version stays behind.

    Only for what says something about the words (a mark, a tag) and changes none of them.
    """
    entry.updated = timezone.now()
    entry.seal(vault, content)
    entry.save()
    volumes.put(entry, vault, content)
