"""What the tests of backups share: the data folder of a host."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, connections

from tests.people import Person, sign_up


@pytest.fixture
def house(sqlite_file, tmp_path, settings) -> Iterator[Path]:
    """The data folder of a host who has words and a key of their own, with the database in it."""
    settings.DEARSELF_DATA = tmp_path
    settings.SECRET_KEY = "the key of this house"
    (tmp_path / "secret_key").write_text("the key of this house")
    (tmp_path / "privacy.txt").write_text("Backups are kept for a month.")
    (tmp_path / "help_lines").mkdir()
    (tmp_path / "help_lines" / "at.toml").write_text('country = "Austria"')
    yield tmp_path
    connections["default"].close()


@pytest.fixture
def ada_since(house) -> Person:
    """Ada, who has written since the backup was made."""
    ada = sign_up("ada")
    call_command("backup", str(house / "backup.tar"), stdout=StringIO())
    ada.letter("Since then.")
    connection.close()  # so that nothing but a restore can touch the file
    return ada
