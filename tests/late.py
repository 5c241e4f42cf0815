"""How tests send a form too late: locked, or signed out because the browser lost its cookies."""

from typing import Any

import pytest
from django.test import Client

from tests.pages import NEW, fields_of
from tests.people import PASSWORD, Person

INBOX = "/accounts/words/"
UNLOCK, SIGN_IN, SIGN_OUT = "/accounts/unlock/", "/accounts/login/", "/accounts/logout/"
SAID = {"title": "The coat", "body": "You came home.\n\nSit <down> & rest. 🌱 שלום", "to": "Ada"}


def lock(ada: Person) -> None:
    ada.browser.post("/accounts/lock/")


def lose_cookies(ada: Person) -> None:
    """Her browser was closed, say. The visit goes on, and could be ended in another one."""
    ada.browser.cookies.clear()


def sign_out(ada: Person) -> None:
    ada.browser.post(SIGN_OUT)


def unlock(ada: Person, next_page: str = UNLOCK) -> str:
    return ada.browser.post(next_page, {"password": PASSWORD}).url


def sign_in_again(ada: Person, next_page: str = SIGN_IN) -> str:
    return ada.browser.post(next_page, {"login": ada.user.email, "password": PASSWORD}).url


def ben_signs_in(ada: Person, ben: Person) -> None:
    """In her browser."""
    ada.browser.post(SIGN_IN, {"login": ben.user.email, "password": PASSWORD})


def written(ada: Person, page: str = NEW, **said: str) -> dict[str, Any]:
    """The fields of `page` as it is open now, with words typed into them."""
    return fields_of(ada.browser.get(page)) | (said or SAID)


def words_on(answer: Any) -> dict[str, Any]:
    fields = fields_of(answer)
    return {name: fields[name] for name in SAID}


def checks_tokens(ada: Person) -> Client:
    """Her browser, whose pages' CSRF tokens are looked at as outside of tests."""
    ada.browser.handler.enforce_csrf_checks = True
    return ada.browser


each_absence = pytest.mark.parametrize(
    ("go_away", "way_in", "open_again"),
    [(lock, UNLOCK, unlock), (lose_cookies, SIGN_IN, sign_in_again)],
    ids=["locked", "signed out"],
)
