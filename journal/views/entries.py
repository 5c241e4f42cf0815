"""The timeline, reading one entry, the bin, and saving drafts."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.days import today_of
from journal import drafts, keep, queries
from journal.content import Typed
from journal.forms import WRITING, HalfDayForm
from journal.models import Draft, Entry
from journal.prose import prose
from journal.queries import Cursor
from journal.views.access import binned_entry_of, draft_of, entry_of

GET_POST = ["GET", "HEAD", "POST"]


@require_GET
def timeline(request: HttpRequest) -> HttpResponse:
    kind = request.GET.get("kind", "")
    after = Cursor.read(request.GET.get("after", ""))
    context = {
        "page": queries.timeline(request.user, request.vault, kind=kind, after=after),
        "kind": kind,
        "first": after is None,
        "unfinished": [] if after else queries.unfinished(request.user),
        "today": today_of(request.user),
    }
    return render(request, "journal/timeline.html", context)


@require_GET
def read(request: HttpRequest, uuid: UUID) -> HttpResponse:
    entry = entry_of(request, uuid)
    if entry.kind == Entry.Kind.DAY:
        return redirect(entry)
    content = entry.try_open(request.vault)
    context = {
        "entry": entry,
        "content": content,
        "body": prose(content.body) if content else "",
        "today": today_of(request.user),
    }
    return render(request, "journal/letter.html", context)


@require_http_methods(GET_POST)
def delete(request: HttpRequest, uuid: UUID) -> HttpResponse:
    entry = entry_of(request, uuid)
    if request.method == "POST":
        keep.bin_entry(request.user, entry)
        messages.success(request, _("It is in the bin. It waits there for 30 days."))
        return redirect("timeline")
    context = {"entry": entry, "content": entry.try_open(request.vault), "days": keep.BIN_DAYS}
    return render(request, "journal/delete.html", context)


@require_GET
def binned(request: HttpRequest) -> HttpResponse:
    entries = Entry.objects.binned(request.user)[: queries.PER_PAGE * 5]
    context = {"rows": queries.opened(entries, request.vault), "days": keep.BIN_DAYS}
    return render(request, "journal/bin.html", context)


@require_http_methods(GET_POST)
def restore(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Back out of the bin. A day beside a new one shows both and asks."""
    entry = binned_entry_of(request, uuid)
    if request.method == "GET":
        return redirect("bin")
    standing = keep.restore(request.user, entry)
    if standing is None:
        messages.success(request, _("It is back where it was."))
        return redirect(entry.get_absolute_url() if entry.binned_at is None else "timeline")
    if "both" in request.POST:
        both = keep.restore_into(request.user, request.vault, entry, standing)
        messages.success(request, _("Both are on the one page now."))
        return redirect(both)
    context = {
        "entry": entry,
        "then": entry.try_open(request.vault),
        "now": standing.try_open(request.vault),
    }
    return render(request, "journal/restore_day.html", context, status=409)


@require_http_methods(GET_POST)
def let_go(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Out of the bin for good."""
    entry = binned_entry_of(request, uuid)
    if request.method == "POST":
        keep.let_go(request.user, entry)
        messages.success(request, _("It is gone for good."))
        return redirect("bin")
    return render(request, "journal/let_go.html", {"entry": entry})


@require_POST
def save_draft(request: HttpRequest) -> HttpResponse:
    """What a page holds so far, saved by itself. Answers with the draft to save to next."""
    form_class = WRITING.get(request.POST.get("form", ""))
    if form_class is None:
        raise BadRequest("There is no such form.")
    fields = {"user": request.user}
    if issubclass(form_class, HalfDayForm):
        fields["day"] = today_of(request.user)
    form = form_class(request.POST, **fields)
    form.full_clean()
    typed = {
        name: request.POST.getlist(name)
        for name in form.fields
        if name not in form_class.HIDDEN and name in request.POST
    }
    try:
        draft = drafts.save_draft(
            request.user,
            request.vault,
            uuid=form.cleaned_data.get("draft") or uuid4(),
            revision=form.cleaned_data.get("revision") or 0,
            form=form_class.draft_form,
            entry_uuid=form.cleaned_data.get("entry") or uuid4(),
            day=form.draft_day(request.POST.get("day", "")),
            base=form.cleaned_data.get("base", "")[:40],
            typed=Typed(typed),
        )
    except DatabaseError:
        return JsonResponse({"error": _("Not saved: the disk or the database is busy.")}, status=503)
    saved_at = time_format(timezone.localtime(draft.updated), "H:i")
    return JsonResponse(
        {"draft": str(draft.uuid), "revision": draft.revision, "saved_at": saved_at}
    )


@require_http_methods(GET_POST)
def discard_draft(request: HttpRequest, uuid: UUID) -> HttpResponse:
    draft = draft_of(request, uuid)
    if request.method == "POST":
        drafts.let_go_of_draft(request.user, uuid)
        messages.success(request, _("The unfinished version is gone."))
        return redirect("today")
    return render(request, "journal/discard_draft.html", {"draft": draft})
