"""Why a form for writing was not kept, and what its next Keep does."""

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from accounts.refused import Link, Refusal, damaged, refusal_for, two_versions
from accounts.vault.sealing import Damaged
from journal import queries
from journal.keeping.keep import Conflict
from journal.models import Entry
from journal.queries import OpenedEntry
from journal.writing.base import WritingForm
from journal.writing.half_day import HalfForm

THEIRS = "journal/partials/theirs.html"


@refusal_for.register
def _conflict(error: Conflict) -> Refusal:
    return two_versions()


def refusal_of(form: WritingForm, error: Exception) -> Refusal | None:
    """What `error` means to whoever wrote `form`, which is made ready for the next Keep.

    Where its words would go over others, both are shown first; where they can go nowhere, they
    become an entry of their own. None for an error that is no refusal.
    """
    match error:
        case Conflict() if error.entry.is_closed:  # what it says stays in its envelope
            form.save_elsewhere()
            return _closed(error.entry)
        case Conflict() if error.entry.binned_at:
            form.save_elsewhere()
            return _binned(form, error.entry)
        case Conflict():
            form.start_again_from(error.entry)
            return _both(error)
        case Damaged():
            form.save_elsewhere()
            return _damaged(form)
    return refusal_for(error)


def _both(error: Conflict) -> Refusal:
    when = time_format(timezone.localtime(error.entry.written), "H:i")
    happened = _("Another page kept this one first, at %(when)s. That version stands here.")
    stays = _("Keep puts yours in its place, and the other stays behind as an earlier version.")
    return two_versions(
        happened % {"when": when}, stays, OpenedEntry(error.entry, error.theirs), THEIRS
    )


def _closed(entry: Entry) -> Refusal:
    return Refusal(
        409,
        _("That letter is closed"),
        _("It was closed after this page was opened, and nothing in it is changed."),
        _("Keep makes a letter of their own. Or open the closed one first."),
        Link(reverse("entry", args=[entry.uuid]), _("To the closed letter, in a new tab")),
    )


def _binned(form: WritingForm, entry: Entry) -> Refusal:
    return Refusal(
        409,
        _("Yours is here, and the one before is in the bin"),
        str(form.kind.binned_meanwhile),
        _("The one in the bin is as it was, and can be taken out again."),
        Link(reverse("entry", args=[entry.uuid]), _("See it, in a new tab")),
        says_where=True,
    )


def _damaged(form: WritingForm) -> Refusal:
    if isinstance(form, HalfForm):
        day = queries.day_entry(form.user, form.day)
        bin_it = reverse("entry-delete", args=[day.uuid]) if day else ""
        return damaged(
            now=_("To keep them, first put the damaged record in the bin."),
            link=Link(bin_it, _("To the bin, in a new tab")) if day else None,
        )
    return damaged(happened=str(form.kind.damaged_meanwhile))
