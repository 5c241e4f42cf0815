"""Sessions that are over, and what was noted about them."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone


def end_old_ones() -> None:
    """Delete sessions that are over, and with them the browser and address they came from."""
    call_command("clearsessions")
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    UserSession.objects.exclude(session_key__in=alive).delete()
