"""docs/methods.md: every method has its row, and what a row says is there is there."""

import re
from typing import NamedTuple

import pytest
from django.conf import settings
from django.urls import resolve

from practices.library.catalogue import practices
from practices.management.commands.methods import with_practices
from practices.proofreading.front_matter import METHODS

DOC = settings.BASE_DIR / "docs/methods.md"


class Row(NamedTuple):
    number: int
    method: str
    practices: str
    stands: str
    not_yet: str

    @property
    def paths(self) -> list[str]:
        return re.findall(r"`([^`]+)`", self.stands)


def rows() -> list[Row]:
    lines = [line for line in DOC.read_text(encoding="utf-8").split("\n") if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]
    return [Row(int(number), *rest) for number, *rest in cells]


def test_every_method_has_one_row_in_the_order_of_their_numbers():
    assert [row.number for row in rows()] == list(METHODS)


@pytest.mark.parametrize("row", rows(), ids=lambda row: str(row.number))
def test_a_row_says_what_it_is_and_where_it_stands_or_what_is_missing(row):
    assert row.method
    assert row.practices or row.stands or row.not_yet


@pytest.mark.parametrize("row", rows(), ids=lambda row: str(row.number))
def test_what_a_row_names_is_there(row):
    pages = [path for path in row.paths if path.startswith("/")]
    files = [path for path in row.paths if not path.startswith("/")]

    assert [path for path in files if not (settings.BASE_DIR / path).exists()] == []
    assert [resolve(page).route for page in pages] == [page.removeprefix("/") for page in pages]


def test_its_practices_are_those_that_say_they_cover_it():
    """If not, `uv run manage.py methods` writes the page anew."""
    text = DOC.read_text(encoding="utf-8")

    assert text == with_practices(text, practices("en").values())


def test_every_practice_stands_in_the_rows_of_what_it_covers():
    covered = {(it.slug, number) for it in practices("en").values() for number in it.covers}
    named = {(slug, row.number) for row in rows() for slug in row.practices.split(", ") if slug}

    assert sorted(named) == sorted(covered)


def test_what_is_left_out_on_purpose_says_why():
    (left_out,) = [row for row in rows() if row.stands.startswith("left out on purpose: ")]

    assert (left_out.number, left_out.not_yet) == (16, "")
