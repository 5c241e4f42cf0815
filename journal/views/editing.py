"""Changing a letter, a note or a memory."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.late_forms import return_on_page
from accounts.requests import GET_POST, PersonRequest
from journal.drafts import store
from journal.models import Draft, Entry
from journal.views import letters, memories, notes
from journal.views.access import entry_of, page_exists, page_of, returning_words_if_gone
from journal.views.writing import asked_for_draft, keep_or_show, resume
from journal.writing.forms import form_called

TEMPLATES = {
    Draft.Form.LETTER: letters.TEMPLATE,
    Draft.Form.NOTE: notes.TEMPLATE,
    Draft.Form.MEMORY: memories.TEMPLATE,
}


@require_http_methods(GET_POST)
def edit(request: PersonRequest, uuid: UUID) -> HttpResponse:
    if request.method == "POST":
        return _keep(request, uuid)
    latest = store.latest_page(request.user, uuid)
    if latest and not page_exists(request, uuid):
        return _as_a_new_one(asked_for_draft(request, entry_uuid=uuid) or latest)
    kind = Draft.Form(page_of(request, uuid).kind)
    entry = entry_of(request, uuid)
    if latest and latest.form != kind:  # it holds what this page does not ask
        latest = store.latest_page(request.user, uuid, form=kind)
    draft = asked_for_draft(request, entry_uuid=uuid) or latest
    if draft and draft.form != kind:
        return _as_a_new_one(draft)
    return _show(request, kind, entry, draft)


def _show(
    request: PersonRequest, kind: Draft.Form, entry: Entry, draft: Draft | None
) -> HttpResponse:
    """The form of what is kept, or of its unfinished change."""
    content = entry.try_open(request.vault)
    form_class = form_called(kind, content.practice, hinted=True) if content else None
    if content is None or form_class is None:
        return _as_a_new_one(draft) if draft else redirect(entry)
    resumed = resume(request, draft, form_class)
    form = resumed.form or form_class(
        user=request.user, initial=form_class.initial_of(entry, content)
    )
    context = {"entry": entry, "form": form, "resumed": resumed}
    return render(request, TEMPLATES[kind], context)


def _as_a_new_one(draft: Draft) -> HttpResponse:
    """To the page where it can be gone on with, though nothing can be changed."""
    if draft.form not in store.PAGES:  # half a day has a page of its own
        return redirect(draft)
    return redirect(f"{reverse(f'{draft.form}-new')}?draft={draft.uuid}")


def _keep(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Also onto one that is binned, closed or damaged: the words must come back."""
    draft = store.latest_page(request.user, uuid)
    entry = None  # deleted while this page was open
    if not draft or page_exists(request, uuid):
        with returning_words_if_gone(request):
            entry = page_of(request, uuid, closed_too=True)  # its form comes back, words and all
    kind = Draft.Form(entry.kind if entry else draft.form)  # type: ignore[union-attr] # one is there
    content = entry.try_open(request.vault) if entry else None
    practice = content.practice if content else request.POST.get("practice", "")
    form_class = form_called(kind, practice, hinted=True)
    if form_class is None:
        return return_on_page(request, "old", reverse("entry", args=[uuid]), status=404)
    form = form_class(request.POST, user=request.user, entry=entry)
    return keep_or_show(request, form, TEMPLATES[kind], {"entry": entry} if entry else {})
