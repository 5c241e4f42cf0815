"""Seven letters: a path with no dates."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest


@require_safe
def path(request: PersonRequest) -> HttpResponse:
    raise Http404
