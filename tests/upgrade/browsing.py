"""Ada's browsers from before the upgrade, and how a page is read and sent in them."""

import html
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from tests.pages import FORM, fields_of
from tests.people import PASSWORD
from tests.upgrade.database import frozen

EXPECTED = frozen("expected")
UNLOCK, SIGN_IN = "/accounts/unlock/", "/accounts/login/"


def browser(visit: str) -> Client:
    """One in which a visit of hers was "open", "locked", "idle" or "signed out". It asks for the
    token of each form, as a browser would have it asked."""
    found = Client(enforce_csrf_checks=True)
    for name, value in EXPECTED["browsers"][visit].items():
        found.cookies[name] = value
    return found


def send(where: Client, path: str, fields: Iterable[Iterable[str]]) -> Any:
    """POST these names and values as a browser sends a plain form."""
    return where.post(path, urlencode([(*it,) for it in fields]), content_type=FORM)


def press(where: Client, page: str, path: str, **fields: str) -> Any:
    """POST to `path` with the token that stands on `page`."""
    [token] = fields_of(where.get(page))["csrfmiddlewaretoken"]
    return send(where, path, [("csrfmiddlewaretoken", token), *fields.items()])


def come_in(where: Client, door: str) -> Any:
    """Unlock, or sign in, with Ada's password. The page where that leads."""
    email = {"login": EXPECTED["people"]["ada"]["email"]} if door == SIGN_IN else {}
    answer = press(where, door, door, password=PASSWORD, **email)
    assert answer.status_code == 302, "the password did not open it"
    return where.get(answer["Location"], follow=True)


def text_of(answer: Any) -> str:
    """All that a page says, with what stands in its boxes and beside its pictures."""
    page = re.sub(r"<(script|style)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    attributes = re.findall(r'(?:value|alt)="([^"]*)"', page)
    words = html.unescape(" ".join([re.sub(r"<[^>]+>", " ", page), *attributes]))
    return " ".join(words.split())
