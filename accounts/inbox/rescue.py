"""Words in a form that could not be taken, found under the labels that they were typed in.

An app registers in `ready()` how to find words in its own forms; this room knows no form.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import QueryDict


@dataclass(frozen=True, slots=True)
class Words:
    """One field's words, under the label they were typed in."""

    label: str
    text: str


finders: list[Callable[[QueryDict], Iterable[Words]]] = []
# Whether a form of the app's own holds anything, also what is no words: a tick, a picture.
# None for any other form.
holders: list[Callable[[QueryDict], bool | None]] = []


def already_written(sent: QueryDict) -> list[Words]:
    """The words in a form that was sent. Never a password: only writing forms register."""
    return [words for find in finders for words in find(sent) if words.text.strip()]


def is_worth_keeping(sent: QueryDict) -> bool:
    """Whether somebody put something into a form that was sent: words, or ticks and pictures."""
    return bool(already_written(sent)) or any(holds(sent) for holds in holders)
