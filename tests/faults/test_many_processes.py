"""docker-compose.yml's own commands: two web processes' servers, one database, one cache."""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from config.env import BASE
from tests.faults.compose import HOST, Compose
from tests.faults.house import House, Visitor, running, until
from tests.faults.wire import Wire
from tests.people import PASSWORD
from tests.ports import free_port

pytestmark = [pytest.mark.e2e, pytest.mark.postgres]

CACHE_PASSWORD = "between the two of us"
WRONG = "not her password at all"


@dataclass
class Many:
    """Everything in the compose file but Caddy."""

    compose: Compose
    wire: Wire  # on the way to the database
    webs: list[House]
    work: subprocess.Popen[bytes]

    def visitor(self, web: int = 0, host: str = HOST) -> Visitor:
        return Visitor(self.webs[web].port, timeout=60, https=True, host=host)


@contextmanager
def process(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(command, cwd=BASE, env=environment, start_new_session=True) as one:
        try:
            yield one
        finally:
            with suppress(ProcessLookupError):
                os.killpg(one.pid, signal.SIGKILL)


def answers(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, database_address: str) -> Iterator[Many]:
    folder: Path = tmp_path_factory.mktemp("many")
    compose = Compose(folder, {"DEARSELF_URL": f"https://{HOST}"})
    address, cache = urlsplit(database_address), free_port()
    with ExitStack() as all_of_it:
        wire = all_of_it.enter_context(Wire((address.hostname, address.port or 5432)))
        login = f"{address.username}:{address.password}"
        over = address._replace(netloc=f"{login}@127.0.0.1:{wire.port}")
        compose.secret("secret_key", "only for tests, and the same for both")
        compose.secret("database_url", over.geturl())
        compose.secret("cache_conf", f'requirepass "{CACHE_PASSWORD}"')
        quoted = CACHE_PASSWORD.replace(" ", "%20")
        compose.secret("cache_url", f"redis://:{quoted}@127.0.0.1:{cache}/0")
        compose.secret("smtp_url", "")

        command = [*compose.cache_command(cache), "--dir", str(folder)]
        all_of_it.enter_context(process(command, dict(os.environ)))
        until(lambda: answers(cache), "the cache answers")
        settings = compose.settings("migrate")
        subprocess.run(compose.command("migrate"), cwd=BASE, env=settings, check=True)
        work = all_of_it.enter_context(process(compose.command("work"), compose.settings("work")))
        webs = []
        for number in range(2):
            port, log = free_port(), folder / f"web-{number}.log"
            start = running(compose.web_command(port), compose.settings("web"), port, log)
            webs.append(all_of_it.enter_context(start))
        yield Many(compose, wire, webs, work)


@pytest.fixture(scope="module")
def ada(many: Many) -> Visitor:
    """Signed up at the first web server, her journal open."""
    visitor = many.visitor()
    visitor.sign_up("ada@example.org")
    visitor.open_letter_form()
    return visitor


def test_every_setting_a_host_may_want_reaches_the_containers(many):
    told = many.compose.settings("web")

    assert told["DEARSELF_SECRET_KEY_FILE"] == str(many.compose.secrets / "secret_key")
    for name in ("DEARSELF_SIGNUP", "DEARSELF_QUOTA_MB", "DEARSELF_EARLIER_SECRET_KEYS_FILE"):
        assert name in told


def test_what_was_begun_at_one_goes_on_at_the_other(many, ada):
    there = ada.at(many.webs[1].port)

    assert there.get("/today/").status == 200
    kept = there.keep("You came home.")
    assert kept.status == 302
    assert "You came home." in ada.get(kept.location).text


def test_a_lock_at_one_locks_at_the_other(many, ada):
    there = ada.at(many.webs[1].port)
    ada.post("/accounts/lock/")
    assert there.get("/today/").location.startswith("/accounts/unlock/")

    there.get("/accounts/unlock/")
    there.post("/accounts/unlock/", password=PASSWORD)

    assert ada.get("/today/").status == 200


def test_guesses_at_both_are_counted_together(many):
    """Ten wrong passwords a minute for one account, wherever they are tried."""
    here = many.visitor()
    here.sign_up("ben@example.org")
    here.get("/today/")
    there = here.at(many.webs[1].port)
    here.post("/accounts/lock/")
    here.get("/accounts/unlock/")
    there.token = here.token

    tries = []
    for number in range(12):
        browser = (here, there)[number % 2]
        tries.append(browser.post("/accounts/unlock/", password=WRONG).status)

    assert tries == [422] * 10 + [429] * 2


def test_both_say_whether_they_are_well(many):
    assert [many.visitor(web).get("/healthz").status for web in (0, 1)] == [200, 200]

    many.wire.cut()
    assert [many.visitor(web).get("/healthz").status for web in (0, 1)] == [503, 503]

    many.wire.mend()
    until(lambda: many.visitor(0).get("/healthz").status == 200, "the first is well")
    until(lambda: many.visitor(1).get("/healthz").status == 200, "the second is well")


def test_both_say_when_a_migration_is_missing(many, database_address):
    latest = "SELECT max(id) FROM django_migrations WHERE app = 'journal'"
    with psycopg.connect(database_address, autocommit=True) as database:
        row = database.execute(latest).fetchone()
        database.execute("UPDATE django_migrations SET app = 'elsewhere' WHERE id = %s", row)
        try:
            missing = [many.visitor(web).get("/healthz").status for web in (0, 1)]
        finally:
            database.execute("UPDATE django_migrations SET app = 'journal' WHERE id = %s", row)

    assert missing == [503, 503]
    assert [many.visitor(web).get("/healthz").status for web in (0, 1)] == [200, 200]


def test_one_that_is_asked_to_end_leaves_the_other_serving(many, ada):
    first, second = many.webs
    there = ada.at(second.port)
    kept = []

    first.process.send_signal(signal.SIGTERM)
    while first.process.poll() is None:
        kept.append(there.keep("Meanwhile.").status)
    kept.append(there.keep("And afterwards.").status)

    assert first.process.returncode == 0
    assert set(kept) == {302}
    assert many.work.poll() is None  # the chores, too, go on
