"""What a page costs, as a ratio to a bare signed-in Django page on the same server in the same run.

    uv run python -m benchmarks.pages

Starts the real server (Granian, one worker, one thread) on an empty folder, makes a
person with 20 letters of 400 words and another with 10,000 entries, and asks for the
pages in turn, the bare one between them, so that a slow moment slows them all. Reported
are medians; queries are counted in this process by Django itself.
"""

import gzip
import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4

ROUNDS = 150
LETTER = ("You came home and stood there with your coat on, and nobody saw. " * 32)[:2300]
PASSWORD = "correct horse battery"


class Browser:
    """One connection that keeps its cookies."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port)
        self.cookies: dict[str, str] = {}

    def ask(
        self, method: str, path: str, fields: dict[str, object] | None = None
    ) -> tuple[int, str]:
        if fields is None:
            status, answer = self._ask(method, path)
        else:
            body = urlencode(fields, doseq=True).encode()
            status, answer = self._ask(method, path, body, "application/x-www-form-urlencoded")
        return status, answer.decode()

    def send(self, path: str, body: bytes, content_type: str) -> tuple[int, str]:
        status, answer = self._ask("POST", path, body, content_type)
        return status, answer.decode()

    def fetch(self, path: str) -> tuple[int, bytes]:
        """A file, as it is."""
        return self._ask("GET", path)

    def _ask(
        self, method: str, path: str, body: bytes | None = None, content_type: str = ""
    ) -> tuple[int, bytes]:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if content_type:
            headers["Content-Type"] = content_type
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0]
        return answer.status, content

    def get(self, path: str) -> str:
        status, text = self.ask("GET", path)
        assert status == 200, f"{path} answered {status}"
        return text

    def token(self, path: str) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path))
        assert found, f"no form on {path}"
        return found[1]

    def sign_in(self, email: str) -> float:
        """Seconds that the sign-in itself took."""
        token = self.token("/accounts/login/")
        fields = {"login": email, "password": PASSWORD, "csrfmiddlewaretoken": token}
        began = time.perf_counter()
        status, _ = self.ask("POST", "/accounts/login/", fields)
        assert status == 302, f"sign-in answered {status}"
        return time.perf_counter() - began


@contextmanager
def served(folder: str, *, workers: int = 1, threads: int = 1) -> Iterator[int]:
    """The port of the real server on a prepared data folder."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--port", str(port), "--workers", str(workers), "--workers-kill-timeout", "2"]
    command = ["-m", "granian", "--interface", "wsgi", *options]
    process = subprocess.Popen(
        [sys.executable, *command, "--blocking-threads", str(threads), "config.wsgi:application"],
        env=os.environ | {"DEARSELF_DATA": folder, "DJANGO_SETTINGS_MODULE": "benchmarks.settings"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                Browser(port).get("/healthz")
                break
            except OSError:
                assert time.monotonic() < deadline, "the server did not come up"
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


def make_person(email: str, letters: int, days: int = 0) -> str:
    """Returns the address of their newest letter."""
    from accounts.days import today_of
    from accounts.models import User
    from accounts.vault import keys
    from journal.content import Content
    from journal.models import Entry

    user = User.objects.create_user(email, PASSWORD)
    vault, _ = keys.create_vault(user, PASSWORD)
    entries = []
    for number in range(letters + days):
        kind = Entry.Kind.LETTER if number < letters else Entry.Kind.DAY
        ago = number if number < letters else number - letters
        entry = Entry(owner=user, kind=kind, day=today_of(user) - timedelta(days=ago + 1))
        entry.seal(vault, Content(title="The coat", body=LETTER))
        entries.append(entry)
    Entry.objects.bulk_create(entries, batch_size=500)
    return entries[0].get_absolute_url()


def medians(steps: dict[str, Callable[[], object]]) -> dict[str, float]:
    """The median milliseconds of each step, taken in turn, after a warm-up."""
    taken: dict[str, list[float]] = {name: [] for name in steps}
    for round_number in range(ROUNDS + 10):
        for name, step in steps.items():
            began = time.perf_counter()
            step()
            if round_number >= 10:
                taken[name].append((time.perf_counter() - began) * 1000)
    return {name: statistics.median(times) for name, times in taken.items()}


def count_queries(email: str, paths: dict[str, str]) -> dict[str, int]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    browser = Client(headers={"host": "localhost"})
    browser.post("/accounts/login/", {"login": email, "password": PASSWORD})
    counts = {}
    for name, path in paths.items():
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(path).status_code == 200
        counts[name] = len(queries)
    return counts


def keep_letter(browser: Browser, token: str) -> Callable[[], None]:
    def keep() -> None:
        fields = {"entry": uuid4(), "draft": uuid4(), "title": "The coat", "body": LETTER}
        fields |= {"csrfmiddlewaretoken": token, "writer": "kind-friend", "voice": "you"}
        status, _ = browser.ask("POST", "/journal/letters/new/", fields)
        assert status == 302, f"keeping answered {status}"

    return keep


def scripts_of(browser: Browser, path: str) -> int:
    """The gzipped bytes of a page's scripts, those that it may load later among them."""
    named = set(re.findall(r'"(/static/js/[^"]+)"', browser.get(path)))
    return sum(len(gzip.compress(browser.get(name).encode())) for name in named)


def set_up(folder: str) -> None:
    """Django in this process, on a database of its own in `folder`."""
    os.environ["DEARSELF_DATA"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        set_up(folder)
        one = make_person("ada@example.org", letters=20)
        many = make_person("ben@example.org", letters=8_000, days=2_000)
        report(folder, one, many)


def report(folder: str, letter: str, letter_of_many: str) -> None:
    pages = {"bare": "/bare/", "today": "/today/", "timeline": "/journal/", "a letter": letter}
    pages |= {"write": "/journal/letters/new/", "now": "/now/", "practices": "/practices/"}
    pages |= {"a practice": "/practices/setback/", "the player": "/practices/setback/sit/?now=1"}
    with served(folder) as port:
        ada, ben = Browser(port), Browser(port)
        sign_ins = [Browser(port).sign_in("ada@example.org") for _ in range(8)]
        ada.sign_in("ada@example.org")
        ben.sign_in("ben@example.org")
        steps: dict[str, Callable[[], object]] = {
            name: lambda path=path: ada.get(path) for name, path in pages.items()
        }
        of_many = pages | {"a letter": letter_of_many}
        for name in ("today", "timeline", "a letter"):
            path = of_many[name]
            steps[f"{name}, of 10,000"] = lambda path=path: ben.get(path)
        times = medians(steps)
        token = ada.token("/journal/letters/new/")
        keeping = medians({"bare": steps["bare"], "keep": keep_letter(ada, token)})
        weights = {name: len(ada.get(path).encode()) for name, path in pages.items()}
        scripts = {name: scripts_of(ada, pages[name]) for name in ("today", "write", "the player")}
    queries = count_queries("ada@example.org", pages)
    queries_of_many = count_queries("ben@example.org", of_many)

    print(f"{'page':24}{'ms':>8}{'× bare':>8}{'queries':>9}{'kB':>7}")
    for name, ms in times.items():
        base = name.removesuffix(", of 10,000")
        asked = (queries_of_many if base != name else queries)[base]
        print(f"{name:24}{ms:8.2f}{ms / times['bare']:8.2f}{asked:9}{weights[base] / 1000:7.1f}")
    keep = keeping["keep"]
    print(f"{'keep a letter':24}{keep:8.2f}{keep / keeping['bare']:8.2f}")
    for name, size in scripts.items():
        print(f"{'scripts, ' + name:40}{size / 1000:7.1f} kB gzip")
    print(f"{'sign in':24}{statistics.median(sign_ins) * 1000:8.0f}")


if __name__ == "__main__":
    main()
