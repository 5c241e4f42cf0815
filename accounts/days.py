"""A person's local days. Every date in the project is one of these, never the server's."""

from datetime import date, datetime, timedelta
from typing import Literal

from django.utils import timezone

from accounts.models import User

Half = Literal["morning", "evening"]
NIGHT_ENDS = 4  # until then, the day before is still being lived
EVENING_BEGINS = 14
FIRST_DAY = date(1900, 1, 1)


def now_of(user: User) -> datetime:
    return timezone.now().astimezone(user.zone)


def today_of(user: User) -> date:
    return now_of(user).date()


def half_at_hand(user: User) -> tuple[date, Half]:
    """The day and the half of its log that belong to this hour.

    In the small hours that is the evening of the day before: at half past
    midnight, nobody has begun tomorrow.
    """
    now = now_of(user)
    if now.hour < NIGHT_ENDS:
        return now.date() - timedelta(days=1), "evening"
    return now.date(), "morning" if now.hour < EVENING_BEGINS else "evening"
