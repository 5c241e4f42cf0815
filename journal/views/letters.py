"""Writing a letter. Changing one: `editing.py`. Writing back: `replies.py`."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.requests import GET_POST, PersonRequest
from journal import queries
from journal.kinds.letter import OPENINGS
from journal.models import Draft
from journal.views.writing import Resumed, asked_for_draft, keep_or_show, resume
from journal.writing import seven_letters
from journal.writing.base import WritingForm
from journal.writing.forms import page_form
from journal.writing.reply import around

TEMPLATE = "journal/letter_form.html"


@require_http_methods(GET_POST)
def new_letter(request: PersonRequest) -> HttpResponse:
    """GET: `?draft=` goes on with one, `?seven=` begins one of the seven; without either, any."""
    if request.method == "POST":
        return keep_letter(request)
    number = request.GET.get("seven", "")
    prompt = seven_letters.prompt(number)
    if number and prompt is None:
        raise Http404
    resumed = resume(request, asked_for_draft(request, form=Draft.Form.LETTER), page_form("letter"))
    context: dict[str, Any] = {}
    if resumed.form is None and not number:
        context["unfinished"] = queries.unfinished(request.user, form=Draft.Form.LETTER, most=3)
    at_first = {"seven": number, "title": prompt.title} if prompt else {}
    return show(request, resumed, at_first, **context)


def keep_letter(request: PersonRequest) -> HttpResponse:
    form = page_form("letter")(request.POST, user=request.user)
    return keep_or_show(request, form, TEMPLATE, _beside(request, form))


def show(
    request: PersonRequest, resumed: Resumed[WritingForm], at_first: dict[str, Any], **context: Any
) -> HttpResponse:
    """The page of what was left unfinished, or of a new letter with these words `at_first`."""
    form_class = page_form("letter")
    initial = form_class.initial_of(None, None) | at_first
    form = resumed.form or form_class(user=request.user, initial=initial)
    context |= _beside(request, form) | {"form": form, "resumed": resumed}
    return render(request, TEMPLATE, context)


def _beside(request: PersonRequest, form: WritingForm) -> dict[str, Any]:
    """What it answers, or what one of the seven asks; otherwise a few ways to begin."""
    occasion = around(request.user, request.vault, form)
    return {**occasion, "openings": None if any(occasion.values()) else OPENINGS}
