"""What was deleted does not linger: not in SQLite's log, not in the cache."""

import logging
import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import time_machine
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.disk import cache_table, vacuum
from accounts.disk.sqlite_wal import empty_the_log
from accounts.hosting.chores import chores
from accounts.models import User
from accounts.signin import delete_account
from journal.models import Entry
from tests.conftest import PATIENCE
from tests.people import sign_up

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def log_of(database: Path) -> bytes:
    return database.with_name(f"{database.name}-wal").read_bytes()


@contextmanager
def someone_reading(database: Path) -> Iterator[None]:
    """Another connection in the middle of a read."""
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT email FROM accounts_user").fetchall()
        yield


def in_cache() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM cache")
        return {key for (key,) in cursor.fetchall()}


def test_a_deleted_row_does_not_stand_in_the_log(sqlite_file):
    ada = sign_up("ada")
    User.objects.filter(pk=ada.user.pk).delete()
    assert ada.user.email.encode() in log_of(sqlite_file)

    call_command("work", once=True)

    assert ada.user.email.encode() not in log_of(sqlite_file)


def test_a_reader_in_the_way_is_not_waited_for_long_and_it_is_said(sqlite_file, caplog):
    caplog.set_level(logging.INFO, "accounts.disk.sqlite_wal")
    ada = sign_up("ada")
    with someone_reading(sqlite_file):
        User.objects.filter(pk=ada.user.pk).update(email="ada@example.net")
        began = time.monotonic()

        assert not empty_the_log()

        assert time.monotonic() - began < PATIENCE / 4
        assert b"ada@example.org" in log_of(sqlite_file)
    said = [record.getMessage() for record in caplog.records]
    assert said == ["SQLite's log could not be emptied yet."]
    assert empty_the_log()
    assert log_of(sqlite_file) == b""
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == (PATIENCE * 1000,)


def test_where_something_was_let_go_the_log_is_emptied_and_the_file_is_due(sqlite_file):
    sign_up("ada")
    assert log_of(sqlite_file) != b""

    vacuum.after_delete()

    assert (log_of(sqlite_file), vacuum._due()) == (b"", 1)


def test_no_copy_stays_between_the_rows_of_others(sqlite_file):
    """SQLite moves rows from page to page, and overwrites only those that it deletes."""
    chance = random.Random(0)  # noqa: S311 - the same rows in each run
    people = [
        User.objects.create(id=UUID(int=chance.getrandbits(128)), email=f"{n}@example.org")
        for n in range(10)
    ]
    for person in people:
        Entry.objects.bulk_create(
            Entry(
                owner=person,
                uuid=UUID(int=chance.getrandbits(128)),
                kind="letter",
                day=NOON.date() - timedelta(days=chance.randrange(2000)),
                created=NOON,
                updated=NOON,
                content=bytes(300),
            )
            for _ in range(300)
        )
    gone, staying = people[::2], people[1::2]

    for person in gone:
        delete_account.delete_account(person)
    call_command("work", once=True)

    whole = b"".join(path.read_bytes() for path in sqlite_file.parent.glob("dear-self*"))
    assert [person.pk for person in gone if person.pk.hex.encode() in whole] == []
    assert [person.pk for person in staying if person.pk.hex.encode() not in whole] == []
    assert Entry.objects.count() == 5 * 300
    with connection.cursor() as cursor:  # no page is left from before
        assert cursor.execute("PRAGMA freelist_count").fetchone() == (0,)
    assert vacuum._due() == 0


def test_a_large_file_is_not_built_anew_while_people_write(sqlite_file, monkeypatch, caplog):
    monkeypatch.setattr(vacuum, "LARGEST_BUILT_ANEW", 1000)
    delete_account.delete_account(sign_up("ada").user)
    before = sqlite_file.stat().st_size

    vacuum.clean()

    assert sqlite_file.stat().st_size == before
    assert ["VACUUM" in record.getMessage() for record in caplog.records] == [True]
    assert vacuum._due() > 0


def test_where_nobody_let_go_of_anything_the_file_is_left_as_it_is(sqlite_file, caplog):
    sign_up("ada")

    with CaptureQueriesContext(connection) as asked:
        vacuum.clean()

    assert [query for query in asked if "VACUUM" in query["sql"]] == []


def test_what_expired_in_the_cache_is_forgotten_and_the_rest_stays(db):
    with time_machine.travel(NOON, tick=False):
        cache.set("minute", 1, 60)
        cache.set("hour", 1, 3600)
        cache.set("ever", 1, None)

    with time_machine.travel(NOON + timedelta(minutes=2), tick=False):
        cache_table.forget_what_expired()

    assert in_cache() == {":1:hour", ":1:ever"}


def test_only_what_names_a_person_is_forgotten_of_them(ada, ben):
    for person in (ada, ben):
        cache.set(f"tries:user:{person.user.pk}", 1, 60)

    cache_table.forget(ada.user)

    assert in_cache() == {f":1:tries:user:{ben.user.pk}"}


def test_a_cache_that_is_no_table_is_left_to_itself(ada, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

    cache_table.forget(ada.user)
    cache_table.forget_what_expired()

    assert User.objects.filter(pk=ada.user.pk).exists()


def test_it_is_a_chore():
    every = {chore.name: chore.every for chore in chores}

    quarter = timedelta(minutes=15)
    assert (every["vacuum"], every["finish leaving"]) == (quarter, quarter)
