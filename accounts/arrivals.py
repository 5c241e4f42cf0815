"""What was in the inbox when a journal was opened: told in a sentence, and led to."""

import logging

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.inbox import inbox, parked_before
from accounts.inbox.inbox import Arrival, Outcome
from accounts.requests import PersonRequest
from accounts.vault.sealing import OpenVault

# The first of these that there is is led to.
LEADS = (Outcome.DRAFT, Outcome.WITH_CLOSED_LETTER, Outcome.KEPT_ALREADY)

logger = logging.getLogger(__name__)


def after_opening(request: PersonRequest, response: HttpResponseBase) -> None:
    """Empty the inbox, and lead to the newest draft where this answer leads on anyway.

    A new recovery key is shown first. Whatever goes wrong keeps nobody out, and is tried again
    at the next opening and on the inbox's own page.
    """
    if not isinstance(request.visit.vault, OpenVault):
        return
    leads = isinstance(response, HttpResponseRedirect) and request.visit.carried is None
    try:
        _move_what_was_parked(request, response, request.visit.vault)
        arrivals = inbox.empty(request.user, request.visit.vault)
    except Exception as error:  # noqa: BLE001 - whatever it is, it keeps nobody out
        logger.error("An inbox could not be emptied: %s", type(error).__name__)
        return
    page = tell_of(request, arrivals, leads=leads)
    if page and leads:
        response.headers["Location"] = page


def tell_of(request: PersonRequest, arrivals: list[Arrival], *, leads: bool) -> str:
    """Say what has become of each that is not in the inbox any more. The page to lead to, or "".

    Not `leads`: whoever reads it is not taken there.
    """
    drafts = _of(arrivals, Outcome.DRAFT)
    led_to = next((found for outcome in LEADS if (found := _of(arrivals, outcome))), [])
    if drafts and leads:
        messages.info(request, _they_are_here(request, drafts[-1]))
    elif drafts:
        messages.info(request, _("What you wrote before is back, on Today."))
    elif led_to and led_to[-1].result.outcome is Outcome.KEPT_ALREADY:
        messages.info(request, _("What you sent had been kept already."))
    _tell_of_the_others(request, arrivals, leads=leads)
    if leads and led_to and any(it.result.outcome.stays for it in arrivals):
        messages.info(request, _("Something else you sent is on its own page. Today leads there."))
    if any(it.form and it.form.had_files for it in arrivals if not it.result.outcome.stays):
        messages.info(request, _("The pictures could not wait. Please choose them again."))
    return led_to[-1].result.page if led_to else ""


def came_at(request: PersonRequest, arrival: Arrival) -> str:
    """When it came, as the person's own clocks had it: "1 December 2026, 14:05"."""
    return date_format(localtime(arrival.came, request.user.zone), "j F Y, H:i")


def _they_are_here(request: PersonRequest, newest: Arrival) -> str:
    return _(
        "Your words are back. They came on %(when)s, while you were signed out or locked out. "
        "Press Keep when you are ready."
    ) % {"when": came_at(request, newest)}


def _tell_of_the_others(request: PersonRequest, arrivals: list[Arrival], *, leads: bool) -> None:
    drafts, with_closed = _of(arrivals, Outcome.DRAFT), _of(arrivals, Outcome.WITH_CLOSED_LETTER)
    if leads and len({it.result.page for it in drafts}) > 1:
        messages.info(request, _("What you wrote in another tab is back too, on Today."))
    if with_closed and (drafts or len(with_closed) > 1):  # its own envelope says so itself
        messages.info(
            request,
            _("A letter was closed meanwhile. What you had changed in it waits with the letter."),
        )


def _of(arrivals: list[Arrival], outcome: Outcome) -> list[Arrival]:
    """Those that became this and are on a page, oldest first."""
    return [it for it in arrivals if it.result.outcome is outcome and it.result.page]


def _move_what_was_parked(
    request: PersonRequest, response: HttpResponseBase, vault: OpenVault
) -> None:
    """By a browser that has had cookies with keys since before there was an inbox."""
    if not request.words_cookies:
        return
    parked_before.move_to_inbox(request.user, vault, request.words_cookies)
    if isinstance(response, HttpResponse):
        parked_before.delete_spent(request.words_cookies, response)
