"""The key of what is kept on a device: whose pages have it, and what follows from it."""

import base64
import re

import pytest
from django.utils import timezone

from accounts.vault import keys
from accounts.vault.sealing import Damaged, Keyring, OpenVault
from journal.drafts.offline_key import key_for

NEW_PASSWORD = "another horse, another battery"


def given(answer) -> dict[str, str]:
    """What a page hands to the script that seals on the device."""
    return dict(re.findall(r'data-(offline|mark)="([^"]+)"', answer.content.decode()))


def test_the_key_is_the_same_on_every_device_and_another_for_everyone(ada, ben):
    again = OpenVault(ada.user.pk, Keyring(dict(ada.vault.keyring.keys)))

    assert key_for(again) == key_for(ada.vault)
    assert len({key_for(ada.vault).key, key_for(ben.vault).key}) == 2
    assert len({key_for(ada.vault).mark, key_for(ben.vault).mark}) == 2


def test_nothing_that_opens_a_record_follows_from_it_or_from_the_mark(ada):
    on_the_page = key_for(ada.vault)
    raw = base64.urlsafe_b64decode(f"{on_the_page.key}=")
    letter = ada.letter("You did what you could.")

    assert raw not in ada.vault.keyring.keys.values()
    assert base64.urlsafe_b64decode(f"{on_the_page.mark}==") != raw[:16]
    assert ada.user.pk.bytes not in (raw[:16], base64.urlsafe_b64decode(f"{on_the_page.mark}=="))
    with pytest.raises(Damaged):
        OpenVault(ada.user.pk, Keyring({1: raw})).open(letter, "content", letter.content)


def test_new_keys_bring_another_key_and_another_mark(ada):
    before = key_for(ada.vault)

    renewed, _ = keys.take_new_keys(ada.user, ada.vault, NEW_PASSWORD)

    assert key_for(renewed).key != before.key
    assert key_for(renewed).mark != before.mark


def test_pages_for_writing_are_given_it_and_are_not_stored(ada):
    today = timezone.localdate()
    letter = ada.letter()
    pages = [
        "/today/",
        "/journal/",
        "/journal/letters/new/",
        "/journal/memories/new/",
        "/journal/notes/new/",
        f"/journal/days/{today}/morning/",
        f"/journal/days/{today}/evening/",
        f"/journal/{letter.uuid}/edit/",
    ]
    on_the_page = key_for(ada.vault)
    expected = {"offline": on_the_page.key, "mark": on_the_page.mark}

    answers = {page: ada.browser.get(page) for page in pages}

    assert {page: given(answer) for page, answer in answers.items()} == dict.fromkeys(
        pages, expected
    )
    assert {answer["Cache-Control"] for answer in answers.values()} == {"no-store"}


def test_pages_that_nobody_writes_on_do_not_have_it(ada):
    letter = ada.letter()
    ada.browser.post("/practices/before/", {"next": "/today/"})
    pages = [
        f"/journal/{letter.uuid}/",
        "/journal/bin/",
        "/practices/hum/sit/",
        "/practices/three-lines/sit/",
        "/accounts/settings/",
        "/now/",
        "/help/",
    ]

    answers = [ada.browser.get(page) for page in pages]

    assert [answer.status_code for answer in answers] == [200] * len(pages)
    assert [given(answer) for answer in answers] == [{}] * len(pages)


def test_a_form_that_comes_back_to_be_mended_has_it_too(ada):
    answer = ada.browser.post("/journal/letters/new/", {"title": "The coat"})

    assert answer.status_code == 422
    assert given(answer)["offline"] == key_for(ada.vault).key


def test_a_locked_journal_gives_it_to_nobody(ada):
    ada.browser.post("/accounts/lock/")

    answer = ada.browser.get("/journal/letters/new/", follow=True)

    assert answer.redirect_chain[-1][0].startswith("/accounts/unlock/")
    assert given(answer) == {}
