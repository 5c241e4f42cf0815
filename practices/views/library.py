"""The library of practices, and what is known of each."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest
from practices.after import sittings
from practices.kit import items
from practices.library import catalogue, evidence, filters
from practices.library.practice import Practice
from practices.views.access import practice_or_404

BEGIN_WITH = 2  # practices offered where nothing fits


@login_not_required
@require_safe
def library_page(request: PersonRequest) -> HttpResponse:
    """All practices. Open to visitors; someone whose journal is open sees what they like first."""
    wanted = filters.filter_in(request.GET)
    gentle = request.user.is_authenticated and request.user.gentle
    every = catalogue.practices().values()
    shown = filters.offered_to(every, gentle=gentle, everything=wanted.all)
    liked = [] if wanted.narrows else _liked(request, shown)
    fitting = [it for it in wanted.sort(shown) if it not in liked]
    parts = {
        "wanted": wanted,
        "groups": filters.groups(shown, wanted),
        "liked": liked,
        "fitting": fitting,
        "begin_with": [] if fitting or liked else filters.mildest(shown)[:BEGIN_WITH],
        "kept_back": gentle and any(not filters.asks_least(it) for it in every),
    }
    return render(request, "practices/library.html", parts)


@login_not_required
@require_safe
def practice_page(request: PersonRequest, slug: str) -> HttpResponse:
    """What it asks, what is known of it, and where to begin."""
    found = practice_or_404(slug)
    known, every = evidence.notes(), catalogue.practices()
    parts = {
        "practice": found,
        "notes": [known[it] for it in found.evidence if it in known],
        "gentler": [every[it] for it in found.alternatives if it in every],
    }
    return render(request, "practices/about.html", parts | _own(request, found))


def _own(request: PersonRequest, practice: Practice) -> dict[str, object]:
    """What only someone whose journal is open sees: whether they like it, and how it was."""
    if not (request.user.is_authenticated and request.vault.is_open):
        return {}
    before = sittings.of_practice(request.user, request.vault, practice.slug)
    return {
        "own": True,
        "is_liked": practice in _liked(request, [practice]),
        "sittings": [it for it in before if it.response],
    }


def _liked(request: PersonRequest, practices: list[Practice]) -> list[Practice]:
    """The practices among these that are favourites of the person, in their kit's order."""
    kept = items.items(request.user, request.vault, items.KitKind.FAVOURITE)
    by_slug = {it.slug: it for it in practices}
    slugs = dict.fromkeys(items.texts(kept, items.KitKind.FAVOURITE))
    return [by_slug[slug] for slug in slugs if slug in by_slug]
