"""Where a visit's choices are remembered, and that the page before the first practice was read.

Sealed in the journal where it is open. Otherwise in cookies of this browser, which hold fixed
words and numbers; they go once the journal holds the same.
"""

from typing import Any

import msgspec
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpResponseBase

from accounts.requests import PersonRequest
from accounts.vault.quota import JournalFull
from practices.models import ProgressRecord
from practices.player import progress
from practices.player.sitting_choices import Choices, choices_in, choices_in_cookie, cookie_of

COOKIE = "dearself-sit"
MET = "dearself-met"  # the page before the first practice was read
YEAR = 365 * 24 * 60 * 60


class Remembered(msgspec.Struct, frozen=True):
    """How someone comes to a practice: as they like to sit, and whether it is their first."""

    choices: Choices
    has_met: bool


def remembered_by(request: PersonRequest) -> Remembered:
    """What this person, or this browser, chose before. What cannot be read counts as not chosen.

    At most one query.
    """
    met = MET in request.COOKIES
    if _can_seal(request):
        so_far = progress.progress_of(request.user, request.vault)
        return Remembered(choices_in(so_far.choices), met or so_far.met)
    return Remembered(choices_in_cookie(request.COOKIES.get(COOKIE, "{}")), met)


def choices_of(request: PersonRequest) -> Choices:
    return remembered_by(request).choices


def has_met(request: PersonRequest) -> bool:
    return remembered_by(request).has_met


def remember(request: PersonRequest, response: HttpResponseBase, choices: Choices) -> None:
    """Keep `choices` for the next time. Raises `quota.JournalFull`."""
    try:
        sealed = _can_seal(request) and _seal(request, choices=msgspec.to_builtins(choices))
    except DatabaseError:  # it is away, or the disk is full
        sealed = False
    if sealed:
        _delete_cookies(request, response, COOKIE, MET)
    else:
        _set_cookie(response, COOKIE, cookie_of(choices))


def remember_met(request: PersonRequest, response: HttpResponseBase) -> None:
    """The page before the first practice is shown once. Where it cannot be sealed the cookie
    remembers it, or nobody would come past it."""
    try:
        sealed = _can_seal(request) and _seal(request, met=True)
    except (JournalFull, DatabaseError):
        sealed = False
    if sealed:
        _delete_cookies(request, response, MET)
    else:
        _set_cookie(response, MET, "1")


def _can_seal(request: PersonRequest) -> bool:
    return request.user.is_authenticated and request.vault.is_open


def _seal(request: PersonRequest, **changed: Any) -> bool:
    """What changed, and what a cookie knew before the journal was open. Says that it is done."""
    if MET in request.COOKIES:
        changed["met"] = True

    def onto(so_far: ProgressRecord) -> ProgressRecord:
        return msgspec.structs.replace(so_far, **changed)

    progress.change_progress(request.user, request.vault, onto)
    return True


def _set_cookie(response: HttpResponseBase, name: str, value: str) -> None:
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(name, value, max_age=YEAR, secure=secure, httponly=True, samesite="Lax")


def _delete_cookies(request: PersonRequest, response: HttpResponseBase, *names: str) -> None:
    for name in names:
        if name in request.COOKIES:
            response.delete_cookie(name, samesite="Lax")
