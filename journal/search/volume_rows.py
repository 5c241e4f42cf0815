"""What a month's volumes hold, opened: the small facts of its entries, and their folded words.

`volumes.py` says when they are written and read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from django.db.models.functions import Length

from accounts.vault.sealing import AnyVault, Damaged
from journal.content import Content
from journal.models import Entry, Volume
from journal.reading.answers import searched
from journal.search.folding import fold

FOLDING = 1  # the first byte of what is sealed; volumes of another number are made anew
MOST_BYTES = 256 * 1024  # of one volume's plaintext. A longer entry has a volume of its own
MOST_FOLDED = 2_000_000  # characters of one entry; some single signs fold to eighteen


class Fact(msgspec.Struct, frozen=True, array_like=True):
    """What a volume holds about one entry, beside its words. `title` is as it was typed.

    A field added later goes to the end and has a default; otherwise `FOLDING` goes up.
    """

    uuid: UUID
    kind: str
    day: date
    created: datetime
    updated: datetime
    title: str = ""
    tags: list[str] = []
    feelings: list[str] = []
    favourite: bool = False
    hard: bool = False
    practice: str = ""
    has_pictures: bool = False
    is_damaged: bool = False  # it does not open: listed, so that it is not tried again each time
    size: int = 0  # of its folded words, in bytes

    @property
    def place(self) -> tuple[date, datetime, UUID]:
        """Its place in the journal: the same order as `Entry.objects.newest_first`."""
        return self.day, self.created, self.uuid


class Record(NamedTuple):
    fact: Fact
    words: str  # folded


def record_of(entry: Entry, content: Content | None) -> Record:
    """What a volume says of `entry`. `content` is None where it is damaged.

    Folded words beyond `MOST_FOLDED` are cut: no search finds them. A letter as long as letters
    can be comes to that only where its signs fold to more than four characters each.
    """
    place = (entry.uuid, str(entry.kind), entry.day, entry.created, entry.updated)
    if content is None:
        return Record(Fact(*place, is_damaged=True), "")
    words = fold("\n".join(_texts(entry.kind, content)))[:MOST_FOLDED]
    fact = Fact(
        *place,
        title=content.title,
        tags=content.tags,
        feelings=content.feelings,
        favourite=content.favourite,
        hard=content.hard,
        practice=content.practice,
        has_pictures=bool(content.pictures),
        size=len(words.encode()),
    )
    return Record(fact, words)


def _texts(kind: str, content: Content) -> Iterator[str]:
    """Everything in an entry that its reader would look for."""
    yield content.title
    yield content.body
    yield from searched(content, kind)
    yield from content.tags
    yield from content.feelings


def month_of(day: date) -> date:
    return day.replace(day=1)


# --- as bytes ---

_encoder = msgspec.msgpack.Encoder(uuid_format="bytes")
_facts_decoder = msgspec.msgpack.Decoder(list[Fact])
_words_decoder = msgspec.msgpack.Decoder(list[str])


def open_facts(volume: Volume, vault: AnyVault) -> list[Fact]:
    """A volume's facts. Raises `Damaged`, also for a volume of another folding."""
    packed = vault.open(volume, "facts", volume.facts)
    if packed[:1] != bytes([FOLDING]):
        raise Damaged("This volume was folded in another way.")
    return _facts_decoder.decode(packed[1:])


def open_words(volume: Volume, vault: AnyVault) -> list[str]:
    """A volume's folded words, in the order of its facts. Raises `Damaged`."""
    return _words_decoder.decode(vault.open(volume, "words", volume.words))


# --- a month, to be changed ---


@dataclass
class _Book:
    """One volume, opened. Its words are not, until they are to be changed."""

    row: Volume
    facts: dict[UUID, Fact] = field(default_factory=dict)
    words: dict[UUID, str] | None = None
    size: int = 0  # of the plaintext, in bytes
    has_changed: bool = False

    def has_room_for(self, fact: Fact) -> bool:
        return not self.facts or self.size + _size(fact) <= MOST_BYTES


class MonthVolumes:
    """The volumes of one month, to be changed and written. Inside the owner's lock."""

    def __init__(self, owner_id: UUID, vault: AnyVault, month: date) -> None:
        self._owner_id, self._vault, self._month = owner_id, vault, month
        volumes = Volume.objects.filter(owner_id=owner_id, month=month).order_by("id")
        self._rows = list(volumes.defer("words").annotate(words_size=Length("words")))
        self._books: list[_Book] = []

    def open(self) -> None:
        """Read what is stored. Raises `Damaged`. Without this, `write` makes the month anew."""
        for row in self._rows:
            facts = open_facts(row, self._vault)
            size = sum(map(_size, facts))
            self._books.append(_Book(row, {fact.uuid: fact for fact in facts}, None, size))

    def put(self, record: Record) -> None:
        """Put an entry in, or in place of what was there of it.

        Raises `Damaged`: then nothing of this month may be written.
        """
        fact, words = record
        book = self._book_with(fact.uuid)
        if book:
            self._take(book, fact.uuid)
        if book is None or not book.has_room_for(fact):
            book = next((book for book in self._books if book.has_room_for(fact)), None)
        if book is None:
            book = _Book(Volume(owner_id=self._owner_id, month=self._month), words={})
            self._books.append(book)
        self._opened(book)[fact.uuid] = words
        book.facts[fact.uuid] = fact
        book.size += _size(fact)
        book.has_changed = True

    def take_out(self, uuid: UUID) -> None:
        """Take an entry out, if it is there. Raises `Damaged`, as `put` does."""
        book = self._book_with(uuid)
        if book:
            self._take(book, uuid)

    def write(self) -> int:
        """Write what has changed. By how many bytes the month's volumes grew."""
        before = sum(len(row.facts) + row.words_size for row in self._rows)
        after = sum(self._written(book) for book in self._books if book.facts)
        kept = {book.row.pk for book in self._books if book.facts}
        if gone := [row.pk for row in self._rows if row.pk not in kept]:
            Volume.objects.filter(pk__in=gone).delete()
        return after - before

    def _written(self, book: _Book) -> int:
        row = book.row
        if not book.has_changed:
            return len(row.facts) + row.words_size  # type: ignore[attr-defined] # annotated
        words = self._opened(book)
        facts = _encoder.encode([*book.facts.values()])
        in_order = _encoder.encode([words[uuid] for uuid in book.facts])
        row.facts = self._vault.seal(row, "facts", bytes([FOLDING]) + facts)
        row.words = self._vault.seal(row, "words", in_order)
        row.save()
        return len(row.facts) + len(row.words)

    def _book_with(self, uuid: UUID) -> _Book | None:
        return next((book for book in self._books if uuid in book.facts), None)

    def _take(self, book: _Book, uuid: UUID) -> None:
        del self._opened(book)[uuid]
        book.size -= _size(book.facts.pop(uuid))
        book.has_changed = True

    def _opened(self, book: _Book) -> dict[UUID, str]:
        """A book's words. Raises `Damaged`, also where they are not the words of these facts."""
        if book.words is None:
            words = open_words(book.row, self._vault)
            if len(words) != len(book.facts):
                raise Damaged("These facts and these words are not of one volume.")
            book.words = dict(zip(book.facts, words, strict=True))
        return book.words


def _size(fact: Any) -> int:
    """What an entry takes in a volume's plaintext, in bytes: a little more than it does."""
    return fact.size + len(_encoder.encode(fact)) + 5
