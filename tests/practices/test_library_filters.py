"""The shelf's filters: what fits, what gentle mode shows, and links that keep each other."""

import pytest

from practices.library import filters
from practices.library.catalogue import practices
from practices.library.filters import LibraryFilter
from tests.practices.shelves import practices_in, put


@pytest.fixture
def library(tmp_path):
    put(tmp_path, "hand", shortest=20, needs="ashamed")
    put(tmp_path, "words", kind="writing", shortest=60, needs="ashamed, numb")
    put(tmp_path, "soup", kind="'behavioural'", shortest=120, longest=600, needs="numb")
    put(tmp_path, "long", kind="[mental, writing]", intensity="deep", shortest=480, longest=900)
    put(tmp_path, "sun", kind="mental", imagery="true", shortest=240)
    return practices_in(tmp_path)


def slugs(practices):
    return [it.slug for it in practices]


def fitting(library, **asked):
    return slugs(it for it in library if filters.filter_in(asked).fits(it))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["hand", "words", "soup", "sun", "long"]),
        ({"time": "1"}, ["hand", "words"]),
        ({"time": "2"}, ["hand", "words", "soup"]),
        ({"time": "10"}, ["hand", "words", "soup", "sun", "long"]),
        ({"kind": "writing"}, ["words", "long"]),
        ({"intensity": "deep"}, ["long"]),
        ({"need": "numb"}, ["words", "soup"]),
        ({"need": "numb", "time": "1"}, ["words"]),
        ({"need": "numb", "intensity": "deep"}, []),
    ],
)
def test_what_is_chosen_is_what_stands_there(library, asked, found):
    assert fitting(library, **asked) == found


@pytest.mark.parametrize(
    "asked",
    [
        {"need": "a-yacht"},
        {"time": "7"},
        {"time": "-1"},
        {"time": "²"},
        {"kind": ""},
        {"intensity": "GENTLE"},
        {"all": "yes"},
        {"page": "2"},
    ],
)
def test_what_nobody_knows_is_as_if_it_had_not_been_asked(asked):
    assert filters.filter_in(asked) == LibraryFilter()


def test_without_gentle_mode_everything_stands_in_the_librarys_order(library):
    assert filters.offered_to(library, gentle=False, everything=False) == library


def test_gentle_mode_shows_what_asks_least_with_the_body_and_the_hands_first(library):
    shown = filters.offered_to(library, gentle=True, everything=False)

    assert slugs(shown) == ["hand", "soup", "words"]


def test_in_gentle_mode_the_others_come_after_when_they_are_asked_for(library):
    shown = filters.offered_to(library, gentle=True, everything=True)

    assert slugs(shown) == ["hand", "soup", "words", "sun", "long"]


def test_what_asks_least_is_offered_to_someone_who_found_nothing(library):
    assert slugs(filters.mildest(library))[:2] == ["hand", "words"]


def links(library, now):
    return {
        (group.name, option.label): option.query
        for group in filters.groups(library, now)
        for option in group.options
    }


def test_a_link_keeps_what_else_is_chosen(library):
    now = LibraryFilter(need="numb", time=2, all=True)

    assert links(library, now)["kind", "In writing"] == "?need=numb&time=2&kind=writing&all=1"


def test_choosing_another_of_the_same_takes_its_place(library):
    assert links(library, LibraryFilter(time=2))["time", "5 minutes"] == "?time=5"


def test_the_link_of_what_is_chosen_takes_it_off(library):
    now = LibraryFilter(need="numb", time=2)

    assert links(library, now)["time", "2 minutes"] == "?need=numb"
    assert links(library, LibraryFilter(time=2))["time", "2 minutes"] == ""


def test_only_what_is_chosen_is_marked(library):
    on = [
        option.label
        for group in filters.groups(library, LibraryFilter(need="numb", kind="writing"))
        for option in group.options
        if option.on
    ]

    assert on == ["I feel numb", "In writing"]


def test_what_no_practice_here_has_is_not_offered(library):
    gentle = filters.offered_to(library, gentle=True, everything=False)

    needs, time, kind = filters.groups(gentle, LibraryFilter())

    assert [option.label for option in needs.options] == ["I feel numb", "I am ashamed"]
    assert time.name == "time"
    assert [it.label for it in kind.options] == ["With the body", "Something to do", "In writing"]


def test_what_is_chosen_can_be_taken_off_even_where_nothing_here_has_it(library):
    gentle = filters.offered_to(library, gentle=True, everything=False)

    assert links(gentle, LibraryFilter(intensity="deep"))["intensity", "Goes deeper"] == ""


def test_every_link_leads_to_what_it_says(library):
    for query in links(library, LibraryFilter(need="numb")).values():
        pairs = dict(pair.split("=") for pair in query.removeprefix("?").split("&") if pair)
        assert filters.filter_in(pairs).query == query


def test_what_is_for_a_need_first_of_all_comes_before_what_is_for_it_too():
    found = LibraryFilter(need="numb").sort(practices().values())

    assert found[0].slug == "numb"
    places = [it.needs.index("numb") for it in found]
    assert places == sorted(places)
    assert LibraryFilter().sort(practices().values()) == list(practices().values())
