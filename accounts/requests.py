"""The request as views see it, once the middleware has been at it. For annotations."""

from django.http import HttpRequest

from accounts.models import User
from accounts.vault.sealing import AnyVault
from accounts.vault.visit import Visit

GET_POST = ["GET", "HEAD", "POST"]  # for @require_http_methods on pages with a form


class PersonRequest(HttpRequest):
    """A signed-in person's request. On a public page `user` may be nobody yet: ask
    `user.is_authenticated` first, as always.
    """

    user: User
    vault: AnyVault
    visit: Visit
    key_cookie: str | None
    words_cookies: dict[str, str]
