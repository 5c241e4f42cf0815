"""What every page for writing does with a form: show it, keep it, and never lose it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts import refused
from accounts.requests import PersonRequest
from accounts.vault.sealing import Damaged
from journal.drafts.store import delete_once_kept
from journal.models import Draft, Entry
from journal.views.access import draft_to_go_on_with
from journal.writing.base import WritingForm
from journal.writing.refused import refusal_of

FILES = "files"  # the box of files in a form; no field of it, so that no draft holds it


def keep_or_show(
    request: PersonRequest,
    form: WritingForm,
    template: str,
    context: dict[str, Any],
    *,
    then: Callable[[Entry], HttpResponse] = redirect,
) -> HttpResponse:
    """Keep a valid form and go on: to what it became, or wherever `then` leads.

    Otherwise show it again with every word, and why. 422: something is missing or too long.
    Whatever else may be: `journal.writing.refused`.
    """
    entry = None
    with refused.caught(partial(refusal_of, form)) as attempt:
        form.take_in(request.vault, request.FILES.getlist(FILES))
        if form.is_valid():
            entry = _keep(request, form)
    if entry is not None:
        messages.success(request, _("Kept."))
        for message in form.also_say:
            messages.info(request, message)
        return then(entry)
    shown = {**context, "form": form, "refused": attempt.refusal}
    return render(request, template, shown, status=attempt.status)


def _keep(request: PersonRequest, form: WritingForm) -> Entry:
    """What the form became. The draft that its page saved to goes in the same transaction."""
    with transaction.atomic():
        entry = form.keep(request.vault)
        if draft := form.cleaned_data["draft"]:
            delete_once_kept(
                request.user,
                request.vault,
                draft,
                form=Draft.Form(form.kind.name),
                revision=form.cleaned_data["revision"] or 0,
                typed=form.typed_in(request.POST),
            )
        form.after_keeping(request.vault, entry)  # the draft shows no picture any more
        return entry


def asked_for_draft(request: PersonRequest, **of_this_page: object) -> Draft | None:
    """The draft named in the address, if one is.

    Where it is gone, or never was theirs, the same page without it comes instead. 404 for what
    is no id, and for a draft of another page: the `of_this_page` fields say which are this one's.
    """
    text = request.GET.get("draft")
    if not text:
        return None
    try:
        draft = draft_to_go_on_with(request, UUID(text))
    except ValueError as error:
        raise Http404 from error
    except Http404 as missing:
        raise ImmediateHttpResponse(_without_a_draft(request)) from missing
    if any(getattr(draft, name) != value for name, value in of_this_page.items()):
        raise Http404
    return draft


def _without_a_draft(request: PersonRequest) -> HttpResponse:
    """To the page that was asked for, without the draft in its address. What else it says stays."""
    messages.info(
        request,
        _(
            "That unfinished version is not here any more. It was kept, or let go of. What you "
            "kept is under Look back."
        ),
    )
    others = request.GET.copy()
    del others["draft"]
    return redirect(f"{request.path}?{others.urlencode()}" if others else request.path)


@dataclass(frozen=True, slots=True)
class Resumed[Form: WritingForm]:
    """A draft, and the form it left; no form where there is no draft or it is damaged."""

    draft: Draft | None = None
    form: Form | None = None


def resume[Form: WritingForm](
    request: PersonRequest, draft: Draft | None, form_class: type[Form], **kwargs: Any
) -> Resumed[Form]:
    """Go on with `draft`, where there is one that opens."""
    if draft is None:
        return Resumed()
    try:
        typed = draft.open(request.vault)
    except Damaged:
        return Resumed(draft)
    return Resumed(draft, form_class.from_draft(draft, typed, user=request.user, **kwargs))
