"""Marks on something that was kept: a favourite, "this was hard", tags.

They say something about the words and change none of them, so no version stays behind. Each
function takes the person first and changes its own mark only: two tabs do not undo each other.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

import msgspec
from django.db import transaction

from accounts.models import User
from accounts.vault import keys, quota
from accounts.vault.sealing import AnyVault
from journal.content import Content
from journal.keeping import rows
from journal.models import Entry
from journal.search import volumes
from journal.search.folding import fold

MOST_TAGS = 40
LONGEST_TAG = 60  # characters
_COMMAS = re.compile("[,،؛，；、]")  # and two semicolons that are written for one
# Format characters that words and pictures are made with: joiners in Persian, Hindi and families,
# the letters of flags. And signs that show nothing, though Unicode counts them as letters.
_JOINERS = "\u200c\u200d"
_MADE_WITH = {*_JOINERS, *map(chr, range(0xE0020, 0xE0080))}
_BLANK = {*"\u034f\u115f\u1160\u17b4\u17b5\u180e\u2800\u3164\uffa0"}
_JOINING_NOTHING = re.compile(
    rf"(?<!\S)[{_JOINERS}\ufe00-\ufe0f\U000e0020-\U000e01ef]+|[{_JOINERS}]+(?!\S)"
)


class TooManyTags(Exception):
    """Together with what another page has added, these would be more than `MOST_TAGS`."""


class GoneMeanwhile(Exception):
    """The entry was closed, binned or deleted by another page, in this very moment."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag as it was typed, and the name it has in addresses."""

    word: str
    alias: str


# --- tags as they are typed ---


def tags_in(text: str) -> list[str]:
    """The tags of a line with commas between them, each once, whatever its case."""
    return unique_tags(between_commas(text))


def between_commas(text: str) -> list[str]:
    """The words of a line with commas between them, of whatever script, without what is unseen."""
    words = (_seen(part) for part in _COMMAS.split(text))
    return [word for word in words if word]


def _seen(word: str) -> str:
    """`word` without controls and blank signs; joiners stay between what they join."""
    spaced = " ".join(word.split())
    seen = "".join(filter(_is_seen, spaced))
    return " ".join(_JOINING_NOTHING.sub("", seen).split())


def _is_seen(letter: str) -> bool:
    if letter in _MADE_WITH:
        return True
    return letter not in _BLANK and unicodedata.category(letter) not in {"Cc", "Cf"}


def unique_tags(words: Iterable[str]) -> list[str]:
    """Each tag once, whatever its case, as it was typed first."""
    first: dict[str, str] = {}
    for word in words:
        first.setdefault(tag_key(word), word)
    return list(first.values())


def tag_key(word: str) -> str:
    """What a tag is compared by: everything but its case."""
    return unicodedata.normalize("NFKC", word).casefold()


def alias_of(vault: AnyVault, word: str) -> str:
    return vault.alias("tags", tag_key(word))


def tags_of(vault: AnyVault, content: Content) -> list[Tag]:
    return [Tag(word, alias_of(vault, word)) for word in content.tags]


@dataclass(frozen=True, slots=True)
class AllTags:
    tags: list[Tag]  # by the alphabet
    is_whole: bool  # every month could be looked through
    left_out: bool  # in gentle mode: those that only hard entries have


def all_tags(user: User, vault: AnyVault) -> AllTags:
    """Every tag of `user`. In gentle mode none that only hard entries have."""

    def look(missed: set[date]) -> tuple[list[str], list[str]]:
        mild: list[str] = []
        hard: list[str] = []
        for fact in volumes.facts(user, vault, missed=missed):
            (hard if user.gentle and fact.hard else mild).extend(fact.tags)
        return unique_tags(mild), unique_tags(hard)

    (mild, hard), is_whole = volumes.looked_through(user, vault, look)
    left_out = {tag_key(word) for word in hard} - {tag_key(word) for word in mild}
    tags = [Tag(word, alias_of(vault, word)) for word in sorted(mild, key=fold)]
    return AllTags(tags, is_whole, bool(left_out))


# --- marking ---


def set_marks(
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
    marks = {"favourite": favourite, "hard": hard}
    given = {name: value for name, value in marks.items() if value is not None}
    with suppress(GoneMeanwhile):
        _apply(user, vault, entry, lambda content: msgspec.structs.replace(content, **given))


def retag(user: User, vault: AnyVault, entry: Entry, *, shown: list[str], typed: list[str]) -> None:
    """Take out of an entry's tags what is in `shown` and not in `typed`, and add what is new.

    `shown` is what the page began with: what another page added since stays.
    Raises `TooManyTags`, `GoneMeanwhile`, and what `set_marks` does.
    """
    taken_out = {tag_key(word) for word in shown} - {tag_key(word) for word in typed}
    added = [word for word in typed if tag_key(word) not in {tag_key(it) for it in shown}]

    def retagged(content: Content) -> Content:
        left = [word for word in content.tags if tag_key(word) not in taken_out]
        tags = unique_tags([*left, *added])
        if len(tags) > MOST_TAGS:
            raise TooManyTags
        return msgspec.structs.replace(content, tags=tags)

    _apply(user, vault, entry, retagged)


@transaction.atomic
def _apply(user: User, vault: AnyVault, entry: Entry, change: Callable[[Content], Content]) -> None:
    keys.lock_for_writing(user, vault)
    current = Entry.objects.of(user).filter(pk=entry.pk).first()
    if current is None:
        raise GoneMeanwhile
    content = current.open(vault)
    changed = change(content)
    if changed == content:
        return
    before = len(current.content)
    rows.reseal(current, vault, changed)
    if (grown := len(current.content) - before) > 0:
        quota.take(user, grown)
