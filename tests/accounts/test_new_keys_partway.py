"""New keys, partway: cut off, gone on with, begun again, and writers who hold the earlier ones."""

import os
import signal
import subprocess
import sys
from typing import Any

import pytest
from django.db import OperationalError, connection

from accounts.models import Vault
from accounts.vault import keys, rotation
from accounts.vault.sealing import Locked, WrongKey
from accounts.vault.state import vault_state
from accounts.views import rotation as page
from config.env import BASE
from journal.keeping import keep
from journal.models import Draft, Entry
from journal.writing.page import PageForm
from tests.accounts.test_new_keys import GOING, NEW, NEW_KEYS, SAID, all_words, begin, key_ids
from tests.belongings import DAY, change, save_draft, sealed, write_everywhere
from tests.people import PASSWORD, sign_up

PARTWAY = "Your journal is partway to its new keys."


@pytest.fixture
def no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every request stops before it has sealed anything anew."""
    monkeypatch.setattr(page, "SECONDS", -1)


# --- partway ---


def test_partway_the_page_says_how_far_and_every_page_works(ada, no_time):
    letter, *_ = write_everywhere(ada)

    answer = ada.browser.post(NEW_KEYS, SAID)

    assert answer.url == GOING
    going = ada.browser.get(GOING)
    assert (going.context["done"], going.context["of"]) == (0, 10)
    assert "You came home." in ada.browser.get(f"/journal/{letter.uuid}/").content.decode()
    kept = ada.browser.post("/journal/letters/new/", {"body": "Meanwhile."})
    assert kept.status_code == 302
    assert key_ids(ada) == [1, 2]


def test_partway_today_says_so_and_its_button_goes_on(ada, no_time, monkeypatch):
    write_everywhere(ada)
    ada.browser.post(NEW_KEYS, SAID)
    partway = ada.browser.get("/today/").content.decode()
    monkeypatch.setattr(page, "SECONDS", 5)

    answer = ada.browser.post(GOING)

    assert PARTWAY in partway
    assert f'action="{GOING}"' in partway
    assert answer.url == "/accounts/recovery/"
    assert len(ada.browser.get(answer.url).context["groups"]) == 10
    assert PARTWAY not in ada.browser.get("/today/").content.decode()
    assert key_ids(ada) == [2]


def test_partway_another_browser_that_signs_in_opens_everything_and_goes_on(ada, no_time):
    write_everywhere(ada)
    before = all_words(ada, ada.vault)
    recovery_key = "-".join(ada.browser.post(NEW_KEYS, SAID, follow=True).context.get("groups", []))
    assert recovery_key == ""  # it is shown when the work is done

    opened = keys.open_with_password(ada.user, NEW)

    assert all_words(ada, opened) == before
    left = rotation.seal_anew(ada.user, opened, seconds=5)
    assert (left.is_done, list(left.vault.keyring.keys)) == (True, [2])
    assert all_words(ada, keys.open_with_password(ada.user, NEW)) == before


def test_partway_the_new_recovery_key_opens_everything(ada):
    write_everywhere(ada)
    before = all_words(ada, ada.vault)

    _, recovery_key = begin(ada)

    assert all_words(ada, keys.open_with_recovery_key(ada.user, recovery_key)) == before


def test_partway_the_old_password_wrap_is_gone_already(ada):
    begin(ada)

    with pytest.raises(WrongKey):
        keys.open_with_password(ada.user, PASSWORD)
    with pytest.raises(WrongKey):
        keys.open_with_recovery_key(ada.user, ada.recovery_key)


def test_a_password_changed_partway_leaves_the_way_open_to_the_end(ada):
    write_everywhere(ada)
    before = all_words(ada, ada.vault)
    opened, _ = begin(ada)

    keys.take_new_password(ada.user, opened, "a third sundial")

    opened = keys.open_with_password(ada.user, "a third sundial")
    assert all_words(ada, opened) == before
    assert rotation.seal_anew(ada.user, opened, seconds=5).is_done
    opened = keys.open_with_password(ada.user, "a third sundial")
    assert (list(opened.keyring.keys), all_words(ada, opened)) == ([2], before)


def test_new_keys_begun_again_partway_carry_all_the_earlier_ones(ada):
    write_everywhere(ada)
    before = all_words(ada, ada.vault)
    begin(ada)
    save_draft(ada, "Under the second key", keys.open_with_password(ada.user, NEW))

    opened, _ = begin(ada, "a third sundial")

    assert sorted(opened.keyring.keys) == [1, 2, 3]
    opened = keys.open_with_password(ada.user, "a third sundial")
    assert len(all_words(ada, opened)) == len(before) + 1
    assert rotation.seal_anew(ada.user, opened, seconds=5).is_done
    assert key_ids(ada) == [3]
    assert list(keys.open_with_password(ada.user, "a third sundial").keyring.keys) == [3]


def test_going_on_when_nothing_is_left_does_no_harm(ada):
    write_everywhere(ada)
    ada.browser.post(NEW_KEYS, SAID)
    before = [bytes(getattr(row, name)) for row, name in sealed(ada)]

    ada.browser.post(GOING)

    assert ada.browser.get(GOING).url == "/accounts/recovery/"
    assert [bytes(getattr(row, name)) for row, name in sealed(ada)] == before


# --- cut off ---


def test_cut_off_between_batches_it_goes_on_where_it_was(ada, monkeypatch):
    for number in range(7):
        ada.letter(f"Letter {number}.")
    before = all_words(ada, ada.vault)
    opened, _ = begin(ada)
    monkeypatch.setattr(rotation, "BATCH", 2)
    seal_batch, calls = rotation._seal_batch, []

    def pull_the_plug(*said: Any) -> list[Any]:
        calls.append(said)
        if len(calls) == 3:
            raise RuntimeError("The power went.")
        return seal_batch(*said)

    monkeypatch.setattr(rotation, "_seal_batch", pull_the_plug)
    with pytest.raises(RuntimeError):
        rotation.seal_anew(ada.user, opened, seconds=5)

    opened = keys.open_with_password(ada.user, NEW)
    assert rotation.count_remaining(ada.user, opened) == 3
    assert all_words(ada, opened) == before
    assert rotation.seal_anew(ada.user, opened, seconds=5).is_done
    assert all_words(ada, keys.open_with_password(ada.user, NEW)) == before


def test_cut_off_while_it_begins_nothing_has_changed(ada, monkeypatch):
    write_everywhere(ada)

    def fall_over(*said: Any) -> None:
        raise RuntimeError("The disk is full.")

    monkeypatch.setattr(keys, "lock", fall_over)
    with pytest.raises(RuntimeError):
        ada.browser.post(NEW_KEYS, SAID)
    monkeypatch.undo()

    ada.user.refresh_from_db()
    assert ada.user.check_password(PASSWORD)
    assert keys.open_with_password(ada.user, PASSWORD).keyring == ada.vault.keyring
    assert keys.open_with_recovery_key(ada.user, ada.recovery_key).keyring == ada.vault.keyring


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing can be sealed anew: the database is busy, or its disk full."""

    def refuse(*said: Any, **more: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(page, "seal_anew", refuse)


def test_a_busy_database_stops_it_and_the_button_stays(ada, busy):
    write_everywhere(ada)

    answer = ada.browser.post(NEW_KEYS, SAID)

    assert answer.url == GOING
    going = ada.browser.get(GOING)
    assert going.status_code == 200
    assert "data-go-on" in going.content.decode()
    assert vault_state(ada.user).is_partway


def test_on_a_busy_database_the_page_does_not_go_on_by_itself_again_and_again(ada, busy):
    write_everywhere(ada)
    ada.browser.post(NEW_KEYS, SAID)

    stopped = ada.browser.post(GOING)

    said = stopped.content.decode()
    assert stopped.status_code == 503
    assert "data-go-on" not in said
    assert "Nothing is lost. Try again in a few minutes." in said
    assert f'<form method="post" action="{GOING}">' in said


def test_stopped_and_gone_on_with_later_the_new_recovery_key_is_still_shown(ada, busy, monkeypatch):
    write_everywhere(ada)
    ada.browser.post(NEW_KEYS, SAID)
    ada.browser.post(GOING)
    monkeypatch.setattr(page, "seal_anew", rotation.seal_anew)

    answer = ada.browser.post(GOING, follow=True)

    assert len(answer.context["groups"]) == 10
    assert key_ids(ada) == [2]


def the_postgresql() -> str:
    """The address of the database that this test runs in."""
    it = connection.settings_dict
    return f"postgres://{it['USER']}:{it['PASSWORD']}@{it['HOST']}:{it['PORT']}/{it['NAME']}"


KILLED = """
import os, signal
from uuid import UUID
import django
django.setup()
from accounts.vault import keys, rotation
from accounts.vault.state import vault_state
from accounts.models import User
user = User.objects.get(email="ada@example.org")
rotation.BATCH = 10
seal_batch, calls = rotation._seal_batch, []
def then_killed(*said):
    calls.append(said)
    if len(calls) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return seal_batch(*said)
rotation._seal_batch = then_killed
rotation.seal_anew(user, keys.open_with_password(user, "tin roof sundial"), seconds=60)
"""


def test_killed_in_the_middle_nothing_is_lost(own_database):
    ada = sign_up("ada")
    for number in range(50):
        ada.letter(f"Letter {number}.")
    before = all_words(ada, ada.vault)
    begin(ada)
    connection.close()

    environment = os.environ | {
        "DATABASE_URL": f"sqlite://{own_database}" if own_database else the_postgresql(),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": str(BASE),
    }
    killed = subprocess.run([sys.executable, "-c", KILLED], env=environment, check=False)

    assert killed.returncode == -signal.SIGKILL
    opened = keys.open_with_password(ada.user, NEW)
    assert rotation.count_remaining(ada.user, opened) == 30
    assert all_words(ada, opened) == before
    assert rotation.seal_anew(ada.user, opened, seconds=60).is_done
    assert all_words(ada, keys.open_with_password(ada.user, NEW)) == before


def test_the_old_ciphertext_does_not_linger_in_sqlites_files(sqlite_file):
    ada = sign_up("ada")
    written = [bytes(ada.letter(f"Letter {number}.").content)[17:] for number in range(20)]
    opened, _ = begin(ada)
    files = [sqlite_file, sqlite_file.with_name(sqlite_file.name + "-wal")]
    assert all(any(old in file.read_bytes() for file in files) for old in written)

    rotation.seal_anew(ada.user, opened, seconds=60)

    kept = b"".join(file.read_bytes() for file in files)
    assert [old for old in written if old in kept] == []


# --- writers that still hold the earlier keys ---


def test_a_letter_in_flight_is_not_written_under_the_earlier_key(ada):
    letter = ada.letter("At first.")
    renewed, _ = begin(ada)

    with pytest.raises(Locked):
        change(ada, letter, "In flight.", ada.vault)
    with pytest.raises(Locked):
        save_draft(ada, "In flight.", ada.vault)
    with pytest.raises(Locked):
        keep.keep_half(
            ada.user, ada.vault, day=DAY, half="morning", answers={"focus_1": "x"}, expected=None
        )

    letter.refresh_from_db()
    assert letter.open(renewed).body == "At first."
    assert len(sealed(ada)) == 1


def test_an_earlier_keyring_wraps_no_password_and_no_recovery_key(ada):
    begin(ada)
    before = Vault.objects.values().get()

    with pytest.raises(Locked):
        keys.rewrap_password(ada.user, ada.vault, "from another visit")
    with pytest.raises(Locked):
        keys.renew_recovery_key(ada.user, ada.vault)
    with pytest.raises(Locked):
        keys.take_new_keys(ada.user, ada.vault, "from another visit")

    assert Vault.objects.values().get() == before


def test_words_in_flight_come_back_after_signing_in_again(ada, monkeypatch):
    """Another visit takes new keys while Ada's Keep is between its start and its lock."""
    is_valid = PageForm.is_valid

    def after_new_keys(form: PageForm) -> bool:
        keys.take_new_keys(ada.user, ada.vault, NEW)
        return is_valid(form)

    monkeypatch.setattr(PageForm, "is_valid", after_new_keys)
    answer = ada.browser.post("/journal/letters/new/", {"body": "In flight."})
    monkeypatch.undo()

    assert "/accounts/unlock/" in answer.url
    assert not Entry.objects.filter(owner=ada.user).exists()
    assert "/accounts/login/" in ada.browser.get("/journal/").url
    ada.browser.post("/accounts/login/", {"login": ada.user.email, "password": NEW})
    ada.browser.get("/today/", follow=True)
    renewed = keys.open_with_password(ada.user, NEW)
    (draft,) = Draft.objects.of(ada.user)
    assert draft.open(renewed).fields["body"] == ["In flight."]
    assert key_ids(ada) == [2]
