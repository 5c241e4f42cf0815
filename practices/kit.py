"""The kit: lines, things that do good, practices liked, someone to call. Read and written here.

Everything it says is sealed; kind and order stand in clear. What cannot be opened takes no
place and is never written over: it is there until its owner lets it go.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db import transaction

from accounts import keys, quota
from accounts.models import User
from accounts.vault import AnyVault
from practices.library import Practice, Question
from practices.models import Item, KitItem

LINES = 3  # exactly: so that all of them come to mind
MOST_OF_A_KIND = 100
Kind = KitItem.Kind


class NoPlaceLeft(Exception):
    """There are three lines, or as many things of this kind as a kit holds."""


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
    said = [it.item.text for it in kept if it.item and it.row.kind == kind]
    return said[:LINES] if kind == Kind.LINE else said


def lines(user: User, vault: AnyVault) -> list[str]:
    """The person's own lines, at most three."""
    return texts(items(user, vault, Kind.LINE), Kind.LINE)


def shown_in(user: User, vault: AnyVault, practice: Practice) -> dict[str, list[str]]:
    """What the person has of each kind that a step of this practice `reads`.

    No query where none does. {} for visitors and locked journals.
    """
    kinds = sorted({step.reads for step in practice.steps if step.reads})
    kept = items(user, vault, *kinds) if kinds else []
    return {kind: said for kind in kinds if (said := texts(kept, kind))}


# --- what a practice's questions hold, and what their answers become ------------


def initial_answers(user: User, vault: AnyVault, practice: Practice) -> dict[str, str]:
    """What the boxes hold at first, by the questions' names: the lines, one in each; the
    things of an area, one a line. Boxes with nothing in them are left out."""
    asking_lines, asking_care = _asking(practice)
    kinds = [Kind.LINE] * bool(asking_lines) + [Kind.CARE] * bool(asking_care)
    kept = items(user, vault, *kinds) if kinds else []
    initial = dict(zip((it.name for it in asking_lines), texts(kept, Kind.LINE), strict=False))
    for question in asking_care:
        initial[question.name] = "\n".join(it.text for _, it in _of_area(kept, question.area))
    return {name: said for name, said in initial.items() if said}


@transaction.atomic
def write_answers(
    user: User,
    vault: AnyVault,
    practice: Practice,
    answers: Mapping[str, object],
    held: Mapping[str, object] | None = None,
) -> None:
    """Put into the kit what answers become. Twice is as good as once; nothing is doubled.

    `held` is what the boxes held when they were opened; None: what the kit says now. A line
    takes the place of the one its box held, and an empty box leaves it. What was taken out of
    a box for care goes, what is new in it comes, and an empty one leaves everything.

    Raises `quota.JournalFull`, `Locked`.
    """
    asking_lines, asking_care = _asking(practice)
    if not (asking_lines or asking_care):
        return
    keys.lock_for_writing(user, vault)
    kept = items(user, vault, Kind.LINE, Kind.CARE)
    if any(said := [" ".join(_said(answers, question)) for question in asking_lines]):
        before = None
        if held is not None:
            before = [" ".join(_said(held, question)) for question in asking_lines]
        _write_lines(user, vault, kept, said, before)
    for question in asking_care:
        if things := _said(answers, question):
            there = list(_of_area(kept, question.area))
            before = [it.text for _, it in there] if held is None else _said(held, question)
            _write_area(user, vault, there, question.area, things, before)


def _asking(practice: Practice) -> tuple[list[Question], list[Question]]:
    asking_lines = [it for it in practice.questions if it.writes == Kind.LINE]
    asking_care = [it for it in practice.questions if it.writes == Kind.CARE]
    return asking_lines[:LINES], asking_care


def _said(answers: Mapping[str, object], question: Question) -> list[str]:
    """The lines of an answer, trimmed, without empty ones. Of choices: what they are called."""
    answer = answers.get(question.name) or ""
    if isinstance(answer, list | tuple):
        called = {choice.value: choice.label for choice in question.choices}
        answer = "\n".join(called.get(str(value), str(value)) for value in answer)
    return [line for text in str(answer).splitlines() if (line := " ".join(text.split()))]


def _write_lines(
    user: User, vault: AnyVault, kept: list[Kept], said: list[str], held: list[str] | None
) -> None:
    present = [(it.row, it.item) for it in kept if it.item and it.row.kind == Kind.LINE][:LINES]
    places = [item.text for _, item in present] + [""] * (LINES - len(present))
    for n, line in enumerate(said):
        at = n if held is None else _place_of(held[n], places)
        if line and at is not None:  # else it stands in the note alone
            places[at] = line
    wanted = list(_each_once(line for line in places if line).values())
    for n, line in enumerate(wanted):
        if n >= len(present):
            _insert(user, vault, Kind.LINE, Item(text=line))
        elif present[n][1].text != line:
            _write(user, vault, present[n][0], Item(text=line))
    for row, _ in present[len(wanted) :]:
        row.delete()


def _place_of(line: str, places: list[str]) -> int | None:
    """Where this line stands; where it is not there any more, the first free place."""
    folded = [_folded(place) for place in places]
    return next((folded.index(it) for it in (_folded(line), "") if it in folded), None)


def _write_area(
    user: User,
    vault: AnyVault,
    there: list[tuple[KitItem, Item]],
    area: str,
    things: list[str],
    held: list[str],
) -> None:
    wanted = _each_once(things)
    shown = {_folded(thing) for thing in held}
    present = {_folded(item.text) for _, item in there}
    for row, item in there:
        if _folded(item.text) in shown and _folded(item.text) not in wanted:
            row.delete()
    new = [folded for folded in wanted if folded not in present]
    for folded in new[: max(0, MOST_OF_A_KIND - len(present))]:  # any more stand in the note
        _insert(user, vault, Kind.CARE, Item(text=wanted[folded], area=area))


def _of_area(kept: Iterable[Kept], area: str) -> Iterator[tuple[KitItem, Item]]:
    for it in kept:
        if it.item and it.row.kind == Kind.CARE and it.item.area == area:
            yield it.row, it.item


# --- one thing at a time --------------------------------------------------------


@transaction.atomic
def add(user: User, vault: AnyVault, kind: str, item: Item) -> KitItem:
    """Put `item` last among its kind. What is there already, word for word, stays as it is.

    Raises `NoPlaceLeft`, `quota.JournalFull`, `Locked`.
    """
    keys.lock_for_writing(user, vault)
    there = items(user, vault, kind)
    for it in there:
        if it.item and is_same(it.item, item):
            return it.row
    most = LINES if kind == Kind.LINE else MOST_OF_A_KIND
    if sum(it.item is not None for it in there) >= most:
        raise NoPlaceLeft
    return _insert(user, vault, kind, item)


@transaction.atomic
def change(user: User, vault: AnyVault, row: KitItem, item: Item) -> None:
    """Write `item` in the place of what `row` says.

    Raises `KitItem.DoesNotExist` where it was let go meanwhile, `quota.JournalFull`, `Locked`.
    """
    keys.lock_for_writing(user, vault)
    now = KitItem.objects.of(user).get(pk=row.pk)
    if now.try_open(vault) != item:
        _write(user, vault, now, item)


@transaction.atomic
def move(user: User, vault: AnyVault, row: KitItem, *, up: bool) -> None:
    """Change places with the one above or below: of the same kind, and for care the same area.

    At the end of its list it stays. Raises `Locked`.
    """
    keys.lock_for_writing(user, vault)
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
def delete(user: User, row: KitItem) -> None:
    """Let it go for good. Raises `Locked` for someone who is leaving."""
    keys.lock_for_writing(user)
    KitItem.objects.of(user).filter(pk=row.pk).delete()


@transaction.atomic
def toggle_favourite(user: User, vault: AnyVault, slug: str) -> bool:
    """Put a practice among those liked, or take it out. Returns whether it is in now.

    Raises `quota.JournalFull`, `Locked`.
    """
    keys.lock_for_writing(user, vault)
    liked = [
        it.row for it in items(user, vault, Kind.FAVOURITE) if it.item and it.item.text == slug
    ]
    for row in liked:
        row.delete()
    if not liked:
        _insert(user, vault, Kind.FAVOURITE, Item(text=slug))
    return not liked


def is_favourite(user: User, vault: AnyVault, slug: str) -> bool:
    return slug in texts(items(user, vault, Kind.FAVOURITE), Kind.FAVOURITE)


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
    """The same words in the same area, or the same person with the same number."""
    facts = [(_folded(it.text), it.area, it.phone) for it in (one, other)]
    return facts[0] == facts[1]


def _each_once(said: Iterable[str]) -> dict[str, str]:
    """By their folded words, in order; of the same words twice, the first."""
    found: dict[str, str] = {}
    for text in said:
        found.setdefault(_folded(text), text)
    return found


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


# --- what to offer first --------------------------------------------------------


def easiest(kept: Iterable[Kept], most: int = 5) -> list[Item]:
    """Their own things that do good, what asks least first. See `easiest_of`."""
    return easiest_of((it.item for it in kept if it.item and it.row.kind == Kind.CARE), most)


def easiest_of(care: Iterable[Item], most: int = 5) -> list[Item]:
    """What asks least first: of energy, then minutes, then cost. Left open counts as middling."""
    return sorted(care, key=_effort)[:most]


def _effort(item: Item) -> tuple[int, int, int]:
    energy = {"little": 0, "some": 2, "more": 3}.get(item.energy, 1)
    cost = {"nothing": 0, "little": 1, "more": 2}.get(item.cost, 1)
    return energy, item.minutes or 10, cost


def as_items(kept: Iterable[Kept], kind: str) -> list[Item]:
    """What is of one kind and not damaged, in order."""
    return [it.item for it in kept if it.item and it.row.kind == kind]
