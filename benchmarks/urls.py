"""The project's pages, and a bare one: a session, a user, a small template, no form, no vault."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from accounts.middleware import open_to_locked

PAGE = "<!doctype html><title>Bare</title><p>Signed in as {{ request.user.email }}.</p>"


@open_to_locked
def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(PAGE).render({"request": request}, request))


urlpatterns = [path("bare/", bare), path("", include("config.urls"))]
