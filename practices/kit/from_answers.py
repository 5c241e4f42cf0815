"""What the answers of a practice add to the kit. They only add: changing what the kit has, and
removing it, is the kit page's alone (docs/decisions/0022-answers-only-add-to-the-kit.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.vault.sealing import AnyVault
from practices.kit import items
from practices.kit.items import KitKind, normalised
from practices.library.practice import Practice, StepQuestion
from practices.models import Item
from practices.player.questions import LINE_LETTERS

type Answers = Mapping[str, Any]  # by the questions' names


@dataclass(frozen=True, slots=True)
class AlreadyThere:
    """What the kit has where an answer would be added, and whether it takes no more."""

    texts: list[str]
    is_full: bool


@dataclass(frozen=True, slots=True)
class NoteAlone:
    """Why some of the answers stand in the note alone, and not in the kit."""

    too_long: bool = False
    no_place: bool = False


def already_there(user: User, vault: AnyVault, practice: Practice) -> dict[str, AlreadyThere]:
    """What to show beside the boxes whose answers the kit takes, by the questions' names.

    Beside the first box for a line is the first line, and so on; beside a box for care, what
    there is of its area. Boxes with nothing beside them are left out. One query at most; {} for
    visitors and locked journals.
    """
    asking = _asking(practice)
    kinds = sorted({question.writes for question in asking})
    kept = items.items(user, vault, *kinds) if kinds else []
    lines = items.texts(kept, KitKind.LINE)
    full = {kind: len(items.texts(kept, kind)) >= items.most_of(kind) for kind in kinds}
    beside: dict[str, AlreadyThere] = {}
    for question in asking:
        if question.writes == KitKind.LINE:
            texts, lines = lines[:1], lines[1:]
        else:
            of_kind = [it.item for it in kept if it.item and it.row.kind == question.writes]
            texts = [item.text for item in of_kind if item.area == question.area]
        if texts:
            beside[question.name] = AlreadyThere(texts, full[question.writes])
    return beside


@transaction.atomic
def add_answers(
    user: User, vault: AnyVault, practice: Practice, answers: Answers, before: Answers
) -> NoteAlone:
    """Add to the kit what these answers say and it does not have yet, last and in their order.

    `before`: the answers of the same note until now; they were added then, and may have been let
    go of since. Twice is as good as once: the same words, whatever their case and
    spaces, stand in one area once. Returns why some of it is in the note alone.

    Raises `quota.JournalFull`, `Locked`; then nothing was added.
    """
    too_long = False
    new: dict[str, list[Item]] = {}
    for question in _asking(practice):
        known = set(map(normalised, _lines_of(before, question)))
        lines = [line for line in _lines_of(answers, question) if normalised(line) not in known]
        fitting = [line for line in lines if len(line) <= LINE_LETTERS]
        too_long |= fitting != lines
        new.setdefault(question.writes, []).extend(
            Item(text=line, area=question.area) for line in fitting
        )
    added = [items.add_items(user, vault, kind, wanted) for kind, wanted in new.items()]
    return NoteAlone(too_long=too_long, no_place=not all(added))


def _asking(practice: Practice) -> list[StepQuestion]:
    """The questions whose answers the kit takes."""
    return [it for it in practice.questions if it.writes in {KitKind.LINE, KitKind.CARE}]


def _lines_of(answers: Answers, question: StepQuestion) -> list[str]:
    """The lines of an answer, trimmed, without empty ones. Of choices: what they are called."""
    answer = answers.get(question.name) or ""
    given = answer if isinstance(answer, list) else [answer]
    called = {choice.value: choice.label for choice in question.choices}
    texts = [str(called.get(value, value)) for value in given]
    parts = texts if question.writes == KitKind.LINE else "\n".join(texts).splitlines()
    return [line for part in parts if (line := " ".join(part.split()))]
