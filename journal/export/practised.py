"""What someone keeps of practices, as text to read: their kit, their sittings, how they sit.

Pure: records in, text out. Nothing is counted. What a name or a choice is called comes from
the pages where it was asked; what they know no more is told by its own name.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from journal.export.lossless import KeptItem, KeptProgress, KeptSitting
from journal.reading.list_items import day_in_full
from practices.kit.forms import CareForm
from practices.library.catalogue import practice
from practices.library.phrasing import length, roughly
from practices.library.vocabulary import ANCHORS, AREAS, COSTS, ENERGIES, EYES, RESPONSES
from practices.models import Item, KitItem, SittingRecord
from practices.player.choices_form import ChoicesForm


def sections(
    kit: Iterable[KeptItem], sittings: Iterable[KeptSitting], progress: Iterable[KeptProgress]
) -> Iterator[tuple[str, Iterator[str]]]:
    """Each section's title and its lines. One may turn out to be empty."""
    yield _("My kit"), _kit(kit)
    yield (
        _("Practices I sat with"),
        (_line(f"{day_in_full(row.day)}: {_sat(row.content)}") for row in sittings),
    )
    yield _("How I like to sit"), (_line(liked) for row in progress for liked in _likes(row))


def title_of(slug: str) -> str:
    """What a practice is called; one that is in the library no more has its slug."""
    known = practice(slug)
    return known.title if known else slug


def _line(text: str) -> str:
    """One line of a list. Further lines are set in, so that the list goes on."""
    return f"- {text}".replace("\n", "\n  ")


def _damaged() -> str:
    return _("This one cannot be opened: its record is damaged. Nothing was written over it.")


def _kit(kit: Iterable[KeptItem]) -> Iterator[str]:
    """What there is of each kind, under what the kind is called."""
    kinds = dict(KitItem.Kind.choices)
    places = {kind: place for place, kind in enumerate(kinds)}
    in_order = sorted(kit, key=lambda row: (places.get(row.kind, len(places)), row.kind))
    between = ""
    for kind, rows in groupby(in_order, key=lambda row: row.kind):
        yield f"{between}### {kinds.get(kind, kind)}\n"
        yield from (_line(_kit_line(row)) for row in rows)
        between = "\n"


def _kit_line(row: KeptItem) -> str:
    if row.content is None:
        return _damaged()
    if row.kind == KitItem.Kind.FAVOURITE:
        return title_of(row.content.text)
    beside = " · ".join(_beside(row.content))
    return f"{row.content.text} ({beside})" if beside else row.content.text


def _beside(item: Item) -> Iterator[str]:
    """What was noted beside the words."""
    if item.area:
        yield _called(AREAS, item.area)
    if item.minutes:
        yield _("about %(time)s") % {"time": length(item.minutes * 60)}
    for name, offered, chosen in (("cost", COSTS, item.cost), ("energy", ENERGIES, item.energy)):
        if chosen:
            yield f"{CareForm.base_fields[name].label}: {_called(offered, chosen)}"
    if item.phone:
        yield item.phone


def _sat(sat: SittingRecord | None) -> str:
    if sat is None:
        return _damaged()
    parts = [title_of(sat.slug)]
    if sat.seconds:
        parts.append(_("about %(time)s") % {"time": roughly(sat.seconds)})
    if sat.response:
        parts.append(_("afterwards: %(how)s") % {"how": _called(RESPONSES, sat.response).lower()})
    return ", ".join(parts)


def _likes(row: KeptProgress) -> Iterator[str]:
    """What they chose that is not as it is for everyone."""
    if row.content is None:
        yield _damaged()
        return
    for name, value in row.content.choices.items():
        field = ChoicesForm.base_fields.get(name)
        yield f"{field.label if field else capfirst(name)}: {_chosen(name, value)}"


def _chosen(name: str, value: str | float) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str):
        offered = {"eyes": EYES, "anchor": ANCHORS}.get(name, {})
        return str(offered[value][0]) if value in offered else value
    return number_format(value)


def _called(offered: dict[str, Any], word: str) -> str:
    """A choice as it was offered; anything else as it is kept."""
    return str(offered.get(word, word))
