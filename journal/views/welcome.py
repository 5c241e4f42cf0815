"""The first page, for whoever comes."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest


@login_not_required
@require_safe
def welcome(request: PersonRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("today")
    return render(request, "journal/welcome.html")
