"""What the page of the kit shows, section by section. No request, no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from practices.kit import starters
from practices.kit.items import LINES, Kept, KitKind, is_same
from practices.library import catalogue
from practices.library.catalogue import Named
from practices.library.practice import Practice
from practices.library.vocabulary import AREAS
from practices.models import CareArea, Item

ON_THIS_PAGE = (KitKind.LINE, KitKind.CARE, KitKind.FAVOURITE, KitKind.PERSON)


@dataclass(frozen=True, slots=True)
class Section:
    """Things of one kind, or of one area: those that open, and those that do not any more.

    `starters` are what could be taken over with one press, by name.
    """

    kept: list[Kept]
    damaged: list[Kept]
    starters: dict[str, Item]
    key: str = ""
    label: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Liked:
    """A practice that is liked. None where the library does not have it any more."""

    kept: Kept
    practice: Practice | None


def kit_context(kept: Sequence[Kept]) -> dict[str, object]:
    """The context of the page: each section, and the practices that help to fill one."""
    lines = _section(kept, KitKind.LINE, starters.borrowed())
    known = catalogue.practices()
    liked = _section(kept, KitKind.FAVOURITE)
    return {
        "lines": lines,
        "free": range(len(lines.kept) + 1, LINES + 1),
        "areas": [_area(kept, area) for area in CareArea],
        "care": _section(kept, KitKind.CARE),
        "liked": [Liked(it, known.get(it.item.text)) for it in liked.kept if it.item],
        "liked_damaged": liked.damaged,
        "people": _section(kept, KitKind.PERSON),
        "guides": {"lines": known.get(Named.THREE_LINES), "care": known.get(Named.CARE_MENU)},
    }


def _section(kept: Sequence[Kept], kind: str, offered: Mapping[str, Item] | None = None) -> Section:
    of_kind = [it for it in kept if it.row.kind == kind]
    there = [it for it in of_kind if it.item]
    return Section(there, [it for it in of_kind if not it.item], _not_yet(there, offered or {}))


def _area(kept: Sequence[Kept], area: CareArea) -> Section:
    care = [it for it in kept if it.row.kind == KitKind.CARE and it.item and it.item.area == area]
    offered = {name: item for name, item in starters.care().items() if item.area == area}
    return Section(care, [], _not_yet(care, offered), area, AREAS[area])


def _not_yet(there: Sequence[Kept], offered: Mapping[str, Item]) -> dict[str, Item]:
    """What is offered and not there already."""
    return {
        name: item
        for name, item in offered.items()
        if not any(it.item and is_same(it.item, item) for it in there)
    }
