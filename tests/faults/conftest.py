"""A prepared data folder with Ada in it, a copy for each test, and a database in PostgreSQL."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from tests.conftest import POSTGRES
from tests.faults import house
from tests.faults.house import Visitor


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A folder in which Ada has signed up, and her browser's cookies. Not to be written in."""
    folder = tmp_path_factory.mktemp("prepared") / "data"
    folder.mkdir()
    house.prepare(folder)
    with house.granian(folder) as running:
        ada = Visitor(running.port)
        ada.sign_up("ada@example.org")
        ada.open_letter_form()
        return folder, ada.cookies | {"": ada.token}


@pytest.fixture
def folder(prepared: tuple[Path, dict[str, str]], tmp_path: Path) -> Path:
    """A data folder of this test's own, with Ada in it."""
    return house.copy_of(prepared[0], tmp_path / "data")


@pytest.fixture
def ada_at(prepared: tuple[Path, dict[str, str]]):
    """Ada's browser at a port, signed in, her journal open, a letter's form in front of her."""

    def at(port: int, timeout: float = 30) -> Visitor:
        cookies = dict(prepared[1])
        token = cookies.pop("")
        return Visitor(port, timeout, cookies=cookies, token=token)

    return at


@pytest.fixture(scope="module")
def database_address() -> Iterator[str]:
    """An empty PostgreSQL database of this module's own, gone afterwards."""
    name = f"dearself_faults_{os.getpid()}"
    parts = urlsplit(POSTGRES)
    ours = sql.Identifier(name)
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(ours)
    with psycopg.connect(POSTGRES, autocommit=True) as server:
        server.execute(drop)
        server.execute(sql.SQL("CREATE DATABASE {}").format(ours))
        try:
            yield parts._replace(path=f"/{name}").geturl()
        finally:
            server.execute(drop)
