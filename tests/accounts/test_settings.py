"""Preferences at `/accounts/settings/`."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from accounts.models import User

SETTINGS = "/accounts/settings/"
AS_THEY_ARE = {
    "time_zone": "Europe/Vienna",
    "theme": "system",
    "spellcheck": "on",
    "idle_minutes": "30",
    "exit_shown": "on",
    "exit_keys": "on",
    "exit_url": "",
}

# Pages of every room, allauth's among them.
IN_THE_HOUSE = [
    "/today/",
    "/journal/",
    "/journal/letters/new/",
    "/journal/days/2026-06-17/evening/",
    "/now/",
    "/help/",
    "/safety/",
    "/privacy/",
    SETTINGS,
    "/accounts/recovery/",
    "/accounts/password/change/",
    "/accounts/email/",
    "/accounts/sessions/",
    "/accounts/2fa/",
    "/accounts/logout/",
    "/no-such-page/",
]


def kept_of(user: User) -> dict[str, object]:
    names = [*AS_THEY_ARE, "gentle", "plain_tab"]
    return User.objects.filter(pk=user.pk).values(*names).get()


@pytest.mark.parametrize(
    ("name", "said", "kept"),
    [
        ("time_zone", "Pacific/Auckland", "Pacific/Auckland"),
        ("time_zone", "america/new york", "America/New_York"),
        ("time_zone", " PACIFIC / AUCKLAND ", "Pacific/Auckland"),
        ("theme", "night", "night"),
        ("gentle", "on", True),
        ("plain_tab", "on", True),
        ("idle_minutes", "0", 0),
        ("idle_minutes", "240", 240),
        ("exit_url", "https://example.org/recipes?of=soup", "https://example.org/recipes?of=soup"),
        ("exit_url", "example.org", "https://example.org"),
    ],
)
def test_a_setting_is_kept_and_the_others_stay(ada, name, said, kept):
    before = kept_of(ada.user)

    answer = ada.browser.post(SETTINGS, AS_THEY_ARE | {name: said})

    assert answer.url == SETTINGS
    assert before[name] != kept
    assert kept_of(ada.user) == before | {name: kept}


@pytest.mark.parametrize("name", ["spellcheck", "exit_shown", "exit_keys"])
def test_a_box_unticked_is_kept(ada, name):
    said = {key: value for key, value in AS_THEY_ARE.items() if key != name}
    before = kept_of(ada.user)

    ada.browser.post(SETTINGS, said)

    assert before[name] is True
    assert kept_of(ada.user) == before | {name: False}


def test_what_was_kept_is_shown_the_next_time(ada):
    ada.browser.post(SETTINGS, AS_THEY_ARE | {"theme": "night", "exit_url": "https://example.org"})

    page = ada.browser.get(SETTINGS).content.decode()

    assert 'data-theme="night"' in page
    assert 'value="https://example.org"' in page


def test_a_zone_that_is_not_known_is_handed_back_as_typed(ada):
    page = ada.browser.post(SETTINGS, AS_THEY_ARE | {"time_zone": "Middle/Earth"})

    assert 'value="Middle/Earth"' in page.content.decode()
    assert "This zone is not known here." in page.content.decode()


def test_nobody_elses_settings_change(ada, ben):
    before = kept_of(ben.user)

    ada.browser.post(SETTINGS, AS_THEY_ARE | {"theme": "night"})

    assert kept_of(ben.user) == before


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("exit_url", "http://example.org/"),
        ("exit_url", "javascript:alert(1)"),
        ("exit_url", "data:text/html,hello"),
        ("exit_url", "//"),
        ("exit_url", "the weather"),
        ("exit_url", f"https://example.org/{'a' * 200}"),
        ("time_zone", "Middle/Earth"),
        ("time_zone", "Europe/Vien"),
        ("time_zone", "Europe//Vienna"),
        ("time_zone", "/etc/passwd"),
        ("time_zone", "A" * 500),
        ("time_zone", ""),
        ("theme", "sepia"),
        ("idle_minutes", "7"),
        ("idle_minutes", "-5"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_and_nothing_changes(ada, name, said):
    before = kept_of(ada.user)

    answer = ada.browser.post(SETTINGS, AS_THEY_ARE | {"gentle": "on", name: said})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [name]
    assert kept_of(ada.user) == before


def test_a_field_the_form_does_not_have_is_not_kept(ada):
    ada.browser.post(SETTINGS, AS_THEY_ARE | {"is_staff": "on", "email": "ben@example.org"})

    ada.user.refresh_from_db()
    assert (ada.user.is_staff, ada.user.email) == (False, "ada@example.org")


def test_settings_wait_behind_the_lock(ada):
    ada.browser.post("/accounts/lock/")
    before = kept_of(ada.user)

    shown = ada.browser.get(SETTINGS)
    sent = ada.browser.post(SETTINGS, AS_THEY_ARE | {"theme": "night"})

    assert shown.url == f"/accounts/unlock/?next={SETTINGS}"
    assert sent.url == "/accounts/unlock/?next=/today/"
    assert kept_of(ada.user) == before


def test_a_visitor_is_asked_to_sign_in(client, db):
    assert client.get(SETTINGS).url == f"/accounts/login/?next={SETTINGS}"
    assert client.post(SETTINGS, AS_THEY_ARE).url == "/accounts/login/?next=/today/"


# --- the browser tab ---


def tab_of(page: str) -> tuple[str, str]:
    """The title and the icon that a browser shows."""
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)[1]
    icon = re.search(r'<link rel="icon" href="([^"]*)"', page)[1]
    return title, icon


@pytest.mark.parametrize("address", IN_THE_HOUSE)
def test_a_plain_tab_says_notes_on_every_page(ada, address):
    named = tab_of(ada.browser.get(address).content.decode())
    ada.browser.post(SETTINGS, AS_THEY_ARE | {"plain_tab": "on"})

    plain = tab_of(ada.browser.get(address).content.decode())

    assert named[0].endswith(" · Dear Self")
    assert named[1] == "/static/img/leaf.svg"
    assert plain == ("Notes", "/static/img/page.svg")


def test_a_plain_tab_stays_plain_when_the_journal_is_locked(ada):
    ada.browser.post(SETTINGS, AS_THEY_ARE | {"plain_tab": "on"})
    ada.browser.post("/accounts/lock/")

    locked = ada.browser.get("/journal/", follow=True).content.decode()

    assert "Your journal is locked" in locked
    assert tab_of(locked) == ("Notes", "/static/img/page.svg")


def test_a_plain_tab_stays_plain_when_the_database_is_busy(ada):
    ada.user.plain_tab = True
    request = RequestFactory().get("/journal/")
    request.user = ada.user

    page = render_to_string("503.html", request=request)

    assert "<title>Notes</title>" in page


def test_a_plain_tab_is_ones_own(ada, ben):
    ada.browser.post(SETTINGS, AS_THEY_ARE | {"plain_tab": "on"})

    assert tab_of(ben.browser.get("/journal/").content.decode())[0] == "Look back · Dear Self"


# --- with Leave turned off ---


@pytest.mark.parametrize("address", IN_THE_HOUSE)
def test_turned_off_no_page_has_leave_nor_listens_for_shift(ada, address):
    before = ada.browser.get(address).content.decode()
    ada.browser.post(SETTINGS, {k: v for k, v in AS_THEY_ARE.items() if k != "exit_shown"})

    after = ada.browser.get(address).content.decode()

    assert "/leave-now/" in before
    assert "data-exit-keys" in before
    assert "/leave-now/" not in after
    assert "data-exit-keys" not in after


def test_turned_off_the_safety_page_says_how_to_lock(ada):
    ada.browser.post(SETTINGS, {k: v for k, v in AS_THEY_ARE.items() if k != "exit_shown"})

    page = ada.browser.get("/safety/").content.decode()

    assert "You have turned Leave off" in page
    assert "three times" not in page


def test_leave_can_be_turned_on_again(ada):
    ada.browser.post(SETTINGS, {k: v for k, v in AS_THEY_ARE.items() if k != "exit_shown"})

    ada.browser.post(SETTINGS, AS_THEY_ARE)

    assert "/leave-now/" in ada.browser.get("/today/").content.decode()


def test_a_page_that_knows_nobody_still_has_leave():
    """Such as the one for an error in the middle of things, which is made without a request."""
    assert '<a href="/leave-now/"' in render_to_string("500.html")
