"""One entry as its page shows it: the words, and what stands around them."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from accounts.models import User
from accounts.vault import AnyVault
from journal import drafts
from journal.content import Content
from journal.models import Draft, Entry
from journal.prose import prose
from practices.library import Practice, practice


@dataclass(frozen=True, slots=True)
class Reading:
    """`content` is None where the record is damaged."""

    entry: Entry
    content: Content | None
    body: SafeString | str
    practice: Practice | None
    draft: Draft | None  # an unfinished change of it


def read(user: User, vault: AnyVault, entry: Entry) -> Reading:
    """Everything that the page of a letter, a note or a memory shows."""
    content = entry.try_open(vault)
    return Reading(
        entry=entry,
        content=content,
        body=prose(content.body) if content else "",
        practice=practice(content.practice) if content else None,
        draft=drafts.latest_of(user, entry.uuid),
    )
