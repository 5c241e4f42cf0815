"""One entry as Markdown, to copy."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest


@require_safe
def markdown(request: PersonRequest, uuid: UUID) -> HttpResponse:
    raise Http404
