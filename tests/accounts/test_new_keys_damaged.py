"""New keys, where an earlier one is damaged: it is kept, and nothing is done that would lose it."""

import pytest

from accounts.models import Vault
from accounts.vault import keys, rotation
from accounts.views import rotation as page
from tests.accounts.test_new_keys import NEW, NEW_KEYS, SAID, begin
from tests.damage import damaged
from tests.people import sign_in


def test_earlier_keys_that_someone_damaged_are_not_thrown_away(ada):
    letter = ada.letter("From before.")
    begin(ada)
    broken = damaged(Vault.objects.get().retiring)
    Vault.objects.update(retiring=broken)

    opened = keys.open_with_password(ada.user, NEW)
    left = rotation.seal_anew(ada.user, opened, seconds=5)

    assert (list(opened.keyring.keys), left.damaged) == ([2], 1)
    assert bytes(Vault.objects.get().retiring) == broken
    letter.refresh_from_db()
    assert b"From before." in ada.vault.open(letter, "content", letter.content)


@pytest.mark.parametrize("still_in_the_visit", [True, False])
def test_no_newer_keys_are_taken_where_that_would_lose_an_earlier_one(
    ada, monkeypatch, still_in_the_visit
):
    monkeypatch.setattr(page, "SECONDS", -1)  # nothing is sealed anew yet
    ada.letter("From before.")
    ada.browser.post(NEW_KEYS, SAID)
    whole = bytes(Vault.objects.get().retiring)
    broken = damaged(whole)
    Vault.objects.update(retiring=broken)
    browser = ada.browser
    if not still_in_the_visit:
        ada.user.refresh_from_db()
        browser = sign_in(ada.user, NEW)
    third = {"password": NEW, "password1": "a third sundial", "password2": "a third sundial"}

    answer = browser.post(NEW_KEYS, third)

    assert answer.status_code == 422
    assert "that key is damaged here" in answer.content.decode()
    assert bytes(Vault.objects.get().retiring) == broken
    ada.user.refresh_from_db()
    assert ada.user.check_password(NEW)
    Vault.objects.update(retiring=whole)  # mended from a backup
    assert sorted(keys.open_with_password(ada.user, NEW).keyring.keys) == [1, 2]


def test_a_visit_that_could_not_open_the_earlier_keys_carries_them_once_they_are_mended(ada):
    letter = ada.letter("From before.")
    begin(ada)
    whole = bytes(Vault.objects.get().retiring)
    Vault.objects.update(retiring=b"broken")
    opened = keys.open_with_password(ada.user, NEW)
    Vault.objects.update(retiring=whole)

    renewed, _ = keys.take_new_keys(ada.user, opened, "a third sundial")

    assert (sorted(opened.keyring.keys), sorted(renewed.keyring.keys)) == ([2], [1, 2, 3])
    opened = keys.open_with_password(ada.user, "a third sundial")
    assert letter.open(opened).body == "From before."
