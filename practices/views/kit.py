"""The kit: what someone has to hand."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import refused
from accounts.inbox.rescue import already_written
from accounts.late_forms import return_on_page
from accounts.refused import Refusal
from accounts.requests import GET_POST, PersonRequest
from accounts.vault.sealing import Damaged
from practices.kit import items, starters
from practices.kit.forms import FORMS, KitForm, LineForm
from practices.kit.page import ON_THIS_PAGE, kit_context
from practices.library.vocabulary import AREAS
from practices.models import Item, KitItem
from practices.views.access import practice_or_404

FORM_PAGE = "practices/kit_form.html"


@require_safe
def kit_page(request: PersonRequest) -> HttpResponse:
    kept = items.items(request.user, request.vault, *ON_THIS_PAGE)
    context = kit_context(kept) | {"more": request.GET.get("more", "")}  # whose list stays unfolded
    return render(request, "practices/kit.html", context)


@require_http_methods(GET_POST)
def kit_add(request: PersonRequest, kind: str) -> HttpResponse:
    """Something new of this kind: typed, or taken over from what is offered to begin with."""
    if kind not in FORMS:
        raise Http404
    if request.method == "POST" and "starter" in request.POST:
        return _take_over(request, kind)
    if request.method == "POST":
        return _keep_or_show(request, _form(request, kind))
    area = request.GET.get("area", "")
    initial = {"area": area if area in AREAS else None}
    return render(request, FORM_PAGE, {"form": _form(request, kind, initial=initial), "kind": kind})


@require_http_methods(GET_POST)
def kit_change(request: PersonRequest, uuid: UUID) -> HttpResponse:
    row = KitItem.objects.of(request.user).filter(uuid=uuid, kind__in=FORMS).first()
    if row is None:  # let go of in another tab, perhaps: the words must not go with it
        if request.method == "POST" and already_written(request.POST):
            return return_on_page(request, "old", reverse("kit"), status=404)
        raise Http404
    if request.method == "POST":
        return _keep_or_show(request, FORMS[row.kind](request.POST, user=request.user), row)
    item = row.try_open(request.vault)
    initial = FORMS[row.kind].initial_of(item) if item else {}
    form = FORMS[row.kind](user=request.user, kept=[items.Kept(row, item)], initial=initial)
    context = {"form": form, "kind": row.kind, "row": row}
    context["refused"] = _damaged() if item is None else None
    return render(request, FORM_PAGE, context)


@require_POST
def kit_move(request: PersonRequest, uuid: UUID) -> HttpResponse:
    row = get_object_or_404(KitItem.objects.of(request.user), uuid=uuid)
    items.move_item(request.user, request.vault, row, up=request.POST.get("way") != "down")
    return redirect(f"{reverse('kit')}#it-{row.uuid}")


@require_http_methods(GET_POST)
def kit_delete(request: PersonRequest, uuid: UUID) -> HttpResponse:
    row = get_object_or_404(KitItem.objects.of(request.user), uuid=uuid)
    if request.method == "POST":
        items.delete_item(request.user, row)
        messages.success(request, _("It is gone."))
        return redirect("kit")
    context = {"row": row, "item": row.try_open(request.vault)}
    return render(request, "practices/kit_delete.html", context)


@require_POST
def kit_favourite(request: PersonRequest, slug: str) -> HttpResponse:
    """Put this practice among those liked, or take it out. Back to its page, or to the kit."""
    practice = practice_or_404(slug)
    items.toggle_favourite(request.user, request.vault, practice.slug)
    if request.POST.get("from") == "kit":
        return redirect(f"{reverse('kit')}#liked")
    return redirect("practice", practice.slug)


# --- keeping --------------------------------------------------------------------


def _form(request: PersonRequest, kind: str, **options: Any) -> KitForm:
    """A form for something new. For a line it knows which ones there are."""
    is_line = FORMS[kind] is LineForm
    kept = items.items(request.user, request.vault, kind) if is_line else []
    sent = (request.POST,) if request.method == "POST" else ()
    return FORMS[kind](*sent, user=request.user, kept=kept, **options)


def _keep_or_show(
    request: PersonRequest, form: KitForm, row: KitItem | None = None
) -> HttpResponse:
    """Keep a valid form in the place of `row`, or as something new, and go to the kit.

    Otherwise the form again, with every word, and why: 422, something is missing; or whatever
    refused it.
    """
    kind = next(kind for kind, known in FORMS.items() if known is type(form))
    try:
        with refused.caught(partial(_why_not, form)) as attempt:
            if row is not None and row.try_open(request.vault) is None:
                raise Damaged
            if form.is_valid():
                kept = _keep(request, form, kind, row)
                messages.success(request, _("Kept."))
                return redirect(f"{reverse('kit')}#it-{kept.uuid}")
    except items.NoPlaceLeft:
        form = _without_a_place(request, form, kind)
    context = {"form": form, "kind": kind, "row": row, "refused": attempt.refusal}
    return render(request, FORM_PAGE, context, status=attempt.status)


def _why_not(form: KitForm, error: Exception) -> Refusal | None:
    """What `error` means to whoever typed `form`. What another page kept is shown beside it."""
    match error:
        case items.Changed(theirs=Item() as theirs):
            form.start_again_from(error.row, theirs)
            return refused.two_versions(
                _("Another page changed this after you had opened it. That version stands here."),
                _("Keep puts yours in its place."),
                theirs,
                "practices/partials/kit_theirs.html",
            )
        case items.Changed() | Damaged():
            return _damaged()
    return refused.refusal_for(error)


def _damaged() -> Refusal:
    return refused.damaged(now=_("You can let it go, and write it anew."))


def _keep(request: PersonRequest, form: KitForm, kind: str, row: KitItem | None) -> KitItem:
    row = row or (form.makes_room if isinstance(form, LineForm) else None)
    if row is None:
        return items.add_item(request.user, request.vault, kind, form.item())
    try:
        items.change_item(request.user, request.vault, row, form.item(), form.opened_on)
    except KitItem.DoesNotExist:  # let go of a moment ago: then it is something new
        return items.add_item(request.user, request.vault, kind, form.item())
    return row


def _without_a_place(request: PersonRequest, form: KitForm, kind: str) -> KitForm:
    """The form again, with its words, and why there is no place for them."""
    if isinstance(form, LineForm):  # three were kept in another tab: ask which makes room
        return _form(request, kind)
    most = _("There is room for %(most)d of these. Change one of them, or let one go, then Keep.")
    form.add_error(None, most % {"most": items.MOST_OF_A_KIND})
    return form


def _take_over(request: PersonRequest, kind: str) -> HttpResponse:
    """One press on what is offered. Where there is no place left, nothing changes."""
    item = starters.offered(kind).get(request.POST["starter"])
    if item is None:
        raise Http404
    try:
        kept = items.add_item(request.user, request.vault, kind, item)
    except items.NoPlaceLeft:
        messages.info(request, _("There is no place left for it. What is there is as it was."))
        return redirect("kit")
    return redirect(f"{reverse('kit')}?more={item.area or kind}#it-{kept.uuid}")
