"""The kit: lines, things that do good, practices liked, someone to call. Read and written here.

Everything it says is sealed; kind and order stand in clear. What cannot be opened takes no
place and is never written over: it is there until its owner lets it go.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import msgspec
from django.db import transaction
from django.utils.crypto import salted_hmac

from accounts.disk import reserve
from accounts.models import User
from accounts.refused import Refusal, refusal_for, two_versions
from accounts.vault import keys, quota
from accounts.vault.sealing import AnyVault
from practices.library.practice import Practice
from practices.models import CareCost, CareEnergy, Item, KitItem

LINES = 3  # exactly: so that all of them come to mind
MOST_OF_A_KIND = 100
FINGERPRINT_LETTERS = 16
KitKind = KitItem.Kind


class NoPlaceLeft(Exception):
    """There are three lines, or as many things of this kind as a kit holds."""


class Changed(Exception):
    """Another page changed it since this one was opened. `theirs`: what it says now, None where
    that is damaged."""

    def __init__(self, row: KitItem, theirs: Item | None) -> None:
        super().__init__(row.pk)
        self.row = row
        self.theirs = theirs


@refusal_for.register
def _changed(error: Changed) -> Refusal:
    return two_versions()


@dataclass(frozen=True, slots=True)
class Kept:
    """Something in the kit. `item` is None where its record is damaged."""

    row: KitItem
    item: Item | None


def items(user: User, vault: AnyVault, *kinds: str) -> list[Kept]:
    """What is in the kit of these kinds, in order. Nothing for visitors and locked journals.

    One query. Without kinds: everything.
    """
    if not (user.is_authenticated and vault.is_open):
        return []
    rows = KitItem.objects.of(user).order_by("kind", "position", "pk")
    rows = rows.filter(kind__in=kinds) if kinds else rows
    return [Kept(row, row.try_open(vault)) for row in rows]


def texts(kept: Iterable[Kept], kind: str) -> list[str]:
    """What the things of one kind say, leaving out what is damaged. Lines: at most three."""
    found = [it.item.text for it in kept if it.item and it.row.kind == kind]
    return found[:LINES] if kind == KitKind.LINE else found


def lines(user: User, vault: AnyVault) -> list[str]:
    """The person's own lines, at most three."""
    return texts(items(user, vault, KitKind.LINE), KitKind.LINE)


def shown_in(user: User, vault: AnyVault, practice: Practice) -> dict[str, list[str]]:
    """What the person has of each kind that a step of this practice `reads`.

    No query where none does. {} for visitors and locked journals.
    """
    kinds = sorted({step.reads for step in practice.steps if step.reads})
    kept = items(user, vault, *kinds) if kinds else []
    return {kind: found for kind in kinds if (found := texts(kept, kind))}


# --- one thing at a time --------------------------------------------------------


def fingerprint(row: KitItem, item: Item | None) -> str:
    """What a page keeps of the thing that it was opened on, to tell later whether another page
    changed it. 16 hexadecimal digits, which nobody can make without the key of this server.
    """
    content = row.uuid.bytes + msgspec.json.encode(item)
    return salted_hmac("dear-self.kit.mark", content, algorithm="sha256").hexdigest()[
        :FINGERPRINT_LETTERS
    ]


def most_of(kind: str) -> int:
    """How many things of a kind a kit holds."""
    return LINES if kind == KitKind.LINE else MOST_OF_A_KIND


@transaction.atomic
def add_item(user: User, vault: AnyVault, kind: str, item: Item) -> KitItem:
    """Put `item` last among its kind. What is there already, word for word, stays as it is.

    Raises `NoPlaceLeft`, `quota.JournalFull`, `Locked`.
    """
    keys.lock_for_writing(user, vault)
    there = items(user, vault, kind)
    for it in there:
        if it.item and is_same(it.item, item):
            return it.row
    if sum(it.item is not None for it in there) >= most_of(kind):
        raise NoPlaceLeft
    return _insert(user, vault, kind, item)


@transaction.atomic
def add_items(user: User, vault: AnyVault, kind: str, new: Iterable[Item]) -> bool:
    """Put last among their kind, in this order, those that are not there yet. Returns whether all
    of them found a place. As many queries for a hundred as for one.

    Raises `quota.JournalFull`, `Locked`; then nothing was added.
    """
    keys.lock_for_writing(user, vault)
    kept = items(user, vault, kind)
    there = {_facts(it.item) for it in kept if it.item}
    missing: dict[tuple[str, str, str], Item] = {}
    for item in new:
        if _facts(item) not in there:
            missing.setdefault(_facts(item), item)
    free = most_of(kind) - sum(it.item is not None for it in kept)
    end = max((it.row.position + 1 for it in kept), default=0)
    rows = []
    for position, item in enumerate([*missing.values()][: max(0, free)], end):
        row = KitItem(owner=user, kind=kind, position=position)
        row.seal(vault, item)
        rows.append(row)
    if rows:
        KitItem.objects.bulk_create(rows)
        quota.take(user, sum(len(row.content) for row in rows))
    return len(missing) <= max(0, free)


@transaction.atomic
def change_item(
    user: User, vault: AnyVault, row: KitItem, item: Item, opened_on: Collection[str]
) -> None:
    """Write `item` in the place of what `row` says. `opened_on`: the
    fingerprints that the page had.

    Raises `Changed` where it says something else by now, `KitItem.DoesNotExist` where it was
    let go meanwhile, `quota.JournalFull`, `Locked`.
    """
    keys.lock_for_writing(user, vault)
    now = KitItem.objects.of(user).get(pk=row.pk)
    theirs = now.try_open(vault)
    if theirs == item:
        return
    if theirs is None or fingerprint(now, theirs) not in opened_on:
        raise Changed(now, theirs)
    _write(user, vault, now, item)


@transaction.atomic
def move_item(user: User, vault: AnyVault, row: KitItem, *, up: bool) -> None:
    """Change places with the one above or below: of the same kind, and for care the same area.

    At the end of its list it stays. Raises `Locked`.
    """
    keys.lock(user, vault)
    kept = items(user, vault, row.kind)
    area = next((it.item.area for it in kept if it.item and it.row.pk == row.pk), "")
    beside = [n for n, it in enumerate(kept) if it.item and it.item.area == area]
    here = next((at for at, n in enumerate(beside) if kept[n].row.pk == row.pk), None)
    there = None if here is None else here + (-1 if up else 1)
    if here is None or there is None or not 0 <= there < len(beside):
        return
    a, b = beside[here], beside[there]
    kept[a], kept[b] = kept[b], kept[a]
    for position, it in enumerate(kept):
        it.row.position = position
    KitItem.objects.bulk_update([it.row for it in kept], ["position"])


@transaction.atomic
def delete_item(user: User, row: KitItem) -> None:
    """Let it go for good. Raises `Locked` for someone who is leaving."""
    keys.lock(user)
    KitItem.objects.of(user).filter(pk=row.pk).delete()


@transaction.atomic
def toggle_favourite(user: User, vault: AnyVault, slug: str) -> bool:
    """Put a practice among those liked, or take it out. Returns whether it is in now.

    Raises `quota.JournalFull`, `Locked`, and to put one in `reserve.NoRoom`.
    """
    keys.lock(user, vault)  # taking out works on a full disk, too
    liked = [
        it.row for it in items(user, vault, KitKind.FAVOURITE) if it.item and it.item.text == slug
    ]
    for row in liked:
        row.delete()
    if not liked:
        reserve.refuse_below_the_floor()
        _insert(user, vault, KitKind.FAVOURITE, Item(text=slug))
    return not liked


def _insert(user: User, vault: AnyVault, kind: str, item: Item) -> KitItem:
    """A new row at the end of its kind. Under the lock."""
    last = KitItem.objects.of(user).filter(kind=kind).order_by("position").last()
    row = KitItem(owner=user, kind=kind, position=last.position + 1 if last else 0)
    _write(user, vault, row, item)
    return row


def _write(user: User, vault: AnyVault, row: KitItem, item: Item) -> None:
    row.seal(vault, item)
    row.save()
    quota.take(user, len(row.content))


def is_same(one: Item, other: Item) -> bool:
    """Whether two things are one: by words and area, or by person and number."""
    return _facts(one) == _facts(other)


def _facts(item: Item) -> tuple[str, str, str]:
    """What tells a thing of one kind from another: its words, area and number."""
    return normalised(item.text), item.area, item.phone


def normalised(text: str) -> str:
    """The words without letters' case and extra spaces, to tell the same from something else."""
    return " ".join(text.casefold().split())


# --- what to offer first --------------------------------------------------------

ENERGY: dict[str, int] = {CareEnergy.LITTLE: 0, CareEnergy.SOME: 2, CareEnergy.MORE: 3}
COST: dict[str, int] = {CareCost.NOTHING: 0, CareCost.LITTLE: 1, CareCost.MORE: 2}


def easiest(kept: Iterable[Kept], most: int = 5) -> list[Item]:
    """Their own things that do good, what asks least first. See `easiest_of`."""
    return easiest_of((it.item for it in kept if it.item and it.row.kind == KitKind.CARE), most)


def easiest_of(care: Iterable[Item], most: int = 5) -> list[Item]:
    """What asks least first: of energy, then minutes, then cost. Left open counts as middling."""
    return sorted(care, key=_effort)[:most]


def _effort(item: Item) -> tuple[int, int, int]:
    return ENERGY.get(item.energy, 1), item.minutes or 10, COST.get(item.cost, 1)
