"""What someone says about something they wrote: a favourite, hard, tags."""

from uuid import UUID

from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.error_pages import not_now
from accounts.inbox.rescue import give_back, is_of_someone_else
from accounts.requests import PersonRequest
from accounts.vault.quota import JournalFull
from accounts.vault.sealing import Damaged
from journal.keeping import marks
from journal.models import Entry
from journal.views.access import any_entry_of, entry_of, words_come_back
from journal.writing.tags import TagsForm

TAGS = "journal/tags_form.html"
SAID = {"yes": True, "no": False}


@require_POST
def mark(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """One mark of an entry, or its tags. Back to its page."""
    if is_of_someone_else(request):
        return give_back(request, "old", reverse("entry", args=[uuid]))
    if "tags" in request.POST:
        return _tags(request, uuid)
    entry = entry_of(request, uuid)
    said = {name: SAID.get(request.POST.get(name, "")) for name in ("favourite", "hard")}
    try:
        marks.mark(request.user, request.vault, entry, **said)
    except Damaged:
        messages.warning(request, _("Its record is damaged, so it was left as it is."))
    except JournalFull:
        said_so = _("Your journal is full, so the mark was not kept. Your words are as they were.")
        messages.warning(request, said_so)
    except DatabaseError as error:
        return not_now(request, error)
    return _back_to(entry)


def _tags(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """422: too many or too long. 409: damaged, or in the bin by now. 503, 507: no room. The box
    is then on a page. What is put away meanwhile is asked for anew: its answer says where it is."""
    with words_come_back(request):
        entry = any_entry_of(request, uuid)
    form = TagsForm(request.user, request.POST)
    trouble: dict[str, object] = {}
    status = 422
    if entry.binned_at:
        return render(request, TAGS, {"entry": entry, "form": form}, status=409)
    try:
        if form.is_valid() and form.keep(request.vault, entry):
            return _back_to(entry)
    except marks.PutAway:
        return _tags(request, uuid)
    except Damaged:
        trouble, status = {"damaged": True}, 409
    except JournalFull as full:
        trouble, status = {"full": full}, 507
    except DatabaseError:
        trouble, status = {"not_taken": True}, 503
    return render(request, TAGS, {"entry": entry, "form": form} | trouble, status=status)


def _back_to(entry: Entry) -> HttpResponse:
    return redirect(f"{entry.get_absolute_url()}#marks")


@require_safe
def tags(request: PersonRequest) -> HttpResponse:
    """Their tags, a link each. No counts."""
    found = marks.all_tags(request.user, request.vault)
    return render(request, "journal/tags.html", {"found": found})
