"""Volumes: each month's entries a second time, folded for searching and sealed as a few rows.

Search and filters by sealed facts read these, and not thousands of entries. They are derived:
`mend` compares them with the entries, and writes anew what differs.

Whatever writes here is in the transaction that has written the entry's row, inside the owner's
lock (`accounts.keys.lock_for_writing`).
"""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from accounts import ballast, keys, quota
from accounts.models import User
from accounts.vault import AnyVault, Damaged
from journal.content import Content
from journal.models import Entry, EntryQuerySet, Volume
from journal.shelf import Fact, Record, Shelf, facts_in, month_of, record_of, words_in

GATHERED_MOST = 8_000_000  # characters that an import holds back before it writes
OPENING_SECONDS = 2

# --- writing ---


def put(entry: Entry, vault: AnyVault, content: Content, *, is_new: bool = False) -> None:
    """Write what `entry` says now into its month's volume, in the entry's own transaction.

    An entry that is closed, or in the bin, is taken out of it. One that stood in another month
    is taken out of that; `is_new` says that it stood in none. Raises `quota.JournalFull`.
    """
    if (grown := _put(entry, vault, content, is_new=is_new)) > 0:
        quota.take(entry.owner, grown)


def put_back(entry: Entry, vault: AnyVault, content: Content) -> None:
    """The same for what was theirs before: out of the bin, or opened. A full journal takes it."""
    if _put(entry, vault, content) > 0:
        quota.measure_anew(entry.owner)


def take_out(entry: Entry, vault: AnyVault) -> None:
    """Leave `entry` out of the volumes from now on. Inside the owner's lock."""
    month = month_of(entry.day)
    if not _change(entry.owner_id, vault, month, take_out=[entry.uuid]).stood:
        _take_out_elsewhere(entry.owner_id, vault, {entry.uuid: month})


def _put(entry: Entry, vault: AnyVault, content: Content, *, is_new: bool = False) -> int:
    """By how many bytes the volumes grew."""
    if entry.is_closed or entry.binned_at is not None:
        if not is_new:
            take_out(entry, vault)
        return 0
    month = month_of(entry.day)
    changed = _change(entry.owner_id, vault, month, put=[record_of(entry, content)])
    if is_new or changed.stood:
        return changed.grown
    return changed.grown + _take_out_elsewhere(entry.owner_id, vault, {entry.uuid: month})


class _Changed(NamedTuple):
    grown: int  # in bytes
    stood: int  # how many of the entries had stood there before


def _change(
    owner_id: UUID,
    vault: AnyVault,
    month: date,
    *,
    put: Iterable[Record] = (),
    take_out: Iterable[UUID] = (),
) -> _Changed:
    """Change a month's volumes, whose entries are written already.

    Where one of them does not open, all are made anew of the entries, which say the same.
    """
    shelf = Shelf(owner_id, vault, month)
    try:
        shelf.open()
        stood = sum([shelf.take_out(uuid) for uuid in take_out])
        stood += sum([shelf.put(record) for record in put])
    except Damaged:
        return _Changed(_write_anew(owner_id, vault, month), 0)
    return _Changed(shelf.write(), stood)


def _write_anew(owner_id: UUID, vault: AnyVault, month: date) -> int:
    """A month's volumes as its entries have it. By how many bytes they grew."""
    shelf = Shelf(owner_id, vault, month)
    entries = _listed(owner_id).filter(day__gte=month, day__lt=_next(month))
    for entry in entries.newest_first().iterator():
        shelf.put(record_of(entry, entry.try_open(vault)))
    return shelf.write()


def _take_out_elsewhere(owner_id: UUID, vault: AnyVault, at_home: dict[UUID, date]) -> int:
    """Take entries out of every month but the one given for each. By how many bytes that grew."""
    strays = defaultdict(list)
    for month, found in _months(owner_id, vault):
        for fact in found:
            if at_home.get(fact.uuid, month) != month:
                strays[month].append(fact.uuid)
    return sum(
        _change(owner_id, vault, month, take_out=uuids).grown for month, uuids in strays.items()
    )


class Gathered:
    """What an import puts, held back so that each volume is written once."""

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
            _change(owner_id, vault, month, put=records).grown
            for month, records in by_month.items()
        )
        at_home = {record.fact.uuid: month_of(record.fact.day) for record in self._records.values()}
        grown += _take_out_elsewhere(owner_id, vault, at_home)
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


def facts(user: User, vault: AnyVault, *, up_to: date | None = None) -> Iterator[Fact]:
    """The facts of every entry that a volume lists, newest first; `up_to` a day, if one is given.

    A volume that does not open is left out, until it is mended.
    """
    for _month, found in _months(user.pk, vault, up_to=up_to):
        for fact in found:
            if up_to is None or fact.day <= up_to:
                yield fact


def read(user: User, vault: AnyVault, *, up_to: date | None = None) -> Iterator[Record]:
    """The same, each with its folded words. One month in memory at a time."""
    rows = _stored(user.pk, up_to, "uuid", "month", "facts", "words")
    for _month, volumes in groupby(rows, lambda row: row.month):
        records = [record for row in volumes for record in _records_in(row, vault)]
        records.sort(key=lambda record: record.fact.place, reverse=True)
        for record in records:
            if up_to is None or record.fact.day <= up_to:
                yield record


def _months(
    owner_id: UUID, vault: AnyVault, *, up_to: date | None = None
) -> Iterator[tuple[date, list[Fact]]]:
    """Each month's facts, newest first."""
    rows = _stored(owner_id, up_to, "uuid", "month", "facts")
    for month, volumes in groupby(rows, lambda row: row.month):
        found = [fact for row in volumes for fact in _facts_in(row, vault)]
        yield month, sorted(found, key=lambda fact: fact.place, reverse=True)


def _facts_in(row: Volume, vault: AnyVault) -> list[Fact]:
    try:
        return facts_in(row, vault)
    except Damaged:
        return []


def _records_in(row: Volume, vault: AnyVault) -> list[Record]:
    try:
        found, words = facts_in(row, vault), words_in(row, vault)
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

    Each in a transaction of its own. After `seconds` the rest is left for another time; one
    month is written in any case. What it takes is never refused: the entries are theirs.
    Raises `Locked`, and `DatabaseError` where the disk is full or the database busy.
    """
    until = None if seconds is None else time.monotonic() + seconds
    differing = _differing(user, vault)
    if differing:
        ballast.refuse_if_spent()
    for done, month in enumerate(differing):
        if done and until is not None and time.monotonic() >= until:
            return Mended(done, len(differing) - done)
        with transaction.atomic():
            keys.lock_for_writing(user, vault)
            _write_anew(user.pk, vault, month)
            quota.measure_anew(user)
    return Mended(len(differing), 0)


def mend_at_opening(user: User, vault: AnyVault) -> None:
    """The same, as far as somebody who is on their way in would wait for it."""
    mend(user, vault, seconds=OPENING_SECONDS)


def _differing(user: User, vault: AnyVault) -> list[date]:
    """The months whose volumes do not list their entries as they are, the newest first."""
    standing: dict[date, dict[UUID, datetime]] = defaultdict(dict)
    for uuid, day, updated in _listed(user.pk).values_list("uuid", "day", "updated").iterator():
        standing[month_of(day)][uuid] = updated
    listed: dict[date, dict[UUID, datetime]] = defaultdict(dict)
    wrong = set()
    for row in _stored(user.pk, None, "uuid", "month", "facts", "words"):
        try:
            vault.open(row, "words", row.words)
            found = facts_in(row, vault)
        except Damaged:
            wrong.add(row.month)
            continue
        its_month = listed[row.month]
        before = len(its_month)
        its_month |= {fact.uuid: fact.updated for fact in found}
        if len(its_month) != before + len(found):  # one stands there twice
            wrong.add(row.month)
    months = standing.keys() | listed.keys() | wrong
    differ = wrong | {month for month in months if standing.get(month) != listed.get(month)}
    return sorted(differ, reverse=True)


def _listed(owner_id: UUID) -> EntryQuerySet:
    """The entries that volumes list: not in the bin, and not closed."""
    return Entry.objects.filter(owner_id=owner_id, binned_at=None).not_closed()


def _next(month: date) -> date:
    return month_of(month + timedelta(days=31))
