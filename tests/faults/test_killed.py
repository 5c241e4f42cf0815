"""Killed in the middle of saves: what was acknowledged is there, and nothing is torn."""

import random
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import ExitStack, closing, suppress
from subprocess import PIPE
from uuid import UUID, uuid4

import pytest

from tests.faults.house import (
    BASE,
    BROKEN,
    House,
    Visitor,
    everything_kept,
    granian_at,
    manage,
    settings,
    starting,
    until,
)
from tests.people import PASSWORD
from tests.ports import free_port

pytestmark = pytest.mark.e2e

ROUNDS = 12
WRITERS = 4
AS_A_PLAIN_SCAN = """
from accounts.vault import keys
from accounts.models import User
from journal.search import volume_rows, volumes
from journal.models import Entry
ada = User.objects.get(email="ada@example.org")
vault = keys.open_with_password(ada, "%s")
entries = Entry.objects.of(ada).newest_first()
plain = [volume_rows.record_of(entry, entry.open(vault)) for entry in entries]
print(list(volumes.read_records(ada, vault)) == plain, volumes.mend(ada, vault).months)
"""
SHE = """
import os, signal
from datetime import date
from django.db import transaction
from accounts.models import Picture, User
from accounts.pictures.sweep import sweep, sweep_of
from accounts.vault import keys
from journal.content import Content
from journal.keeping import rows
from journal.models import Entry, PictureUse
from tests.people import PASSWORD, Person
ada = User.objects.get(email="ada@example.org")
vault = keys.open_with_password(ada, PASSWORD)
"""
HAS_A_PICTURE = """
picture = Person(ada, vault, "", None).picture()
Picture.objects.update(created="2026-01-01T00:00Z")
with transaction.atomic():
    keys.lock_for_writing(ada, vault)
    letter = Entry(owner=ada, kind=Entry.Kind.LETTER, day=date(2026, 6, 17))
    rows.write_new(letter, vault, Content(body="Sit.", pictures=[str(picture.uuid)]))
"""
TAKES_IT_OUT_AND_IS_KILLED = """
with transaction.atomic():
    keys.lock_for_writing(ada, vault)
    letter = Entry.objects.get()
    rows.rewrite(letter, vault, letter.open(vault), Content(body="Sit down."))
    letter.versions.all().delete()
    sweep_of(ada)
    print(Picture.objects.count(), PictureUse.objects.count(), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""
HAS_IT_STILL = """
sweep()
letter = Entry.objects.get()
print(letter.open(vault).pictures == [str(Picture.objects.get().uuid)], letter.picture_uses.count())
"""


def body_of(uuid: UUID) -> str:
    """Some pages, different for each letter, so that half of one would show."""
    return f"{uuid} " * 100 + "the end"


class Writer(threading.Thread):
    """Keeps letters as fast as it can on a connection of its own, until the server is gone."""

    def __init__(self, browser: Visitor) -> None:
        super().__init__(daemon=True)
        self.browser = browser
        self.kept: list[UUID] = []
        self.answers: list[int] = []

    def run(self) -> None:
        with suppress(*BROKEN):
            while True:
                uuid = uuid4()
                answer = self.browser.keep(body_of(uuid), uuid)
                self.answers.append(answer.status)
                if answer.status == 302:
                    self.kept.append(uuid)


def wait_for(writers: list[Writer], at_least: int) -> None:
    until(lambda: sum(len(w.kept) for w in writers) >= at_least, "some letters are kept")


def test_kills_in_the_middle_of_saves_lose_no_acknowledged_letter(folder, ada_at, record_property):
    chance = random.Random(50)  # noqa: S311 - when to kill; the same moments in every run
    acknowledged: list[UUID] = []
    with ExitStack() as servers:

        def one_more() -> House:
            command, log = granian_at(port := free_port()), folder / "granian.log"
            return servers.enter_context(starting(command, settings(folder), port, log))

        house, following = one_more(), one_more()
        for _ in range(ROUNDS):
            until(house.is_up, "it answers")
            writers = [Writer(ada_at(house.port)) for _ in range(WRITERS)]
            for writer in writers:
                writer.start()
            wait_for(writers, at_least=chance.randint(1, 40))
            house.kill()
            for writer in writers:
                writer.join(timeout=30)
                assert not writer.is_alive()
                assert set(writer.answers) <= {302}
                acknowledged += writer.kept
            house, following = following, one_more()  # it has not touched the database yet

    with closing(sqlite3.connect(folder / "dear-self.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    there = everything_kept(folder)
    record_property("acknowledged", len(acknowledged))
    record_property("kept", len(there))
    print(f"{ROUNDS} kills: {len(acknowledged)} acknowledged, {len(there)} kept")  # noqa: T201 - the figure
    assert set(acknowledged) <= set(there)
    assert all(body == body_of(uuid) for uuid, body in there.items())
    assert len(acknowledged) >= ROUNDS
    said = manage(folder, "shell", "--no-imports", "-c", AS_A_PLAIN_SCAN % PASSWORD)
    assert said.split() == ["True", "0"]  # each letter's volume came with it, or neither did


def test_killed_before_the_end_a_picture_and_what_shows_it_are_as_they_were(folder):
    shell = ("shell", "--no-imports", "-c")
    manage(folder, *shell, SHE + HAS_A_PICTURE)
    command = [sys.executable, "manage.py", *shell, SHE + TAKES_IT_OUT_AND_IS_KILLED]

    killed = subprocess.run(command, cwd=BASE, env=settings(folder), stdout=PIPE, check=False)

    assert (killed.returncode, killed.stdout.split()) == (-signal.SIGKILL, [b"0", b"0"])
    assert manage(folder, *shell, SHE + HAS_IT_STILL).split() == ["True", "1"]
