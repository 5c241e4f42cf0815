"""`manage.py serve`: what it refuses, and one whole run from an empty folder to the end."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from io import StringIO
from pathlib import Path
from stat import S_IMODE

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from accounts.management.commands import serve
from config.env import BASE
from tests.ports import free_port

START_SECONDS = 40
STOP_SECONDS = 10


# --- what it refuses ---


def test_a_port_that_is_taken_is_refused_and_the_next_one_offered():
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(CommandError, match=rf"Port {port} .*serve --port {port + 1}"):
            serve.refuse_a_taken_port("127.0.0.1", port)


def test_a_free_port_is_left_free():
    port = free_port()

    serve.refuse_a_taken_port("127.0.0.1", port)

    with closing(socket.socket()) as mine:
        mine.bind(("127.0.0.1", port))


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_number_that_is_no_port_is_refused(port):
    with pytest.raises(CommandError, match=f"Port {port}"):
        serve.refuse_a_taken_port("127.0.0.1", port)


@contextmanager
def another_process_on(folder: Path) -> Iterator[None]:
    """Somebody else has the lock on the folder, until they die."""
    said = f"""
import sys
from pathlib import Path
from accounts.management.commands.serve import lock_folder
file = lock_folder(Path({str(folder)!r}))
print("locked", flush=True)
sys.stdin.read()
"""
    command = [sys.executable, "-c", said]
    with subprocess.Popen(
        command, cwd=BASE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "locked\n"
        try:
            yield
        finally:
            other.kill()


def test_a_folder_another_process_uses_is_refused_until_that_process_ends(tmp_path):
    with (
        another_process_on(tmp_path),
        pytest.raises(CommandError, match=f"already running on the data folder {tmp_path}"),
    ):
        serve.lock_folder(tmp_path)

    with serve.lock_folder(tmp_path) as lock:
        assert not lock.closed


def test_a_locked_folder_is_free_once_the_lock_is_closed(tmp_path):
    with serve.lock_folder(tmp_path):
        pass

    with serve.lock_folder(tmp_path) as lock:
        assert not lock.closed


def test_a_new_folder_is_for_its_owner_alone(tmp_path):
    with serve.lock_folder(tmp_path / "data"):
        assert S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "file").write_text("no folder", encoding="utf-8")

    with pytest.raises(CommandError, match=r"cannot be written \(Not a directory\)"):
        serve.lock_folder(tmp_path / "file" / "data")


@pytest.mark.parametrize("room", ["accounts", "journal", "practices"])
def test_a_newer_database_is_refused(db, room):
    MigrationRecorder(connection).record_applied(room, "9999_from_later")

    with pytest.raises(CommandError, match=rf"newer than this code \(it has {room}.9999_from_la"):
        serve.refuse_a_newer_database()


def test_this_database_is_not_refused(db):
    MigrationRecorder(connection).record_applied("a_plugin_of_the_host", "0001_initial")

    serve.refuse_a_newer_database()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.20", "journal.local"])  # noqa: S104 - refused
def test_other_machines_are_refused_over_http(host):
    with pytest.raises(CommandError, match=rf"--host {host} would answer other machines"):
        serve.refuse_plain_http(host)


def test_other_machines_are_let_in_behind_https(settings):
    settings.DEARSELF_URL = "https://journal.example.org"

    serve.refuse_plain_http("0.0.0.0")  # noqa: S104 - behind https


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_this_machine_is_let_in(host):
    serve.refuse_plain_http(host)


# --- what it says ---


class FakeWorker:
    """The chores' process, in name only."""

    def __init__(self) -> None:
        self.told: list[object] = []

    def send_signal(self, number: signal.Signals) -> None:
        self.told.append(number)

    def wait(self, timeout: float) -> int:
        self.told.append("waited for")
        return 0


@pytest.fixture
def worker(monkeypatch, settings, tmp_path) -> FakeWorker:
    """Serving and everything before it does nothing; only the order of things is left."""
    settings.DEARSELF_DATA = tmp_path
    fake = FakeWorker()
    monkeypatch.setattr(serve.subprocess, "Popen", lambda command: fake)
    monkeypatch.setattr(serve, "call_command", lambda *args, **options: None)
    monkeypatch.setattr(serve, "refuse_a_taken_port", lambda host, port: None)
    monkeypatch.setattr(serve, "refuse_a_newer_database", lambda: None)
    monkeypatch.setattr(serve, "serve", lambda host, port, workers: None)
    return fake


@pytest.mark.parametrize(
    ("host", "known_as", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000", "http://127.0.0.1:8123"),
        ("localhost", "http://127.0.0.1:8000", "http://localhost:8123"),
        ("::1", "http://127.0.0.1:8000", "http://[::1]:8123"),
        ("127.0.0.1", "https://journal.example.org", "https://journal.example.org"),
        ("0.0.0.0", "https://journal.example.org", "https://journal.example.org"),  # noqa: S104 - behind https
    ],
)
def test_the_address_it_prints_can_be_opened(worker, settings, host, known_as, address):
    settings.DEARSELF_URL = known_as
    out = StringIO()

    call_command("serve", host=host, port=8123, stdout=out)

    assert out.getvalue().splitlines() == [f"Dear Self is at {address}", "Ctrl+C stops it."]


def test_the_chores_end_with_it_even_when_it_falls_over(worker, monkeypatch):
    def fall_over(host, port, workers):
        raise RuntimeError

    monkeypatch.setattr(serve, "serve", fall_over)

    with pytest.raises(RuntimeError):
        call_command("serve", stdout=StringIO())

    assert worker.told == [signal.SIGTERM, "waited for"]


# --- one whole run ---


def as_a_host_starts_it(folder: Path) -> dict[str, str]:
    """This environment without what the tests set in it: real settings on an empty folder."""
    plain = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DEARSELF_", "DATABASE_URL", "DJANGO_SETTINGS"))
    }
    return plain | {"DEARSELF_DATA": str(folder)}


@contextmanager
def running(command: list[str], **options: object) -> Iterator[subprocess.Popen[str]]:
    """A process with a session of its own, which ends here at the latest, with all its children."""
    with subprocess.Popen(command, start_new_session=True, text=True, **options) as process:
        watchdog = threading.Timer(START_SECONDS + STOP_SECONDS, process.kill)
        watchdog.start()
        try:
            yield process
        finally:
            watchdog.cancel()
            for pid in processes_of(process.pid):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


def processes_of(session: int) -> set[int]:
    """The living processes of a session."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            state, _parent, _group, its_session = stat.read_text().rpartition(")")[2].split()[:4]
            if int(its_session) == session and state != "Z":
                found.add(int(stat.parent.name))
    return found


def get(port: int, path: str) -> tuple[int, str]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as visit:
        visit.request("GET", path)
        answer = visit.getresponse()
        return answer.status, answer.read().decode()


def wait_until_it_answers(process: subprocess.Popen[str], port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        with suppress(OSError, HTTPException):
            get(port, "/healthz")
            return
        with suppress(subprocess.TimeoutExpired):
            pytest.fail(f"It ended by itself: {process.wait(timeout=0.05)}")
    pytest.fail("It never answered.")


def test_from_an_empty_folder_to_a_page_to_the_end(tmp_path):
    folder, port = tmp_path / "data", free_port()
    where = {"cwd": BASE, "env": as_a_host_starts_it(folder)}
    command = [sys.executable, "manage.py", "serve", "--port"]
    with (
        (tmp_path / "stderr").open("w+") as stderr,
        running([*command, str(port)], stdout=subprocess.PIPE, stderr=stderr, **where) as house,
    ):
        assert house.stdout.readline() == f"Dear Self is at http://127.0.0.1:{port}\n", Path(
            stderr.name
        ).read_text()
        wait_until_it_answers(house, port)

        assert get(port, "/healthz") == (200, "ok")
        status, page = get(port, "/")
        assert (status, page.count("<h1")) == (200, 1)
        sheets = re.findall(r'rel="stylesheet" href="([^"]+)"', page)
        assert [get(port, sheet)[0] for sheet in sheets] == [200] * 4
        assert S_IMODE((folder / "secret_key").stat().st_mode) == 0o600

        second = subprocess.run(
            [*command, str(free_port())],
            **where,
            check=False,
            capture_output=True,
            text=True,
            timeout=START_SECONDS,
        )
        assert (second.returncode, second.stdout) == (1, "")
        assert second.stderr == (
            f"CommandError: Dear Self is already running on the data folder {folder}. "
            "Stop it first, or point DEARSELF_DATA at another folder.\n"
        )
        assert get(port, "/healthz") == (200, "ok")

        assert len(processes_of(house.pid)) >= 3  # itself, a worker, the chores
        house.send_signal(signal.SIGTERM)
        assert house.wait(timeout=STOP_SECONDS) == 0
        assert processes_of(house.pid) == set()
        assert Path(stderr.name).read_text() == ""
