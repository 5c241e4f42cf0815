"""Writing a letter, and changing one."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.already_written import give_back, is_of_someone_else
from accounts.requests import GET_POST, PersonRequest
from journal import drafts, words
from journal.forms import LetterForm
from journal.models import Draft
from journal.views.access import entry_of, letter_of, letter_stands
from journal.views.writing import asked_for_draft, keep_or_show, resume

TEMPLATE = "journal/letter_form.html"


@require_http_methods(GET_POST)
def new_letter(request: PersonRequest) -> HttpResponse:
    context: dict[str, Any] = {"openings": words.OPENINGS}
    if request.method == "POST":
        form = LetterForm(request.POST, user=request.user)
        return keep_or_show(request, form, TEMPLATE, context)
    resumed = resume(request, asked_for_draft(request, form=Draft.Form.LETTER), LetterForm)
    if resumed.form is None:
        unfinished = Draft.objects.of(request.user).filter(form=Draft.Form.LETTER)
        context["unfinished"] = unfinished.defer("content").newest_first()[:3]
    form = resumed.form or LetterForm(user=request.user, initial=LetterForm.blank())
    return render(request, TEMPLATE, {**context, "form": form, "resumed": resumed})


@require_http_methods(GET_POST)
def edit_letter(request: PersonRequest, uuid: UUID) -> HttpResponse:
    if request.method == "POST" and is_of_someone_else(request):  # before its row is missed
        return give_back(request, "old", request.path)
    draft = drafts.latest(request.user, form=Draft.Form.LETTER, entry_uuid=uuid)
    if draft and not letter_stands(request, uuid):  # deleted while this page was open
        if request.method == "POST":
            form = LetterForm(request.POST, user=request.user)
            return keep_or_show(request, form, TEMPLATE, {})
        return redirect(f"{reverse('letter-new')}?draft={draft.uuid}")
    letter = letter_of(request, uuid)
    context: dict[str, Any] = {"entry": letter}
    if request.method == "POST":  # also onto a binned or damaged one: the words must come back
        form = LetterForm(request.POST, user=request.user, entry=letter)
        return keep_or_show(request, form, TEMPLATE, context)
    asked = asked_for_draft(request, form=Draft.Form.LETTER, entry_uuid=uuid)
    letter = entry_of(request, uuid)
    content = letter.try_open(request.vault)
    if content is None:
        return redirect(letter)
    resumed = resume(request, asked or draft, LetterForm)
    form = resumed.form or LetterForm(
        user=request.user, initial=LetterForm.initial_of(letter, content)
    )
    return render(request, TEMPLATE, {**context, "form": form, "resumed": resumed})
