"""What the frame of every page needs. No query: the user's row and the vault are there already."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.models import User


def frame(request: HttpRequest) -> dict[str, object]:
    user = getattr(request, "user", None)
    preferences = user if user is not None and user.is_authenticated else User()
    return {
        "theme": preferences.theme,
        "exit_shown": preferences.exit_shown,
        "exit_keys": preferences.exit_keys and preferences.exit_shown,
        "plain_tab": preferences.plain_tab,
        "sends_mail": settings.ACCOUNT_EMAIL_VERIFICATION != "none",
        **_idle(request),
    }


def _idle(request: Any) -> dict[str, object]:
    """How long this page may lie open, and whether it then has something to hide.

    A page of an error may come before the visit is there. A page that needs no key (Help,
    Now) never goes away under someone who is reading it. One that shows something of theirs
    says `needs_key` itself, and `shown_again` where it comes back at once without that.
    """
    if not hasattr(request, "vault") or not request.vault.is_open:
        return {}
    view = request.resolver_match and request.resolver_match.func
    return {
        "idle_limit": request.visit.idle_minutes * 60,
        "idle_seconds": request.visit.idle_seconds_left,
        "needs_key": getattr(view, "login_required", True),
    }
