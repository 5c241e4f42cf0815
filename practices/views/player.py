"""Sitting with a practice."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import GET_POST, PersonRequest


@login_not_required
@require_http_methods(GET_POST)
def before(request: PersonRequest) -> HttpResponse:
    return HttpResponse("To come.")


@login_not_required
@require_POST
def choose(request: PersonRequest) -> HttpResponse:
    return HttpResponse("To come.")


@login_not_required
@require_safe
def sit(request: PersonRequest, slug: str) -> HttpResponse:
    return HttpResponse("To come.")
