"""Where words that were parked stand again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts import parked, words_cookies
from accounts.already_written import FILES_LOST, SHOWN, already_written
from accounts.parked import Form
from accounts.quota import JournalFull
from accounts.requests import PersonRequest


@require_GET
def words_back(request: PersonRequest) -> HttpResponse:
    """Gives every parked form to the page it was typed on, and goes to the last of them.

    Where nothing waits for this person it goes on to today. The keys to what someone else
    had typed in this browser stay.
    """
    keys = words_cookies.keys(request)
    if not parked.is_waiting(request.user, keys):
        return redirect("today")
    waiting = parked.look(request.user, keys)
    try:
        pages, unknown = parked.take_back(request.user, request.vault, keys)
    except JournalFull:  # they stay parked, for the rest of their hour
        request.session[SHOWN] = True
        return _to_be_copied(request, parked.look(request.user, keys), "bin")
    if unknown:
        response = _to_be_copied(request, unknown, pages[-1] if pages else "today")
    else:
        _say_so(request, len(set(pages)), files=any(FILES_LOST in it.sent for it in waiting))
        response = redirect(pages[-1] if pages else "today")
    words_cookies.take_away_spent(request, response)
    return response


def _to_be_copied(request: PersonRequest, forms: list[Form], door: str) -> HttpResponse:
    words = [said for form in forms for said in already_written(form.sent)]
    files = any(FILES_LOST in form.sent for form in forms)
    context = {"why": "back", "words": words, "door": resolve_url(door), "files": files}
    return render(request, "accounts/hand_back.html", context)


def _say_so(request: PersonRequest, pages: int, *, files: bool) -> None:
    if pages:
        messages.info(request, _("Your words are back. Press Keep when you are ready."))
    if files:
        messages.info(
            request, _("The pictures could not wait with them. Please choose them again.")
        )
    if pages > 1:
        messages.info(request, _("What you wrote in another tab is back too, on Today."))
