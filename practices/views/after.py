"""After a practice: how it was, and what to do now."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import GET_POST, PersonRequest


@login_not_required
@require_http_methods(GET_POST)
def after(request: PersonRequest, slug: str) -> HttpResponse:
    return HttpResponse("To come.")


@login_not_required
@require_safe
def done(request: PersonRequest, slug: str) -> HttpResponse:
    return HttpResponse("To come.")


@login_not_required
@require_safe
def steady(request: PersonRequest) -> HttpResponse:
    return HttpResponse("To come.")


@require_POST
def gentle_mode(request: PersonRequest) -> HttpResponse:
    return HttpResponse("To come.")
