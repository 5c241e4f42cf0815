"""Sessions that are over, and what was noted about them."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User


def delete_expired_sessions() -> None:
    """Delete sessions that are over, and with them the browser and address they came from."""
    call_command("clearsessions")
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    UserSession.objects.exclude(session_key__in=alive).delete()


def end_visits(user: User, *, but: str | None = None) -> None:
    """End every visit of this person, but for the session with this key.

    A new password signs them out by itself, at their next request. Until then their
    rows would go on holding what opens the journal, sealed.
    """
    for visit in UserSession.objects.filter(user=user).exclude(session_key=but):
        visit.end()


@receiver([password_changed, password_set, password_reset])
def end_other_visits(*, request: HttpRequest, user: User, **_signal: Any) -> None:
    """A new password was taken in this visit: it goes on, and no other one does."""
    end_visits(user, but=request.session.session_key)
