"""Fixtures for every test: the named people, and what the bigger tests need of the machine."""

import gc
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self

import pytest
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from hypothesis import settings

from config.env import BASE
from tests.people import Person, sign_up

WHOLE_CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
# The same without a window, in a third of the time. What only a whole browser does asks for that.
CHROMIUM = shutil.which("chromium-headless-shell") or WHOLE_CHROMIUM
POSTGRES = os.environ.get("DEARSELF_TEST_POSTGRES", "")
THREADS = 8  # that `at_once` lets go together
PATIENCE = 60  # s that one of them waits for another. SQLite serves them in no order
# CI has both, and there nothing may be skipped.
IN_CI = os.environ.get("CI") == "true"
NOT_PASSED = ("FAILED ", "ERROR ")
if not IN_CI:  # there Hypothesis is unhurried by itself
    settings.register_profile("unhurried", deadline=None)
    settings.load_profile("unhurried")


@dataclass
class Beside:
    """A run of its own of all but the browser walks, while those mostly wait."""

    process: subprocess.Popen[str]
    said: IO[str]

    @classmethod
    def start(cls, environment: dict[str, str]) -> Self:
        said = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - read when the run is over
        options = ["-q", "-m", "not e2e and not postgres", "-p", "no:cacheprovider"]
        process = subprocess.Popen(
            ["nice", sys.executable, "-m", "pytest", *options],  # the walks go first
            cwd=BASE,
            env=os.environ | environment,
            stdout=said,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return cls(process, said)

    def wait(self) -> tuple[int, str]:
        """Its status, and what it said."""
        status = self.process.wait()
        self.said.seek(0)
        return status, self.said.read()

    @property
    def failures(self) -> list[str]:
        """pytest's own line for each test that did not pass."""
        return [line for line in self.wait()[1].splitlines() if line.startswith(NOT_PASSED)]


BESIDE = pytest.StashKey[dict[str, Beside]]()


def _is_whole(items: list[pytest.Item]) -> bool:
    """Whether everything is run, on a machine with a PostgreSQL server."""
    return bool(POSTGRES) and any(item.path.name == "test_postgresql.py" for item in items)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Start the runs beside at once, where they are asked for."""
    gc.collect()
    gc.freeze()  # what was imported stays to the end; looking through it took a tenth of the time
    gc.set_threshold(50_000, 20, 50)
    if not session.config.option.collectonly and _is_whole(session.items):
        # A connection for each thread and the test's own; the product's are held by test_env.
        roomy = f"{POSTGRES}{'&' if '?' in POSTGRES else '?'}pool={THREADS + 4}"
        on = {"SQLite": {}, "PostgreSQL": {"DATABASE_URL": roomy}}
        session.config.stash[BESIDE] = {name: Beside.start(env) for name, env in on.items()}


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """How many tests ran beside, too, and which of them failed."""
    for name, run in config.stash.get(BESIDE, {}).items():
        for line in run.failures:
            terminalreporter.write_line(line)
        terminalreporter.write_line(f"Beside, on {name}: {run.wait()[1].strip().splitlines()[-1]}")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Nothing goes on running after an interrupt."""
    for run in config.stash.get(BESIDE, {}).values():
        run.process.terminate()  # it is over already, if the tests are
        run.process.wait()
        run.said.close()


# Which tests look into one database's own files or schemas. The run on the other leaves them out.
ONLY_ON = {"sqlite_file": "sqlite", "on_postgresql": "postgresql"}
# Who may ask for what, how often a page asks, and what a file says: the same on any database.
ON_ANY = {
    "test_isolation.py",
    "test_isolation_of_admin.py",
    "test_queries.py",
    "test_export_schema.py",
}


def _is_of_another_database(item: pytest.Item) -> bool:
    fixtures = {*getattr(item, "fixturenames", ())}
    asks = item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db"}
    if connection.vendor == "postgresql" and (item.path.name in ON_ANY or not asks):
        return True  # the run on SQLite has it
    return any(
        fixture in fixtures and vendor != connection.vendor for fixture, vendor in ONLY_ON.items()
    )


@pytest.hookimpl(trylast=True)  # after `-m` and `-k` have chosen
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Browser walks need Chromium, the PostgreSQL run needs a server. Elsewhere they say so."""
    others = [item for item in items if _is_of_another_database(item)]
    if _is_whole(items):  # what runs beside does not run here as well
        both = ("e2e", "postgres")
        others += [item for item in items if not any(map(item.get_closest_marker, both))]
    config.hook.pytest_deselected(items=others)
    gone = set(map(id, others))
    items[:] = [item for item in items if id(item) not in gone]
    for item in items:
        in_a_browser = item.get_closest_marker("e2e") and "browser" in getattr(
            item, "fixturenames", ()
        )
        if in_a_browser and not CHROMIUM and not IN_CI:
            item.add_marker(pytest.mark.skip(reason="no Chromium found on this machine"))
        if item.get_closest_marker("postgres") and not POSTGRES and not IN_CI:
            reason = "DEARSELF_TEST_POSTGRES does not name a PostgreSQL server"
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture
def ada(db) -> Person:
    return sign_up("ada")


@pytest.fixture
def ben(db) -> Person:
    return sign_up("ben")


@pytest.fixture
def cleo(db) -> Person:
    return sign_up("cleo")


@dataclass
class Disk:
    """The disk that holds the database: as large as any, and with as much room as a test says."""

    free: int = 2**40  # bytes


@pytest.fixture
def disk(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Disk:
    """A host whose database stands on a disk of its own, also where these tests use PostgreSQL."""
    settings.DEARSELF_RESERVE = tmp_path / "ballast"
    disk, usage = Disk(), shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=disk.free))
    return disk


@pytest.fixture
def sends_mail(settings) -> None:
    """A host with a mail server. What `outbox.deliver` sends stands in `mail.outbox`."""
    settings.MAILERS = {
        "default": {"BACKEND": "accounts.hosting.outbox.Outbox"},
        "transport": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"},
    }
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_NOTIFICATIONS = True
    settings.MFA_ALLOW_UNVERIFIED_EMAIL = False


# --- a database that threads and files can be looked at in ---------------------


@pytest.fixture
def own_database(transactional_db: None, tmp_path: Path) -> Iterator[Path | None]:
    """A database that threads share: a migrated SQLite file (its path), or PostgreSQL (None)."""
    if connection.vendor != "sqlite":
        yield None
        return
    path = tmp_path / "dear-self.sqlite3"
    in_memory: BaseDatabaseWrapper = connections["default"]
    settings = connections.settings["default"]
    in_memory.ensure_connection()
    copy = sqlite3.connect(path)
    in_memory.connection.backup(copy)
    copy.execute("PRAGMA user_version = 0")  # what other tests let go of is not in this file
    copy.close()
    options = settings["OPTIONS"] | {"timeout": PATIENCE}
    connections.settings["default"] = settings | {"NAME": str(path), "OPTIONS": options}
    connections["default"] = connections.create_connection("default")
    try:
        yield path
    finally:
        connections["default"].close()
        connections.settings["default"] = settings
        connections["default"] = in_memory


@pytest.fixture
def sqlite_file(own_database: Path | None) -> Path:
    """`own_database` for what only SQLite's files can show."""
    assert own_database is not None, "the run on PostgreSQL leaves these out (see ONLY_ON)"
    return own_database


@pytest.fixture
def at_once(own_database: Path | None) -> Callable[[Callable[[int], Any]], list[Any]]:
    """`at_once(work)` runs `work` in eight threads, in a database that they share."""
    return _at_once


def _at_once(work: Callable[[int], Any]) -> list[Any]:
    """Run `work(0)` … `work(7)` in as many threads, all let go together. What each returned."""
    outcomes: list[Any] = [None] * THREADS
    start = threading.Barrier(THREADS)

    def run(number: int) -> None:
        start.wait()
        try:
            outcomes[number] = work(number)
        except Exception as error:  # noqa: BLE001 - the test looks at what was raised
            outcomes[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
