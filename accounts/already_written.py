"""What someone had typed into a form that could not be taken: signed out, locked, or grown old.

A form that says whose it is, is parked until they are back (`parked.py`). Any other, or one
that the database would not take, comes back on a page that says why, to be copied. An app
registers in `ready()` how to find words in its own forms; this room knows no form but its own.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts import ballast, parked, words_cookies
from accounts.models import User

FILES_LOST = "files_lost"  # in a parked form: it came with files, and they do not wait
SHOWN = "words_shown"  # in the session: what is parked was seen, and could not be put back

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Words:
    """One field's words, under the label they were typed in."""

    label: str
    text: str


finders: list[Callable[[QueryDict], Iterable[Words]]] = []


def already_written(sent: QueryDict) -> list[Words]:
    """The words in a form that was sent. Never a password: only writing forms register."""
    return [words for find in finders for words in find(sent) if words.text.strip()]


def carried_files(request: HttpRequest) -> bool:
    """Whether the form came with files, held or not. `uploads.py` says so."""
    return getattr(request, "carried_files", False)


def give_back(request: HttpRequest, why: str, door: str) -> HttpResponse:
    """Answer a form that could not be taken: its words come back after `door`, or at once.

    `why` is a reason that the page of `hand_back` knows; `door` is where to go on.
    """
    owner = parked.owner_named(request.POST.get("whose", ""))
    if owner is None and why == "locked":  # its CSRF token was good: the page was this sign-in's
        owner = request.user.pk
    parking = _park(request, owner) if owner and already_written(request.POST) else None
    if parking is None:
        return hand_back(request, why, door, status=403)
    response: HttpResponse
    if not request.user.is_authenticated or request.user.pk == owner:
        response = _by_way_of(why)
    else:
        # The status that a stranger gets for anything of somebody else's.
        response = render(request, "accounts/parked_for_another.html", status=404)
    words_cookies.give(response, *parking)
    request.session.pop(SHOWN, None)
    return response


def _park(request: HttpRequest, owner: UUID) -> tuple[str, bytes] | None:
    """The cookie's name and key under which the form now waits; None where it cannot."""
    if words_cookies.is_from_elsewhere(request):
        return None
    name, key = words_cookies.key_for_page(request)
    try:
        ballast.refuse_if_spent()
        sent = request.POST.copy()
        if carried_files(request):
            sent[FILES_LOST] = "1"
        parked.park(owner, key, parked.Form(request.path, sent.urlencode()))
    except parked.NoPlace:
        return None
    except DatabaseError as error:
        logger.error("Words could not be parked: %s", type(error).__name__)
        return None
    return name, key


def words_wait(request: HttpRequest, user: User) -> bool:
    """Whether a form of this person's is parked in this browser, and was not shown already.

    Whoever has come in, by any door and to any page, goes by way of it.
    """
    keys = words_cookies.keys(request)
    return bool(keys) and SHOWN not in request.session and parked.is_waiting(user, keys)


def _by_way_of(why: str) -> HttpResponse:
    """To the page of returned words, by the door that stands before it."""
    there = reverse("words-back")
    doors = {"locked": "unlock", "signed-out": "account_login"}
    return redirect_to_login(there, reverse(doors[why])) if why in doors else redirect(there)


def is_of_someone_else(request: HttpRequest) -> bool:
    """Whether a form names another person: one who was signed in here when it was opened.

    What keeps words asks this first, and answers with `give_back`.
    """
    owner = parked.owner_named(request.POST.get("whose", ""))
    return owner is not None and owner != request.user.pk


def hand_back(request: HttpRequest, why: str, door: str, status: int) -> HttpResponse:
    """A page with the words on it, stored nowhere."""
    context: dict[str, object] = {"why": why, "door": door, "files": carried_files(request)}
    context["words"] = already_written(request.POST)
    return render(request, "accounts/hand_back.html", context, status=status)
