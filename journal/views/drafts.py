"""Saving what is not finished yet, and letting it go."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import DatabaseError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import ballast
from accounts.already_written import give_back, is_of_someone_else
from accounts.days import today_of
from accounts.quota import JournalFull
from accounts.requests import GET_POST, PersonRequest
from journal import drafts
from journal.forms import WRITING
from journal.views.access import draft_of
from journal.writing_form import Unfinished


@require_POST
def save_draft(request: PersonRequest) -> HttpResponse:
    """What a page holds so far, sent by itself. Answers with the draft to save to next."""
    form_class = WRITING.get(request.POST.get("form", ""))
    if form_class is None:
        raise BadRequest("There is no such form.")
    if is_of_someone_else(request):
        return give_back(request, "old", request.path)
    page = Unfinished(request.POST)
    page.full_clean()  # what does not fit is left out; the words below are kept as they are
    said = page.cleaned_data
    typed = form_class.typed_in(request.POST)
    try:
        if not form_class.holds_words(typed):
            drafts.let_go_once_kept(
                request.user,
                request.vault,
                said.get("draft") or uuid4(),
                revision=said.get("revision") or 0,
                typed=typed,
            )
            return JsonResponse({"draft": uuid4(), "revision": 0, "saved_at": ""})
        ballast.refuse_if_spent()
        draft = drafts.save_draft(
            request.user,
            request.vault,
            uuid=said.get("draft") or uuid4(),
            revision=said.get("revision") or 0,
            form=form_class.draft_form,
            entry_uuid=said.get("entry") or uuid4(),
            day=said.get("day") or today_of(request.user),
            base=said.get("base", ""),
            typed=typed,
        )
    except JournalFull:
        return JsonResponse({"error": _("Your journal is full.")}, status=507)
    except DatabaseError:
        return JsonResponse({"error": _("The disk or the database is busy.")}, status=503)
    at = time_format(timezone.localtime(draft.updated), "H:i")
    return JsonResponse(
        {
            "draft": draft.uuid,
            "revision": draft.revision,
            "saved_at": at,
            "page": draft.get_absolute_url(),  # where reload and Back find these words again
        }
    )


@ballast.may_use_ballast
@require_http_methods(GET_POST)
def discard_draft(request: PersonRequest, uuid: UUID) -> HttpResponse:
    draft = draft_of(request, uuid)
    if request.method == "POST":
        drafts.let_go_of_draft(request.user, uuid)
        messages.success(request, _("The unfinished version is gone."))
        return redirect("today")
    return render(request, "journal/discard_draft.html", {"draft": draft})
