"""The lock: opening it, closing it, and what a locked page does with words."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.late_forms import answer_late_form
from accounts.middleware import came_from, open_to_locked
from accounts.requests import GET_POST, PersonRequest
from accounts.safe_redirect import page_of_ours
from accounts.signin.password_prompt import (
    guesses_are_limited,
    keep_session_after_rehash,
    status_of,
    warn_of_a_given_password,
)
from accounts.signin.unlock_forms import UnlockForm, UnsealForm
from accounts.vault import keys
from accounts.vault.sealing import OpenVault


@sensitive_post_parameters()
@open_to_locked
@require_http_methods(GET_POST)
@guesses_are_limited
def unlock(request: PersonRequest) -> HttpResponse:
    """Opens a locked vault with the password, or a sealed one with what opened it before."""
    if request.visit.vault.is_open:
        return HttpResponseRedirect(_next(request))
    is_sealed = keys.is_sealed(request.user)
    form = UnlockForm(request.user, request.POST or None)
    if form.is_bound and form.is_valid():
        keep_session_after_rehash(request, form)
        if form.opened:  # marked as sealed or not
            return _open(request, form, form.opened)
        if not is_sealed:  # the password was changed from outside: now it is sealed
            return redirect(request.get_full_path())
    if is_sealed:
        return _unseal(request)
    return render(request, "accounts/unlock.html", {"form": form}, status=status_of(form))


def _open(request: PersonRequest, form: UnlockForm, opened: OpenVault) -> HttpResponse:
    request.visit.open_with(opened)
    if form.recovery_key:
        request.visit.carry(form.recovery_key)
        return redirect("recovery")
    return HttpResponseRedirect(_next(request))


def _unseal(request: PersonRequest) -> HttpResponse:
    """Ask for what opened a sealed vault before: today's password alone does not open it."""
    form = UnsealForm(request.user, request.POST or None, use_required_attribute=False)
    if form.is_bound and form.is_valid() and form.opened:
        request.visit.carry(form.keep(form.opened))
        keep_session_after_rehash(request, form)
        request.visit.open_with(form.opened)
        messages.success(request, _("Your journal is open again. Here is a new recovery key."))
        warn_of_a_given_password(request)
        return redirect("recovery")
    return render(request, "accounts/unseal.html", {"form": form}, status=status_of(form))


@require_POST
@open_to_locked
def lock_now(request: PersonRequest) -> HttpResponse:
    back = came_from(request)
    request.visit.lock()
    return redirect_to_login(back, reverse("unlock"))


def csrf_failure(request: PersonRequest, reason: str = "") -> HttpResponseBase:
    """The page had grown old, or another tab signed in again. What was typed comes back."""
    return answer_late_form(request, "old", came_from(request))


def _next(request: PersonRequest) -> str:
    """Where the person was going, if that is a page of ours; else today."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    return page_of_ours(request, target, "today")
