"""Small jobs that need no key and nobody waiting: emptying bins, ending old sessions.

An app registers its own in `ready()`; `manage.py work` runs them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta


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
