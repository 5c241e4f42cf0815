"""The inbox's own page: what no page could take, to be copied and let go of."""

import logging
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import DatabaseError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.arrivals import came_at, tell_of
from accounts.inbox import inbox
from accounts.inbox.inbox import Arrival, Outcome
from accounts.inbox.rescue import already_written
from accounts.requests import PersonRequest
from accounts.vault.sealing import Locked, OpenVault

logger = logging.getLogger(__name__)


@require_GET
def waiting(request: PersonRequest) -> HttpResponse:
    """Tries each form once more, and shows what stays. Where nothing does, it leads on."""
    if not isinstance(request.visit.vault, OpenVault):
        raise Locked
    try:
        arrivals = inbox.empty(request.user, request.visit.vault)
    except DatabaseError as error:
        logger.error("An inbox could not be emptied: %s", type(error).__name__)
        return _shown(request, inbox.waiting_forms(request.user, request.visit.vault), status=503)
    stays = [it for it in arrivals if it.result.outcome.stays]
    page = tell_of(request, arrivals, leads=not stays)
    return _shown(request, stays) if stays else redirect(page or "today")


@require_POST
def delete_waiting_form(request: PersonRequest, uuid: UUID) -> HttpResponse:
    if not inbox.delete_form(request.user, uuid):
        raise Http404
    messages.success(request, _("It is gone."))
    return redirect("inbox" if inbox.has_forms(request.user) else "today")


def _shown(request: PersonRequest, arrivals: list[Arrival], status: int = 200) -> HttpResponse:
    context = {
        "arrivals": [_row(request, it) for it in arrivals],
        "is_full": any(it.result.outcome is Outcome.NO_ROOM for it in arrivals),
        "is_busy": status == 503,
    }
    return render(request, "accounts/inbox.html", context, status=status)


def _row(request: PersonRequest, arrival: Arrival) -> dict[str, Any]:
    form = arrival.form
    return {
        "uuid": arrival.uuid,
        "came": came_at(request, arrival),
        "words": already_written(form.sent) if form else [],
        "had_files": form is not None and form.had_files,
        "page": arrival.result.page,
        "outcome": arrival.result.outcome.name,
    }
