"""Without the password: in by the recovery key, or, with nothing that opens it, starting over."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import keys
from accounts.middleware import open_to_locked
from accounts.requests import GET_POST, PersonRequest
from accounts.starting_over import start_over as delete_and_begin
from accounts.vault_forms import StartOverForm, UnlockWithKeyForm
from accounts.views.asking import (
    follow_the_hash,
    follow_the_new_password,
    guessed_too_often,
    status_of,
)


@sensitive_post_parameters()
@open_to_locked
@require_http_methods(GET_POST)
def unlock_with_key(request: PersonRequest) -> HttpResponse:
    """Opens the journal of someone signed in who has the recovery key and no password."""
    if request.door.vault.is_open:
        return redirect("today")
    if request.method == "POST" and guessed_too_often(request):
        return render(request, "429.html", status=429)
    form = UnlockWithKeyForm(request.user, request.POST or None)
    if not form.is_bound or not form.is_valid() or form.opened is None:
        context, status = {"form": form}, status_of(form)
        return render(request, "accounts/unlock_with_key.html", context, status=status)
    recovery_key = form.keep(form.opened)
    follow_the_new_password(request)
    request.door.open_with(form.opened)
    request.door.carry(recovery_key)
    messages.success(request, _("Your journal is open again. Here is a new recovery key."))
    return redirect("recovery")


@sensitive_post_parameters()
@open_to_locked
@require_http_methods(GET_POST)
def start_over(request: PersonRequest) -> HttpResponse:
    """Deletes what is sealed and opens for nobody. For a sealed journal, and no other."""
    if request.door.vault.is_open or not keys.is_sealed(request.user):
        return redirect("settings")
    if request.method == "POST" and guessed_too_often(request):
        return render(request, "429.html", status=429)
    form = StartOverForm(request.user, request.POST or None)
    if not form.is_bound or not form.is_valid():
        return render(request, "accounts/start_over.html", {"form": form}, status=status_of(form))
    try:
        opened, recovery_key = delete_and_begin(request.user, form.cleaned_data["password"])
    except keys.NotSealed:  # opened in another browser, a moment ago
        return redirect("unlock")
    follow_the_hash(request, form)
    request.door.open_with(opened)
    request.door.carry(recovery_key)
    messages.success(request, _("A new journal. It is empty, and yours."))
    return redirect("recovery")
