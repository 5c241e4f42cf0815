"""Without the password: in by the recovery key, or, with nothing that opens it, starting over."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.middleware import open_to_locked
from accounts.requests import GET_POST, PersonRequest
from accounts.signin.password_prompt import (
    follow_the_new_password,
    guesses_are_limited,
    keep_session_after_rehash,
    status_of,
    warn_of_a_given_password,
)
from accounts.signin.start_over import replace_sealed_journal
from accounts.signin.unlock_forms import StartOverForm, UnlockWithKeyForm
from accounts.vault import keys


@sensitive_post_parameters()
@open_to_locked
@require_http_methods(GET_POST)
@guesses_are_limited
def unlock_with_key(request: PersonRequest) -> HttpResponse:
    """Opens the journal of someone signed in who has the recovery key and no password."""
    if request.visit.vault.is_open:
        return redirect("today")
    form = UnlockWithKeyForm(request.user, request.POST or None)
    if not form.is_bound or not form.is_valid() or form.opened is None:
        context, status = {"form": form}, status_of(form)
        return render(request, "accounts/unlock_with_key.html", context, status=status)
    recovery_key = form.keep(form.opened)
    follow_the_new_password(request)
    request.visit.open_with(form.opened)
    request.visit.carry(recovery_key)
    messages.success(request, _("Your journal is open again. Here is a new recovery key."))
    return redirect("recovery")


@sensitive_post_parameters()
@open_to_locked
@require_http_methods(GET_POST)
@guesses_are_limited
def start_over(request: PersonRequest) -> HttpResponse:
    """Deletes what is sealed and opens for nobody. For a sealed journal, and no other."""
    if request.visit.vault.is_open or not keys.is_sealed(request.user):
        return redirect("settings")
    form = StartOverForm(request.user, request.POST or None)
    if not form.is_bound or not form.is_valid():
        return render(request, "accounts/start_over.html", {"form": form}, status=status_of(form))
    try:
        opened, recovery_key = replace_sealed_journal(request.user, form.cleaned_data["password"])
    except keys.NotSealed:  # today's password opens it, or another browser has, a moment ago
        return _open_instead(request, form)
    keep_session_after_rehash(request, form)
    request.visit.open_with(opened)
    request.visit.carry(recovery_key)
    messages.success(request, _("A new journal. It is empty, and yours."))
    warn_of_a_given_password(request)
    return redirect("recovery")


def _open_instead(request: PersonRequest, form: StartOverForm) -> HttpResponse:
    opened, _none = keys.open_at_sign_in(request.user, form.cleaned_data["password"])
    keep_session_after_rehash(request, form)
    if opened:
        request.visit.open_with(opened)
        messages.success(request, _("Your password opens your journal. Nothing was deleted."))
    return redirect("unlock")
