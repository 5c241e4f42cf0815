"""How long something takes, in words: one rule for every page and for the export."""

import pytest

from practices.library.phrasing import length, roughly, time_range
from practices.library.practice import Practice
from tests.practices.shelves import practices_in, put


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (59, "59 seconds"),
        (60, "1 minute"),
        (61, "1 minute 1 second"),
        (90, "1 minute 30 seconds"),
        (120, "2 minutes"),
        (150, "2 minutes 30 seconds"),
        (3600, "60 minutes"),
    ],
)
def test_a_length_is_seconds_or_minutes_or_both(seconds, said):
    assert length(seconds) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (43, "43 seconds"),
        (62, "1 minute"),
        (163, "2 minutes 30 seconds"),
        (299, "5 minutes"),
        (611, "10 minutes"),
    ],
)
def test_what_is_about_so_long_is_said_to_no_second(seconds, said):
    assert roughly(seconds) == said


def lasting(folder, shortest: int, longest: int) -> Practice:
    steps = f"## Stop {{seconds: {shortest}}}\nPut it down."
    put(folder, "it", shortest=shortest, longest=longest, steps=steps)
    return practices_in(folder)[0]


@pytest.mark.parametrize(
    ("shortest", "longest", "said"),
    [
        (20, 20, "20 seconds"),
        (90, 90, "1 minute 30 seconds"),
        (20, 60, "20 to 60 seconds"),
        (30, 300, "30 seconds to 5 minutes"),
        (60, 300, "1 to 5 minutes"),
        (90, 300, "1 minute 30 seconds to 5 minutes"),
        (60, 90, "1 minute to 1 minute 30 seconds"),
    ],
)
def test_a_range_names_its_unit_once_where_it_can(tmp_path, shortest, longest, said):
    assert time_range(lasting(tmp_path, shortest, longest)) == said


def test_the_larger_number_decides_how_a_range_is_said(tmp_path, monkeypatch):
    """Some languages say 2 to 4 minutes and 2 to 5 minutes with different words."""
    asked = []

    def ngettext(one: str, many: str, n: int) -> str:
        asked.append((many, n))
        return many

    monkeypatch.setattr("practices.library.phrasing.ngettext", ngettext)

    time_range(lasting(tmp_path, 60, 240))
    time_range(lasting(tmp_path, 20, 45))

    assert asked == [("%(n)d to %(m)d minutes", 4), ("%(n)d to %(m)d seconds", 45)]
