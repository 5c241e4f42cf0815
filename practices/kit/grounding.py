"""What the pages for a hard moment share: two practices with open eyes, and people to call."""

from collections.abc import Iterable
from itertools import islice

from practices.kit.items import Kept
from practices.library.catalogue import Named, practice
from practices.library.practice import Practice
from practices.models import Item, KitItem

GROUNDING = (Named.FEET, Named.LOOK_AROUND)


def grounding() -> list[Practice]:
    """Both, the plainest first. Fewer where a host took one out of the library."""
    return [found for slug in GROUNDING if (found := practice(slug))]


def people(kept: Iterable[Kept], most: int) -> list[Item]:
    """The first few people of a kit: more would be a choice to make."""
    found = (it.item for it in kept if it.item and it.row.kind == KitItem.Kind.PERSON)
    return list(islice(found, most))
