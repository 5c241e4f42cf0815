"""One entry as Markdown, to copy."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest
from journal.export.one_entry import as_markdown
from journal.keeping.pictures import alts_of
from journal.views.access import any_entry_of


@require_safe
def markdown(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """An entry as Markdown, and nothing else. A damaged entry has none: its page says why."""
    entry = any_entry_of(request, uuid)
    content = entry.try_open(request.vault)
    if content is None:
        return redirect(entry)
    pictures = alts_of(request.user, request.vault, content)
    text = as_markdown(entry, content, pictures)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
