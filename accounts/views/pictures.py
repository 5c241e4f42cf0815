"""Private pictures, shown to their owner alone."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest


@require_safe
def whole(request: PersonRequest, uuid: UUID) -> HttpResponse:
    raise Http404


@require_safe
def small(request: PersonRequest, uuid: UUID) -> HttpResponse:
    raise Http404
