"""What the frame of every page needs. No query: all of it stands in the user's own row."""

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, object]:
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    return {
        "theme": user.theme if signed_in else "system",
        "exit_keys": user.exit_keys if signed_in else True,
        "host_name": settings.DEARSELF_HOST_NAME,
    }
