"""Writing a letter, and changing one."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.requests import PersonRequest
from journal import drafts, words
from journal.forms import LetterForm
from journal.models import Draft
from journal.views.access import entry_of, letter_of
from journal.views.writing import asked_for_draft, from_draft, keep_or_show

TEMPLATE = "journal/letter_form.html"
GET_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_POST)
def new_letter(request: PersonRequest) -> HttpResponse:
    context: dict[str, Any] = {"openings": words.OPENINGS}
    if request.method == "POST":
        form = LetterForm(request.POST, user=request.user)
        return keep_or_show(request, form, TEMPLATE, context)
    draft = asked_for_draft(request, form=Draft.Form.LETTER)
    resumed = from_draft(request, draft, LetterForm)
    form = resumed or LetterForm(user=request.user, initial=LetterForm.blank())
    if resumed is None:
        unfinished = Draft.objects.of(request.user).filter(form=Draft.Form.LETTER)
        context["unfinished"] = unfinished.defer("content").newest_first()[:3]
    return render(request, TEMPLATE, {**context, "form": form, "draft": draft})


@require_http_methods(GET_POST)
def edit_letter(request: PersonRequest, uuid: UUID) -> HttpResponse:
    letter = letter_of(request, uuid)
    context: dict[str, Any] = {"entry": letter}
    if request.method == "POST":  # also onto a binned or damaged one: the words must come back
        form = LetterForm(request.POST, user=request.user, entry=letter)
        return keep_or_show(request, form, TEMPLATE, context)
    draft = asked_for_draft(request, form=Draft.Form.LETTER, entry_uuid=uuid)
    if letter.binned_at and draft:
        return redirect(f"{reverse('letter-new')}?draft={draft.uuid}")
    letter = entry_of(request, uuid)
    content = letter.try_open(request.vault)
    if content is None:
        return redirect(letter)
    draft = draft or drafts.latest(request.user, form=Draft.Form.LETTER, entry_uuid=uuid)
    form = from_draft(request, draft, LetterForm) or LetterForm(
        user=request.user, initial=LetterForm.initial_of(letter, content)
    )
    return render(request, TEMPLATE, {**context, "form": form, "draft": draft})
