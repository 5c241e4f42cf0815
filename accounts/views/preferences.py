"""What someone prefers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import GET_POST, PersonRequest
from accounts.signin.password_prompt import status_of
from accounts.signin.settings_form import SettingsForm
from accounts.vault import quota


@require_http_methods(GET_POST)
def settings_page(request: PersonRequest) -> HttpResponse:
    form = SettingsForm(request.POST or None, instance=request.user)
    if form.is_bound and form.is_valid():
        form.save()
        if "idle_minutes" in form.changed_data:
            request.visit.follow_idle_limit()
        messages.success(request, _("Kept."))
        return redirect("settings")
    context = {"form": form, "usage": quota.usage(request.user)}
    return render(request, "accounts/settings.html", context, status=status_of(form))
