"""Letters that wait for a day: opening one."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST

from accounts.requests import PersonRequest


@require_POST
def open_letter(request: PersonRequest, uuid: UUID) -> HttpResponse:
    raise Http404
