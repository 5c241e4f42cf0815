"""Taking in a picture while someone writes."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST

from accounts.requests import PersonRequest


@require_POST
def add(request: PersonRequest) -> HttpResponse:
    raise Http404
