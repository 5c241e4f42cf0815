"""Who may see what, for every route there is.

The matrix is made from the URLconf: a new route is in it at once, and one whose
arguments are not known to `FILLED` fails the first test until they are. The admin's
routes are neither ours nor anyone's but the staff's: `test_isolation_of_admin.py`.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from journal.models import Entry
from tests.belongings import rows
from tests.filling import FILLED
from tests.pages import page_of, send
from tests.people import PASSWORD, Person, sign_up

pytestmark = pytest.mark.django_db

PUBLIC = {
    "welcome", "now", "help", "safety", "privacy", "leave-now", "healthz",
    "account_login", "account_logout", "account_signup", "account_inactive",
    "account_email_verification_sent", "account_confirm_email", "account_confirm_login_code",
    "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key", "account_reset_password_from_key_done",
    "mfa_authenticate", "left",
    "practices", "practice", "practice-before", "practice-choices", "practice-sit",
    "practice-after", "practice-done", "steady",
}  # fmt: skip
# Their argument is a secret that only someone's mailbox holds, and it is meant to be told apart.
BY_MAIL = {"account_confirm_email", "account_reset_password_from_key"}
LEAVING = {"leave-now", "account_logout"}
# Everyone has every day: a stranger sees their own.
BY_DAY = {"day", "day-morning", "day-evening"}
# Everyone has every practice and every shelf of a kit: a stranger finds nothing of hers on them.
BY_SLUG = {
    "practice", "practice-sit", "practice-after", "practice-done", "practice-favourite", "kit-add",
}  # fmt: skip
ONLY_READ = {
    (name, "post")
    for name in ("entry", "entry-versions", "entry-markdown", "picture", "picture-small")
}
ONLY_SENT = {
    (name, "get")
    for name in ("kit-move", "entry-open", "entry-mark", "version-restore", "inbox-let-go")
}
SENT = {
    "body": "Ben's words.",
    "focus_1": "Ben's focus.",
    "given": "Ben's tea.",
    "both": "1",
    "kit_line": "Ben's line.",
    "way": "up",
    "tags": "Ben's tag.",
    "favourite": "1",
}


class Route(NamedTuple):
    name: str
    takes_arguments: bool
    view: Any

    @property
    def is_ours(self) -> bool:
        return not self.view.__module__.startswith("allauth.")


def routes(patterns: Any = None, arguments: int = 0) -> Iterator[Route]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        takes = arguments + pattern.pattern.regex.groups
        if isinstance(pattern, URLPattern):
            yield Route(pattern.name, takes > 0, pattern.callback)
        elif pattern.namespace != "admin":
            yield from routes(pattern.url_patterns, takes)


ROUTES = list(routes())
OURS = [route for route in ROUTES if route.is_ours]
EVERYONES = BY_DAY | BY_SLUG
WITH_ID = [r.name for r in ROUTES if r.takes_arguments and r.name not in BY_MAIL | EVERYONES]
each_route = pytest.mark.parametrize("name", [route.name for route in ROUTES])
each_id_route = pytest.mark.parametrize("name", WITH_ID)
each_method = pytest.mark.parametrize("method", ["get", "post"])


def paths(name: str, ada: Person) -> tuple[str, str]:
    """The route with an argument of Ada's, and with one that nobody has."""
    filled = FILLED[name](ada) if name in FILLED else ({}, {})
    return reverse(name, kwargs=filled[0]), reverse(name, kwargs=filled[1])


def ask(
    browser: Client, method: str, path: str, sent: dict[str, str] = SENT
) -> tuple[int, str, str]:
    """Status, where it leads and the page, with the path that was asked taken out."""
    answer = browser.post(path, sent) if method == "post" else browser.get(path)
    page, leads = (
        text.replace(path, "<path>").replace(quote(path, safe=""), "<path>")
        for text in (page_of(answer), answer.headers.get("Location", "").replace(quote(path), path))
    )
    return answer.status_code, leads, page


def give_the_password_again(person: Person, name: str) -> None:
    """allauth's pages for a second factor ask for it before they say anything else."""
    if name.startswith("mfa_"):
        person.browser.post("/accounts/reauthenticate/", {"password": PASSWORD})


# --- the matrix -------------------------------------------------------------------------------


@each_route
def test_every_route_with_arguments_is_in_the_matrix(name):
    takes_arguments = {route.name for route in ROUTES if route.takes_arguments}

    assert (name in takes_arguments) == (name in FILLED), "Say in FILLED what it is filled with."


def test_every_exception_is_a_route_that_there_is():
    known = {route.name for route in ROUTES}

    assert known >= PUBLIC | BY_MAIL | EVERYONES | FILLED.keys()
    assert len(known) == len(ROUTES)


@each_route
@each_method
def test_a_visitor_is_sent_to_sign_in_from_all_but_the_public_pages(ada, name, method):
    path, _ = paths(name, ada)

    status, leads, _ = ask(Client(), method, path, sent={})

    back_to = path if method == "get" else "/today/"
    leads = leads.replace("<path>", path)
    to_sign_in = (status, leads) == (302, f"/accounts/login/?next={back_to}")
    assert to_sign_in == (name not in PUBLIC)


@each_route
def test_words_a_visitor_sends_are_returned_on_the_page_and_not_kept(ada, name):
    path, _ = paths(name, ada)
    before = rows()

    status, _, page = ask(Client(), "post", path)

    returned = status == 403 and "Ben's words.</textarea>" in unescape(page)
    assert returned == (name not in PUBLIC)
    assert rows() == before


@each_id_route
@each_method
def test_a_visitor_cannot_tell_whether_an_id_is_anyones(ada, name, method):
    real, unknown = paths(name, ada)

    assert ask(Client(), method, real) == ask(Client(), method, unknown)


@each_id_route
@each_method
def test_a_stranger_cannot_tell_whether_an_id_is_anyones(ada, ben, name, method):
    real, unknown = paths(name, ada)
    give_the_password_again(ben, name)
    before = rows()

    theirs, nobodys = ask(ben.browser, method, real), ask(ben.browser, method, unknown)

    assert theirs == nobodys
    assert theirs[0] == (405 if (name, method) in ONLY_READ | ONLY_SENT else 404)
    assert "Ada's" not in unescape(theirs[2])
    assert rows() == before


@each_id_route
def test_ada_herself_gets_another_answer(ada, name):
    real, unknown = paths(name, ada)
    give_the_password_again(ada, name)
    method = "post" if (name, "get") in ONLY_SENT else "get"

    assert ask(ada.browser, method, real)[0] in {200, 302}
    assert ask(ada.browser, method, unknown)[0] == 404


@pytest.mark.parametrize("name", sorted(BY_DAY))
@each_method
def test_a_stranger_sees_their_own_day_whatever_ada_wrote_on_hers(ada, ben, name, method):
    written, unwritten = paths(name, ada)
    before = [entry for entry in rows()["journal.Entry"] if ada.user.pk in entry]

    theirs, empty = ask(ben.browser, method, written), ask(ben.browser, method, unwritten)

    assert numberless(theirs) == numberless(empty)
    assert "Ada's" not in unescape(theirs[2])
    assert [entry for entry in rows()["journal.Entry"] if ada.user.pk in entry] == before
    assert before


@pytest.mark.parametrize("name", sorted(BY_SLUG))
@each_method
def test_a_stranger_finds_nothing_of_adas_where_everyone_has_a_page(ada, ben, name, method):
    path, _ = paths(name, ada)
    before = numberless(ask(ben.browser, method, path))

    sit_and_fill_the_kit(ada)

    assert numberless(ask(ben.browser, method, path)) == before


def sit_and_fill_the_kit(person: Person) -> None:
    """A sitting with everything kept, a line, something that does good, a person, a favourite."""
    for kind in ("line", "care", "person"):
        person.kit(kind, text="Ada's words.", phone="0123", area="body")
    person.kit("favourite", text="three-lines")
    person.sat("three-lines", response="harder")
    send(person, "/journal/notes/new/", {"practice": "three-lines", "line_1": "Ada's words."})


@pytest.mark.parametrize("name", sorted(BY_SLUG))
@each_method
def test_a_page_that_nobody_has_is_missing_for_everyone(ada, name, method):
    _, unknown = paths(name, ada)

    missing = {404, 405}
    assert ask(ada.browser, method, unknown)[0] in missing
    assert ask(Client(), method, unknown)[0] in (missing if name in PUBLIC else {302, 403})


def numberless(answer: tuple[int, str, str]) -> tuple[int, str, str]:
    """Dates and the new ids in hidden fields differ; nothing else may."""
    status, *texts = answer
    uuids = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
    leads, page = (re.sub(r"\d+", "#", uuids.sub("<uuid>", text)) for text in texts)
    return status, leads, page


def test_no_page_shows_a_stranger_anything_of_adas(ada, ben):
    for filled in (
        "entry",
        "entry-versions",
        "entry-restore",
        "draft-discard",
        "kit-item",
        "mfa_edit_webauthn",
    ):
        paths(filled, ada)

    pages = [
        page_of(ben.browser.get(paths(route.name, ben)[0], follow=True))
        for route in ROUTES
        if route.name not in LEAVING
    ]

    theirs = [ada.user.email, *(str(entry.uuid) for entry in Entry.objects.with_closed(ada.user))]
    assert len(theirs) == 4
    assert [text for text in theirs if any(text in page for page in pages)] == []


def test_no_page_but_leave_closes_the_journal(ada):
    """Ada goes to each in turn. Where the journal closed behind her, she opens it again."""
    closed_by = []

    for route in ROUTES:
        ada.browser.get(paths(route.name, ada)[0])
        if ada.browser.get("/today/").status_code != 200:
            closed_by.append(route.name)
            ada.browser.post("/accounts/unlock/", {"password": PASSWORD})

    assert closed_by == ["leave-now"]


@pytest.mark.parametrize("name", [route.name for route in OURS])
def test_no_page_of_ours_takes_other_methods(ada, name):
    path, _ = paths(name, ada)

    answers = [ask(path) for ask in (ada.browser.put, ada.browser.delete, ada.browser.patch)]

    assert [answer.status_code for answer in answers] == [405, 405, 405]


def test_the_matrix_is_worth_something():
    """Ada can see what the strangers are not shown."""
    ada = sign_up("ada")
    path, _ = paths("entry", ada)

    assert "Ada's title" in unescape(page_of(ada.browser.get(path)))
    sit_and_fill_the_kit(ada)
    assert "Ada's words." in unescape(page_of(ada.browser.get("/practices/three-lines/sit/?now=1")))
    assert "Ada's words." in unescape(page_of(ada.browser.get("/practices/kit/")))
