"""The pages for when a form was refused or cannot be read, the database will not answer, or no
view could."""

import logging
import sys

from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render
from django.template.loader import render_to_string

from accounts.disk import reserve
from accounts.disk.reserve import NoRoom
from accounts.inbox.rescue import Words, already_written
from accounts.inbox.utf8_parser import BrokenText
from accounts.late_forms import names_another
from accounts.refused import refusal_for

AWAY = (OperationalError, InterfaceError)  # busy, full, stopped, or out of reach

logger = logging.getLogger(__name__)


def is_away(error: BaseException) -> bool:
    """Whether the database or the cache did not answer. The cache counts tries at passwords."""
    redis = sys.modules.get("redis.exceptions")  # slow to import, and there if it raised this
    return isinstance(error, AWAY) or (redis is not None and isinstance(error, redis.RedisError))


def not_now(request: HttpRequest, error: BaseException) -> HttpResponse:
    """503, with the words that were sent, if any. The page needs no session and no database."""
    reserve.release_if_full(error)
    silent = "database" if isinstance(error, AWAY) else "cache"
    logger.error("The %s would not answer: %s", silent, type(error).__name__)
    words = _words(request)
    return HttpResponse(render_to_string("503.html", {"words": words}), status=503)


def refused(request: HttpRequest, error: Exception, onward: str) -> HttpResponse | None:
    """A page that says why something was not kept, with the words that were sent.

    For a form whose view did not answer itself. `onward` is where to go on. None for an error
    that is no refusal, and for a database that will not answer: `not_now`.
    """
    if request.method != "POST":
        return None
    if isinstance(error, DatabaseError) and not isinstance(error, NoRoom):
        return None
    refusal = refusal_for(error)
    if refusal is None:
        return None
    context = {"refused": refusal, "words": _words(request), "onward": onward}
    return render(request, "accounts/refused.html", context, status=refusal.status)


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The project's `handler400`. Of a form with broken text its words come back, to be copied.

    None of them is shown where the form belongs to another person than who is signed in.
    """
    context: dict[str, object] = {}
    if request.method == "POST" and isinstance(exception, BrokenText):
        context["not_theirs"] = names_another(request, exception.sent)
        context["words"] = [] if context["not_theirs"] else already_written(exception.sent)
    return HttpResponse(render_to_string("400.html", context), status=400)


def at_our_end(request: HttpRequest) -> HttpResponse:
    """The project's `handler500`, also for what happens before a view is reached and after it."""
    error = sys.exception()
    if error is not None and is_away(error):
        return not_now(request, error)
    return HttpResponse(render_to_string("500.html"), status=500)


def _words(request: HttpRequest) -> list[Words]:
    try:
        return already_written(request.POST) if request.method == "POST" else []
    except (UnreadablePostError, RequestDataTooBig):  # it never came, or not all of it
        return []
