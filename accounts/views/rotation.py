"""New keys, for someone whose password others may know: begun here, and gone on with until done."""

import logging

from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.requests import GET_POST, PersonRequest
from accounts.signin.password_prompt import follow_the_new_password, guesses_are_limited, status_of
from accounts.signin.unlock_forms import NewKeysForm
from accounts.vault import keys
from accounts.vault.rotation import all_records, count_remaining, seal_anew
from accounts.vault.sealing import ClosedVault, Locked, OpenVault
from accounts.vault.state import vault_state

SECONDS = 5  # in one request; the page for the next ones goes on by itself

logger = logging.getLogger(__name__)


@sensitive_post_parameters()
@require_http_methods(GET_POST)
@guesses_are_limited
def new_keys(request: PersonRequest) -> HttpResponse:
    """Takes a new password and begins with new keys. Everything else keeps working meanwhile."""
    form = NewKeysForm(request.user, request.POST or None)
    if not form.is_bound or not form.is_valid():
        return _asked(request, form)
    password = form.cleaned_data["password1"]
    try:
        opened, recovery_key = keys.take_new_keys(request.user, request.visit.vault, password)
    except keys.EarlierKeysDamaged:
        form.add_error(None, _they_would_be_lost())
        return _asked(request, form)
    follow_the_new_password(request)
    request.visit.open_with(opened)
    request.visit.carry(recovery_key)
    try:
        return _go_on(request, opened)
    except DatabaseError:  # not answered here: a new recovery key waits in the visit to be shown
        return redirect("new-keys-going")


def _asked(request: PersonRequest, form: NewKeysForm) -> HttpResponse:
    context = {"form": form, "is_partway": vault_state(request.user).is_partway}
    return render(request, "accounts/new_keys.html", context, status=status_of(form))


def _they_would_be_lost() -> str:
    return _(
        "Some of what you wrote needs an earlier key of yours, and that key is damaged here. New "
        "keys would lose it for good, so nothing was changed. Whoever runs this site may find it "
        "in a backup: please tell them. You can change your password meanwhile, in Settings."
    )


@require_http_methods(GET_POST)
def new_keys_going(request: PersonRequest) -> HttpResponse:
    """How far it is, and a button that goes on for a few seconds."""
    opened = _opened(request)
    if request.method == "POST":
        try:
            return _go_on(request, opened)
        except DatabaseError:
            return _how_far(request, opened, stopped=True)
    if not vault_state(request.user).is_partway:
        return redirect("recovery")
    return _how_far(request, opened, stopped=False)


def _how_far(request: PersonRequest, opened: OpenVault, *, stopped: bool) -> HttpResponse:
    """Stopped, it answers 503 and goes on only when the person says so."""
    of = all_records(request.user)
    context = {"of": of, "done": of - count_remaining(request.user, opened), "stopped": stopped}
    status = 503 if stopped else 200
    return render(request, "accounts/new_keys_going.html", context, status=status)


def _go_on(request: PersonRequest, opened: OpenVault) -> HttpResponse:
    """Raises `DatabaseError` where it is full or busy: what is done is done, the rest can wait."""
    try:
        left = seal_anew(request.user, opened, seconds=SECONDS)
    except DatabaseError as error:
        logger.error("Sealing anew was stopped: %s", type(error).__name__)
        raise
    if not left.is_done:
        return redirect("new-keys-going")
    request.visit.open_with(left.vault)
    messages.success(request, _("Everything you wrote is under your new keys."))
    if left.damaged:
        messages.warning(request, _damage(left.damaged))
    is_known = request.visit.carried is None and keys.recovery_key_is_kept(request.user)
    return redirect("today" if is_known else "recovery")


def _damage(records: int) -> str:
    return ngettext(
        "One record was damaged before and did not open. It was left as it is.",
        "%(records)s records were damaged before and did not open. They were left as they are.",
        records,
    ) % {"records": records}


def _opened(request: PersonRequest) -> OpenVault:
    """Raises `Locked`, though whoever is locked does not come this far."""
    if isinstance(request.visit.vault, ClosedVault):
        raise Locked
    return request.visit.vault
