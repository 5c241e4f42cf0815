"""Letters that wait for a day: opening one, on its day or before."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.requests import PersonRequest
from journal.keeping import closed_letters
from journal.views.access import any_entry_of


@require_POST
def open_letter(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Open a closed letter. One that is open already, or binned, stays as it is and says so."""
    entry = any_entry_of(request, uuid, closed_too=True)
    closed_letters.open_closed_letter(request.user, request.vault, entry)
    return redirect("entry", entry.uuid)
