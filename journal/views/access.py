"""The one way to someone's rows. Anyone else's answer is the page that isn't there.

Of a letter that is closed there is only its envelope, whichever page is asked for. A view that
works on the envelope itself says `closed_too`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from allauth.core.exceptions import ImmediateHttpResponse
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from accounts.days import FIRST_DAY
from accounts.inbox.rescue import is_worth_keeping
from accounts.late_forms import return_on_page
from accounts.requests import PersonRequest
from journal.models import Draft, Entry


def entry_of(request: PersonRequest, uuid: UUID, *, closed_too: bool = False) -> Entry:
    """An entry of theirs that is not in the bin."""
    entry = get_object_or_404(Entry.objects.with_closed(request.user).outside_bin(), uuid=uuid)
    return entry if closed_too else _not_closed(request, entry)


def any_entry_of(request: PersonRequest, uuid: UUID, *, closed_too: bool = False) -> Entry:
    """An entry of theirs, in the bin or out of it."""
    entry = get_object_or_404(Entry.objects.with_closed(request.user), uuid=uuid)
    return entry if closed_too else _not_closed(request, entry)


def page_of(request: PersonRequest, uuid: UUID, *, closed_too: bool = False) -> Entry:
    """A letter, a note or a memory of theirs, in the bin or out of it."""
    entry = get_object_or_404(Entry.objects.with_closed(request.user).pages(), uuid=uuid)
    return entry if closed_too else _not_closed(request, entry)


def _not_closed(request: PersonRequest, entry: Entry) -> Entry:
    """The entry, or at once the way to its envelope (allauth's middleware answers with it).

    Words that were sent along come back on a page: the letter was closed meanwhile.
    """
    if not entry.is_closed:
        return entry
    answer: HttpResponse = redirect("entry", entry.uuid)
    if request.method == "POST" and is_worth_keeping(request.POST):
        answer = return_on_page(request, "closed", reverse("entry", args=[entry.uuid]), status=409)
    raise ImmediateHttpResponse(answer)


@contextmanager
def returning_words_if_gone(request: PersonRequest) -> Iterator[None]:
    """Inside it, what is not there answers 404 with the words that were sent, to be copied.

    It may have been let go of for good while someone wrote; or it never was theirs. A form of
    another person's never comes this far: `middleware.FormsOfSomeoneElse`.
    """
    try:
        yield
    except Http404 as missing:
        if not is_worth_keeping(request.POST):
            raise
        answer = return_on_page(request, "gone", reverse("timeline"), status=404)
        raise ImmediateHttpResponse(answer) from missing


def page_exists(request: PersonRequest, uuid: UUID) -> bool:
    """Whether a letter, a note or a memory of theirs is there and not in the bin."""
    return Entry.objects.with_closed(request.user).outside_bin().pages().filter(uuid=uuid).exists()


def binned_entry_of(request: PersonRequest, uuid: UUID) -> Entry:
    return get_object_or_404(Entry.objects.with_closed(request.user).in_bin(), uuid=uuid)


def draft_of(request: PersonRequest, uuid: UUID) -> Draft:
    return get_object_or_404(Draft.objects.of(request.user), uuid=uuid)


def draft_to_go_on_with(request: PersonRequest, uuid: UUID) -> Draft:
    """A draft of theirs, to be shown. What changes a closed letter waits with it, unread."""
    draft = draft_of(request, uuid)
    closed = Entry.objects.with_closed(request.user).closed().filter(uuid=draft.entry_uuid).first()
    if closed is not None:
        _not_closed(request, closed)
    return draft


class DayConverter:
    """A date in a path, written 2026-11-22."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        return str(value)


def no_earlier_than_the_first_day(day: date) -> None:
    if day < FIRST_DAY:
        raise Http404
