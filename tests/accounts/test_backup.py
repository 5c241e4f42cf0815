"""`manage.py backup`: one file with everything in it, safe while people write."""

import os
import shutil
import sqlite3
import tarfile
import threading
from contextlib import closing
from io import StringIO
from pathlib import Path
from stat import S_IMODE
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection, connections

from accounts.models import OutgoingMail, ParkedWords, User
from journal.models import Entry
from tests.belongings import keep_letter
from tests.people import Person, sign_up


def back_up(to: Path, **options: Any) -> str:
    out = StringIO()
    call_command("backup", str(to), stdout=out, **options)
    return out.getvalue()


def restore(file: Path, **options: Any) -> str:
    out = StringIO()
    call_command("restore", str(file), stdout=out, **options)
    return out.getvalue()


def move_out(house: Path) -> None:
    """The disk is lost: nothing is here any more."""
    connections["default"].close()
    for path in house.iterdir():
        if path.name != "backup.tar":
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def names_in(file: Path) -> list[str]:
    with tarfile.open(file) as archive:
        return archive.getnames()


def database_in(file: Path, to: Path) -> sqlite3.Connection:
    with tarfile.open(file) as archive:
        to.write_bytes(archive.extractfile("database").read())
    return sqlite3.connect(to)


def letters_of(person: Person) -> list[str]:
    return sorted(entry.open(person.vault).body for entry in Entry.objects.of(person.user))


# --- the file ---


def test_all_that_a_host_needs_is_in_the_one_file(house, tmp_path):
    sign_up("ada").letter("You came home.")
    (house / "static").mkdir()
    (house / "static" / "base.css").write_text("p {}")

    said = back_up(house / "backup.tar")

    assert names_in(house / "backup.tar") == [
        "manifest.json",
        "database",
        "help_lines/at.toml",
        "privacy.txt",
        "secret_key",
    ]
    assert said == (
        f"{house}/backup.tar holds the database, help_lines/at.toml, privacy.txt and the secret "
        "key. Keep it as safe as the key itself.\n"
    )


def test_the_secret_key_can_be_left_out(house):
    said = back_up(house / "backup.tar", without_secret_key=True)

    assert "secret_key" not in names_in(house / "backup.tar")
    assert b"the key of this house" not in (house / "backup.tar").read_bytes()
    assert "The secret key is not in it: keep that in another place." in said


def test_a_key_that_is_not_in_use_is_not_taken_for_the_one_that_is(house, settings):
    settings.SECRET_KEY = "set by the environment"

    assert "The secret key is not in it" in back_up(house / "backup.tar")
    assert "secret_key" not in names_in(house / "backup.tar")


def test_it_is_its_owners_alone_whatever_the_umask(house):
    before = os.umask(0)
    try:
        back_up(house / "backup.tar")
    finally:
        os.umask(before)

    assert S_IMODE((house / "backup.tar").stat().st_mode) == 0o600
    with tarfile.open(house / "backup.tar") as archive:
        assert {member.mode for member in archive.getmembers()} == {0o600}


def test_nothing_else_stays_behind(house):
    assert not User.objects.exists()  # the database is open, and its log is there
    before = {path.name for path in house.iterdir()}

    back_up(house / "backup.tar")

    assert {path.name for path in house.iterdir()} - before == {"backup.tar"}


def test_no_visit_and_nothing_on_its_way_is_in_it(house):
    """A thief could go on in a session, and a restore must send no mail a second time."""
    ada = sign_up("ada")
    ParkedWords.objects.create(owner=ada.user, ticket=b"of a cookie", sealed=b"words")
    OutgoingMail.objects.create(sealed=b"a mail on its way")
    cache.set("tries", 1)
    session = ada.browser.session.session_key.encode()

    back_up(house / "backup.tar")

    packed = (house / "backup.tar").read_bytes()
    assert (session in packed, b"a mail on its way" in packed) == (False, False)
    with closing(database_in(house / "backup.tar", house / "copy")) as copy:
        tables = ["django_session", "usersessions_usersession", "cache"]
        tables += [model._meta.db_table for model in (ParkedWords, OutgoingMail)]
        counts = [copy.execute(f"SELECT COUNT(*) FROM {t}").fetchone()[0] for t in tables]  # noqa: S608 - ours
        assert counts == [0, 0, 0, 0, 0]
        assert copy.execute("SELECT email FROM accounts_user").fetchall() == [(ada.user.email,)]
    assert Session.objects.count() == OutgoingMail.objects.count() == 1


def test_an_earlier_backup_of_that_name_is_replaced(house):
    back_up(house / "backup.tar")
    ada = sign_up("ada")

    back_up(house / "backup.tar")

    assert ada.user.email.encode() in (house / "backup.tar").read_bytes()


def test_any_other_file_of_that_name_is_left_alone(house, sqlite_file):
    before = sqlite_file.read_bytes()

    with pytest.raises(CommandError, match="is there already and is no backup of Dear Self"):
        back_up(sqlite_file)

    assert sqlite_file.read_bytes() == before


def test_a_folder_that_is_not_there_is_said(house):
    with pytest.raises(CommandError, match=r"could not be written to .*No such file or directory"):
        back_up(house / "nowhere" / "backup.tar")


def test_where_there_is_no_database_there_is_nothing_to_back_up(house, sqlite_file):
    connection.close()
    sqlite_file.unlink()

    with pytest.raises(CommandError, match="There is no database at"):
        back_up(house / "backup.tar")

    assert not sqlite_file.exists()


def test_a_damaged_database_makes_no_backup_and_takes_no_earlier_one_away(house, sqlite_file):
    ada = sign_up("ada")
    for _ in range(50):
        ada.letter("You came home. " * 100)
    back_up(house / "backup.tar")
    before = (house / "backup.tar").read_bytes()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    with sqlite_file.open("r+b") as file:
        file.seek(-20 * 4096, os.SEEK_END)
        file.write(os.urandom(19 * 4096))

    with pytest.raises(CommandError, match="could not be copied"):
        back_up(house / "backup.tar")

    assert (house / "backup.tar").read_bytes() == before


def test_a_backup_made_while_people_write_is_of_one_moment(house):
    ada, stop, kept = sign_up("ada"), threading.Event(), []

    def write() -> None:
        while not stop.is_set():
            kept.append(keep_letter(ada, uuid4(), "You came home. " * 50, 0))
        connections.close_all()

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    try:
        for number in range(5):
            so_far = len(kept)
            back_up(house / f"{number}.tar")
            with closing(database_in(house / f"{number}.tar", house / "copy")) as copy:
                assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
                assert copy.execute("SELECT COUNT(*) FROM journal_entry").fetchone()[0] >= so_far
    finally:
        stop.set()
        for writer in writers:
            writer.join()

    assert len(kept) == Entry.objects.of(ada.user).count() > 5
