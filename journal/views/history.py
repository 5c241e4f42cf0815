"""What an entry said before it was changed, and going back to it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import refused
from accounts.refused import Attempt, Refusal
from accounts.requests import PersonRequest
from accounts.vault.sealing import Damaged
from journal import queries
from journal.models import Entry
from journal.views.access import any_entry_of, entry_of
from journal.writing.versions import revert_to_version


@require_safe
def versions(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """What an entry said before it was changed."""
    return _page(request, any_entry_of(request, uuid))


@require_POST
def restore_version(request: PersonRequest, uuid: UUID, number: int) -> HttpResponse:
    entry = entry_of(request, uuid)
    with refused.caught(_why_not) as attempt:
        return _put_back(request, entry, number)
    return _page(request, entry, attempt)


def _put_back(request: PersonRequest, entry: Entry, number: int) -> HttpResponse:
    restored = revert_to_version(request.user, request.vault, entry, number)
    if restored is None:
        messages.info(request, _("That version is kept no more. The last ten are here."))
        return redirect("entry-versions", entry.uuid)
    messages.success(
        request, _("That version is back. What stood here before is an earlier version now.")
    )
    return redirect(restored)


def _why_not(error: Exception) -> Refusal | None:
    if not isinstance(error, Damaged):
        return refused.refusal_for(error)
    return refused.damaged(
        happened=_(
            "One of the two is damaged: this version, or what stands there now. So nothing was "
            "put back and nothing was written over. What opens of them you can read and copy here."
        )
    )


def _page(request: PersonRequest, entry: Entry, attempt: Attempt | None = None) -> HttpResponse:
    """What an entry said before; and where a version could not be put back, why."""
    context = {"entry": entry, "versions": queries.versions_of(entry, request.vault)}
    if attempt is None:
        return render(request, "journal/versions.html", context)
    context["refused"] = attempt.refusal
    return render(request, "journal/versions.html", context, status=attempt.status)
