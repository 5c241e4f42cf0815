"""Small jobs that need no key and nobody waiting: emptying bins, ending old sessions.

An app registers its own in `ready()`; `manage.py work` runs them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from accounts.models import User
from accounts.vault import keys
from accounts.vault.sealing import Locked


@dataclass(frozen=True, slots=True)
class Chore:
    name: str
    every: timedelta
    run: Callable[[], object]


chores: list[Chore] = []


def chore[Job: Callable[[], object]](name: str, *, every: timedelta) -> Callable[[Job], Job]:
    """Register a function of no arguments to be run every so often, and once at the start."""

    def register(run: Job) -> Job:
        chores.append(Chore(name, every, run))
        return run

    return register


def one_by_one(people: Iterable[User], do: Callable[[User], object]) -> None:
    """For chores: `do` it for each of them, in a transaction of their own and inside their lock.

    Whoever is in the middle of leaving is passed over, and holds nobody else up.
    """
    for person in people:
        with transaction.atomic():
            try:
                keys.lock(person)
            except Locked:
                continue
            do(person)
