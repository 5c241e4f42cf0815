"""Which practices the library page lists, and the links that narrow the list.

No request, no database.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import msgspec
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from practices.library import vocabulary
from practices.library.phrasing import in_minutes
from practices.library.practice import Practice, PracticeKind

MINUTES = (1, 2, 5, 10)
FIRST_WHEN_GENTLE = {PracticeKind.EMBODIED, PracticeKind.BEHAVIOURAL}


class LibraryFilter(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What someone is looking for. Empty: anything."""

    need: str = ""
    time: int = 0  # minutes they have
    kind: str = ""
    intensity: str = ""
    all: bool = False  # in gentle mode: the others, too

    @property
    def query(self) -> str:
        """What follows the address of the page, with its question mark. Empty for anything."""
        chosen = msgspec.to_builtins(self)
        query = {name: int(it) if it is True else it for name, it in chosen.items()}
        return f"?{urlencode(query)}" if query else ""

    @property
    def narrows(self) -> bool:
        return bool(self.need or self.time or self.kind or self.intensity)

    def fits(self, practice: Practice) -> bool:
        return (
            (not self.need or self.need in practice.needs)
            and (not self.time or practice.shortest <= self.time * 60)
            and (not self.kind or self.kind in practice.kinds)
            and (not self.intensity or self.intensity == practice.intensity)
        )

    def sort(self, practices: Iterable[Practice]) -> list[Practice]:
        """Those that fit; first the ones that are for this need more than for others."""
        fitting = [it for it in practices if self.fits(it)]
        return sorted(fitting, key=lambda it: it.needs.index(self.need)) if self.need else fitting

    @property
    def anything(self) -> "LibraryFilter":
        return LibraryFilter(all=self.all)

    @property
    def everything(self) -> "LibraryFilter":
        return self.but(all=True)

    @property
    def only_mild(self) -> "LibraryFilter":
        return self.but(all=False)

    def but(self, **changed: Any) -> "LibraryFilter":
        return msgspec.structs.replace(self, **changed)


class Option(msgspec.Struct, frozen=True):
    """A link: to the list with this chosen, or, where it is chosen, with this taken off."""

    label: str
    query: str
    on: bool


class Group(msgspec.Struct, frozen=True):
    name: str
    label: str
    options: tuple[Option, ...]


def filter_in(asked: Mapping[str, str]) -> LibraryFilter:
    """What an address asks for. Whatever is not known here is as if it had not been asked."""

    def known(name: str, offered: Iterable[object]) -> str:
        value = asked.get(name, "")
        return value if value in {str(it) for it in offered} else ""

    return LibraryFilter(
        need=known("need", vocabulary.NEEDS),
        time=int(known("time", MINUTES) or 0),
        kind=known("kind", vocabulary.KINDS),
        intensity=known("intensity", vocabulary.INTENSITIES),
        all=asked.get("all") == "1",
    )


def offered_to(practices: Iterable[Practice], *, gentle: bool, everything: bool) -> list[Practice]:
    """What someone is shown, in order.

    In gentle mode that is what asks least: gentle ones without pictures in the mind, what is
    done with the body or the hands first. `everything` puts the others after them.
    """
    if not gentle:
        return list(practices)
    ordered = sorted(practices, key=lambda it: FIRST_WHEN_GENTLE.isdisjoint(it.kinds))
    mild = [it for it in ordered if asks_least(it)]
    return mild + [it for it in ordered if not asks_least(it)] if everything else mild


def asks_least(practice: Practice) -> bool:
    """Whether gentle mode shows it unasked."""
    return practice.is_gentle and not practice.imagery


def mildest(practices: Iterable[Practice]) -> list[Practice]:
    """What asks least, first: for someone who found nothing and should not leave with nothing."""
    return sorted(practices, key=lambda it: (not asks_least(it), it.longest))


def groups(listed: Sequence[Practice], chosen: LibraryFilter) -> list[Group]:
    """The links that narrow this list, each keeping what else is chosen.

    Left out: what no practice in the list has, and a group that leaves nothing to choose.
    """
    minutes = {n: in_minutes(n) for n in MINUTES}
    offered: list[tuple[str, str, Mapping[Any, str | Promise]]] = [
        ("need", _("What is it like right now?"), vocabulary.NEEDS),
        ("time", _("The time I have"), minutes),
        ("kind", _("In what way"), vocabulary.KINDS),
        ("intensity", _("How gentle"), vocabulary.INTENSITIES),
    ]
    found = [
        Group(name, label, tuple(_options(listed, chosen, name, values)))
        for name, label, values in offered
    ]
    return [it for it in found if len(it.options) > 1 or any(o.on for o in it.options)]


def _options(
    listed: Sequence[Practice],
    chosen: LibraryFilter,
    name: str,
    values: Mapping[Any, str | Promise],
) -> Iterable[Option]:
    current = getattr(chosen, name)
    for value, label in values.items():
        plain = value if isinstance(value, int) else str(value)
        alone = LibraryFilter().but(**{name: plain})
        if plain == current or any(alone.fits(it) for it in listed):
            to = chosen.but(**{name: type(plain)() if plain == current else plain})
            yield Option(capfirst(str(label)), to.query, plain == current)
