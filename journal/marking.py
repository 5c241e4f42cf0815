"""Marks on something that was kept: a favourite, "this was hard", tags.

They say something about the words and change none of them, so no version stays behind. Each
function takes the person first and changes its own mark only: two tabs do not undo each other.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import msgspec
from django.db import transaction

from accounts import keys, quota
from accounts.models import User
from accounts.vault import AnyVault
from journal import volumes, writes
from journal.content import Content
from journal.folding import folded
from journal.models import Entry

MOST_TAGS = 40
LONGEST_TAG = 60  # characters
_COMMAS = re.compile("[,،，、]")


class TooManyTags(Exception):
    """Together with what another page has added, these would be more than `MOST_TAGS`."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag as it was typed, and the name it has in addresses."""

    word: str
    alias: str


# --- tags as they are typed ---


def tags_in(text: str) -> list[str]:
    """The tags of a line with commas between them, each once, whatever its case."""
    words = (" ".join(part.split()) for part in _COMMAS.split(text))
    return once(word for word in words if word)


def once(words: Iterable[str]) -> list[str]:
    """Each of these tags once, as it was typed first."""
    first: dict[str, str] = {}
    for word in words:
        first.setdefault(same(word), word)
    return list(first.values())


def same(word: str) -> str:
    """What a tag is compared by: everything but its case."""
    return unicodedata.normalize("NFKC", word).casefold()


def alias_of(vault: AnyVault, word: str) -> str:
    return vault.alias("tags", same(word))


def tags_of(vault: AnyVault, content: Content) -> list[Tag]:
    return [Tag(word, alias_of(vault, word)) for word in content.tags]


def all_tags(user: User, vault: AnyVault) -> list[Tag]:
    """Every tag of theirs, by the alphabet. In gentle mode none that only hard entries have."""
    shown = (fact for fact in volumes.facts(user, vault) if not (user.gentle and fact.hard))
    words = once(word for fact in shown for word in fact.tags)
    return [Tag(word, alias_of(vault, word)) for word in sorted(words, key=folded)]


# --- marking ---


def mark(
    user: User,
    vault: AnyVault,
    entry: Entry,
    *,
    favourite: bool | None = None,
    hard: bool | None = None,
) -> None:
    """Set or take away a mark; None leaves it as it is.

    Nothing happens to what is closed or in the bin by now. Raises `Damaged`, `Locked` and
    `quota.JournalFull`.
    """
    said = {"favourite": favourite, "hard": hard}
    given = {name: value for name, value in said.items() if value is not None}
    _say(user, vault, entry, lambda content: msgspec.structs.replace(content, **given))


def retag(user: User, vault: AnyVault, entry: Entry, *, shown: list[str], typed: list[str]) -> None:
    """Take out of an entry's tags what is in `shown` and not in `typed`, and add what is new.

    `shown` is what the page began with: what another page added since stays.
    Raises `TooManyTags`, and what `mark` does.
    """
    taken_out = {same(word) for word in shown} - {same(word) for word in typed}
    added = [word for word in typed if same(word) not in {same(it) for it in shown}]

    def retagged(content: Content) -> Content:
        left = [word for word in content.tags if same(word) not in taken_out]
        tags = once([*left, *added])
        if len(tags) > MOST_TAGS:
            raise TooManyTags
        return msgspec.structs.replace(content, tags=tags)

    _say(user, vault, entry, retagged)


@transaction.atomic
def _say(user: User, vault: AnyVault, entry: Entry, change: Callable[[Content], Content]) -> None:
    keys.lock_for_writing(user, vault)
    standing = Entry.objects.of(user).not_closed().filter(pk=entry.pk).first()
    if standing is None:
        return
    content = standing.open(vault)
    changed = change(content)
    if changed == content:
        return
    before = len(standing.content)
    writes.reseal(standing, vault, changed)
    if (grown := len(standing.content) - before) > 0:
        quota.take(user, grown)
