"""Volumes: each month's entries a second time, folded for searching and sealed as a few rows.

Search and filters by sealed facts read these, and not thousands of entries. They are derived:
`mend` compares them with the entries, and writes anew what differs. Nothing that writes gives an
entry another day; what is in another month all the same is left to `mend`.

Whatever writes here is in the transaction that has written the entry's row, inside the owner's
lock (`accounts.vault.keys.lock_for_writing`).
"""

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet

from accounts.models import User
from accounts.vault import keys, quota
from accounts.vault.sealing import AnyVault, Damaged, Locked
from journal.content import Content
from journal.models import Entry, EntryQuerySet, Volume
from journal.search.volume_rows import (
    Fact,
    MonthVolumes,
    Record,
    month_of,
    open_facts,
    open_words,
    record_of,
)

GATHERED_MOST = 8_000_000  # characters that an import holds back before it writes
OPENING_SECONDS = 2

logger = logging.getLogger(__name__)

# --- writing ---


def put(entry: Entry, vault: AnyVault, content: Content, *, is_new: bool = False) -> None:
    """Write what `entry` says now into its month's volume, in the entry's own transaction.

    An entry that is closed, or in the bin, is taken out of it; `is_new` says that it is in
    none. Raises `quota.JournalFull`.
    """
    if (grown := _put(entry, vault, content, is_new=is_new)) > 0:
        quota.take(entry.owner, grown)


def put_without_quota(entry: Entry, vault: AnyVault, content: Content) -> None:
    """As `put`, for what was in the bin or closed: it was theirs before, so no quota refuses it."""
    if _put(entry, vault, content) > 0:
        quota.measure_anew(entry.owner)


def take_out(entry: Entry, vault: AnyVault) -> None:
    """Leave `entry` out of the volumes from now on. Inside the owner's lock."""
    _change(entry.owner_id, vault, month_of(entry.day), take_out=[entry.uuid])


def _put(entry: Entry, vault: AnyVault, content: Content, *, is_new: bool = False) -> int:
    """By how many bytes the volumes grew."""
    if entry.is_closed or entry.binned_at is not None:
        if not is_new:
            take_out(entry, vault)
        return 0
    record = record_of(entry, content)
    return _change(entry.owner_id, vault, month_of(entry.day), put=[record])


def _change(
    owner_id: UUID,
    vault: AnyVault,
    month: date,
    *,
    put: Iterable[Record] = (),
    take_out: Iterable[UUID] = (),
) -> int:
    """Change a month's volumes, whose entries are written already. By how many bytes they grew.

    Where one of them does not open, all are made anew of the entries, which say the same.
    """
    volumes = MonthVolumes(owner_id, vault, month)
    try:
        volumes.open()
        for uuid in take_out:
            volumes.take_out(uuid)
        for record in put:
            volumes.put(record)
    except Damaged:
        return _write_anew(owner_id, vault, month, {})
    return volumes.write()


def _write_anew(owner_id: UUID, vault: AnyVault, month: date, opened: dict[UUID, Record]) -> int:
    """A month's volumes as its entries have it. By how many bytes they grew.

    `opened` is what was opened of it before, outside the lock: what has changed since is opened
    again.
    """
    entries = _listed(owner_id, month)
    updated_at = dict(entries.values_list("uuid", "updated"))
    records = {uuid: it for uuid, it in opened.items() if it.fact.updated == updated_at.get(uuid)}
    if records:
        entries = entries.filter(uuid__in=updated_at.keys() - records.keys())
    records |= _opened(entries, vault)
    volumes = MonthVolumes(owner_id, vault, month)
    for record in records.values():
        volumes.put(record)
    return volumes.write()


def _opened(entries: EntryQuerySet, vault: AnyVault) -> dict[UUID, Record]:
    """What volumes are to say of these: each opened and folded."""
    return {it.uuid: record_of(it, it.try_open(vault)) for it in entries.iterator()}


class Gathered:
    """What an import puts, gathered so that each volume is written once."""

    def __init__(self, user: User, vault: AnyVault) -> None:
        self._user, self._vault = user, vault
        self._records: dict[UUID, Record] = {}
        self._size = 0

    def put(self, entry: Entry, content: Content) -> None:
        """As `volumes.put`, a little later. An entry that is closed, or in the bin, is left out."""
        if entry.is_closed or entry.binned_at is not None:
            return
        record = self._records[entry.uuid] = record_of(entry, content)
        self._size += len(record.words)
        if self._size > GATHERED_MOST:
            self.write()

    def write(self) -> None:
        """Raises `quota.JournalFull`."""
        owner_id, vault = self._user.pk, self._vault
        by_month = defaultdict(list)
        for record in self._records.values():
            by_month[month_of(record.fact.day)].append(record)
        grown = sum(
            _change(owner_id, vault, month, put=records) for month, records in by_month.items()
        )
        self._records, self._size = {}, 0
        if grown > 0:
            quota.take(self._user, grown)


@contextmanager
def gathered(user: User, vault: AnyVault) -> Iterator[Gathered]:
    """`with volumes.gathered(user, vault) as them: write_new(entry, vault, content, them)`.

    All of it in one transaction, inside the owner's lock.
    """
    them = Gathered(user, vault)
    yield them
    them.write()


# --- reading ---


def facts(
    user: User, vault: AnyVault, *, up_to: date | None = None, missed: set[date] | None = None
) -> Iterator[Fact]:
    """The facts of every entry that a volume lists, newest first; `up_to` a day, if one is given.

    A volume that does not open is left out, until it is mended; its month is put into `missed`.
    """
    rows = _stored(user.pk, up_to, "uuid", "month", "facts")
    for month, volumes in groupby(rows, lambda row: row.month):
        found: list[Fact] = []
        for row in volumes:
            try:
                found += open_facts(row, vault)
            except Damaged:
                if missed is not None:
                    missed.add(month)
        for fact in sorted(found, key=lambda fact: fact.place, reverse=True):
            if up_to is None or fact.day <= up_to:
                yield fact


def looked_through[T](
    user: User, vault: AnyVault, look: Callable[[set[date]], T]
) -> tuple[T, bool]:
    """What `look` finds, and whether it could look through everything.

    It is given a set for the months that do not open, as `facts` is. If there are any, they are
    mended as far as somebody would wait for it, and it looks once more.
    """
    missed: set[date] = set()
    found = look(missed)
    if not missed:
        return found, True
    try:
        mend(user, vault, seconds=OPENING_SECONDS)
    except (DatabaseError, Locked) as error:  # the page is shown all the same
        logger.error("Damaged volumes could not be mended: %s", type(error).__name__)
        return found, False
    missed = set()
    return look(missed), not missed


def read_records(user: User, vault: AnyVault, *, up_to: date | None = None) -> Iterator[Record]:
    """What `facts` gives, each with its folded words. Opened a month at a time."""
    rows = _stored(user.pk, up_to, "uuid", "month", "facts", "words")
    for _month, volumes in groupby(rows, lambda row: row.month):
        records = [record for row in volumes for record in _records_in(row, vault)]
        records.sort(key=lambda record: record.fact.place, reverse=True)
        for record in records:
            if up_to is None or record.fact.day <= up_to:
                yield record


def _records_in(row: Volume, vault: AnyVault) -> list[Record]:
    try:
        found, words = open_facts(row, vault), open_words(row, vault)
    except Damaged:
        return []
    return [Record(*pair) for pair in zip(found, words, strict=False)]


def _stored(owner_id: UUID, up_to: date | None, *names: str) -> Iterator[Volume]:
    """The sealed rows, newest month first, of which only the fields `names` are read."""
    volumes = Volume.objects.filter(owner_id=owner_id).order_by("-month", "id")
    if up_to is not None:
        volumes = volumes.filter(month__lte=up_to)
    for values in _in_binary(volumes.values_list(*names)):
        yield Volume(owner_id=owner_id, **dict(zip(names, values, strict=True)))


def _in_binary(rows: QuerySet[Volume, tuple[object, ...]]) -> Iterator[tuple[object, ...]]:
    """Rows as the database has them. PostgreSQL writes bytes as text, twice as long, unless asked.

    Django's cursors cannot ask: their class binds values on this side, and refuses. One of
    psycopg's own, on Django's connection, can.
    """
    if connection.vendor != "postgresql":
        yield from rows.iterator(chunk_size=8)
        return
    from psycopg import Cursor

    statement, values = rows.query.sql_with_params()
    connection.ensure_connection()
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        yield from cursor.execute(statement, values, binary=True)


# --- mending ---


@dataclass(frozen=True, slots=True)
class Mended:
    """How many months were written anew, and how many still differ from their entries."""

    months: int
    left: int


def mend(user: User, vault: AnyVault, *, seconds: float | None = None) -> Mended:
    """Write anew each month whose volumes are not as its entries are, the newest first.

    Each in a transaction of its own, its entries opened and folded before that. After `seconds`
    the rest is left for another time; one month is written in any case. What it takes is never
    refused: the entries are theirs. Raises `Locked`, and `DatabaseError` where the disk is full
    or the database busy.
    """
    until = None if seconds is None else time.monotonic() + seconds
    differing = _differing(user, vault)
    for done, month in enumerate(differing):
        if done and until is not None and time.monotonic() >= until:
            return Mended(done, len(differing) - done)
        opened = _opened(_listed(user.pk, month), vault)
        with transaction.atomic():
            keys.lock_for_writing(user, vault)
            _write_anew(user.pk, vault, month, opened)
            quota.measure_anew(user)
    return Mended(len(differing), 0)


def mend_at_opening(user: User, vault: AnyVault) -> None:
    """`mend`, for as long as somebody who is on their way in would wait."""
    mend(user, vault, seconds=OPENING_SECONDS)


def _differing(user: User, vault: AnyVault) -> list[date]:
    """The months whose volumes do not list their entries as they are, the newest first."""
    in_rows: dict[date, dict[UUID, datetime]] = defaultdict(dict)
    for uuid, day, updated in _listed(user.pk).values_list("uuid", "day", "updated").iterator():
        in_rows[month_of(day)][uuid] = updated
    listed: dict[date, dict[UUID, datetime]] = defaultdict(dict)
    wrong = set()
    for row in _stored(user.pk, None, "uuid", "month", "facts", "words"):
        try:
            vault.open(row, "words", row.words)
            found = open_facts(row, vault)
        except Damaged:
            wrong.add(row.month)
            continue
        its_month = listed[row.month]
        before = len(its_month)
        its_month |= {fact.uuid: fact.updated for fact in found}
        if len(its_month) != before + len(found):  # one is there twice
            wrong.add(row.month)
    months = in_rows.keys() | listed.keys() | wrong
    differ = wrong | {month for month in months if in_rows.get(month) != listed.get(month)}
    return sorted(differ, reverse=True)


def _listed(owner_id: UUID, month: date | None = None) -> EntryQuerySet:
    """The entries that volumes list, of one month or of all: not in the bin, and not closed."""
    listed = Entry.objects.of(owner_id)
    return listed.filter(day__gte=month, day__lt=_next(month)) if month else listed


def _next(month: date) -> date:
    return month_of(month + timedelta(days=31))
