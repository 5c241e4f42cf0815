"""The real server on an empty folder, and Debian's Chromium to walk through it."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

import pytest
from playwright.sync_api import Page, expect

from config.env import BASE
from tests.conftest import CHROMIUM
from tests.ports import free_port

# A page saves 2.5 s after a key, and a store that does not answer is waited for: 5 s is too close.
expect.set_options(timeout=20_000)

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    return {"executable_path": CHROMIUM, "args": QUIET}


class Elsewhere(BaseHTTPRequestHandler):
    """Somewhere that looks like nothing much: where Leave goes."""

    visits: ClassVar[list[str | None]] = []

    def do_GET(self) -> None:
        self.visits.append(self.headers.get("Referer"))
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<title>Weather</title><link rel=icon href=data:,>Light rain.")

    def log_message(self, *_: object) -> None:
        """Quietly."""


@pytest.fixture(scope="session")
def elsewhere() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as there:
        Thread(target=there.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{there.server_port}/"
        there.shutdown()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, elsewhere: str) -> Iterator[str]:
    """The address of `manage.py serve`, started as a newcomer would."""
    folder = tmp_path_factory.mktemp("served")
    address = f"http://127.0.0.1:{free_port()}"
    with (folder / "serve.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", address.rsplit(":", 1)[1]],
            cwd=BASE,
            env=_environment_of_a_newcomer()
            | {"DEARSELF_DATA": str(folder / "data"), "DEARSELF_EXIT_URL": elsewhere},
            stdout=log,
            stderr=log,
        )
        try:
            _wait_until_it_answers(f"{address}/healthz")
            yield address
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=15)


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page that fails its test when the browser reports an error or refuses something."""
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda line: said.append(line.text) if _is_trouble(line) else None)
    yield page
    assert said == []


def _is_trouble(line) -> bool:
    """Errors, but for the browser's own note of an answer we meant (404, 409, 422)."""
    return line.type == "error" and "status of 4" not in line.text


def _environment_of_a_newcomer() -> dict[str, str]:
    ours = ("DEARSELF_", "DJANGO_", "DATABASE_")
    plain = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return plain | {"DJANGO_SETTINGS_MODULE": "tests.served"}


def _wait_until_it_answers(url: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own loopback address
                return
        except (urllib.error.URLError, OSError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)  # between two asks, not for luck
