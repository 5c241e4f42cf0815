"""Writing a memory down. Changing one: `editing.py`."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.requests import GET_POST, PersonRequest
from journal import queries
from journal.models import Draft
from journal.views.writing import asked_for_draft, keep_or_show, resume
from journal.writing.memory import MemoryForm

TEMPLATE = "journal/memory_form.html"


@require_http_methods(GET_POST)
def new_memory(request: PersonRequest) -> HttpResponse:
    context: dict[str, Any] = {}
    if request.method == "POST":
        form = MemoryForm(request.POST, user=request.user)
        return keep_or_show(request, form, TEMPLATE, context)
    resumed = resume(request, asked_for_draft(request, form=Draft.Form.MEMORY), MemoryForm)
    if resumed.form is None:
        context["unfinished"] = queries.unfinished(request.user, form=Draft.Form.MEMORY, most=3)
    form = resumed.form or MemoryForm(user=request.user, initial=MemoryForm.blank())
    return render(request, TEMPLATE, {**context, "form": form, "resumed": resumed})
