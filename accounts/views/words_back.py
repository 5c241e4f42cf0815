"""Where words that were parked stand again."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import parked
from accounts.already_written import already_written, words_key
from accounts.requests import PersonRequest


@require_safe
def words_back(request: PersonRequest) -> HttpResponse:
    """Gives every parked form to the page it was typed on, and goes to the last of them.

    Where nothing waits for this person it goes on to today. The cookie stays then: it may
    hold the key to what someone else had typed here.
    """
    key = words_key(request)
    if key is None or not parked.is_waiting(request.user, key):
        return redirect("today")
    pages, unknown = parked.take_back(request.user, request.vault, key)
    response: HttpResponse
    if unknown:
        words = [said for form in unknown for said in already_written(form.sent)]
        context = {"why": "back", "words": words, "door": pages[-1] if pages else "/today/"}
        response = render(request, "accounts/hand_back.html", context)
    else:
        _say_so(request, len(set(pages)))
        response = redirect(pages[-1] if pages else "today")
    response.delete_cookie(settings.WORDS_COOKIE_NAME, samesite="Lax")
    return response


def _say_so(request: PersonRequest, pages: int) -> None:
    if pages:
        messages.info(request, _("Your words are back. Press Keep when you are ready."))
    if pages > 1:
        messages.info(request, _("What you wrote in another tab is back too, on Today."))
