"""Letters that come back: which day they are closed until, opening one, and telling that one came.

Days are the person's own (`accounts.days`). What this needs of a letter is stored in clear.
"""

from calendar import isleap, monthrange
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from accounts.days import now_of, today_of
from accounts.hosting import outbox
from accounts.hosting.chores import one_by_one
from accounts.models import User
from accounts.vault import keys
from accounts.vault.sealing import AnyVault
from journal.keeping import rows
from journal.kinds.parts import BIRTHDAY, MONTHS_AHEAD, OPEN
from journal.models import Draft, Entry
from practices.player import progress

LEAP_YEAR = 2024  # in which every birthday there is has its day
TOLD_FROM = 8  # o'clock: nobody's telephone should wake them for it
TOLD_WITHIN = timedelta(days=7)  # of its day. What came longer ago is found on today's page
ZONES = timedelta(days=1)  # no place is further from UTC


def day_for(
    choice: str, today: date, *, chosen: date | None, birthday: tuple[int, int] | None
) -> date | None:
    """The day that a letter of today is closed until. None: it is not closed.

    `chosen` is the day in the date's box, which counts also where nothing was chosen; `birthday`
    is (month, day), a date that a leap year has.
    """
    if choice in MONTHS_AHEAD:
        return months_after(today, MONTHS_AHEAD[choice])
    if choice == BIRTHDAY:
        return next_birthday(today, *birthday) if birthday else None
    return None if choice == OPEN else chosen


def months_after(day: date, months: int) -> date:
    """`day` so many months later, or the last day of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return _in_month(year, month + 1, day.day)


def next_birthday(today: date, month: int, day: int) -> date:
    """The first birthday after today. In a year without a 29 February it is on the 28th."""
    this_year = _in_month(today.year, month, day)
    return this_year if this_year > today else _in_month(today.year + 1, month, day)


def _in_month(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def is_a_birthday(month: int, day: int) -> bool:
    """Whether some year has this day."""
    return day <= monthrange(LEAP_YEAR, month)[1]


def envelope(user: User, vault: AnyVault, entry: Entry) -> dict[str, Any]:
    """What the page of a closed letter shows: of what is in it, only whether it is marked hard."""
    waiting = Draft.objects.of(user).filter(entry_uuid=entry.uuid)
    content = entry.try_open(vault)
    return {
        "entry": entry,
        "has_come": entry.has_arrived(today_of(user)),
        "has_changes": waiting.exists(),
        "is_hard": content is not None and content.hard,
        "is_a_day_early": _is_a_day_early(user, vault, entry.opens_on),
    }


def _is_a_day_early(user: User, vault: AnyVault, opens_on: date | None) -> bool:
    """Whether it comes on the 28th of February for a birthday that this year has no day for."""
    if opens_on is None or (opens_on.month, opens_on.day) != (2, 28) or isleap(opens_on.year):
        return False
    return progress.progress_of(user, vault).birthday == "02-29"


@transaction.atomic
def open_closed_letter(user: User, vault: AnyVault, entry: Entry) -> None:
    """Open a closed letter: from now on it is read, searched and listed like any other.

    Nothing happens to one that is open already, or in the bin. Raises `Locked`.
    """
    keys.lock(user, vault)
    rows.open_envelope(entry, vault)


@transaction.atomic
def close_again(user: User, vault: AnyVault, entry: Entry) -> None:
    """Close a letter that was opened, until the day it has. Raises `Locked`."""
    keys.lock(user, vault)
    rows.close(entry, vault)


# --- telling by mail ---------------------------------------------------------


def tell_of_arrived() -> None:
    """A chore: one mail to whoever asked for it, when letters of theirs have come.

    Where no mail can be sent nothing is marked, so that it works once one can. Needs no key.
    """
    if not outbox.sends_mail():
        return
    one_by_one((it for it in _to_be_told() if now_of(it).hour >= TOLD_FROM), _tell)


def _to_be_told() -> list[User]:
    """Who asked for a mail, may get one, and has a closed letter of about these days."""
    today = timezone.now().date()
    letters = Entry.objects.closed().filter(
        told_at=None,
        binned_at=None,
        opens_on__range=(today - TOLD_WITHIN - ZONES, today + ZONES),
    )
    people = User.objects.filter(mail_letters=True, is_active=True, leaving_since=None)
    confirmed = people.filter(emailaddress__email=F("email"), emailaddress__verified=True)
    return list(confirmed.filter(pk__in=letters.values("owner")))


def _tell(user: User) -> None:
    """Put a mail in the outbox if something came, and note it in the same breath.

    Two workers at once: the second waits for the person's lock, and finds it noted.
    """
    today = today_of(user)
    letters = Entry.objects.with_closed(user).outside_bin().arrived(today)
    came = letters.filter(opens_on__gte=today - TOLD_WITHIN)
    if came.filter(told_at=None).update(told_at=timezone.now()):
        _send(user)


def _send(user: User) -> None:
    context = {
        "today": settings.DEARSELF_URL + reverse("today"),
        "settings": settings.DEARSELF_URL + reverse("settings"),
        "current_site": {"domain": urlsplit(settings.DEARSELF_URL).netloc},
    }
    with translation.override(user.language):
        subject = render_to_string("emails/letter_has_come_subject.txt", context).strip()
        body = render_to_string("emails/letter_has_come.txt", context)
    send_mail(subject, body.strip() + "\n", None, [user.email])
