"""Looking back at some of a journal: a kind of entry, the favourites, a tag.

Kinds are stored in clear. Whatever else an entry is looked for by is sealed, so it is looked up
in the volumes; then the entries of one page are fetched. The person comes first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Self
from uuid import UUID

from django.http import QueryDict

from accounts.models import User
from accounts.vault.sealing import AnyVault
from journal.keeping import marks
from journal.models import Entry
from journal.queries import PER_PAGE, Cursor, Page, open_entries, timeline_page
from journal.search import volumes
from journal.search.volume_rows import Fact


@dataclass(frozen=True, slots=True)
class TimelineFilter:
    """What the address of a page asks for. `tag` is a tag's alias."""

    kind: str = ""
    favourites: bool = False
    tag: str = ""

    @classmethod
    def from_query(cls, asked: QueryDict) -> Self:
        kind = asked.get("kind", "")
        known = kind if kind in Entry.Kind.values else ""
        return cls(known, asked.get("favourites") == "1", asked.get("tag", ""))

    def __bool__(self) -> bool:
        return bool(self.kind or self.favourites or self.tag)

    @property
    def query(self) -> str:
        """This filter as the query of an address, without the question mark."""
        query = QueryDict(mutable=True)
        if self.kind:
            query["kind"] = self.kind
        if self.favourites:
            query["favourites"] = "1"
        if self.tag:
            query["tag"] = self.tag
        return query.urlencode()


@dataclass(frozen=True, slots=True)
class FilteredTimeline:
    """One page of the entries that a filter lets through."""

    page: Page
    tag: str = ""  # as it was typed, where a tag was asked for and is there
    is_whole: bool = True  # False: a volume is damaged and cannot be mended now
    left_out: bool = False  # something is marked hard, and not shown for that


def filter_timeline(
    user: User, vault: AnyVault, wanted: TimelineFilter, after: Cursor | None = None
) -> FilteredTimeline:
    """One page of what `wanted` lets through, newest day first, going on after a cursor.

    In gentle mode what is marked hard is left out, unless everything is asked for: there it
    is folded.
    """
    if wanted.favourites or wanted.tag:
        return _by_facts(user, vault, wanted, after)
    hard: list[UUID] = []
    is_whole = True
    if wanted.kind and user.gentle:
        hard, is_whole = volumes.looked_through(
            user, vault, lambda missed: _hard(user, vault, wanted.kind, missed)
        )
    page = timeline_page(user, vault, kind=wanted.kind, but=hard, after=after)
    return FilteredTimeline(page, is_whole=is_whole, left_out=bool(hard))


def _hard(user: User, vault: AnyVault, kind: str, missed: set[date]) -> list[UUID]:
    facts = volumes.facts(user, vault, missed=missed)
    return [fact.uuid for fact in facts if fact.hard and fact.kind == kind]


def _by_facts(
    user: User, vault: AnyVault, wanted: TimelineFilter, after: Cursor | None
) -> FilteredTimeline:
    def look(missed: set[date]) -> tuple[list[Fact], bool]:
        found: list[Fact] = []
        left_out = False
        for fact in _matching(user, vault, wanted, after, missed):
            if user.gentle and fact.hard:
                left_out = True
                continue
            found.append(fact)
            if len(found) > PER_PAGE:
                break
        return found, left_out

    (found, left_out), is_whole = volumes.looked_through(user, vault, look)
    facts, more = found[:PER_PAGE], len(found) > PER_PAGE
    listed = Entry.objects.of(user).filter(uuid__in=[fact.uuid for fact in facts])
    following = Cursor(*facts[-1].place) if more else None
    tags = (word for fact in facts for word in fact.tags)
    tag = next((word for word in tags if marks.alias_of(vault, word) == wanted.tag), "")
    page = Page(open_entries(listed.newest_first(), vault), following)
    return FilteredTimeline(page, tag, is_whole, left_out=left_out)


def _matching(
    user: User, vault: AnyVault, wanted: TimelineFilter, after: Cursor | None, missed: set[date]
) -> Iterator[Fact]:
    start = (after.day, after.created, after.uuid) if after else None
    is_it: dict[str, bool] = {}  # of every tag that was met
    up_to = after.day if after else None
    for fact in volumes.facts(user, vault, up_to=up_to, missed=missed):
        if start and fact.place >= start:
            continue
        if (wanted.kind and fact.kind != wanted.kind) or (wanted.favourites > fact.favourite):
            continue
        for word in fact.tags if wanted.tag else ():
            if word not in is_it:
                is_it[word] = marks.alias_of(vault, word) == wanted.tag
        if not wanted.tag or any(is_it[word] for word in fact.tags):
            yield fact
