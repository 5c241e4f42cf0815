"""What someone says about something they wrote: a favourite, hard, tags."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import PersonRequest


@require_POST
def mark(request: PersonRequest, uuid: UUID) -> HttpResponse:
    raise Http404


@require_safe
def tags(request: PersonRequest) -> HttpResponse:
    raise Http404
