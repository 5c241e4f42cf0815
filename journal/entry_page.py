"""One entry as its page shows it: the words, and what belongs around them."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from accounts.models import User
from accounts.pictures.store import Shown
from accounts.vault.sealing import AnyVault
from journal.content import Content
from journal.drafts import store
from journal.keeping.pictures import shown_on
from journal.models import Draft, Entry
from journal.reading.markdown import prose
from journal.reading.thread import Thread, thread
from journal.writing.tags import Marks, marks_of
from practices.library.catalogue import practice
from practices.library.practice import Practice


@dataclass(frozen=True, slots=True)
class Reading:
    """What the page of an entry shows. `content` is None where the record is damaged."""

    entry: Entry
    content: Content | None
    body: SafeString | str
    practice: Practice | None
    draft: Draft | None  # an unfinished change of it
    marks: Marks | None
    thread: Thread
    pictures: list[Shown]

    @property
    def can_be_looked_at(self) -> bool:
        """Whether there is the practice of looking at a picture for a while."""
        return practice("kind-memory") is not None


def reading_of(user: User, vault: AnyVault, entry: Entry, *, answers: str = "") -> Reading:
    """Everything that the page of a letter, a note or a memory shows.

    `answers` says from where on to show what was written back: `thread.thread`.
    """
    content = entry.try_open(vault)
    return Reading(
        entry=entry,
        content=content,
        body=prose(content.body) if content else "",
        practice=practice(content.practice) if content else None,
        draft=store.latest_page(user, entry.uuid),
        marks=marks_of(user, vault, content),
        thread=thread(user, vault, entry, content, after=answers),
        pictures=shown_on(user, vault, content) if content else [],
    )
