"""The cookies that hold the keys to parked words: one for each page, gone with its words.

A page is told by its CSRF token, which is another each time one is opened; its forms by their
drafts. So a page's later state takes the place of its earlier one, and of nothing else, also
where two tabs go on with one draft. No page's answer can replace another page's key.
"""

import base64
import hashlib
import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.inbox import parked
from accounts.vault.sealing import KEY_BYTES

FROM_HERE = {"same-origin", "none"}  # `Sec-Fetch-Site`, by the Fetch Metadata draft of the W3C


def keys(request: HttpRequest) -> list[bytes]:
    """The keys in this browser's cookies."""
    return list(_by_name(request).values())


def key_for_page(request: HttpRequest) -> tuple[str, bytes]:
    """The cookie's name and the key under which the page that sent this form parks its words.

    A new cookie is called like no other: of two states sent at once, both stay within reach.
    """
    name = f"{settings.WORDS_COOKIE_NAME}-{_page(request)}-"
    for known, key in _by_name(request).items():
        if known.startswith(name):
            return known, key
    return name + secrets.token_hex(4), parked.new_key()


def _page(request: HttpRequest) -> str:
    page = request.POST.get("csrfmiddlewaretoken") or secrets.token_hex()
    form = request.POST.get("draft") or request.path
    return hashlib.sha256(f"{page} {form}".encode()).hexdigest()[:12]


def give(response: HttpResponse, name: str, key: bytes) -> None:
    response.set_cookie(
        name,
        base64.urlsafe_b64encode(key).decode(),
        max_age=int(parked.LASTS.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def take_away_spent(request: HttpRequest, response: HttpResponse) -> None:
    """Delete the cookies under whose keys nothing waits any more, for anybody."""
    by_name = _by_name(request)
    waiting = parked.still_waiting(list(by_name.values()))
    for name, key in by_name.items():
        if key not in waiting:
            response.delete_cookie(name, samesite="Lax")


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Whether another site's page sent this form. It shall neither park nor set a cookie."""
    came_from = request.headers.get("Sec-Fetch-Site")
    if came_from is not None:
        return came_from not in FROM_HERE
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.get_host()


def _by_name(request: HttpRequest) -> dict[str, bytes]:
    found = {}
    for name, value in request.words_cookies.items():  # type: ignore[attr-defined] # ours
        try:
            key = base64.urlsafe_b64decode(value)
        except ValueError:
            continue
        if len(key) == KEY_BYTES:
            found[name] = key
    return found
