"""What someone says about something they wrote: a favourite, hard, tags."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import refused
from accounts.refused import Link, Refusal
from accounts.requests import PersonRequest
from journal.keeping import marks
from journal.models import Entry
from journal.views.access import any_entry_of, entry_of, returning_words_if_gone
from journal.writing.tags import TagsForm

TAGS = "journal/tags_form.html"
VALUES = {"yes": True, "no": False}


@require_POST
def mark(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Set one mark of an entry, or its tags, and go back to its page."""
    if "tags" in request.POST:
        return _tags(request, uuid)
    entry = entry_of(request, uuid)
    given = {name: VALUES.get(request.POST.get(name, "")) for name in ("favourite", "hard")}
    marks.set_marks(request.user, request.vault, entry, **given)
    return _back_to(entry)


def _tags(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """422: too many or too long. Then, and where it is refused, the box is on a page. What is
    put away meanwhile is asked for anew: its answer says where it is."""
    with returning_words_if_gone(request):
        entry = any_entry_of(request, uuid)
    form = TagsForm(request.user, request.POST)
    try:
        with refused.caught() as attempt:
            if form.is_valid() and not entry.binned_at and form.keep(request.vault, entry):
                return _back_to(entry)
    except marks.GoneMeanwhile:
        return _tags(request, uuid)
    if entry.binned_at:
        attempt.refusal = _in_the_bin()
    shown = {"entry": entry, "form": form, "refused": attempt.refusal}
    return render(request, TAGS, shown, status=attempt.status)


def _in_the_bin() -> Refusal:
    return Refusal(
        409,
        _("This was put in the bin meanwhile"),
        _("So the tags are not kept yet. They are still in the box below."),
        _("Take it out of the bin first, then keep them."),
        Link(reverse("bin"), _("The bin, in a new tab")),
        says_where=True,
    )


def _back_to(entry: Entry) -> HttpResponse:
    return redirect(f"{entry.get_absolute_url()}#marks")


@require_safe
def tags(request: PersonRequest) -> HttpResponse:
    """Every tag of the person, a link each. No counts."""
    found = marks.all_tags(request.user, request.vault)
    return render(request, "journal/tags.html", {"found": found})
