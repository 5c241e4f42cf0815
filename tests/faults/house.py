"""The real server in processes of its own, and a visitor without a browser."""

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID, uuid4

from config.env import BASE
from tests.people import PASSWORD
from tests.ports import free_port

START_SECONDS = 40
GRANIAN = [sys.executable, "-m", "granian", "--interface", "wsgi", "config.wsgi:application"]
LIKE_THE_IMAGE = ["--workers-kill-timeout", "8", "--respawn-failed-workers", "--no-ws"]
BROKEN = (OSError, http.client.HTTPException)  # a connection that was cut


def until(holds: Callable[[], object], what: str, seconds: float = START_SECONDS) -> None:
    """Wait until something holds, and fail after so many seconds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not within {seconds} seconds: {what}"
        time.sleep(0.02)  # between two looks, not for luck


# --- the server ---


def settings(folder: Path, **more: str) -> dict[str, str]:
    """This environment without what the tests set in it: real settings on a data folder."""
    ours = ("DEARSELF_", "DATABASE_URL", "DJANGO_SETTINGS")
    plain = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    venv = f"{Path(sys.executable).parent}{os.pathsep}{plain.get('PATH', '')}"
    return plain | {"PATH": venv, "DEARSELF_DATA": str(folder)} | more


def manage(folder: Path, *command: str, **more: str) -> str:
    """What a command of `manage.py` says, on a data folder."""
    run = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=BASE,
        env=settings(folder, **more),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def prepare(folder: Path, **more: str) -> None:
    """Everything that `serve` does before it serves."""
    for command in (["migrate"], ["createcachetable"], ["collectstatic", "--no-input"]):
        manage(folder, *command, "-v0", **more)


@dataclass
class House:
    """A server in a session of its own, so that all of it can be ended at once."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def is_up(self) -> bool:
        """Whether a page comes that needs no database, or behind https the way to it."""
        assert self.process.poll() is None, f"It ended by itself: {self.log.read_text()}"
        with suppress(*BROKEN):
            return Visitor(self.port).get("/help/").status in {200, 301}
        return False

    def kill(self) -> None:
        """SIGKILL to every process of it, at one moment."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def starting(
    command: list[str], environment: dict[str, str], port: int, log: Path
) -> Iterator[House]:
    """A server that may not answer yet. Gone afterwards, whatever happened."""
    with log.open("ab") as file:
        process = subprocess.Popen(
            command, cwd=BASE, env=environment, stdout=file, stderr=file, start_new_session=True
        )
    house = House(process, port, log)
    try:
        yield house
    finally:
        house.kill()


@contextmanager
def running(
    command: list[str], environment: dict[str, str], port: int, log: Path
) -> Iterator[House]:
    """A server that answers."""
    with starting(command, environment, port, log) as house:
        until(house.is_up, "it answers")
        yield house


def granian_at(port: int, workers: int = 1, threads: int = 8) -> list[str]:
    """The command for web processes alone. Much quicker to start than `serve`."""
    many = ["--workers", str(workers), "--blocking-threads", str(threads)]
    return [*GRANIAN, "--port", str(port), *many, *LIKE_THE_IMAGE]


@contextmanager
def granian(folder: Path, *, workers: int = 1, threads: int = 8, **more: str) -> Iterator[House]:
    """Web processes on a prepared folder."""
    command, log = granian_at(port := free_port(), workers, threads), folder / "granian.log"
    with running(command, settings(folder, **more), port, log) as house:
        yield house


@contextmanager
def serve(folder: Path, **more: str) -> Iterator[House]:
    """`manage.py serve`, as a newcomer starts it."""
    port = free_port()
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    log = folder.with_name(f"{folder.name}.log")
    with running(command, settings(folder, **more), port, log) as house:
        yield house


def copy_of(folder: Path, to: Path) -> Path:
    return Path(shutil.copytree(folder, to))


# --- the visitor ---


@dataclass
class Answer:
    status: int
    text: str
    location: str = ""


@dataclass
class Visitor:
    """One connection that keeps its cookies. `https` says so as a proxy in front would."""

    port: int
    timeout: float = 30
    https: bool = False
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    host: str = "127.0.0.1"

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)

    def __del__(self) -> None:
        self.connection.close()

    def at(self, port: int) -> "Visitor":
        """The same browser, let in by another web process or by a connection of its own."""
        return Visitor(port, self.timeout, self.https, self.cookies, self.token, self.host)

    def ask(self, method: str, path: str, fields: dict[str, object] | None = None) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Host": self.host, "Cookie": cookies}
        if self.https:
            headers |= {"X-Forwarded-Proto": "https", "Referer": f"https://{self.host}/"}
            headers |= {"X-Forwarded-For": "192.0.2.7"}
        body = None
        if fields is not None:
            body = urlencode({"csrfmiddlewaretoken": self.token} | fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self.connection.request(method, path, body, headers)
            said = self.connection.getresponse()
            text = said.read().decode()
        except BROKEN:
            self.connection.close()
            raise
        for header in said.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(header).items():
                self.cookies[name] = morsel.value
        if found := re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text):
            self.token = found[1]
        return Answer(said.status, text, said.headers.get("Location", ""))

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, **fields: object) -> Answer:
        return self.ask("POST", path, fields)

    def sign_up(self, email: str) -> None:
        self.get("/accounts/signup/")
        answer = self.post("/accounts/signup/", email=email, password1=PASSWORD)
        assert answer.status == 302, answer.text
        self.get("/accounts/recovery/")
        assert self.post("/accounts/recovery/later/").status == 302

    def sign_in(self, email: str, password: str = PASSWORD) -> Answer:
        self.get("/accounts/login/")
        return self.post("/accounts/login/", login=email, password=password)

    def open_letter_form(self) -> None:
        """For the token that every form after it is sent with."""
        assert self.get("/journal/letters/new/").status == 200

    def keep(self, body: str, uuid: UUID | None = None) -> Answer:
        """Keep a letter, as the form sends it."""
        state = {"entry": uuid or uuid4(), "draft": uuid4(), "base": "", "revision": ""}
        choices = {"title": "The coat", "writer": "kind-friend", "voice": "you"}
        return self.ask("POST", "/journal/letters/new/", state | choices | {"body": body})


# --- what is kept ---

READ_ALL = """
import json
from accounts.vault import keys
from accounts.models import User
from journal.models import Entry
ada = User.objects.get(email="ada@example.org")
vault = keys.open_with_password(ada, "%s")
print(json.dumps({str(e.uuid): e.open(vault).body for e in Entry.objects.filter(owner=ada)}))
"""


def everything_kept(folder: Path, **more: str) -> dict[UUID, str]:
    """Ada's letters, opened with her password alone. Raises where one does not open."""
    said = manage(folder, "shell", "--no-imports", "-c", READ_ALL % PASSWORD, **more)
    return {UUID(uuid): body for uuid, body in json.loads(said).items()}
