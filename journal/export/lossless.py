"""Everything, as JSON with a numbered schema, for another program to read.

Pure: what goes in are the records below, what comes out are bytes, and back again. Written
one record a line, so that neither side has to hold all of it at once.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from uuid import UUID

import msgspec

from journal.content import Content
from practices.models import Item, ProgressRecord, SittingRecord

FORMAT = "dear-self"
SCHEMA = 1  # one more with every change that a reader of the one before would misread


class NotAnExport(ValueError):
    """This file is no export of a journal, or is of a schema that is not known here."""


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What the file is. Days and times of day are meant in `time_zone`."""

    format: str = FORMAT
    schema: int = SCHEMA
    made: datetime
    time_zone: str


class KeptVersion(msgspec.Struct, frozen=True, kw_only=True):
    """What an entry said before. `content` is None where the record is damaged."""

    version: int
    written: datetime
    content: Content | None


class KeptEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry and all that is known of it. `content` is None where the record is damaged."""

    uuid: UUID
    kind: str
    day: date
    created: datetime
    updated: datetime
    written: datetime  # when its words were; a mark or a tag may have come later
    version: int
    opens_on: date | None = None
    opened_at: datetime | None = None  # with `opens_on`: None while it is closed
    reply_to: UUID | None = None
    reply_to_day: date | None = None  # of the entry that it answers
    binned_at: datetime | None = None
    morning_at: datetime | None = None
    evening_at: datetime | None = None
    content: Content | None
    versions: list[KeptVersion] = []


class KeptDraft(msgspec.Struct, frozen=True, kw_only=True):
    """An unfinished form, as typed. `fields` is None where the record is damaged."""

    uuid: UUID
    form: str
    entry_uuid: UUID
    day: date
    base: str
    revision: int
    updated: datetime
    fields: dict[str, list[str]] | None


class KeptItem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing in the kit. `content` is None where the record is damaged."""

    uuid: UUID
    kind: str
    position: int
    content: Item | None


class KeptSitting(msgspec.Struct, frozen=True, kw_only=True):
    """That someone sat with a practice. `content` is None where the record is damaged."""

    uuid: UUID
    day: date
    content: SittingRecord | None


class KeptProgress(msgspec.Struct, frozen=True, kw_only=True):
    """How far someone is, and how they like to sit. `content` is None where it is damaged."""

    uuid: UUID
    content: ProgressRecord | None


class KeptPicture(msgspec.Struct, frozen=True, kw_only=True):
    """A picture, which is a file of its own in the zip, and whose id is named by what shows it.

    `alt` is None where its words are damaged, `file` where the picture is.
    """

    uuid: UUID
    created: datetime
    alt: str | None
    width: int = 0  # pixels; 0: not known
    height: int = 0
    file: str | None  # "pictures/<uuid>.webp"


class KeptForm(msgspec.Struct, frozen=True, kw_only=True):
    """A form that came while its writer was away, and that no page could take: tags, say.

    `fields` is None where the record is damaged.
    """

    uuid: UUID
    came: datetime
    path: str = ""
    fields: dict[str, list[str]] | None


class Journal(About, frozen=True, kw_only=True):
    """All of a file, read. What a file of before had not is empty."""

    entries: list[KeptEntry]
    drafts: list[KeptDraft]
    kit: list[KeptItem] = []
    sittings: list[KeptSitting] = []
    progress: list[KeptProgress] = []  # one at most
    pictures: list[KeptPicture] = []
    inbox: list[KeptForm] = []


def encode(
    about: About,
    entries: Iterable[KeptEntry],
    drafts: Iterable[KeptDraft],
    kit: Iterable[KeptItem] = (),
    sittings: Iterable[KeptSitting] = (),
    progress: Iterable[KeptProgress] = (),
    pictures: Iterable[KeptPicture] = (),
    inbox: Iterable[KeptForm] = (),
) -> Iterator[bytes]:
    """The JSON file, in UTF-8, piece by piece."""
    yield msgspec.json.encode(about)[:-1]
    yield from _list("entries", entries)
    yield from _list("drafts", drafts)
    yield from _list("kit", kit)
    yield from _list("sittings", sittings)
    yield from _list("progress", progress)
    yield from _list("pictures", pictures)
    yield from _list("inbox", inbox)
    yield b"\n}\n"


def decode(file: bytes) -> Journal:
    """What `encode` wrote. Raises `NotAnExport`."""
    try:
        about = msgspec.json.decode(file, type=About)
        if (about.format, about.schema) != (FORMAT, SCHEMA):
            raise NotAnExport(f"{about.format!r}, schema {about.schema}, is not known here.")
        return msgspec.json.decode(file, type=Journal)
    except msgspec.DecodeError as error:
        raise NotAnExport("This is no export of a journal, or not all of one.") from error


def _list(name: str, records: Iterable[msgspec.Struct]) -> Iterator[bytes]:
    yield b',\n"%s": [' % name.encode()
    between = b"\n"
    for record in records:
        yield between + msgspec.json.encode(record)
        between = b",\n"
    yield b"\n]"
