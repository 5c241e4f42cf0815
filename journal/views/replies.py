"""Writing back to something written before."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from accounts.requests import GET_POST, PersonRequest


@require_http_methods(GET_POST)
def reply(request: PersonRequest, uuid: UUID) -> HttpResponse:
    raise Http404
