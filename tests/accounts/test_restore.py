"""`manage.py restore`: the way back, and what is refused on it."""

import errno
import hashlib
import os
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing
from importlib import import_module
from io import BytesIO
from pathlib import Path
from stat import S_IMODE
from typing import Any
from unittest import mock

import msgspec
import pytest
from allauth.mfa.totp.internal import auth as totp
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, connections
from django.test import Client

from accounts.hosting import backup, postgres_copy
from accounts.hosting.backup import Manifest
from accounts.models import User
from journal.models import Draft
from tests.accounts.test_backup import back_up, letters_of, move_out, restore
from tests.accounts.test_serve import another_process_on
from tests.late import SAID, lock, written
from tests.pages import NEW as NEW_LETTER
from tests.pages import send
from tests.people import PASSWORD, Person, sign_in, sign_up

# --- the way back ---


def test_after_the_disk_is_lost_everything_is_there_again(house, sqlite_file):
    ada = sign_up("ada")
    ada.letter("You came home.")
    back_up(house / "backup.tar")
    move_out(house)
    (house / "secret_key").write_text("a key made at the first start")

    before = os.umask(0)
    try:
        restore(house / "backup.tar")
    finally:
        os.umask(before)

    assert letters_of(ada) == ["You came home."]
    assert (house / "secret_key").read_text() == "a key made at the first start"  # not in use here
    assert (house / "privacy.txt").read_text() == "Backups are kept for a month."
    assert (house / "help_lines" / "at.toml").read_text() == 'country = "Austria"'
    modes = {S_IMODE(p.stat().st_mode) for p in (sqlite_file, house / "privacy.txt")}
    assert modes == {0o600}
    assert sign_in(ada.user).get("/journal/").status_code == 200


def test_a_form_that_waits_is_in_it_and_comes_back_as_a_draft(house):
    """Though its visit is not."""
    ada = sign_up("ada")
    typed = written(ada)
    lock(ada)
    send(ada, NEW_LETTER, typed)
    back_up(house / "backup.tar")
    move_out(house)

    restore(house / "backup.tar")
    sign_in(ada.user)

    assert Draft.objects.get().open(ada.vault).fields["body"] == [SAID["body"]]


def test_the_secret_key_comes_back_and_a_new_one_is_set_aside(house, settings):
    back_up(house / "backup.tar")
    move_out(house)
    settings.SECRET_KEY = "a key made at the first start"
    (house / "secret_key").write_text("a key made at the first start")

    said = restore(house / "backup.tar")

    assert (house / "secret_key").read_text() == "the key of this house"
    assert S_IMODE((house / "secret_key").stat().st_mode) == 0o600
    (aside,) = house.glob("secret_key.before-*")
    assert aside.read_text() == "a key made at the first start"
    assert f"secret_key was set aside as {aside.name}." in said


def test_a_database_that_is_here_is_left_alone(house):
    ada = sign_up("ada")
    back_up(house / "backup.tar")
    ada.letter("Since then.")

    with pytest.raises(CommandError, match=r"There is a database already .*say --replace"):
        restore(house / "backup.tar")

    assert letters_of(ada) == ["Since then."]


def test_with_replace_it_is_set_aside_whole(house, sqlite_file):
    ada = sign_up("ada")
    back_up(house / "backup.tar")
    ada.letter("Since then.")
    (house / "privacy.txt").write_text("Backups are kept for a year.")

    said = restore(house / "backup.tar", replace=True)

    assert letters_of(ada) == []
    (aside,) = house.glob("dear-self.sqlite3.before-*")
    assert f"dear-self.sqlite3 was set aside as {aside.name}." in said
    with closing(sqlite3.connect(aside)) as old:
        assert old.execute("SELECT COUNT(*) FROM journal_entry").fetchone() == (1,)
    (words,) = house.glob("privacy.txt.before-*")
    assert words.read_text() == "Backups are kept for a year."
    assert "what they deleted since is back" in said
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_everyone_signs_in_anew(house):
    ada = sign_up("ada")
    back_up(house / "backup.tar")

    restore(house / "backup.tar", replace=True)

    assert ada.browser.get("/journal/").url == "/accounts/login/?next=/journal/"
    assert sign_in(ada.user).get("/journal/").status_code == 200


def test_under_another_secret_key_the_password_opens_and_codes_do_not(house, settings, caplog):
    ada, ben = sign_up("ada"), sign_up("ben")
    for person in (ada, ben):
        person.letter(f"Of {person.user.email}.")
    seed = totp.generate_totp_secret()
    totp.TOTP.activate(ada.user, seed)
    back_up(house / "backup.tar", without_secret_key=True)
    settings.SECRET_KEY = "another key"
    (house / "secret_key").write_text("another key")

    said = restore(house / "backup.tar", replace=True)

    assert "made under another secret key" in said
    assert "Journals open as ever" in " ".join(said.split())
    browser = sign_in(ben.user)
    assert "Of ben@example.org." in browser.get("/journal/").content.decode()
    counter = next(totp.yield_hotp_counters_from_time())
    code = totp.format_hotp_value(totp.hotp_value(seed, counter))
    waiting = Client()
    waiting.post("/accounts/login/", {"login": ada.user.email, "password": PASSWORD})
    assert waiting.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 422
    logged = [record.getMessage() for record in caplog.records]
    assert "A second step was sealed under a secret key that is not here any more." in logged


def test_under_the_same_key_nothing_is_said_of_it(house):
    back_up(house / "backup.tar", without_secret_key=True)

    assert "secret key" not in restore(house / "backup.tar", replace=True)


def test_it_is_refused_while_dear_self_runs_on_the_folder(house):
    ada = sign_up("ada")
    back_up(house / "backup.tar")
    ada.letter("Since then.")

    with another_process_on(house), pytest.raises(CommandError, match="already running"):
        restore(house / "backup.tar", replace=True)

    assert letters_of(ada) == ["Since then."]


# --- what is no backup ---


def changed(file: Path, **said: Any) -> None:
    """The same backup, with something else in its manifest."""
    with tarfile.open(file) as archive:
        content = {m.name: archive.extractfile(m).read() for m in archive.getmembers()}
    manifest = msgspec.json.decode(content["manifest.json"], type=Manifest)
    content["manifest.json"] = msgspec.json.encode(msgspec.structs.replace(manifest, **said))
    write(file, content)


def write(file: Path, content: dict[str, bytes]) -> None:
    with tarfile.open(file, "w") as archive:
        for name, text in content.items():
            info = tarfile.TarInfo(name)
            info.size = len(text)
            archive.addfile(info, BytesIO(text))


def manifest_in(file: Path) -> bytes:
    with tarfile.open(file) as archive:
        return archive.extractfile("manifest.json").read()


def refused(house: Path, ada: Person, match: str) -> None:
    before = {path: path.stat().st_mtime_ns for path in house.rglob("*") if path.is_file()}
    with pytest.raises(CommandError, match=match):
        restore(house / "backup.tar", replace=True)
    after = {path: path.stat().st_mtime_ns for path in house.rglob("*") if path.is_file()}
    assert after.keys() - before.keys() <= {house / "serve.lock"}
    assert {path: after[path] for path in before} == before
    assert letters_of(ada) == ["Since then."]


@pytest.mark.parametrize("part", [0, 10, 511, 512, 1024, 0.3, 0.9, -2000])
def test_a_backup_that_was_cut_short_is_refused(house, ada_since, part):
    whole = (house / "backup.tar").read_bytes()
    end = int(len(whole) * part) if isinstance(part, float) else part
    if part == -2000:  # only the last small file is not whole
        end = whole.index(b"the key of this house") + 5
    (house / "backup.tar").write_bytes(whole[:end])

    refused(house, ada_since, "is not a backup of Dear Self, or not a whole one")


def test_a_backup_of_which_one_byte_was_changed_is_refused(house, ada_since):
    whole = bytearray((house / "backup.tar").read_bytes())
    whole[len(whole) // 2] ^= 1
    (house / "backup.tar").write_bytes(whole)

    refused(house, ada_since, "is not a backup of Dear Self, or not a whole one")


@pytest.mark.parametrize("content", [{}, {"letter.txt": b"words"}, {"manifest.json": b"{}"}])
def test_another_archive_is_refused(house, ada_since, content):
    write(house / "backup.tar", content)

    refused(house, ada_since, "is not a backup of Dear Self, or not a whole one")


def test_a_file_that_is_not_there_is_said(house, ada_since):
    (house / "backup.tar").unlink()

    refused(house, ada_since, r"cannot be read \(No such file or directory\)")


@pytest.mark.parametrize("name", ["../planted", "/planted", "help_lines/../../planted", "planted"])
def test_nothing_is_ever_put_anywhere_else(house, ada_since, name):
    planted = backup.Stored(5, hashlib.sha256(b"words").hexdigest())
    files = {name: planted, "database": planted}
    changed(house / "backup.tar", files=files)
    manifest = manifest_in(house / "backup.tar")
    write(house / "backup.tar", {"manifest.json": manifest} | dict.fromkeys(files, b"words"))

    refused(house, ada_since, "is not a backup of Dear Self, or not a whole one")
    assert not list(house.parent.glob("planted*"))


def test_a_backup_of_a_later_version_is_refused(house, ada_since):
    changed(house / "backup.tar", migrations=["accounts.0001_initial", "journal.9999_of_later"])

    refused(house, ada_since, r"newer than this code \(it has journal.9999_of_later\)")


def test_a_later_kind_of_backup_is_refused(house, ada_since):
    changed(house / "backup.tar", version=2)

    refused(house, ada_since, "made by a later version of Dear Self")


def test_a_later_kind_of_backup_is_told_whatever_else_its_manifest_says(house, ada_since):
    later = {"format": backup.FORMAT, "version": 2, "made": "on a Tuesday", "parts": ["words"]}
    write(house / "backup.tar", {"manifest.json": msgspec.json.encode(later)})

    refused(house, ada_since, "made by a later version of Dear Self")


@pytest.mark.parametrize("said", [{"format": "another kind", "version": 2}, {"version": 0}])
def test_a_manifest_that_is_not_ours_is_refused(house, ada_since, said):
    changed(house / "backup.tar", **said)

    refused(house, ada_since, "is not a backup of Dear Self, or not a whole one")


def test_a_disk_that_is_full_meanwhile_is_not_taken_for_a_damaged_backup(
    house, ada_since, monkeypatch
):
    full = mock.Mock(side_effect=OSError(errno.ENOSPC, "No space left on device"))
    monkeypatch.setattr(backup.shutil, "copyfileobj", full)

    refused(house, ada_since, r"could not be put in place \(No space left on device\)")
    assert full.called


def test_a_backup_of_another_kind_of_database_is_refused(house, ada_since):
    changed(house / "backup.tar", vendor="postgresql")

    refused(house, ada_since, "This backup is of PostgreSQL, and Dear Self is set up for SQLite")


# --- PostgreSQL ---


@pytest.fixture
def on_postgresql(own_database, tmp_path, settings) -> Iterator[Path]:
    assert own_database is None, "the run on SQLite leaves these out (conftest.py)"
    settings.DEARSELF_DATA = tmp_path
    yield tmp_path
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'before_%'")
        for (schema,) in cursor.fetchall():
            cursor.execute(f'DROP SCHEMA "{schema}" CASCADE')


def test_on_postgresql_it_comes_back_and_what_was_there_is_set_aside(on_postgresql):
    ada = sign_up("ada")
    ada.letter("You came home.")
    back_up(on_postgresql / "backup.tar")
    ada.letter("Since then.")

    with pytest.raises(CommandError, match="There is a database already"):
        restore(on_postgresql / "backup.tar")
    said = restore(on_postgresql / "backup.tar", replace=True)

    assert letters_of(ada) == ["You came home."]
    assert Session.objects.count() == 0
    schema = said.partition("in its schema ")[2].partition(" now.")[0]
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT COUNT(*) FROM "{schema}".journal_entry')  # noqa: S608 - ours
        assert cursor.fetchone() == (2,)
    assert sign_in(ada.user).get("/journal/").status_code == 200
    User.objects.create_user("cleo@example.org")


@pytest.mark.parametrize(
    ("command", "service"), [("backup", "back_up"), ("restore", "restore_backup")]
)
def test_a_database_that_does_not_answer_is_said(monkeypatch, settings, tmp_path, command, service):
    settings.DEARSELF_DATA = tmp_path
    module = import_module(f"accounts.management.commands.{command}")
    away = mock.Mock(side_effect=OperationalError("connection to secret-host refused"))
    monkeypatch.setattr(module, service, away)

    with pytest.raises(CommandError, match=r"^The database did not answer\. (No|Nothing)"):
        call_command(command, str(tmp_path / "backup.tar"))


def test_without_postgresqls_programs_the_command_is_said(monkeypatch, settings):
    said = {"HOST": "db", "PORT": "5432", "USER": "dearself", "NAME": "dearself"}
    at = said | {"PASSWORD": "secret", "OPTIONS": {"sslmode": "require", "pool": {}}}
    monkeypatch.setattr(connections["default"], "settings_dict", at)
    monkeypatch.setattr(postgres_copy.shutil, "which", lambda program: None)

    with pytest.raises(postgres_copy.NotDone) as told:
        postgres_copy.dump(Path("copy"), ["django_session"])

    assert str(told.value).splitlines()[1].split() == [
        "pg_dump",
        "--format=custom",
        "--schema=public",
        "--exclude-table-data=public.django_session",
        "--file=copy",
        "'--dbname=sslmode=require",
        "host=db",
        "port=5432",
        "user=dearself",
        "dbname=dearself'",
    ]
    assert "secret" not in str(told.value)
