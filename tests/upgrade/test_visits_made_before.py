"""Visits, words that waited and drafts on a device, from before the upgrade."""

import base64
from typing import Any
from urllib.parse import parse_qsl

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from journal.drafts.offline_key import key_for
from tests.pages import fields_of
from tests.upgrade.browsing import EXPECTED, SIGN_IN, UNLOCK, browser, come_in, send, text_of
from tests.upgrade.standing import Standing
from tests.upgrade.test_rows_made_before import ENTRIES, content_of

DEVICE: dict[str, Any] = EXPECTED["device"]


def test_a_visit_that_was_open_goes_on(ada):
    answer = browser("open").get(f"/journal/{ENTRIES['a letter']}/")

    assert answer.status_code == 200
    assert content_of("a letter")["title"] in text_of(answer)


@pytest.mark.parametrize("visit", ["locked", "idle"])
def test_a_visit_that_was_locked_asks_for_the_password_and_opens(ada, visit):
    where, page = browser(visit), f"/journal/{ENTRIES['a letter']}/"

    locked = where.get(page)
    come_in(where, UNLOCK)

    assert locked["Location"] == f"/accounts/unlock/?next={page}"
    assert content_of("a letter")["title"] in text_of(where.get(page))


def test_a_visit_that_was_signed_out_signs_in(ada):
    where = browser("signed out")

    come_in(where, SIGN_IN)

    assert where.get("/today/").status_code == 200


# Words that a form had in flight were sealed under a key that only a cookie held, and lasted an
# hour. They go through the inbox now. This one test goes with `accounts/inbox/parked_before.py`;
# nothing else in this folder may.
@pytest.mark.parametrize(
    ("visit", "door", "words"),
    [
        ("locked", UNLOCK, "The kettle was still on."),
        ("signed out", SIGN_IN, "The tram driver waited."),
    ],
)
def test_words_that_waited_come_back_as_a_draft(ada, visit, door, words):
    before, where = Standing(ada), browser(visit)

    come_in(where, door)

    [draft] = before.since()["drafts"]
    assert draft["fields"]["body"] == [words]


# --- what lies on a device --------------------------------------------------------------


def test_a_page_is_given_the_key_of_what_was_sealed_on_the_device(ada):
    given = key_for(ada.vault)
    today = browser("open").get("/today/").content.decode()

    assert (given.key, given.mark) == (DEVICE["key"], DEVICE["mark"])
    assert given.key in today
    assert given.mark in today


def test_what_was_sealed_on_the_device_becomes_a_draft(ada):
    """As `static/js/offline.js` opens and sends it. That it does, the walks in a browser say."""
    record, before = DEVICE["record"], Standing(ada)
    raw_key = base64.urlsafe_b64decode(f"{key_for(ada.vault).key}=")
    iv, sealed = (base64.b64decode(record[name]) for name in ("iv", "sealed"))
    place = f"{record['mark']}{record['id']}".encode()
    opened = AESGCM(raw_key).decrypt(iv, sealed, place).decode()

    fields = parse_qsl(opened.rstrip("&"), keep_blank_values=True)
    [token] = fields_of(ada.browser.get("/today/"))["csrfmiddlewaretoken"]
    fields = [(name, token if name == "csrfmiddlewaretoken" else it) for name, it in fields]
    answer = send(ada.browser, "/journal/drafts/", fields)

    [draft] = before.since()["drafts"]
    assert answer.status_code == 200
    assert draft["form"] == "letter"
    assert draft["fields"]["title"] == ["In the tunnel"]
    assert draft["fields"]["body"] == ["No line, and still these words."]
