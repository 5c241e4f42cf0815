"""The thread around an entry: what it answers, and what was written back to it since.

Nobody else's, nothing from the bin and no word of a closed letter appears in it.
"""

from dataclasses import dataclass, field
from typing import Self
from uuid import UUID

from django.utils.safestring import SafeString

from accounts.days import today_of
from accounts.models import User
from accounts.vault.sealing import AnyVault
from journal import queries
from journal.content import Content
from journal.models import Draft, Entry
from journal.queries import Cursor, OpenedEntry
from journal.reading.markdown import first_words, prose

SHOWN_WHOLE = 6_000  # characters of an answer; of a longer one the thread has its beginning


@dataclass(frozen=True, slots=True)
class Turn:
    """One entry of a thread. `content` is None where it is closed, or its record damaged."""

    entry: Entry
    content: Content | None
    body: SafeString | str = ""
    goes_on: bool = False  # `body` is the beginning only

    @classmethod
    def of(cls, row: OpenedEntry, *, whole: bool = True) -> Self:
        entry, content = row.entry, row.content
        if content is None:
            return cls(entry, None)
        if whole or len(content.body) <= SHOWN_WHOLE:
            return cls(entry, content, prose(content.body))
        return cls(entry, content, first_words(content.body, most=600), goes_on=True)


@dataclass(frozen=True, slots=True)
class Thread:
    """`answers`, in the order they were written, and `earlier`: where those before them begin."""

    answered: Turn | None = None
    answers: list[Turn] = field(default_factory=list)
    earlier: Cursor | None = None
    is_of_today: bool = False
    is_open: bool = False  # one can write back


def thread(
    user: User, vault: AnyVault, entry: Entry, content: Content | None, *, after: str = ""
) -> Thread:
    """Around `entry`, whose words are `content`. At most two queries, however many answers.

    `after` is what the link to the earlier answers says. One that is in the bin has no thread.
    """
    if entry.binned_at is not None:
        return Thread()
    is_past = entry.day < today_of(user)
    found = queries.answers(user, vault, entry, after=Cursor.read(after))
    return Thread(
        answered=_answered(user, vault, entry),
        answers=[Turn.of(row, whole=False) for row in reversed(found.rows)],
        earlier=found.next,
        is_of_today=not is_past,
        is_open=content is not None and (is_past or entry.kind != Entry.Kind.DAY),
    )


def _answered(user: User, vault: AnyVault, entry: Entry) -> Turn | None:
    if entry.reply_to_id is None:
        return None
    original = Entry.objects.with_closed(user).outside_bin().filter(pk=entry.reply_to_id)
    return next((Turn.of(row) for row in queries.open_entries(original, vault)), None)


def can_be_answered(user: User, asked: UUID | str | None) -> Entry | None:
    """The entry of `user` with this id, if it is one to write back to. None for nonsense."""
    try:
        uuid = asked if isinstance(asked, UUID) else UUID(asked or "")
    except ValueError:
        return None
    return Entry.objects.of(user).filter(uuid=uuid).first()


def answering(user: User, vault: AnyVault, asked: UUID | str | None) -> Turn | None:
    """What the form of a letter answers, to be read beside it."""
    original = can_be_answered(user, asked) if asked else None
    return Turn.of(queries.open_entries([original], vault)[0]) if original else None


def last_begun_answer(user: User, vault: AnyVault, original: Entry) -> Draft | None:
    """The newest answer to `original` that was begun and not kept. None of a closed letter."""
    drafts = Draft.objects.offered_to(user).filter(form=Draft.Form.LETTER, base="")
    for draft, typed in drafts.looked_into(vault):
        if typed.fields.get("reply_to") == [str(original.uuid)]:
            return draft
    return None
