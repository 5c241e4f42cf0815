"""The plain pages that anyone may read, and the way out."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.management import CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import help_lines
from accounts.requests import PersonRequest


@login_not_required
@require_safe
def leave_now(request: PersonRequest) -> HttpResponse:
    """Locks first, then goes somewhere that looks like nothing much.

    A GET, so that it is a plain link: the site's own policy lets no form lead
    off-site. The worst another site can do with it is lock someone's journal.
    """
    target = settings.DEARSELF_EXIT_URL
    if request.user.is_authenticated:
        request.visit.lock()
        target = request.user.exit_url or target
    response = HttpResponseRedirect(target)
    response.headers["Referrer-Policy"] = "no-referrer"
    if settings.SESSION_COOKIE_SECURE:
        response.headers["Clear-Site-Data"] = '"cache"'
    return response


@login_not_required
@require_safe
def help_page(request: PersonRequest) -> HttpResponse:
    countries = help_lines.countries()
    code = request.GET.get("country", _country_nearby(request)).lower()
    chosen = next((country for country in countries if country.code == code), None)
    context = {"countries": countries, "chosen": chosen}
    return render(request, "accounts/help.html", context)


def _country_nearby(request: PersonRequest) -> str:
    """The country of a signed-in person's time zone: their lines come first, unasked."""
    if not request.user.is_authenticated:
        return ""
    return help_lines.country_of_zone(request.user.time_zone)


@login_not_required
@require_safe
def safety(request: PersonRequest) -> HttpResponse:
    return render(request, "accounts/safety.html")


@login_not_required
@require_safe
def privacy(request: PersonRequest) -> HttpResponse:
    own = settings.DEARSELF_DATA / "privacy.txt"
    host_words = own.read_text(encoding="utf-8") if own.is_file() else ""
    context = {"host_words": host_words, "host_name": settings.DEARSELF_HOST_NAME}
    return render(request, "accounts/privacy.html", context)


@login_not_required
@require_safe
def healthz(request: PersonRequest) -> HttpResponse:
    """200 when the database answers and has every migration; 503 otherwise. Says no more."""
    try:
        executor = MigrationExecutor(connection)
        ready = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, CommandError):
        ready = False
    return HttpResponse("ok" if ready else "not ready", status=200 if ready else 503)
