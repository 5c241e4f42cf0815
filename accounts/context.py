"""What the frame of every page needs. No query: all of it stands in the user's own row."""

from django.http import HttpRequest

from accounts.models import User


def frame(request: HttpRequest) -> dict[str, object]:
    user = getattr(request, "user", None)
    preferences = user if user is not None and user.is_authenticated else User()
    return {
        "theme": preferences.theme,
        "exit_keys": preferences.exit_keys,
    }
