"""The shelf of practices, and what is known of each."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest


@login_not_required
@require_safe
def practices(request: PersonRequest) -> HttpResponse:
    return HttpResponse("To come.")


@login_not_required
@require_safe
def practice(request: PersonRequest, slug: str) -> HttpResponse:
    return HttpResponse("To come.")
