"""What an entry said before it was changed, and going back to it."""

import logging
from uuid import UUID

from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import PersonRequest
from accounts.vault.quota import JournalFull
from accounts.vault.sealing import Damaged
from journal import queries
from journal.models import Entry
from journal.views.access import any_entry_of, entry_of
from journal.writing.versions import put_back

logger = logging.getLogger(__name__)


@require_safe
def versions(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """What an entry said before it was changed."""
    return _page(request, any_entry_of(request, uuid))


@require_POST
def restore_version(request: PersonRequest, uuid: UUID, number: int) -> HttpResponse:
    entry = entry_of(request, uuid)
    try:
        restored = put_back(request.user, request.vault, entry, number)
    except (Damaged, JournalFull, DatabaseError) as error:
        return _not_put_back(request, entry, error)
    if restored is None:
        messages.info(request, _("That version is kept no more. The last ten are here."))
        return redirect("entry-versions", uuid)
    messages.success(
        request, _("That version is back. What stood here before is an earlier version now.")
    )
    return redirect(restored)


def _not_put_back(
    request: PersonRequest, entry: Entry, error: Damaged | JournalFull | DatabaseError
) -> HttpResponse:
    """The same page, and why. Nothing was written."""
    if isinstance(error, Damaged):
        return _page(request, entry, status=409, damaged=True)
    if isinstance(error, JournalFull):
        return _page(request, entry, status=507, full=error)
    logger.error("A version could not be put back: %s", type(error).__name__)
    return _page(request, entry, status=503, not_taken=True)


def _page(
    request: PersonRequest, entry: Entry, *, status: int = 200, **trouble: object
) -> HttpResponse:
    context = {"entry": entry, "versions": queries.versions(entry, request.vault), **trouble}
    return render(request, "journal/versions.html", context, status=status)
