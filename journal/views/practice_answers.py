"""How the journal keeps what practices ask: `practices.player.answer_keeper.AnswerKeeper`.

The words of a sitting that is broken off wait, and nobody is kept from where they are going.
"""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import refused
from accounts.inbox.inbox import Outcome
from accounts.inbox.rescue import is_worth_keeping
from accounts.late_forms import return_on_page, take_late_form
from accounts.models import User
from accounts.requests import PersonRequest
from accounts.vault.sealing import AnyVault
from journal.drafts import store
from journal.kinds.note import note_of
from journal.writing import practice_note
from journal.writing.forms import form_of
from practices.kit.grounding import grounding
from practices.library.practice import Practice
from practices.player.answer_keeper import SetAside


class PracticeAnswers:
    """Answers are kept as a note, and set aside as its draft."""

    def form_for(self, user: User, vault: AnyVault, practice: Practice) -> forms.Form:
        if not (user.is_authenticated and vault.is_open):
            return practice_note.boxes_alone(practice)
        return practice_note.form_for_sitting(user, vault, practice)

    def has(self, user: User, kind: str, uuid: UUID) -> bool:
        return practice_note.has_note(user, kind, uuid)

    def set_aside(self, request: PersonRequest, practice: Practice, *, is_ours: bool) -> SetAside:
        """What becomes of the words that came along when someone stopped, or found it harder.

        They become a draft; they wait in the inbox where the journal is locked or its writer is
        signed out; or they stand on a page that also grounds. A page that is too old (`is_ours`
        is false) goes the way of any other form that is.
        """
        why = _why_not(request, is_ours=is_ours)
        if why:
            return _taken_late(request, why)
        form_class = form_of(note_of(practice))
        typed = form_class.typed_in(request.POST)
        if not form_class.holds_something(typed):
            return SetAside()
        with refused.caught() as attempt:
            draft = store.save_page(request.user, request.vault, form_class, request.POST)
            return SetAside(draft=draft.uuid if draft.revision else None)
        return SetAside(response=_kept_on_the_page(request, practice, attempt))


def _taken_late(request: PersonRequest, why: str) -> SetAside:
    if not is_worth_keeping(request.POST):
        return SetAside()
    result = take_late_form(request, why)
    if result is None:
        return SetAside(response=return_on_page(request, why, reverse("steady"), status=403))
    if result.outcome is Outcome.NOT_YET:
        waits = _("What you had written is safe, and comes back once you are in.")
        messages.info(request, waits)
    elif result.outcome is Outcome.DRAFT:
        messages.info(request, _("What you had written is saved, unfinished, on Today."))
    return SetAside()


def _why_not(request: PersonRequest, *, is_ours: bool) -> str:
    """A reason that `late_forms` knows, or nothing where the words can be kept."""
    if not request.user.is_authenticated:
        return "signed-out"
    if not is_ours:
        return "old"
    return "" if request.vault.is_open else "locked"


def _kept_on_the_page(
    request: PersonRequest, practice: Practice, attempt: refused.Attempt
) -> HttpResponse:
    context = {
        "form": form_of(note_of(practice))(request.POST, user=request.user),
        "refused": attempt.refusal,
        "seconds": request.POST.get("seconds") or 0,
        "grounding": grounding(),
        "touch": False,  # what suits anyone: the database may be away, to ask it
    }
    return render(request, "journal/note_form.html", context, status=attempt.status)
