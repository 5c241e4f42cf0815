"""A practice from its address, or the missing page."""

from django.http import Http404

from practices.library.catalogue import practice
from practices.library.practice import Practice


def practice_or_404(slug: str) -> Practice:
    """404 for a slug that is none: an old link, or a slip of the hand."""
    found = practice(slug)
    if found is None:
        raise Http404
    return found
