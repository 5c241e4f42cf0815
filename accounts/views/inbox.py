"""Where words that were parked stand again."""

import logging
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.inbox import parked, words_cookies
from accounts.inbox.parked import Back, Became, Form
from accounts.inbox.rescue import FILES_LOST, SHOWN, SHOWN_COOKIE, already_written
from accounts.requests import PersonRequest
from accounts.vault import quota
from accounts.vault.quota import JournalFull

LEFT_ALONE = timedelta(minutes=5)  # before Today offers again what a busy database did not take
LED_TO = (Became.A_DRAFT, Became.PUT_AWAY, Became.KEPT)  # the first of these that there is

logger = logging.getLogger(__name__)


@require_GET
def words_back(request: PersonRequest) -> HttpResponse:
    """Gives every parked form to the page it was typed on, and goes to the last of them.

    What cannot be put back is shown, and waits for the rest of its hour. Where nothing waits
    for this person it goes on to today. The keys to what someone else had typed in this
    browser stay.
    """
    keys = words_cookies.keys(request)
    if not parked.is_waiting(request.user, keys):
        return redirect("today")
    waiting = parked.look(request.user, keys)
    try:
        done = parked.take_back(request.user, request.vault, keys)
    except JournalFull:
        request.session[SHOWN] = quota.measure(request.user)
        return _shown(request, waiting, "full")  # no session is saved with an error's status
    except DatabaseError as error:
        return _not_now(request, waiting, error)
    response = _to_be_copied(request, done) or _led_on(request, done)
    words_cookies.take_away_spent(request, response)
    return response


def _not_now(request: PersonRequest, waiting: list[Form], error: DatabaseError) -> HttpResponse:
    """Needs nothing to be written: a cookie says that they were shown, so that Today opens."""
    logger.error("Words could not be put back: %s", type(error).__name__)
    response = _shown(request, waiting, "busy", status=503)
    response.set_cookie(
        SHOWN_COOKIE,
        "1",
        max_age=LEFT_ALONE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def _to_be_copied(request: PersonRequest, done: list[tuple[Form, Back]]) -> HttpResponse | None:
    """The page with what could not be put back. None where there is nothing to copy."""
    forms = [form for form, back in done if back.became is Became.TO_COPY]
    if not forms:
        return None
    request.session[SHOWN] = 0
    if not any(already_written(form.sent) for form in forms):
        return None
    if _pages(done, Became.A_DRAFT):
        messages.info(request, _("What else you wrote is back, on Today."))
    doors = _pages(done, Became.TO_COPY) or ["today"]
    return _shown(request, forms, "back", door=resolve_url(doors[-1]))


def _shown(
    request: PersonRequest, forms: list[Form], why: str, *, door: str = "", status: int = 200
) -> HttpResponse:
    context = {"why": why, "door": door, "files": _had_files(forms)}
    context["words"] = [said for form in forms for said in already_written(form.sent)]
    return render(request, "accounts/words_shown.html", context, status=status)


def _led_on(request: PersonRequest, done: list[tuple[Form, Back]]) -> HttpResponse:
    """To the page where they stand, and what became of each is said there."""
    files = _had_files(form for form, _back in done)
    led_to = (*LED_TO, Became.NOTHING) if files else LED_TO
    became = next((it for it in led_to if _pages(done, it)), None)
    if became is Became.A_DRAFT:
        messages.info(request, _("Your words are back. Press Keep when you are ready."))
    elif became is Became.KEPT:
        messages.info(request, _("What you sent had been kept already."))
    if files and became in LED_TO:
        again = _("The pictures could not wait with them. Please choose them again.")
        messages.info(request, again)
    elif files:
        messages.info(request, _("The pictures could not wait. Please choose them again."))
    _say_where_the_others_are(request, done)
    return redirect(_pages(done, became)[-1] if became else "today")


def _say_where_the_others_are(request: PersonRequest, done: list[tuple[Form, Back]]) -> None:
    drafts, put_away = _pages(done, Became.A_DRAFT), _pages(done, Became.PUT_AWAY)
    if len(drafts) > 1:
        messages.info(request, _("What you wrote in another tab is back too, on Today."))
    if put_away and (drafts or len(put_away) > 1):  # its own envelope says so itself
        messages.info(
            request,
            _("A letter was closed meanwhile. What you had changed in it waits with the letter."),
        )


def _had_files(forms: Iterable[Form]) -> bool:
    return any(FILES_LOST in form.sent for form in forms)


def _pages(done: list[tuple[Form, Back]], became: Became) -> list[str]:
    """Where they stand, oldest first, each page once."""
    return list(dict.fromkeys(b.page for _form, b in done if b.became is became and b.page))
