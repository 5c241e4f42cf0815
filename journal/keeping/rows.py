"""How an entry's row is written: new, changed, marked, closed, opened, binned, taken out again.

What goes with it is written in the same breath: the version that stays behind, the month's
volume, which pictures it shows and the words beside them, the room that it takes. Call these in
a transaction, inside the owner's lock (`accounts.vault.keys.lock_for_writing`).
"""

from datetime import date

from django.utils import timezone

from accounts.pictures.store import change_alts
from accounts.vault import quota
from accounts.vault.sealing import AnyVault
from journal.content import Content
from journal.keeping import pictures
from journal.models import Entry, EntryVersion
from journal.search import volumes
from journal.search.volumes import Gathered


def write_new(
    entry: Entry, vault: AnyVault, content: Content, gathered: Gathered | None = None
) -> Entry:
    """Seal `content` in a row of its own. Raises `quota.JournalFull`.

    Whoever writes many at once gives what `volumes.gathered` has given them.
    """
    entry.seal(vault, content)
    entry.save(force_insert=True)
    quota.take(entry.owner, len(entry.content))
    if content.pictures:
        pictures.write_uses(entry, content.pictures)
    _say_what_they_show(entry, vault, content)
    if gathered is None:
        volumes.put(entry, vault, content, is_new=True)
    else:
        gathered.put(entry, content)
    return entry


def rewrite(entry: Entry, vault: AnyVault, before: Content, content: Content) -> None:
    """Seal `content` in place of `before`, which becomes a version. The last ten are kept.

    The pictures show what `content` says. Raises `quota.JournalFull`.
    """
    earlier = EntryVersion(
        owner_id=entry.owner_id, entry=entry, version=entry.version, written=entry.written
    )
    earlier.content = vault.seal(earlier, "content", before.to_bytes())
    earlier.save(force_insert=True)
    if before.pictures:
        pictures.write_uses(earlier, before.pictures)
    last = entry.versions.order_by("-version").values_list("version", flat=True)
    entry.versions.exclude(version__in=list(last[: EntryVersion.KEPT])).delete()
    entry.version += 1
    entry.written = timezone.now()
    reseal(entry, vault, content)
    _say_what_they_show(entry, vault, content)


def reseal(entry: Entry, vault: AnyVault, content: Content) -> None:
    """Seal `content` in place of the words before, of which no version stays behind.

    Only for what says something about the words (a mark, a tag) and changes none of them.
    """
    entry.updated = timezone.now()
    entry.seal(vault, content)
    entry.save()
    pictures.write_uses(entry, content.pictures)
    volumes.put(entry, vault, content)


def _say_what_they_show(entry: Entry, vault: AnyVault, content: Content) -> None:
    """Also beside the pictures themselves, but for the words of a closed letter."""
    if not entry.is_closed:
        change_alts(entry.owner, vault, content.shows)


def change_day(entry: Entry, vault: AnyVault, content: Content, opens_on: date | None) -> None:
    """Let a letter open on another day, or on none. Its words stay: no version stays behind.

    It counts as changed, so that a form opened before does not put the old day back unseen.
    """
    opens_from(entry, opens_on)
    entry.version += 1
    reseal(entry, vault, content)


def opens_from(entry: Entry, opens_on: date | None) -> None:
    """Set from which day the unsaved `entry` may be opened. Closed anew, if it is another."""
    if entry.opens_on != opens_on:
        entry.opens_on, entry.opened_at, entry.told_at = opens_on, None, None


def open_envelope(entry: Entry, vault: AnyVault) -> None:
    """Open a closed letter, unless another page was quicker or it is in the bin."""
    closed = Entry.objects.closed().filter(pk=entry.pk, binned_at=None)
    if closed.update(opened_at=timezone.now()):
        _list_again(entry, vault)


def close(entry: Entry, vault: AnyVault) -> None:
    """Close a letter that was opened, until the day it has."""
    entry.opened_at = entry.told_at = None
    entry.save(update_fields=["opened_at", "told_at"])
    volumes.take_out(entry, vault)


def put_in_bin(entry: Entry, vault: AnyVault) -> None:
    """Put an entry in the bin, sealed as it is, unless it is there already."""
    outside = Entry.objects.filter(pk=entry.pk, binned_at=None)
    if outside.update(binned_at=timezone.now()):
        volumes.take_out(entry, vault)


def take_out_of_bin(entry: Entry, vault: AnyVault) -> None:
    """Take an entry out, unless another page was quicker. No quota refuses it."""
    binned = Entry.objects.filter(pk=entry.pk, binned_at__isnull=False)
    if binned.update(binned_at=None):
        _list_again(entry, vault)


def _list_again(entry: Entry, vault: AnyVault) -> None:
    entry.refresh_from_db()
    if content := entry.try_open(vault):
        volumes.put_without_quota(entry, vault, content)
