"""What someone had typed into a form that could not be taken: signed out, locked, or grown old.

A form that says whose it is, is parked until they are back (`parked.py`). Any other, or one
that the database would not take, comes back on a page that says why, to be copied. An app
registers in `ready()` how to find words in its own forms; this room knows no form but its own.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.disk import reserve
from accounts.inbox import parked, words_cookies
from accounts.models import User
from accounts.vault import quota

FILES_LOST = "files_lost"  # in a parked form: it came with files, and they do not wait
# In the session: what is parked was seen, and could not be put back. It says how many bytes
# the journal held where it was full, and 0 otherwise.
SHOWN = "words_shown"
SHOWN_COOKIE = "dearself-shown"  # the same for a few minutes, where nothing could be written

logger = logging.getLogger(__name__)


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


def carried_files(request: HttpRequest) -> bool:
    """Whether the form came with files, held or not. `pictures.upload_handler` says so."""
    return getattr(request, "carried_files", False)


def at_the_door(request: HttpRequest, why: str, door: str) -> HttpResponse:
    """Answer a form that came while `door` was shut. What it holds waits, or comes back at once.

    Files do not wait. Where there was nothing else, their writer is told so on the next page.
    """
    if is_worth_keeping(request.POST):
        return give_back(request, why, door)
    if carried_files(request):
        messages.info(request, _("The pictures could not wait. Please choose them again."))
    return redirect(door)


def give_back(request: HttpRequest, why: str, door: str) -> HttpResponse:
    """Answer a form that could not be taken: its words come back after `door`, or at once.

    `why` is a reason that the page of `hand_back` knows; `door` is where to go on.
    """
    owner = parked.owner_named(request.POST.get("whose", ""))
    if owner is None and why == "locked":  # its CSRF token was good: the page was this sign-in's
        owner = request.user.pk
    parking = _park(request, owner) if owner and is_worth_keeping(request.POST) else None
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
        reserve.refuse_below_the_floor()
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
    """Whether a form of this person's is parked in this browser, and is to be offered to them.

    Whoever has come in, by any door and to any page, goes by way of it. What was shown, and
    could not be put back, is offered again only where something was let go of since.
    """
    keys = words_cookies.keys(request)
    if not keys or SHOWN_COOKIE in request.COOKIES or not parked.is_waiting(user, keys):
        return False
    held = request.session.get(SHOWN)
    return held is None or (held > 0 and quota.measure(user) < held)


def _by_way_of(why: str) -> HttpResponse:
    """To the page of returned words, by the door that stands before it."""
    there = reverse("words-back")
    doors = {"locked": "unlock", "signed-out": "account_login"}
    return redirect_to_login(there, reverse(doors[why])) if why in doors else redirect(there)


def is_of_someone_else(request: HttpRequest, sent: QueryDict | None = None) -> bool:
    """Whether a form names another person: one who was signed in here when it was opened.

    What keeps words asks this first, and answers with `give_back`. `sent` is the form where
    the request has none that could be read.
    """
    said = request.POST if sent is None else sent
    owner = parked.owner_named(said.get("whose", ""))
    return owner is not None and owner != request.user.pk


def hand_back(request: HttpRequest, why: str, door: str, status: int) -> HttpResponse:
    """A page with the words on it, stored nowhere."""
    context: dict[str, object] = {"why": why, "door": door}
    context["files"] = carried_files(request) or any(request.POST.getlist("pictures"))
    context["words"] = already_written(request.POST)
    return render(request, "accounts/hand_back.html", context, status=status)
