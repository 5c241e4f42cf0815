"""The one way to someone's rows. Anyone else's answer is the page that isn't there."""

from datetime import date
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.days import FIRST_DAY
from accounts.requests import PersonRequest
from journal.models import Draft, Entry


def entry_of(request: PersonRequest, uuid: UUID) -> Entry:
    return get_object_or_404(Entry.objects.of(request.user), uuid=uuid)


def any_entry_of(request: PersonRequest, uuid: UUID) -> Entry:
    """An entry of theirs, in the bin or out of it."""
    return get_object_or_404(Entry.objects.filter(owner=request.user), uuid=uuid)


def page_of(request: PersonRequest, uuid: UUID) -> Entry:
    """A letter or a note of theirs, in the bin or out of it."""
    return get_object_or_404(Entry.objects.filter(owner=request.user).pages(), uuid=uuid)


def page_stands(request: PersonRequest, uuid: UUID) -> bool:
    """Whether a letter or a note of theirs is there and not in the bin."""
    return Entry.objects.of(request.user).pages().filter(uuid=uuid).exists()


def binned_entry_of(request: PersonRequest, uuid: UUID) -> Entry:
    return get_object_or_404(Entry.objects.binned(request.user), uuid=uuid)


def draft_of(request: PersonRequest, uuid: UUID) -> Draft:
    return get_object_or_404(Draft.objects.of(request.user), uuid=uuid)


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
