"""Leaving for good, cut short or looked for on the disk: it is whole all the same."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from accounts.disk import vacuum
from accounts.models import InboxForm, User, Vault
from accounts.signin import delete_account
from journal.content import Content
from journal.models import Draft, Entry, EntryVersion
from tests.accounts.test_leaving import LEFT, SIGN_IN, everything_in_rows, has_lived_here, leave, of
from tests.belongings import keep_letter, rows
from tests.people import PASSWORD, Person, sign_up


class Killed(BaseException):
    """The process ends here."""


# --- on the disk ---


def test_the_files_hold_no_byte_of_hers(sqlite_file, settings):
    """As a thief of the disk has it a moment later. Overwritten, not only marked as free."""
    settings.ACCOUNT_RATE_LIMITS = {"reauthenticate": "3/m/user"}
    ada, ben = sign_up("ada"), sign_up("ben")
    for person in (ada, ben):
        for number in range(60):
            person.letter("You came home. " * number**2, title="The coat")
        has_lived_here(person)
    hers, his = traces(ada), traces(ben)
    assert {name for name in hers if name_in_files(sqlite_file, hers[name])} == set(hers)

    leave(ada.browser)

    assert [name for name in hers if name_in_files(sqlite_file, hers[name])] == []
    assert {name for name in his if name_in_files(sqlite_file, his[name])} == set(his)


def traces(person: Person) -> dict[str, bytes]:
    """What a person leaves in the file: who they are, and some bytes of each record."""
    vault = Vault.objects.get(owner=person.user)
    found = {
        "address": person.user.email.encode(),
        "id": person.user.pk.hex.encode(),
        "session": person.browser.session.session_key.encode(),
        "password's wrap": bytes(vault.password_wrap),
        "recovery key's wrap": bytes(vault.recovery_wrap),
        "inbox": bytes(InboxForm.objects.get(owner=person.user).content)[:40],
    }
    for model in (Entry, EntryVersion, Draft):
        for row in model.objects.filter(owner=person.user):
            found[f"{row} {row.pk}, its id"] = row.uuid.hex.encode()
            found[f"{row} {row.pk}, first bytes"] = bytes(row.content)[:40]
            found[f"{row} {row.pk}, last bytes"] = bytes(row.content)[-40:]
    return found


def name_in_files(database: Any, trace: bytes) -> bool:
    return any(trace in file.read_bytes() for file in database.parent.glob(f"{database.name}*"))


def test_bytes_of_ids_are_not_there_either(sqlite_file):
    ada = sign_up("ada")
    has_lived_here(ada)
    ids = [ada.user.pk, *Entry.objects.values_list("uuid", flat=True)]

    leave(ada.browser)

    written = [way for uuid in ids for way in (uuid.bytes, uuid.hex.encode(), str(uuid).encode())]
    assert len(written) == 12
    assert [way for way in written if name_in_files(sqlite_file, way)] == []


# --- trouble on the way ---


def test_killed_after_the_keys_are_gone_nobody_signs_in_and_the_chore_finishes(
    ada, ben, monkeypatch
):
    has_lived_here(ada)
    with monkeypatch.context() as patched:
        patched.setattr(delete_account, "finish", lambda user: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            delete_account.delete_account(ada.user)

    half = User.objects.get(pk=ada.user.pk)
    again = Client().post(SIGN_IN, {"login": ada.user.email, "password": PASSWORD})
    assert again.status_code == 422
    assert (half.is_active, half.has_usable_password()) == (False, False)
    assert not Vault.objects.filter(owner=ada.user).exists()
    assert ada.browser.get("/journal/").url == "/accounts/login/?next=/journal/"
    assert ada.user.email not in everything_in_rows()
    assert Entry.objects.filter(owner=ada.user).exists()

    call_command("work", once=True)

    assert of(ada) == {}
    assert ben.browser.get("/journal/").status_code == 200


def test_what_the_database_would_not_delete_yet_waits_for_the_chore(ada, monkeypatch, caplog):
    has_lived_here(ada)
    with monkeypatch.context() as patched:
        patched.setattr(delete_account, "_delete", busy)
        answer = leave(ada.browser)

    assert answer.url == LEFT
    assert [record.getMessage() for record in caplog.records] == [
        "The end of a leaving has to wait: OperationalError"
    ]
    assert not Vault.objects.filter(owner=ada.user).exists()

    delete_account.finish_all_deletions()

    assert of(ada) == {}


def test_where_nothing_can_be_written_nothing_is_gone(ada, monkeypatch):
    has_lived_here(ada)
    before = rows()
    monkeypatch.setattr(delete_account, "_destroy_keys", busy)

    answer = leave(ada.browser)

    assert answer.status_code == 503
    assert rows() == before
    assert ada.browser.get("/journal/").status_code == 200


def busy(*_args: object) -> None:
    raise OperationalError("database is locked")


def test_the_chore_leaves_everyone_who_stays_alone(ada):
    has_lived_here(ada)
    User.objects.filter(pk=ada.user.pk).update(is_active=False)  # closed by the host, not left
    before = of(ada)

    delete_account.finish_all_deletions()

    assert of(ada) == before


def test_letters_kept_at_the_very_moment_go_too(at_once):
    ada, ben = sign_up("ada"), sign_up("ben")

    def write_or_leave(number: int) -> None:
        if number == 0:
            return delete_account.delete_account(ada.user)
        if number == 1:
            keep_letter(ben, uuid4(), "Ben's words.", 0)
            return None
        for _ in range(10):
            keep_letter(ada, uuid4(), "You came home.", 0)
        return None

    outcomes = at_once(write_or_leave)

    assert outcomes[:2] == [None, None]
    assert of(ada) == {}
    assert Entry.objects.get().open(ben.vault) == Content(body="Ben's words.")


def test_what_a_second_click_sends_finds_nobody(ada):
    leave(ada.browser)

    assert leave(ada.browser).url.startswith("/accounts/login/")


def test_leaving_since_is_noted_with_the_keys_going(ada, monkeypatch):
    monkeypatch.setattr(delete_account, "finish", lambda user: None)
    before = timezone.now()

    delete_account.delete_account(ada.user)

    assert before <= User.objects.get(pk=ada.user.pk).leaving_since <= timezone.now()


def test_cut_off_right_after_the_keys_went_the_file_is_still_built_anew(sqlite_file, monkeypatch):
    ada = sign_up("ada")

    def killed(user: User) -> None:
        raise Killed

    monkeypatch.setattr(delete_account, "finish", killed)
    with pytest.raises(Killed):
        delete_account.delete_account(ada.user)

    assert vacuum._due() == 1


def test_cut_off_at_the_very_end_the_chore_comes_back_for_it(ada, monkeypatch):
    monkeypatch.setattr(delete_account, "finish", lambda user: None)
    delete_account.delete_account(ada.user)
    monkeypatch.undo()

    def killed() -> None:
        raise Killed

    monkeypatch.setattr(vacuum, "after_delete", killed)
    with pytest.raises(Killed):
        delete_account.finish_all_deletions()

    assert User.objects.filter(leaving_since__isnull=False).exists()
