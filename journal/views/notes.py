"""Writing a note: a free one, or what a practice asks, in a sitting or on a plain page."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.late_forms import return_on_page
from accounts.requests import GET_POST, PersonRequest
from accounts.vault.sealing import Damaged
from journal import queries
from journal.models import Draft, Entry
from journal.views.writing import Resumed, asked_for_draft, keep_or_show
from journal.writing import practice_note
from journal.writing.base import WritingForm
from journal.writing.forms import form_called
from practices.kit import from_answers

TEMPLATE = "journal/note_form.html"
LONGEST = 24 * 60 * 60  # seconds; what says it took longer has stood open


@require_http_methods(GET_POST)
def new_note(request: PersonRequest) -> HttpResponseBase:
    """GET: `?draft=` goes on with one, `?practice=` asks what it asks; without either, a free one.

    POST keeps it. With `seconds` it comes from a sitting, which then goes on.
    """
    if request.method == "POST":
        return _take(request)
    form_class = form_called("note", request.GET.get("practice", ""), hinted=True)
    if form_class is None:
        raise Http404
    resumed = _resume(request, form_class)
    context: dict[str, Any] = {"resumed": resumed}
    if resumed.form is None and not form_class.kind.practice:
        context["unfinished"] = queries.unfinished(request.user, form=Draft.Form.NOTE, most=3)
    form = resumed.form or form_class(user=request.user, initial=form_class.initial_of(None, None))
    return render(request, TEMPLATE, context | {"form": form} | _in_kit(request, type(form)))


def _in_kit(request: PersonRequest, form_class: type[WritingForm]) -> dict[str, Any]:
    """What the kit has already, to be shown beside the boxes whose answers it takes."""
    practice = form_class.kind.practice
    there = practice and from_answers.already_there(request.user, request.vault, practice)
    return {"in_kit": there or {}}


def _resume(request: PersonRequest, form_class: type[WritingForm]) -> Resumed[WritingForm]:
    """The draft in the address; on a practice's own page the last that was begun there."""
    user, vault = request.user, request.vault
    draft = asked_for_draft(request, form=Draft.Form.NOTE)
    if draft is None:
        practice = form_class.kind.practice
        begun = practice_note.last_begun_note(user, vault, practice.slug) if practice else None
        return Resumed(begun[0], form_class.from_draft(*begun, user=user)) if begun else Resumed()
    try:
        typed = draft.open(vault)
    except Damaged:
        return Resumed(draft)
    begun_as = form_called("note", practice_note.practice_of(typed), hinted=True)
    if begun_as is None:
        begun_as, typed = practice_note.as_a_free_one(typed)
    return Resumed(draft, begun_as.from_draft(draft, typed, user=user))


def _take(request: PersonRequest) -> HttpResponse:
    form_class = form_called("note", request.POST.get("practice", ""), hinted=True)
    if form_class is None:  # taken out of the library since the page was opened
        return return_on_page(request, "old", reverse("note-new"), status=404)
    practice = form_class.kind.practice
    seconds = _seconds(request) if practice else None

    def then(entry: Entry) -> HttpResponse:
        if practice is None or seconds is None:
            return redirect(entry)
        after = reverse("practice-after", args=[practice.slug])
        return redirect(f"{after}?{urlencode({'note': entry.uuid, 'seconds': seconds})}")

    form = form_class(request.POST, user=request.user)
    context = {"seconds": seconds} | _in_kit(request, form_class)
    return keep_or_show(request, form, TEMPLATE, context, then=then)


def _seconds(request: PersonRequest) -> int | None:
    """How long someone sat. None where this is no sitting; nonsense is 0: not known."""
    text = request.POST.get("seconds")
    if text is None:
        return None
    return min(int(text), LONGEST) if text.isdecimal() and len(text) < 10 else 0
