"""Today, and every other day: a morning half and an evening half."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.days import Half, half_at_hand, now_of, today_of
from accounts.requests import GET_POST, PersonRequest
from accounts.vault.state import vault_state
from journal import queries
from journal.content import Content
from journal.drafts import store
from journal.models import Draft, Entry
from journal.reading.thread import thread
from journal.views.access import no_earlier_than_the_first_day
from journal.views.writing import asked_for_draft, keep_or_show, resume
from journal.writing.forms import half_form
from journal.writing.half_day import HalfForm
from journal.writing.tags import marks_of
from practices.after import todays_offer


@require_safe
def today(request: PersonRequest) -> HttpResponse:
    """The half of the log that belongs to this hour, first. The other is there, and quiet."""
    day, half = half_at_hand(request.user)
    entry = queries.day_entry(request.user, day)
    content = entry.try_open(request.vault) if entry else None
    unfinished = queries.unfinished(request.user, first=(half, day))
    context: dict[str, Any] = {"day": day, "half": half, "entry": entry, "content": content}
    context["written"] = getattr(entry, f"{half}_at", None) is not None
    if not context["written"]:
        of_here = (it for it in unfinished.drafts if (it.form, it.day) == (half, day))
        mine = next(of_here, None)
        resumed = resume(request, mine, half_form(half), day=day)
        context["form"] = resumed.form or _fresh(request, day, half, entry, content)
        context["resumed"] = resumed
        others = [draft for draft in unfinished.drafts if draft is not mine]
        unfinished = replace(unfinished, drafts=others)
    context["unfinished"] = unfinished
    return render(request, "journal/today.html", context | _around(request, day))


def _around(request: PersonRequest, day: date) -> dict[str, Any]:
    """What belongs around the log: what has come, what is offered, what is to be said of keys."""
    user, vault = request.user, request.vault
    another, minutes = _number(request, "another"), _number(request, "minutes")
    return {
        "yesterday": day - timedelta(days=1),
        "hour": now_of(user).hour,
        "is_night": day != today_of(user),
        "arriving": queries.arriving(user, vault, today_of(user)),
        "keys": vault_state(user),
        "offer": todays_offer.for_today(user, vault, another=another, minutes=minutes),
    }


def _number(request: PersonRequest, name: str) -> int:
    """What a link of the offer asks for. Nonsense is nothing asked."""
    asked = request.GET.get(name, "")
    return int(asked) if len(asked) < 4 and asked.isdecimal() else 0


@require_safe
def find(request: PersonRequest) -> HttpResponse:
    """From a date in a form to that day's page."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return redirect("timeline")
    return redirect("day", day)


@require_safe
def day(request: PersonRequest, day: date) -> HttpResponse:
    no_earlier_than_the_first_day(day)
    if not queries.has_come(request.user, day):
        return render(request, "journal/day_ahead.html", {"day": day}, status=404)
    entry = queries.day_entry(request.user, day)
    content = entry.try_open(request.vault) if entry else None
    has_tomorrow = day < today_of(request.user)  # a day ahead may be the last there is
    context: dict[str, Any] = {
        "day": day,
        "entry": entry,
        "content": content,
        "yesterday": day - timedelta(days=1),
        "tomorrow": day + timedelta(days=1) if has_tomorrow else None,
        "marks": marks_of(request.user, request.vault, content),
    }
    if entry:
        answers = request.GET.get("answers", "")
        context["thread"] = thread(request.user, request.vault, entry, content, after=answers)
    return render(request, "journal/day.html", context)


@require_http_methods(GET_POST)
def morning(request: PersonRequest, day: date) -> HttpResponse:
    return _half(request, day, "morning")


@require_http_methods(GET_POST)
def evening(request: PersonRequest, day: date) -> HttpResponse:
    return _half(request, day, "evening")


def _half(request: PersonRequest, day: date, half: Half) -> HttpResponse:
    no_earlier_than_the_first_day(day)
    entry = queries.day_entry(request.user, day)
    content = entry.try_open(request.vault) if entry else None
    context: dict[str, Any] = {"day": day, "half": half, "entry": entry, "content": content}
    if request.method == "POST":
        form = half_form(half)(request.POST, user=request.user, day=day, kept=content)
        return keep_or_show(request, form, "journal/half_form.html", context)
    if not queries.has_come(request.user, day):
        return render(request, "journal/day_ahead.html", {"day": day}, status=404)
    this_page: dict[str, Any] = {"form": Draft.Form(half), "day": day}
    draft = asked_for_draft(request, **this_page) or store.latest_half(request.user, **this_page)
    resumed = resume(request, draft, half_form(half), day=day, kept=content)
    context["form"] = resumed.form or _fresh(request, day, half, entry, content)
    return render(request, "journal/half_form.html", {**context, "resumed": resumed})


def _fresh(
    request: PersonRequest, day: date, half: Half, entry: Entry | None, content: Content | None
) -> HalfForm:
    """The form of a half as it was kept, or blank."""
    form_class = half_form(half)
    initial = form_class.initial_of(entry, content)
    return form_class(user=request.user, day=day, kept=content, initial=initial)
