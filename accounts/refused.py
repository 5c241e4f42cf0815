"""Why something could not be kept, as data: what happened, that nothing is lost, what to do now.

An error of keeping becomes a `Refusal`, and one panel (`templates/partials/refused.html`) shows
it above the form, which still has the words:

    with refused.caught() as attempt:
        return redirect(keep(...))
    return render(..., {"form": form, "refused": attempt.refusal}, status=attempt.status)

A view that forgets this is answered for: the middleware makes a page of the refusal, with the
words that were sent. An app says what its own errors mean: `@refusal_for.register`.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import singledispatch
from typing import Any, NamedTuple

from django.db import DatabaseError
from django.http import JsonResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.disk.reserve import NoRoom
from accounts.vault.quota import JournalFull
from accounts.vault.sealing import Damaged

type Text = str | Promise

logger = logging.getLogger(__name__)


class Link(NamedTuple):
    """Opened beside the page, which holds words."""

    href: str
    label: Text


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a page, or a script, is told. The panel adds where the words are."""

    status: int
    title: Text
    happened: Text  # and that nothing is lost
    now: Text = ""  # what to do
    link: Link | None = None
    says_where: bool = False  # `happened` says itself where the words are
    theirs: Any = None  # what was kept there instead, and
    theirs_template: str = ""  # how it is shown

    @property
    def in_short(self) -> str:
        """For a message, or a script: nothing but what happened."""
        return f"{self.title}. {self.happened}"


@singledispatch
def refusal_for(error: Exception) -> Refusal | None:
    """What an error means to whoever wrote. None for one that is no refusal."""
    return None


@refusal_for.register
def _full_journal(error: JournalFull) -> Refusal:
    happened = _(
        "It may hold %(most)d MB here, and this would be more. What you had kept is as it was."
    )
    return Refusal(
        507,
        _("Your journal is full"),
        happened % {"most": error.quota_mb},
        _(
            "Let something go from the bin, then try again. Whoever runs this site can give you "
            "more room."
        ),
        Link(reverse("bin"), _("The bin, in a new tab")),
    )


@refusal_for.register
def _full_disk(error: NoRoom) -> Refusal:
    return Refusal(
        503,
        _("Not kept yet"),
        _("The disk here is full, or nearly. What you had kept is as it was."),
        _(
            "Whoever runs this site has to make room; please tell them. You can try again, copy "
            "your words somewhere safe, and still delete things, lock and leave."
        ),
    )


@refusal_for.register
def _busy(error: DatabaseError) -> Refusal:
    logger.error("Something could not be kept: %s", type(error).__name__)
    return Refusal(
        503,
        _("Not kept yet"),
        _("The disk or the database would not take it this time. Nothing is lost."),
        _("Wait a moment, then try again; or copy your words somewhere safe."),
    )


@refusal_for.register
def _damaged(error: Damaged) -> Refusal:
    return damaged()


def damaged(*, happened: Text = "", now: Text = "", link: Link | None = None) -> Refusal:
    """The refusal for a record that does not open.

    A page that says more gives `happened`, and where the words are; or what to do about it.
    """
    usual = _("Its record is damaged, so nothing is written over it. All else is as it was.")
    title = _("What stands there cannot be opened")
    return Refusal(409, title, happened or usual, now, link, says_where=bool(happened))


def two_versions(
    happened: Text = "", now: Text = "", theirs: Any = None, theirs_template: str = ""
) -> Refusal:
    """The refusal where another page kept something else first: `theirs`, if it is to be shown."""
    return Refusal(
        409,
        _("There are two versions, and both are here") if theirs else _("Another page was first"),
        happened or _("Another page kept something else first. Nothing was written over it."),
        now,
        theirs=theirs,
        theirs_template=theirs_template,
    )


@dataclass(slots=True)
class Attempt:
    """How keeping went. Without a refusal, the form itself says what is missing: 422."""

    refusal: Refusal | None = None

    @property
    def status(self) -> int:
        return self.refusal.status if self.refusal else 422

    def as_json(self) -> JsonResponse:
        """For a script, that shows it beside the words."""
        happened = self.refusal.in_short if self.refusal else ""
        return JsonResponse({"error": happened}, status=self.status)


type Explain = Callable[[Exception], Refusal | None]


@contextmanager
def caught(explain: Explain = refusal_for) -> Iterator[Attempt]:
    """Inside it a refusal ends the block, not the view. What `explain` knows nothing of goes on."""
    attempt = Attempt()
    try:
        yield attempt
    except Exception as error:
        attempt.refusal = explain(error)
        if attempt.refusal is None:
            raise
