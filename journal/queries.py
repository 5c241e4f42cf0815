"""Reads that take more than one step. The person comes first in every one."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from typing import Self
from uuid import UUID

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, When

from accounts.days import today_of
from accounts.models import User
from accounts.vault.sealing import AnyVault
from journal.content import Content
from journal.models import Draft, Entry, EntryQuerySet, EntryVersion

PER_PAGE = 20
MOST_UNFINISHED = 5
MOST_ON_LOOK_BACK = 100  # unfinished pages: the one list that leads to all of them
MOST_ARRIVING = 3


@dataclass(frozen=True, slots=True)
class OpenedEntry:
    """An entry beside its words. `content` is None where it is closed, or its record damaged."""

    entry: Entry
    content: Content | None


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last entry of a page: where the next one goes on. No words, no counts."""

    day: date
    created: datetime
    uuid: UUID

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The cursor in a link, or None for anything that is not one."""
        try:
            day, created, uuid = text.split("_")
            moment = datetime.fromisoformat(created)
            if moment.tzinfo is None:
                return None
            return cls(date.fromisoformat(day), moment.astimezone(UTC), UUID(uuid))
        except (ValueError, OverflowError):
            return None

    def __str__(self) -> str:
        return f"{self.day}_{self.created.isoformat()}_{self.uuid.hex}"


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[OpenedEntry]
    next: Cursor | None


def open_entries(entries: Iterable[Entry], vault: AnyVault) -> list[OpenedEntry]:
    """Each entry beside its words, in the same order. No closed letter is opened."""
    return list(_opening(entries, vault))


def _opening(entries: Iterable[Entry], vault: AnyVault) -> Iterator[OpenedEntry]:
    """One at a time: nobody needs to open more than they show. No closed letter is opened."""
    return (
        OpenedEntry(entry, None if entry.is_closed else entry.try_open(vault)) for entry in entries
    )


def timeline_page(
    user: User,
    vault: AnyVault,
    *,
    kind: str = "",
    but: Collection[UUID] = (),
    after: Cursor | None = None,
) -> Page:
    """One page of someone's entries, newest day first, going on after a cursor.

    A closed letter is among them as its envelope.
    """
    entries = Entry.objects.with_closed(user).outside_bin()
    if kind in Entry.Kind.values:
        entries = entries.filter(kind=kind)
    if but:
        entries = entries.exclude(uuid__in=but)
    return _page(entries, vault, after)


def bin_page(user: User, vault: AnyVault, *, after: Cursor | None = None) -> Page:
    """One page of what is in someone's bin, newest day first."""
    return _page(Entry.objects.with_closed(user).in_bin(), vault, after)


def answers(user: User, vault: AnyVault, to: Entry, *, after: Cursor | None = None) -> Page:
    """One page of what someone wrote back to an entry of theirs, newest day first."""
    return _page(Entry.objects.with_closed(user).outside_bin().filter(reply_to=to), vault, after)


def _page(entries: EntryQuerySet, vault: AnyVault, after: Cursor | None) -> Page:
    """Keyset pages: the thousandth costs what the first does."""
    if after:
        entries = entries.filter(
            Q(day__lt=after.day)
            | Q(day=after.day, created__lt=after.created)
            | Q(day=after.day, created=after.created, uuid__lt=after.uuid),
            day__lte=after.day,
        )
    found = list(entries.newest_first()[: PER_PAGE + 1])
    rows, more = found[:PER_PAGE], len(found) > PER_PAGE
    last = rows[-1] if more else None
    return Page(
        open_entries(rows, vault), Cursor(last.day, last.created, last.uuid) if last else None
    )


@dataclass(frozen=True, slots=True)
class OpenedVersion:
    """An earlier version beside its words; `content` is None where it is damaged."""

    version: EntryVersion
    content: Content | None


def versions_of(entry: Entry, vault: AnyVault) -> list[OpenedVersion]:
    """What an entry said before, the latest first: ten versions at most."""
    rows = entry.versions.order_by("-version")
    return [OpenedVersion(row, row.try_open(vault)) for row in rows]


def arriving(user: User, vault: AnyVault, today: date) -> list[OpenedEntry]:
    """Closed letters whose day has come, until they are opened; who waits longest comes first.

    None that is marked hard: one can be, and be closed again after. It waits under Look back.
    """
    letters = Entry.objects.with_closed(user).outside_bin().letters().arrived(today)
    letters = letters.order_by("opens_on", "day", "created", "uuid")
    waiting = letters.iterator(chunk_size=MOST_ARRIVING)
    found = islice((it for it in waiting if not _is_marked_hard(it, vault)), MOST_ARRIVING)
    return open_entries(found, vault)


def _is_marked_hard(letter: Entry, vault: AnyVault) -> bool:
    content = letter.try_open(vault)
    return content is not None and content.hard


def day_entry(user: User, day: date) -> Entry | None:
    return Entry.objects.of(user).days().on(day).first()


def has_come(user: User, day: date) -> bool:
    """Whether a day can be written on: it is here, or was already where they wrote on it.

    West of there it is tomorrow once more. What was written then is read and gone on with.
    """
    if day <= today_of(user) or Entry.objects.of(user).days().on(day).exists():
        return True
    halves = (Draft.Form.MORNING, Draft.Form.EVENING)
    return Draft.objects.of(user).filter(form__in=halves, day=day).exists()


@dataclass(frozen=True, slots=True)
class Unfinished:
    drafts: Sequence[Draft]
    has_older: bool  # some are left out


def unfinished(
    user: User,
    *,
    form: Draft.Form | None = None,
    first: tuple[str, date] | None = None,
    most: int = MOST_UNFINISHED,
) -> Unfinished:
    """What someone left half-written, the newest few. Never counted, only offered.

    `form` asks for those of one form; `first` is a form and a day whose draft comes before
    newer ones. Each knows whether it `is_of_a_kept_one`, in the bin or out of it.
    """
    kept = Entry.objects.with_closed(user).filter(uuid=OuterRef("entry_uuid"))
    drafts = Draft.objects.offered_to(user).newest_first().annotate(is_of_a_kept_one=Exists(kept))
    if form:
        drafts = drafts.filter(form=form)
    if first:
        half, day = first
        wanted = Case(When(form=half, day=day, then=0), default=1, output_field=IntegerField())
        drafts = drafts.order_by(wanted, *drafts.query.order_by)
    found = list(drafts[: most + 1])
    return Unfinished(found[:most], has_older=len(found) > most)
