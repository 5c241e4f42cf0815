"""PostgreSQL goes away and comes back, with the pool, the real server and a letter under way."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest

from tests.faults import house
from tests.faults.house import Visitor, everything_kept, until
from tests.faults.wire import Wire

pytestmark = [pytest.mark.e2e, pytest.mark.postgres]

LETTER = "You came home and stood there with your coat on."
# One wait for a connection, and one for a statement; then whatever the page is waiting behind.
BOUND = 25


@pytest.fixture(scope="module")
def wired(
    tmp_path_factory: pytest.TempPathFactory, database_address: str
) -> Iterator[tuple[Wire, Visitor, Path, str]]:
    """Ada signed in on the real server, whose way to its database is a wire."""
    folder = tmp_path_factory.mktemp("wired") / "data"
    folder.mkdir()
    house.prepare(folder, DATABASE_URL=database_address)
    parts = urlsplit(database_address)
    with Wire((parts.hostname, parts.port or 5432)) as wire:
        over = parts._replace(
            netloc=f"{parts.username}:{parts.password}@127.0.0.1:{wire.port}"
        ).geturl()
        with house.granian(folder, workers=2, threads=16, DATABASE_URL=over) as running:
            ada = Visitor(running.port, timeout=60)
            ada.sign_up("ada@example.org")
            ada.open_letter_form()
            yield wire, ada, folder, database_address


@pytest.fixture
def mended(wired) -> Iterator[None]:
    """However the test ends, the next one finds all well."""
    wire, ada, *_ = wired
    yield
    wire.mend()
    until(lambda: _is_well(ada), "all is well again")


def _is_well(ada: Visitor) -> bool:
    """Both workers: whichever answers."""
    return all(ada.at(ada.port).get("/today/").status == 200 for _ in range(8))


@pytest.mark.usefixtures("mended")
def test_while_it_is_away_every_page_says_so_and_words_come_back(wired):
    wire, ada, *_ = wired

    wire.cut()
    began = time.monotonic()
    page, kept = ada.get("/today/"), ada.keep(LETTER)
    health = ada.at(ada.port).get("/healthz").status
    took = time.monotonic() - began

    assert (page.status, health) == (503, 503)
    assert "Dear Self is closed for a moment" in page.text
    assert (kept.status, LETTER in kept.text) == (503, True)
    assert took < 3 * BOUND


@pytest.mark.usefixtures("mended")
def test_it_recovers_without_a_restart_and_loses_no_acknowledged_letter(wired):
    wire, ada, folder, address = wired
    acknowledged: list[UUID] = []
    refused: list[int] = []
    stop = threading.Event()

    def write(browser: Visitor) -> None:
        while not stop.is_set():
            uuid = uuid4()
            answer = browser.keep(f"{LETTER} {uuid}", uuid)
            if answer.status == 302:
                acknowledged.append(uuid)
            else:
                refused.append(answer.status)
                assert str(uuid) in answer.text  # the words, to be sent again

    writers = [threading.Thread(target=write, args=(ada.at(ada.port),)) for _ in range(4)]
    for writer in writers:
        writer.start()
    for _ in range(3):
        before, lost = len(acknowledged), len(refused)
        until(lambda before=before: len(acknowledged) >= before + 10, "letters are kept")
        wire.cut()
        until(lambda lost=lost: len(refused) > lost, "a letter is refused")
        wire.mend()
    before = len(acknowledged)
    until(lambda: len(acknowledged) >= before + 10, "letters are kept again")
    stop.set()
    for writer in writers:
        writer.join(timeout=60)

    assert set(refused) == {503}
    there = everything_kept(folder, DATABASE_URL=address)
    assert {uuid: there.get(uuid) for uuid in acknowledged} == {
        uuid: f"{LETTER} {uuid}" for uuid in acknowledged
    }


@pytest.mark.usefixtures("mended")
def test_a_server_that_stands_still_holds_nobody_for_ever(wired):
    wire, ada, *_ = wired
    answers: list[tuple[int, float]] = []

    def ask(browser: Visitor) -> None:
        began = time.monotonic()
        answers.append((browser.get("/today/").status, time.monotonic() - began))

    wire.stall()
    visits = [threading.Thread(target=ask, args=(ada.at(ada.port),)) for _ in range(12)]
    for visit in visits:
        visit.start()
    for visit in visits:
        visit.join(timeout=60)

    assert [status for status, _ in answers] == [503] * 12
    assert max(seconds for _, seconds in answers) < BOUND
