"""Help in the moment: one tap from every page."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest


@login_not_required
@require_safe
def now(request: PersonRequest) -> HttpResponse:
    """One tap from every page. Works signed out, locked, and without JavaScript."""
    return render(request, "practices/now.html")
