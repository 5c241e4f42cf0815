"""A sitting that is broken off: its words wait, and nobody is kept from where they are going."""

from django.db import DatabaseError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.inbox.rescue import give_back, is_of_someone_else, is_worth_keeping
from accounts.requests import PersonRequest
from accounts.vault.quota import JournalFull
from journal.drafts import store
from journal.views.writing import not_kept
from journal.writing.note import form_of
from practices.kit.grounding import grounding
from practices.library.practice import Practice
from practices.player.questions import Laid


def lay_down(request: PersonRequest, practice: Practice, *, is_ours: bool) -> Laid:
    """What becomes of the words that came along when someone stopped, or found it harder.

    They become a draft; they are parked where the journal is locked, its writer signed out or
    the page too old (`is_ours` is false); or they stand on a page that also grounds.
    """
    why = _why_not(request, is_ours=is_ours)
    if why:
        if not is_worth_keeping(request.POST):
            return Laid()
        return Laid(answer=give_back(request, why, reverse("steady")))
    form_class = form_of(practice)
    typed = form_class.typed_in(request.POST)
    if not form_class.holds_words(typed):
        return Laid()
    try:
        draft = store.save_page(request.user, request.vault, form_class, request.POST)
    except (JournalFull, DatabaseError) as error:
        return Laid(answer=_kept_on_the_page(request, practice, error))
    return Laid(draft=draft.uuid if draft.revision else None)


def _why_not(request: PersonRequest, *, is_ours: bool) -> str:
    """A reason that `give_back` knows, or nothing where the words can be kept."""
    if not request.user.is_authenticated:
        return "signed-out"
    if not is_ours or is_of_someone_else(request):
        return "old"
    return "" if request.vault.is_open else "locked"


def _kept_on_the_page(
    request: PersonRequest, practice: Practice, error: JournalFull | DatabaseError
) -> HttpResponse:
    form = form_of(practice)(request.POST, user=request.user)
    context = {
        "form": form,
        "seconds": request.POST.get("seconds") or 0,
        "grounding": grounding(),
        "touch": False,  # what suits anyone: the database may be away, to ask it
    }
    status = not_kept(error, form, context)
    return render(request, "journal/note_form.html", context, status=status)
