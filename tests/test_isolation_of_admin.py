"""The admin is there for staff, and for nobody else: every route of it, real ids and unknown."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import URLPattern, get_resolver

from accounts.models import Invitation, User
from accounts.signin import invitations
from tests.belongings import rows
from tests.people import Person
from tests.test_isolation import SENT, ask, each_method

pytestmark = pytest.mark.django_db

MISSING = "/admin/no-such-page/"


def routes(patterns: Any, before: str = "") -> Iterator[str]:
    """The admin's routes as they are written, such as `accounts/user/<path:object_id>/change/`."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from routes(pattern.url_patterns, route)


(ADMIN,) = (p for p in get_resolver().url_patterns if getattr(p, "namespace", "") == "admin")
ROUTES = list(routes(ADMIN.url_patterns))
# The two that are regular expressions: the page of an app, and all that is not there.
WRITTEN = {r"^(?P<app_label>accounts)/$": "<app>/", r"(?P<url>.*)$": "<anything>/"}
each_route = pytest.mark.parametrize("route", [WRITTEN.get(route, route) for route in ROUTES])


def paths(route: str, ada: Person) -> tuple[str, str]:
    """The route with ids that there are, and with ids that there are not."""
    invitations.invite("Ada's friend")
    invitation = Invitation.objects.get()
    people = ContentType.objects.get_for_model(User).pk
    real = str(invitation.pk if "invitation" in route else ada.user.pk)
    unknown = "987654" if "invitation" in route else str(uuid4())
    filled = []
    for object_id, content_type, word in ((real, people, "accounts"), (unknown, 9876, "nothing")):
        path = route
        for argument, value in {
            "<path:object_id>": object_id,
            "<id>": object_id,
            "<path:content_type_id>": str(content_type),
            "<app>": word,
            "<anything>": word,
        }.items():
            path = path.replace(argument, value)
        assert "<" not in path, "Say what this argument is filled with."
        filled.append(f"/admin/{path}")
    return filled[0], filled[1]


def test_there_are_the_routes_that_staff_use():
    assert {"", "login/", "accounts/user/<path:object_id>/change/"} <= set(ROUTES)
    assert "accounts/user/<id>/password/" in ROUTES
    assert len(ROUTES) > 15


@each_route
@each_method
def test_to_someone_who_is_not_staff_every_page_is_a_missing_page(ada, ben, route, method):
    real, unknown = paths(route, ada)
    before = rows()

    theirs, nobodys = ask(ben.browser, method, real), ask(ben.browser, method, unknown)

    assert theirs == nobodys
    assert theirs[0] == 404
    assert theirs == ask(ben.browser, method, MISSING)
    assert "ada@example.org" not in theirs[2]
    assert rows() == before


@each_route
@each_method
def test_a_visitor_is_sent_to_sign_in_whatever_they_ask_for(ada, route, method):
    for path in paths(route, ada):
        status, leads, _ = ask(Client(), method, path, sent={})

        back_to = path if method == "get" else "/today/"
        assert (status, leads.replace("<path>", path)) == (
            302,
            f"/accounts/login/?next={back_to}",
        )


@each_route
def test_what_a_visitor_sends_changes_nothing(ada, route):
    real, unknown = paths(route, ada)
    before = rows()

    assert ask(Client(), "post", real, SENT) == ask(Client(), "post", unknown, SENT)
    assert rows() == before


@each_route
def test_staff_whose_journal_is_locked_open_it_first(ada, route):
    User.objects.update(is_staff=True)
    real, _ = paths(route, ada)
    ada.browser.post("/accounts/lock/")

    answer = ada.browser.get(real)

    assert (answer.status_code, answer.url) == (302, f"/accounts/unlock/?next={real}")


def test_what_staff_see_is_worth_hiding(ada):
    User.objects.update(is_staff=True)
    real, unknown = paths("accounts/user/<path:object_id>/change/", ada)

    assert "ada@example.org" in ada.browser.get(real).content.decode()
    assert ada.browser.get(unknown).status_code == 302
