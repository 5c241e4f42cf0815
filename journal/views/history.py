"""What an entry said before it was changed, and going back to it."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import PersonRequest
from journal import queries
from journal.views.access import any_entry_of


@require_safe
def versions(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """What an entry said before it was changed."""
    entry = any_entry_of(request, uuid)
    context = {"entry": entry, "versions": queries.versions(entry, request.vault)}
    return render(request, "journal/versions.html", context)


@require_POST
def restore_version(request: PersonRequest, uuid: UUID, number: int) -> HttpResponse:
    raise Http404
