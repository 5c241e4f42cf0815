"""Leaving for good: one page that says what goes, one that says goodbye."""

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.inbox import parked_before
from accounts.middleware import open_to_locked
from accounts.requests import GET_POST, PersonRequest
from accounts.signin import delete_account
from accounts.signin.password_prompt import guesses_are_limited, status_of
from accounts.signin.unlock_forms import PasswordAgainForm


@sensitive_post_parameters()
@open_to_locked
@require_http_methods(GET_POST)
@guesses_are_limited
def leave(request: PersonRequest) -> HttpResponse:
    """Says what goes, and asks for the password once. It need not be open: what is locked or
    sealed can be left too.
    """
    form = PasswordAgainForm(request.user, request.POST or None)
    if form.is_bound and form.is_valid():
        delete_account.delete_account(request.user)
        return _goodbye(request)
    return render(request, "accounts/leave.html", {"form": form}, status=status_of(form))


@login_not_required
@require_safe
def left(request: PersonRequest) -> HttpResponse:
    """A goodbye. It names nobody: whoever comes next to this device may see it."""
    return render(request, "accounts/left.html")


def _goodbye(request: PersonRequest) -> HttpResponse:
    """To the last page, and nothing of the visit stays in the browser."""
    logout(request)
    response = redirect("left")
    for name in (
        settings.SESSION_COOKIE_NAME,
        settings.KEY_COOKIE_NAME,
        settings.CSRF_COOKIE_NAME,
    ):
        response.delete_cookie(name, samesite="Lax")
    parked_before.delete_spent(request.words_cookies, response)
    if settings.SESSION_COOKIE_SECURE:
        response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response
