"""The recovery key: shown once, proven, made anew."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import GET_POST, PersonRequest
from accounts.signin.password_prompt import (
    guesses_are_limited,
    keep_session_after_rehash,
    status_of,
)
from accounts.signin.unlock_forms import KeptRecoveryKeyForm, RenewRecoveryKeyForm
from accounts.vault import keys


@require_http_methods(GET_POST)
def recovery(request: PersonRequest) -> HttpResponse:
    """Shows a new recovery key once, and takes two of its groups as proof that it was kept."""
    recovery_key = request.visit.carried
    if recovery_key is None:
        return _ask_before_renewing(request, RenewRecoveryKeyForm(request.user))
    form = KeptRecoveryKeyForm(recovery_key, request.POST or None)
    if form.is_bound and form.is_valid():
        kept = keys.recovery_key_was_kept(request.user, recovery_key)
        request.visit.drop_carried()
        if not kept:
            messages.warning(request, _("A newer key was made in another browser. Make one here."))
            return redirect("recovery")
        messages.success(
            request, _("Good. Your recovery key will open your journal if you need it.")
        )
        return redirect("today")
    earlier = keys.earlier_recovery_key(request.user)
    context = {"form": form, "groups": recovery_key.split("-"), "earlier": earlier}
    return render(request, "accounts/recovery.html", context, status=status_of(form))


@sensitive_post_parameters()
@require_http_methods(GET_POST)
@guesses_are_limited
def recovery_renew(request: PersonRequest) -> HttpResponse:
    """Makes a new key, for someone who gives the password: an open screen is not enough."""
    form = RenewRecoveryKeyForm(request.user, request.POST or None)
    if not form.is_bound or not form.is_valid():
        return _ask_before_renewing(request, form)
    keep_session_after_rehash(request, form)
    request.visit.carry(keys.renew_recovery_key(request.user, request.visit.vault))
    return redirect("recovery")


@require_POST
def recovery_later(request: PersonRequest) -> HttpResponse:
    request.visit.drop_carried()
    messages.info(
        request,
        _("There is nothing you have to fill in here. Leave, at the top, locks your journal."),
    )
    return redirect("today")


@require_safe
def recovery_download(request: PersonRequest) -> HttpResponse:
    recovery_key = request.visit.carried
    if recovery_key is None:
        return redirect("recovery")
    context = {"recovery_key": recovery_key, "address": request.build_absolute_uri("/")}
    response = render(request, "accounts/recovery_key.txt", context, content_type="text/plain")
    response["Content-Disposition"] = 'attachment; filename="recovery-key.txt"'
    return response


def _ask_before_renewing(request: PersonRequest, form: RenewRecoveryKeyForm) -> HttpResponse:
    context = {"form": form, "kept": keys.recovery_key_is_kept(request.user)}
    return render(request, "accounts/recovery_renew.html", context, status=status_of(form))
