"""The kit: what someone has to hand."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import GET_POST, PersonRequest


@require_safe
def kit(request: PersonRequest) -> HttpResponse:
    return HttpResponse("To come.")


@require_http_methods(GET_POST)
def add(request: PersonRequest, kind: str) -> HttpResponse:
    return HttpResponse("To come.")


@require_http_methods(GET_POST)
def change(request: PersonRequest, uuid: UUID) -> HttpResponse:
    return HttpResponse("To come.")


@require_POST
def move(request: PersonRequest, uuid: UUID) -> HttpResponse:
    return HttpResponse("To come.")


@require_http_methods(GET_POST)
def delete(request: PersonRequest, uuid: UUID) -> HttpResponse:
    return HttpResponse("To come.")


@require_POST
def favourite(request: PersonRequest, slug: str) -> HttpResponse:
    return HttpResponse("To come.")
