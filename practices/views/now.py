"""Help in the moment: one tap from every page."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest
from practices import kit, starters
from practices.choices import choices_of
from practices.kit import Kept
from practices.library import practice
from practices.models import Item, KitItem

Kind = KitItem.Kind
PEOPLE = 3  # more would be a choice to make


@login_not_required
@require_safe
def now(request: PersonRequest) -> HttpResponse:
    """Nothing to choose before it starts. Works signed out, locked, and without JavaScript.

    Asks nothing of the database for a visitor; for someone whose journal is open their kit
    and, once, whether they would rather not touch.
    """
    kept = kit.items(request.user, request.vault, Kind.LINE, Kind.CARE, Kind.PERSON)
    lines = kit.texts(kept, Kind.LINE)
    borrowed = [item.text for item in starters.borrowed().values()][: kit.LINES]
    context = {
        "lines": lines or borrowed,
        "own": bool(lines),
        "hand": practice("hand-pause"),
        "grounding": [it for slug in ("feet", "look-around") if (it := practice(slug))],
        "touch": choices_of(request).touch,
        "care": kit.easiest(kept) or kit.easiest_of(starters.care().values()),
        "people": _people(kept),
    }
    if any(it.item for it in kept):  # what is theirs goes with the lock; the page comes again
        context |= {"needs_key": True, "shown_again": True}
    return render(request, "practices/now.html", context)


def _people(kept: list[Kept]) -> list[Item]:
    return [it.item for it in kept if it.item and it.row.kind == Kind.PERSON][:PEOPLE]
