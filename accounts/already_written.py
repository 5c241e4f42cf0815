"""What someone had typed into a form that could not be taken: signed out, locked, or grown old.

Nothing is stored. The words go back onto the page that says why, to be copied. An app
registers in `ready()` how to find words in its own forms; this room knows no form but its own.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render


@dataclass(frozen=True, slots=True)
class Words:
    """One field's words, under the label they were typed in."""

    label: str
    text: str


finders: list[Callable[[QueryDict], Iterable[Words]]] = []


def already_written(sent: QueryDict) -> list[Words]:
    """The words in a form that was sent. Never a password: only writing forms register."""
    return [words for find in finders for words in find(sent) if words.text.strip()]


def hand_back(request: HttpRequest, why: str, door: str, status: int) -> HttpResponse:
    """A page with the words on it. `why` is a reason it knows; `door` is where to go on."""
    context = {"why": why, "door": door, "words": already_written(request.POST)}
    return render(request, "accounts/hand_back.html", context, status=status)
