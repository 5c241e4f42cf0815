"""What the boxes of a practice hold of the kit, and what the answers become there.

A page remembers what its boxes held when it was opened, as marks that say nothing of the
words. So what came into the kit since, was moved or changed, stays as it is: an answer
touches only what its own box showed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest

import msgspec
from django.db import transaction
from django.utils.crypto import salted_hmac

from accounts.models import User
from accounts.vault import keys, quota
from accounts.vault.sealing import AnyVault
from practices.kit.items import LINES, MARK_LETTERS, Kept, KitKind, folded, items, most_of, texts
from practices.library.practice import Practice, Question
from practices.models import Item, KitItem
from practices.player.questions import LINE_LETTERS

type Held = Mapping[str, list[str]]  # by a question's name: the marks of the lines in its box


@dataclass(slots=True)
class NoteAlone:
    """Why some of the answers stand in the note alone, and not in the kit."""

    too_long: bool = False
    no_place: bool = False


@dataclass(slots=True)
class _Changes:
    """What answers make of a kit: rows that go, rows that say something else, and what is new."""

    user: User
    gone: list[KitItem] = field(default_factory=list)
    rewritten: list[tuple[KitItem, Item]] = field(default_factory=list)
    new: list[tuple[str, Item]] = field(default_factory=list)
    left: NoteAlone = field(default_factory=NoteAlone)

    def takes(self, line: str) -> bool:
        """Whether the kit takes a line of this length. If not, it is said to be left out."""
        self.left.too_long |= len(line) > LINE_LETTERS
        return len(line) <= LINE_LETTERS


# --- what the boxes hold ----------------------------------------------------------


def asks_for_the_kit(practice: Practice) -> bool:
    """Whether any answer of this practice becomes part of the kit."""
    return any(_asking(practice))


def initial_answers(user: User, vault: AnyVault, practice: Practice) -> dict[str, str]:
    """What the boxes hold at first, by the questions' names: the lines, one in each; the
    things of an area, one a line. Boxes with nothing in them are left out."""
    asking_lines, asking_care = _asking(practice)
    kinds = [KitKind.LINE] * bool(asking_lines) + [KitKind.CARE] * bool(asking_care)
    kept = items(user, vault, *kinds) if kinds else []
    initial = dict(zip((it.name for it in asking_lines), texts(kept, KitKind.LINE), strict=False))
    for question in asking_care:
        initial[question.name] = "\n".join(it.text for _, it in _of_area(kept, question.area))
    return {name: said for name, said in initial.items() if said}


def held_in(user: User, practice: Practice, answers: Mapping[str, object]) -> dict[str, list[str]]:
    """The marks of what these answers say, box by box."""
    asking_lines, asking_care = _asking(practice)
    said = {it.name: [_in_one(answers, it)] for it in asking_lines}
    said |= {it.name: _said(answers, it) for it in asking_care}
    marks = {name: [_mark(user, line) for line in box if line] for name, box in said.items()}
    return {name: box for name, box in marks.items() if box}


def packed(held: Held) -> str:
    """For a hidden field."""
    return msgspec.json.encode(held).decode()


def unpacked(text: object) -> dict[str, list[str]]:
    """What a hidden field says. Nothing, where it says none of this: then nothing was shown."""
    try:
        return msgspec.json.decode(str(text or "{}"), type=dict[str, list[str]])
    except msgspec.DecodeError:
        return {}


def _mark(user: User, line: str) -> str:
    said = user.pk.bytes + " ".join(line.split()).encode(errors="replace")
    return salted_hmac("dear-self.kit.held", said, algorithm="sha256").hexdigest()[:MARK_LETTERS]


# --- what the answers become ------------------------------------------------------


@transaction.atomic
def write_answers(
    user: User, vault: AnyVault, practice: Practice, answers: Mapping[str, object], held: Held
) -> NoteAlone:
    """Put into the kit what answers become. Twice is as good as once; nothing is doubled.

    `held`: the marks of what the boxes held when they were opened. A line takes the place of
    the one its box held; where that is gone, a free one. What was taken out of a box for care
    goes, what is new in it comes. A box that is as it was writes nothing, nor does an empty
    one. Without marks things are only added. Returns what stands in the note alone.

    Raises `quota.JournalFull`, `Locked`.
    """
    asking_lines, asking_care = _asking(practice)
    changes = _Changes(user)
    if not (asking_lines or asking_care):
        return changes.left
    keys.lock_for_writing(user, vault)
    kept = items(user, vault, KitKind.LINE, KitKind.CARE)
    if asking_lines:
        said = [(_in_one(answers, it), "".join(held.get(it.name, []))) for it in asking_lines]
        _change_lines(changes, kept, said)
    for question in asking_care:
        there = list(_of_area(kept, question.area))
        if things := _said(answers, question):
            _change_area(changes, there, question.area, things, held.get(question.name, []))
    _carry_out(user, vault, kept, changes)
    return changes.left


def _change_lines(changes: _Changes, kept: list[Kept], said: list[tuple[str, str]]) -> None:
    """`said`: of each box what it says, and the mark of what it held."""
    present = [(it.row, it.item) for it in kept if it.item and it.row.kind == KitKind.LINE][:LINES]
    marks = [_mark(changes.user, item.text) for _, item in present]
    places = [item.text for _, item in present] + [""] * (LINES - len(present))
    for line, held in said:
        if not line or _mark(changes.user, line) == held or not changes.takes(line):
            continue
        if held in marks:
            places[marks.index(held)] = line
        elif folded(line) not in map(folded, places):
            if "" in places:
                places[places.index("")] = line
            else:
                changes.left.no_place = True
    _stand_once(changes, present, places)


def _stand_once(changes: _Changes, present: list[tuple[KitItem, Item]], places: list[str]) -> None:
    """What the places say, and nothing that was written now a second time. What stays keeps its
    row."""
    before = [item.text for _, item in present] + [""] * LINES
    written = {folded(line) for line, was in zip(places, before, strict=False) if line != was}
    taken, free = places[: len(present)], places[len(present) :]
    seen: set[str] = set()
    for standing, line in zip_longest(present, [*taken, *filter(None, free)]):
        if folded(line) in seen & written:
            changes.gone += [standing[0]] if standing else []
        elif standing is None:
            changes.new.append((KitKind.LINE, Item(text=line)))
        elif standing[1].text != line:
            changes.rewritten.append((standing[0], Item(text=line)))
        seen.add(folded(line))


def _change_area(
    changes: _Changes,
    there: list[tuple[KitItem, Item]],
    area: str,
    things: list[str],
    shown: list[str],
) -> None:
    marks = [_mark(changes.user, thing) for thing in things]
    if marks == shown or _change_one(changes, there, things, marks, shown):
        return
    wanted = _each_once(things)
    present = {folded(item.text) for _, item in there}
    # What grew too long for the kit leaves what it was there as it is.
    outgrown = {mark for mark, it in zip(shown, things, strict=False) if len(it) > LINE_LETTERS}
    for row, item in there:
        mark = _mark(changes.user, item.text)
        if mark in shown and mark not in outgrown and folded(item.text) not in wanted:
            changes.gone.append(row)
    for words, thing in wanted.items():
        # What was shown and is not there any more was let go of meanwhile: it stays gone.
        is_new = words not in present and _mark(changes.user, thing) not in shown
        if is_new and changes.takes(thing):
            changes.new.append((KitKind.CARE, Item(text=thing, area=area)))


def _change_one(
    changes: _Changes,
    there: list[tuple[KitItem, Item]],
    things: list[str],
    marks: list[str],
    shown: list[str],
) -> bool:
    """Where one line alone says something else, it is the same thing: what it takes stays."""
    if len(marks) != len(shown):
        return False
    other = [n for n, mark in enumerate(marks) if mark != shown[n]]
    if len(other) != 1:
        return False
    thing, was = things[other[0]], shown[other[0]]
    found = next((it for it in there if _mark(changes.user, it[1].text) == was), None)
    if found is None:
        return False
    if any(row is not found[0] and folded(it.text) == folded(thing) for row, it in there):
        return False
    if changes.takes(thing):
        changes.rewritten.append((found[0], msgspec.structs.replace(found[1], text=thing)))
    return True


def _carry_out(user: User, vault: AnyVault, kept: list[Kept], changes: _Changes) -> None:
    """As few queries for three hundred things as for one. Under the lock; `kept` is all there
    is of each kind. What a kind has no place for any more stands in the note alone."""
    sealed = 0
    if changes.gone:
        KitItem.objects.of(user).filter(pk__in=[row.pk for row in changes.gone]).delete()
    for row, item in changes.rewritten:  # three lines and one thing of each area at most
        row.seal(vault, item)
        row.save()
        sealed += len(row.content)
    rows = []
    for kind in dict.fromkeys(kind for kind, _ in changes.new):
        there = [it for it in kept if it.row.kind == kind]
        staying = [it for it in there if it.item and it.row not in changes.gone]
        free = max(0, most_of(kind) - len(staying))
        end = max((it.row.position + 1 for it in there), default=0)
        new = [item for of_kind, item in changes.new if of_kind == kind]
        changes.left.no_place |= len(new) > free
        for position, item in enumerate(new[:free], end):
            row = KitItem(owner=user, kind=kind, position=position)
            row.seal(vault, item)
            sealed += len(row.content)
            rows.append(row)
    KitItem.objects.bulk_create(rows)
    if sealed:
        quota.take(user, sealed)


# --- questions and their words ----------------------------------------------------


def _asking(practice: Practice) -> tuple[list[Question], list[Question]]:
    asking_lines = [it for it in practice.questions if it.writes == KitKind.LINE]
    asking_care = [it for it in practice.questions if it.writes == KitKind.CARE]
    return asking_lines[:LINES], asking_care


def _said(answers: Mapping[str, object], question: Question) -> list[str]:
    """The lines of an answer, trimmed, without empty ones. Of choices: what they are called."""
    answer = answers.get(question.name) or ""
    if isinstance(answer, list | tuple):
        called = {choice.value: choice.label for choice in question.choices}
        answer = "\n".join(called.get(str(value), str(value)) for value in answer)
    return [line for text in str(answer).splitlines() if (line := " ".join(text.split()))]


def _in_one(answers: Mapping[str, object], question: Question) -> str:
    return " ".join(_said(answers, question))


def _of_area(kept: Iterable[Kept], area: str) -> Iterator[tuple[KitItem, Item]]:
    for it in kept:
        if it.item and it.row.kind == KitKind.CARE and it.item.area == area:
            yield it.row, it.item


def _each_once(said: Iterable[str]) -> dict[str, str]:
    """By their folded words, in order; of the same words twice, the first."""
    found: dict[str, str] = {}
    for text in said:
        found.setdefault(folded(text), text)
    return found
