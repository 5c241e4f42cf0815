"""The timeline, reading one entry, deleting it, the bin, and putting it back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.days import today_of
from accounts.requests import GET_POST, PersonRequest
from journal import queries
from journal.drafts import store
from journal.entry_page import reading_of as read_page
from journal.keeping import keep
from journal.keeping.closed_letters import envelope
from journal.models import Entry
from journal.queries import Cursor
from journal.timeline import TimelineFilter, filter_timeline
from journal.views.access import any_entry_of, binned_entry_of, entry_of


@require_safe
def timeline(request: PersonRequest) -> HttpResponse:
    wanted = TimelineFilter.from_query(request.GET)
    after = Cursor.read(request.GET.get("after", ""))
    found = filter_timeline(request.user, request.vault, wanted, after)
    context: dict[str, Any] = {
        "page": found.page,
        "tag": found.tag,
        "is_whole": found.is_whole,
        "left_out": found.left_out,
        "wanted": wanted,
        "first": after is None,
        "today": today_of(request.user),
    }
    if context["first"] and not wanted:
        context["unfinished"] = queries.unfinished(request.user, most=queries.MOST_ON_LOOK_BACK)
    return render(request, "journal/timeline.html", context)


@require_safe
def read(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """A letter, a note or a memory, in the bin or out of it. A day has a page of its own."""
    entry = any_entry_of(request, uuid, closed_too=True)
    if entry.kind == Entry.Kind.DAY:
        if entry.binned_at is None:
            return redirect(entry)
        content = entry.try_open(request.vault)
        return render(request, "journal/binned_day.html", {"entry": entry, "content": content})
    if entry.is_closed:
        context = envelope(request.user, request.vault, entry)
        return render(request, "journal/envelope.html", context)
    answers = request.GET.get("answers", "")
    reading = read_page(request.user, request.vault, entry, answers=answers)
    return render(request, f"journal/{entry.kind}.html", {"it": reading, "entry": entry})


@require_http_methods(GET_POST)
def delete(request: PersonRequest, uuid: UUID) -> HttpResponse:
    entry = entry_of(request, uuid, closed_too=True)
    if request.method == "POST":
        keep.bin_entry(request.user, request.vault, entry)
        messages.success(request, _("It is in the bin. It waits there for 30 days."))
        return redirect("timeline")
    context = {"entry": entry, "days": Entry.BIN_DAYS}
    return render(request, "journal/delete.html", context | _as_it_reads(request, entry))


@require_safe
def binned(request: PersonRequest) -> HttpResponse:
    after = Cursor.read(request.GET.get("after", ""))
    page = queries.bin_page(request.user, request.vault, after=after)
    return render(request, "journal/bin.html", {"page": page, "days": Entry.BIN_DAYS})


@require_http_methods(GET_POST)
def restore(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Back out of the bin. A day beside a new one shows both and asks."""
    entry = binned_entry_of(request, uuid)
    if request.method != "POST":
        return redirect("bin")
    newer = keep.restore_entry(request.user, request.vault, entry)
    if newer is None:
        messages.success(request, _("It is back where it was."))
        return redirect(entry)
    then, now = entry.try_open(request.vault), newer.try_open(request.vault)
    if "both" in request.POST and then and now:
        both = keep.merge_into_day(request.user, request.vault, entry, newer)
        messages.success(
            request,
            _(
                "Both are on the one page now. The old page stays in the bin until its time; "
                "nothing goes from here when it does."
            ),
        )
        return redirect(both)
    context = {"entry": entry, "then": then, "now": now}
    return render(request, "journal/restore_day.html", context, status=409)


@require_http_methods(GET_POST)
def let_go(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Out of the bin for good."""
    entry = binned_entry_of(request, uuid)
    draft = store.latest_page(request.user, uuid)
    if request.method == "POST":
        keep.delete_for_good(request.user, entry)
        messages.success(request, _("It is gone for good."))
        if draft:
            message = _("The change that you had begun is still there, under “Still unfinished”.")
            messages.info(request, message)
        return redirect("bin")
    context = {"entry": entry, "draft": draft}
    return render(request, "journal/let_go.html", context | _as_it_reads(request, entry))


def _as_it_reads(request: PersonRequest, entry: Entry) -> dict[str, Any]:
    """The entry as lists have it, so that nobody has to guess which one a page asks about."""
    return {"rows": queries.open_entries([entry], request.vault)}
