"""Writing a memory down. Changing one: `editing.py`."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.requests import GET_POST, PersonRequest
from journal import queries
from journal.models import Draft
from journal.views.writing import asked_for_draft, keep_or_show, resume
from journal.writing.forms import page_form

TEMPLATE = "journal/memory_form.html"


@require_http_methods(GET_POST)
def new_memory(request: PersonRequest) -> HttpResponse:
    context: dict[str, Any] = {}
    form_class = page_form("memory")
    if request.method == "POST":
        form = form_class(request.POST, user=request.user)
        return keep_or_show(request, form, TEMPLATE, context)
    resumed = resume(request, asked_for_draft(request, form=Draft.Form.MEMORY), form_class)
    if resumed.form is None:
        context["unfinished"] = queries.unfinished(request.user, form=Draft.Form.MEMORY, most=3)
    form = resumed.form or form_class(user=request.user, initial=form_class.initial_of(None, None))
    return render(request, TEMPLATE, {**context, "form": form, "resumed": resumed})
