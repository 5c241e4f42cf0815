"""Help in the moment: one tap from every page."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest
from practices.kit import items, starters
from practices.kit.grounding import grounding, people
from practices.library.catalogue import Named, practice
from practices.models import KitItem
from practices.views.remembered_choices import choices_of

Kind = KitItem.Kind
PEOPLE = 3


@login_not_required
@require_safe
def now(request: PersonRequest) -> HttpResponse:
    """Nothing to choose before it starts. Works signed out, locked, and without JavaScript.

    Asks nothing of the database for a visitor; for someone whose journal is open their kit
    and, once, whether they would rather not touch.
    """
    kept = items.items(request.user, request.vault, Kind.LINE, Kind.CARE, Kind.PERSON)
    lines = items.texts(kept, Kind.LINE)
    borrowed = [item.text for item in starters.borrowed().values()][: items.LINES]
    context = {
        "lines": lines or borrowed,
        "own": bool(lines),
        "hand": practice(Named.HAND_PAUSE),
        "grounding": grounding(),
        "touch": choices_of(request).touch,
        "care": items.easiest(kept) or items.easiest_of(starters.care().values()),
        "people": people(kept, PEOPLE),
    }
    if any(it.item for it in kept):  # what is theirs goes with the lock; the page comes again
        context |= {"needs_key": True, "shown_again": True}
    return render(request, "practices/now.html", context)
