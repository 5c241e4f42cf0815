"""Another process holds SQLite's lock for longer than anybody waits."""

import sqlite3
import threading
from contextlib import closing
from uuid import uuid4

import pytest

from tests.faults.house import granian

pytestmark = pytest.mark.e2e

WORDS = "You came home and stood there with your coat on."


def test_reading_goes_on_a_save_says_so_and_afterwards_all_is_well(folder, ada_at):
    database, letter, answers = folder / "dear-self.sqlite3", uuid4(), []
    with (
        granian(folder) as house,
        closing(sqlite3.connect(database, isolation_level=None)) as foreign,
    ):
        ada = ada_at(house.port)
        foreign.execute("BEGIN IMMEDIATE")
        keeping = threading.Thread(target=lambda: answers.append(ada.keep(WORDS, letter)))
        keeping.start()

        read = []
        while keeping.is_alive() and len(read) < 20:  # it waits for five seconds
            read.append(ada_at(house.port).get("/today/").status)
        keeping.join(timeout=30)
        foreign.execute("ROLLBACK")

        assert set(read) == {200}
        assert answers[0].status == 503
        assert "Not kept yet" in answers[0].text
        assert WORDS in answers[0].text
        assert ada.keep(WORDS, letter).status == 302
        assert WORDS in ada.get(f"/journal/{letter}/").text


def test_whoever_signs_in_meanwhile_is_not_told_that_they_tried_too_often(folder, ada_at):
    with (
        granian(folder) as house,
        closing(sqlite3.connect(folder / "dear-self.sqlite3", isolation_level=None)) as foreign,
    ):
        somebody = ada_at(house.port)
        somebody.cookies = {}
        somebody.get("/accounts/login/")
        foreign.execute("BEGIN IMMEDIATE")

        answer = somebody.post("/accounts/login/", login="ada@example.org", password="not hers")

        assert answer.status == 503
        foreign.execute("ROLLBACK")
        assert somebody.sign_in("ada@example.org").status == 302
