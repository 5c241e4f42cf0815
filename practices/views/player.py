"""Sitting with a practice: the page before the first one, the choices, and the practice itself."""

import math
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.quota import JournalFull
from accounts.requests import GET_POST, PersonRequest
from practices import answers, choices, kit, library
from practices.forms import ChoicesForm
from practices.library import Practice
from practices.views.access import practice_or_404


@login_not_required
@require_http_methods(GET_POST)
def before(request: PersonRequest) -> HttpResponse:
    """What may happen, said once before the first practice, and whenever someone looks it up."""
    if request.method == "POST":
        response = redirect(_onward(request, request.POST.get("next", "")))
        choices.remember_met(request, response)
        return response
    onward = _onward(request, request.GET.get("next", ""))
    return render(request, "practices/before.html", {"next": onward})


@login_not_required
@require_POST
def choose(request: PersonRequest) -> HttpResponse:
    """Remember how someone likes to sit, and go back to where they were."""
    response = redirect(_onward(request, request.POST.get("next", "")))
    try:
        choices.remember(request, response, ChoicesForm(request.POST).chosen())
    except JournalFull:
        full = _("Your journal is full, so this was not remembered. Nothing you kept is lost.")
        messages.warning(request, full)
    return response


@login_not_required
@require_safe
def sit(request: PersonRequest, slug: str) -> HttpResponse:
    """The practice, all its steps on one page. With JavaScript, one sentence at a time."""
    practice = practice_or_404(slug)
    from_now = request.GET.get("now") == "1"
    if not from_now and not choices.has_met(request):
        query = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('practice-before')}?{query}")
    chosen = choices.choices_of(request)
    seconds = _length(request, practice)
    form = answers.form_for(request, practice)
    own = kit.shown_in(request.user, request.vault, practice)
    shown = {
        "practice": practice,
        "seconds": seconds,
        "steps": list(zip(practice.steps, map(round, practice.timed(seconds)), strict=True)),
        "most_fixed": library.MOST_FIXED,
        "pace": library.WORDS_A_SECOND,
        "own": own,
        "form": form,
        "can_keep": "draft" in form.fields and bool(practice.questions),
        "chosen": chosen,
        "choices_form": ChoicesForm.of(chosen, practice),
        "breathes": any(step.breath for step in practice.steps),
        "from_now": from_now,
    }
    if request.vault.is_open:  # it locks under someone only where there are words to hide
        shown["needs_key"] = bool(own or practice.questions)
    return render(request, "practices/sit.html", shown)


def _length(request: PersonRequest, practice: Practice) -> int:
    """The length that the address asks for, in seconds, or the practice's own."""
    for name, unit in (("seconds", 1), ("minutes", 60)):
        try:
            asked = float(request.GET.get(name, "")) * unit
        except ValueError:
            continue
        if not math.isnan(asked):
            return round(min(max(asked, practice.shortest), practice.longest))
    gentle = request.user.is_authenticated and request.user.gentle
    return practice.default_seconds(gentle=gentle)


def _onward(request: PersonRequest, address: str) -> str:
    """A page of ours to go on to. The practices, where `address` is none."""
    hosts = {request.get_host()}
    ours = url_has_allowed_host_and_scheme(address, hosts, require_https=request.is_secure())
    return address if ours and address.startswith("/") else reverse("practices")
