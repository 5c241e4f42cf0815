"""Small jobs that need no key and nobody waiting: emptying bins, ending old sessions.

An app registers its own in `ready()`; `manage.py work` runs them.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chore:
    name: str
    every_hours: float
    run: Callable[[], object]


chores: list[Chore] = []


def chore[Job: Callable[[], object]](name: str, *, every_hours: float) -> Callable[[Job], Job]:
    """Register a function of no arguments to be run every so many hours, and once at the start."""

    def register(run: Job) -> Job:
        chores.append(Chore(name, every_hours, run))
        return run

    return register
