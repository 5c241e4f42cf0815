"""Pages for anyone, and what every page is sent with."""

import re
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from tests.people import PASSWORD, Person

PLAIN = ["/help/", "/safety/", "/privacy/", "/now/"]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def heading(page: str) -> str:
    return re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)[1]


def title(page: str) -> str:
    return re.search(r"<title>(.*?)</title>", page, re.DOTALL)[1]


# --- who may read them ---


@pytest.mark.parametrize("address", [*PLAIN, "/"])
def test_a_visitor_can_read_it(client, db, address):
    answer = client.get(address)

    assert answer.status_code == 200
    assert heading(answer.content.decode())


@pytest.mark.parametrize("address", PLAIN)
def test_it_reads_the_same_signed_in_and_locked(client, ada, address):
    read_by_a_visitor = heading(client.get(address).content.decode())

    read_by_ada = heading(ada.browser.get(address).content.decode())
    ada.browser.post("/accounts/lock/")
    read_while_locked = heading(ada.browser.get(address).content.decode())

    assert read_by_ada == read_while_locked == read_by_a_visitor


def test_it_reads_for_someone_whose_journal_is_sealed(ada):
    User.objects.get().vault.delete()

    assert [ada.browser.get(address).status_code for address in PLAIN] == [200] * len(PLAIN)


def test_the_front_door_leads_a_signed_in_person_to_today(ada):
    assert ada.browser.get("/").url == "/today/"


def test_the_front_door_leads_a_locked_person_to_unlock(ada):
    ada.browser.post("/accounts/lock/")

    answer = ada.browser.get("/", follow=True)

    assert answer.redirect_chain[-1] == ("/accounts/unlock/?next=/today/", 302)


@pytest.mark.parametrize("address", [*PLAIN, "/", "/healthz", "/leave-now/"])
def test_nothing_is_sent_to_it(client, db, address):
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", PLAIN)
def test_a_visitor_gets_no_cookie_for_reading_it(client, db, address):
    assert dict(client.get(address).cookies) == {}


def test_the_hosts_own_privacy_words_are_shown_as_text(client, db, settings, tmp_path):
    settings.DEARSELF_DATA = tmp_path
    (tmp_path / "privacy.txt").write_text("Run by <b>Ward 7</b> & friends.", encoding="utf-8")

    page = client.get("/privacy/").content.decode()

    assert "Run by &lt;b&gt;Ward 7&lt;/b&gt; &amp; friends." in page


# --- no typed word in a title ---


def pages_that_know_the_words(ada: Person) -> list[str]:
    """Addresses of pages that show a letter called “Marmalade”, or a form that holds it."""
    letter = ada.letter("Marmalade on toast.", title="Marmalade")
    unfinished = {"form": "letter", "draft": uuid4(), "entry": uuid4(), "title": "Marmalade"}
    ada.browser.post("/journal/drafts/", unfinished | {"body": "Marmalade again."})
    return [f"/journal/{letter.uuid}/", f"/journal/{letter.uuid}/edit/", "/journal/"]


def test_no_title_holds_a_word_someone_typed(ada):
    addresses = pages_that_know_the_words(ada)

    pages = [ada.browser.get(address).content.decode() for address in addresses]

    assert ["Marmalade" in page for page in pages] == [True] * len(pages)
    assert [title(page) for page in pages if "armalade" in title(page)] == []


def test_no_title_holds_a_refused_word(ada):
    page = ada.browser.post("/journal/letters/new/", {"title": "Marmalade"}).content.decode()

    assert "Marmalade" in page
    assert "armalade" not in title(page)


def test_no_title_holds_an_address(client, db):
    said = {"login": "ada@example.org", "password": "wrong horse battery"}

    page = client.post("/accounts/login/", said).content.decode()

    assert "ada@example.org" in page
    assert title(page) == "Sign in · Dear Self"


# --- what every page is sent with ---


@pytest.mark.parametrize(
    "address",
    [
        *PLAIN,
        "/",
        "/healthz",
        "/accounts/login/",
        "/accounts/signup/",
        "/journal/",
        "/nowhere/",
    ],
)
def test_a_page_is_sent_with_its_guards(client, db, address):
    headers = client.get(address).headers

    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "no-store" in headers["Cache-Control"]


@pytest.mark.parametrize(
    "address", ["/today/", "/journal/", "/journal/letters/new/", "/accounts/settings/", "/nowhere/"]
)
def test_a_private_page_is_kept_by_nobody(ada, address):
    headers = ada.browser.get(address).headers

    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("address", [*PLAIN, "/", "/accounts/login/", "/accounts/signup/"])
def test_a_page_has_nothing_that_its_policy_would_block(client, db, address):
    page = client.get(address).content.decode()

    assert re.findall(r"<style|<script(?![^>]* src=)|\sstyle=|\son[a-z]+=|javascript:", page) == []
    assert [src for src in re.findall(r'src="([^"]*)"', page) if not src.startswith("/")] == []


# --- forms that cannot be taken ---


@pytest.mark.parametrize(
    "body", [b"login=ada%00&password=x", b"login=%ff%fe&password=x", b"%00=x", b"login=\xc3"]
)
def test_text_that_is_broken_is_refused_and_not_changed(client, db, body):
    answer = client.post("/accounts/login/", body, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 400


def test_a_nul_in_an_address_is_refused(client, db):
    assert client.get("/help/?country=%00").status_code == 400


def test_no_more_than_three_cookies_are_ever_set(ada):
    """Also after a message, which Django would put into a cookie of its own."""
    browser, seen = Client(), set()
    said = {"login": ada.user.email, "password": PASSWORD, "remember": "on"}

    for method, address, fields in [
        ("get", "/accounts/login/", {}),
        ("post", "/accounts/login/", said),
        ("post", "/accounts/recovery/later/", {}),
        ("post", "/journal/letters/new/", {"body": "You came home."}),
        ("get", "/today/", {}),
        ("post", "/accounts/lock/", {}),
        ("post", "/accounts/unlock/", {"password": PASSWORD}),
        ("get", "/accounts/settings/", {}),
        ("post", "/accounts/logout/", {}),
        ("get", "/", {}),
    ]:
        seen |= set(getattr(browser, method)(address, fields).cookies)

    assert seen == {
        settings.SESSION_COOKIE_NAME,
        settings.CSRF_COOKIE_NAME,
        settings.KEY_COOKIE_NAME,
    }
