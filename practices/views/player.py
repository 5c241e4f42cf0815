"""Sitting with a practice: the page before the first one, the choices, and the practice itself."""

from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import refused
from accounts.requests import GET_POST, PersonRequest
from accounts.safe_redirect import page_of_ours
from practices.kit import from_answers, items
from practices.player import picture
from practices.player.answer_keeper import answer_keeper
from practices.player.choices_form import ChoicesForm
from practices.player.context import player_context, seconds_asked
from practices.views import remembered_choices
from practices.views.access import practice_or_404

CHOICES_PAGE = "practices/choices.html"


@login_not_required
@require_http_methods(GET_POST)
def before(request: PersonRequest) -> HttpResponse:
    """What may happen, said once before the first practice, and whenever someone looks it up."""
    if request.method == "POST":
        response = redirect(page_of_ours(request, request.POST.get("next", ""), "practices"))
        remembered_choices.remember_met(request, response)
        return response
    onward = page_of_ours(request, request.GET.get("next", ""), "practices")
    back = page_of_ours(request, request.GET.get("back", ""), "practices")
    return render(request, "practices/before.html", {"next": onward, "back": back})


@login_not_required
@require_POST
def choose(request: PersonRequest) -> HttpResponse:
    """Remember how someone likes to sit, and go back to where they were.

    What does not fit changes nothing: it is shown again (422), and the rest is remembered.
    """
    onward = page_of_ours(request, request.POST.get("next", ""), "practices")
    form = ChoicesForm(request.POST)
    chosen = form.chosen(over=remembered_choices.choices_of(request))
    shown = {"form": form, "next": onward}
    fits = not form.errors
    response = redirect(onward) if fits else render(request, CHOICES_PAGE, shown, status=422)
    with refused.caught() as attempt:
        remembered_choices.remember(request, response, chosen)
    if attempt.refusal:
        messages.warning(request, attempt.refusal.in_short)
    return response


@login_not_required
@require_safe
def sit(request: PersonRequest, slug: str) -> HttpResponse:
    """The practice, all its steps on one page. With JavaScript, one sentence at a time."""
    practice = practice_or_404(slug)
    user, vault = request.user, request.vault
    shown_picture = picture.picture_for(user, vault, practice, request.GET.get("picture", ""))
    its_entry = picture.entry_of_picture(user, shown_picture)
    visit = remembered_choices.remembered_by(request)
    goes_on = "1" in {request.GET.get("now"), request.GET.get("begun")}
    if not goes_on and not visit.has_met:
        back = {"back": reverse("entry", args=[its_entry])} if its_entry else {}
        query = urlencode({"next": request.get_full_path()} | back)
        return redirect(f"{reverse('practice-before')}?{query}")
    gentle = user.is_authenticated and user.gentle
    seconds = seconds_asked(request.GET, practice, gentle=gentle)
    own = items.shown_in(user, vault, practice)
    form = answer_keeper().form_for(user, vault, practice)
    shown = player_context(practice, seconds=seconds, chosen=visit.choices, form=form, own=own)
    shown |= {"picture": shown_picture, "picture_entry": its_entry}
    shown["in_kit"] = from_answers.already_there(user, vault, practice)
    shown["can_show_picture"] = picture.can_show_picture(user, vault, practice)
    shown["from_now"] = request.GET.get("now") == "1"
    if vault.is_open:  # it locks under someone only where there is something to hide
        shown |= {"needs_key": bool(own or practice.questions or shown_picture), "sitting": uuid4()}
    return render(request, "practices/sit.html", shown)
