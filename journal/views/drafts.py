"""Saving what is not finished yet, and letting it go."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import refused
from accounts.requests import GET_POST, PersonRequest
from accounts.safe_redirect import page_of_ours
from journal.drafts import store
from journal.models import Draft
from journal.views.access import draft_of
from journal.writing.forms import form_called


@require_POST
def autosave(request: PersonRequest) -> HttpResponse:
    """What a page holds so far, sent by itself. Answers with the draft to save to next."""
    form_class = form_called(request.POST.get("form", ""), request.POST.get("practice", ""))
    if form_class is None:
        raise BadRequest("There is no such form.")
    with refused.caught() as attempt:
        draft = store.save_page(request.user, request.vault, form_class, request.POST)
        is_blank = not form_class.holds_something(form_class.typed_in(request.POST))
        return JsonResponse(_for_the_page(draft, is_blank=is_blank))
    return attempt.as_json()


@require_http_methods(GET_POST)
def discard_draft(request: PersonRequest, uuid: UUID) -> HttpResponse:
    draft = draft_of(request, uuid)
    if request.method == "POST":
        store.delete_draft(request.user, uuid)
        messages.success(request, _("The unfinished version is gone."))
        return redirect(page_of_ours(request, request.POST.get("back", ""), "today"))
    return render(request, "journal/discard_draft.html", {"draft": draft})


def _for_the_page(draft: Draft, *, is_blank: bool) -> dict[str, object]:
    """When it was saved, where to save to next, where reload and Back find these words again."""
    at = "" if is_blank else time_format(timezone.localtime(draft.updated), "H:i")
    return {
        "draft": draft.uuid,
        "revision": draft.revision,
        "saved_at": at,
        "page": draft.get_absolute_url(),
    }
