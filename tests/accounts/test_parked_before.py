"""Forms that the version before had parked, under keys in cookies: still there after an upgrade.

To be deleted with `accounts/inbox/parked_before.py`.
"""

import base64
import hashlib
import secrets
from datetime import timedelta

import msgspec
import pytest
import time_machine
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils import timezone

from accounts.hosting.chores import chores
from accounts.models import InboxForm, ParkedWords
from accounts.vault.padding import pad
from journal.models import Draft
from tests.late import INBOX, SAID, lock, unlock, written
from tests.pages import NEW
from tests.people import Person, sign_in

FIELDS = "title=The+coat&body=You+came+home."


def park(ada: Person, path: str = NEW, fields: str = FIELDS) -> str:
    """As the version before did. The name of the cookie that opens it."""
    key, nonce = secrets.token_bytes(32), secrets.token_bytes(12)
    ticket = hashlib.sha256(b"dear-self parked words" + key).digest()
    row = ParkedWords(owner=ada.user, ticket=ticket)
    plaintext = pad(msgspec.msgpack.encode({"path": path, "fields": fields}))
    place = b"parked" + ada.user.pk.bytes + row.uuid.bytes
    row.sealed = nonce + AESGCM(key).encrypt(nonce, plaintext, place)
    row.save()
    name = f"{settings.WORDS_COOKIE_NAME}-0123456789ab-{secrets.token_hex(4)}"
    ada.browser.cookies[name] = base64.urlsafe_b64encode(key).decode()
    return name


def words_cookies_of(ada: Person) -> list[str]:
    found = ada.browser.cookies.items()
    return [name for name, it in found if name.startswith(settings.WORDS_COOKIE_NAME) and it.value]


def test_unlocking_makes_a_draft_of_them_and_takes_cookie_and_row_away(ada):
    park(ada)
    lock(ada)

    page = ada.browser.get(unlock(ada))

    assert Draft.objects.get().open(ada.vault).fields["body"] == ["You came home."]
    assert "Your words are back." in page.text
    assert not ParkedWords.objects.exists()
    assert words_cookies_of(ada) == []


def test_in_an_open_journal_the_next_page_does(ada):
    park(ada)

    ada.browser.get("/journal/")

    assert Draft.objects.get().open(ada.vault).fields["title"] == ["The coat"]
    assert words_cookies_of(ada) == []
    assert "What you wrote before is back, on Today." in ada.browser.get("/today/").text


def test_what_no_page_can_take_stays_in_the_inbox(ada):
    park(ada, "/practices/kit/add/line/", "kit_line=Slowly.")
    lock(ada)
    unlock(ada)

    page = ada.browser.get(INBOX)

    assert "Slowly." in page.text
    assert InboxForm.objects.count() == 1
    assert not ParkedWords.objects.exists()


def test_that_it_came_with_pictures_is_said(ada):
    park(ada, fields=f"{FIELDS}&files_lost=1")
    lock(ada)

    page = ada.browser.get(unlock(ada))

    assert "The pictures could not wait. Please choose them again." in page.text


def test_another_persons_stay_for_them(ada, ben):
    name = park(ada)
    ben.browser.cookies[name] = ada.browser.cookies[name].value

    ben.browser.get("/journal/")

    assert not Draft.objects.exists()
    assert ben.browser.cookies[name].value
    ada.browser.get("/journal/")
    assert Draft.objects.get().owner == ada.user


def test_without_the_cookie_nothing_opens_them(ada):
    park(ada)

    sign_in(ada.user)

    assert not Draft.objects.exists()
    assert ParkedWords.objects.count() == 1


@pytest.mark.parametrize("broken", ["", "x", "a" * 44, "%%%"])
def test_a_cookie_that_is_no_key_is_taken_away(ada, broken):
    ada.browser.cookies[f"{settings.WORDS_COOKIE_NAME}-page"] = broken

    assert ada.browser.get("/today/").status_code == 200
    assert words_cookies_of(ada) == []


def test_one_that_is_damaged_goes(ada):
    park(ada)
    ParkedWords.objects.update(sealed=b"\0" * 300)

    assert ada.browser.get("/today/").status_code == 200
    assert not ParkedWords.objects.exists()


def test_after_an_hour_they_are_gone(ada):
    park(ada)

    with time_machine.travel(timezone.now() + timedelta(hours=1, seconds=1)):
        ada.browser.get("/journal/")
        next(c for c in chores if c.name == "forget parked words").run()

    assert not ParkedWords.objects.exists()
    assert not Draft.objects.exists()


def test_nothing_new_is_parked(ada):
    typed = written(ada)
    lock(ada)

    answer = ada.browser.post(NEW, {"body": SAID["body"], "whose": typed["whose"][0]})

    assert not ParkedWords.objects.exists()
    assert [name for name in answer.cookies if name.startswith(settings.WORDS_COOKIE_NAME)] == []
