"""Ending: a killed parent, a polite end, and slow clients that hold threads meanwhile."""

import os
import signal
import threading
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from uuid import uuid4

import pytest

from benchmarks.slow_clients import HALF_SENT, SLOW_READERS, half_sent_form, slow_reader
from tests.faults.house import BROKEN, Visitor, everything_kept, granian, serve, until
from tests.ports import is_free

pytestmark = pytest.mark.e2e


def test_after_a_killed_parent_it_can_be_started_again_at_once(folder, ada_at):
    with serve(folder) as house:
        letter = uuid4()
        assert ada_at(house.port).keep("Before.", letter).status == 302

        os.kill(house.process.pid, signal.SIGKILL)  # the parent alone

        house.process.wait()
        until(lambda: is_free(house.port), "the port is free")
        with serve(folder) as again:
            assert letter.hex in ada_at(again.port).get(f"/journal/{letter}/").text.replace("-", "")


def test_a_worker_that_was_killed_is_replaced(folder, ada_at):
    with granian(folder, workers=1) as house:
        children = Path(f"/proc/{house.process.pid}/task/{house.process.pid}/children")
        workers = [int(pid) for pid in children.read_text().split()]

        os.kill(workers[-1], signal.SIGKILL)

        until(lambda: children.read_text().split() != [str(pid) for pid in workers], "it is seen")
        until(house.is_up, "another one answers")
        assert ada_at(house.port).get("/today/").status == 200


def test_four_slow_readers_and_twenty_half_sent_forms_stop_nobody(folder, ada_at):
    with serve(folder) as house, ExitStack() as slow:
        for _ in range(HALF_SENT):
            slow.enter_context(closing(half_sent_form(house.port)))
        for _ in range(SLOW_READERS):
            slow.enter_context(closing(slow_reader(house.port)))

        ada = ada_at(house.port, timeout=15)
        assert [ada.get("/today/").status for _ in range(20)] == [200] * 20


def test_an_end_that_is_asked_for_comes_soon_and_loses_no_acknowledged_save(folder, ada_at):
    acknowledged, stop = [], threading.Event()

    def write(browser: Visitor) -> None:
        with suppress(*BROKEN):
            while not stop.is_set():
                uuid = uuid4()
                if browser.keep("You came home.", uuid).status == 302:
                    acknowledged.append(uuid)

    with serve(folder) as house, ExitStack() as slow:
        for _ in range(HALF_SENT):
            slow.enter_context(closing(half_sent_form(house.port)))
        writers = [threading.Thread(target=write, args=(ada_at(house.port),)) for _ in range(3)]
        for writer in writers:
            writer.start()
        until(lambda: len(acknowledged) >= 20, "some letters are kept")

        house.process.send_signal(signal.SIGTERM)

        assert house.process.wait(timeout=20) == 0  # s; Docker's ten, twice
        assert is_free(house.port)
        stop.set()
        for writer in writers:
            writer.join(timeout=30)
    assert set(acknowledged) <= set(everything_kept(folder))
