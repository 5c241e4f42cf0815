"""Gentle mode: on, off, or not now."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.days import half_at_hand
from accounts.middleware import open_to_locked
from accounts.requests import PersonRequest
from accounts.safe_redirect import page_of_ours
from practices.after import gentle_mode as gentle

ANSWERS = {"1": True, "0": False}


@open_to_locked
@require_POST
def gentle_mode(request: PersonRequest) -> HttpResponse:
    """Turn gentle mode on or off, or decline it. All can be undone, here and in Settings."""
    on = ANSWERS.get(request.POST.get("on", ""))
    day, _half = half_at_hand(request.user)
    gentle.answer(request.user, request.vault, on, day)
    if on is not None:
        messages.success(request, _turned_words(on=on))
    return redirect(page_of_ours(request, request.POST.get("back", ""), "today"))


def _turned_words(*, on: bool) -> str:
    if not on:
        return _("Gentle mode is off. All practices are there again.")
    link = format_html('<a href="{}">{}</a>', reverse("settings"), _("Settings"))
    return format_html(
        _("Gentle mode is on. You can turn it off again in {settings}, whenever you like."),
        settings=link,
    )
