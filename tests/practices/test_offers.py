"""What today's page offers from the practices."""

from datetime import date, timedelta
from html import unescape
from uuid import uuid4

import pytest

from practices.after import sittings, todays_offer
from practices.kit import items
from practices.library.catalogue import practices
from practices.library.filters import asks_least
from practices.models import Item, SittingRecord
from tests.people import Person

DAY = date(2026, 6, 17)
LINES = ["This is hard.", "Others stand here, too.", "Soup first."]
pytestmark = pytest.mark.usefixtures("noon")


@pytest.fixture
def noon(time_machine):
    time_machine.move_to(f"{DAY}T10:00:00Z", tick=False)


def sit(person: Person, slug: str, response: str) -> None:
    sat = SittingRecord(slug, 60, response)
    sittings.keep(person.user, person.vault, uuid=uuid4(), record=sat, day=DAY)


def write_lines(person: Person) -> None:
    for line in LINES:
        items.add_item(person.user, person.vault, "line", Item(text=line))


def test_everything_takes_three_queries_at_most(ada, django_assert_max_num_queries):
    write_lines(ada)
    for _ in range(3):
        sit(ada, "hum", "harder")

    with django_assert_max_num_queries(3):
        offer = todays_offer.for_today(ada.user, ada.vault)

    assert offer.suggestion.practice.slug in {"feet", "look-around"}
    assert offer.line in LINES
    assert offer.proposes_gentle


def test_another_goes_round_and_comes_back_to_the_first(ada):
    seen, another = [], 0
    while another is not None and len(seen) < 40:
        offer = todays_offer.for_today(ada.user, ada.vault, another)
        seen.append(offer.suggestion.practice.slug)
        another = offer.another

    once = seen[: seen.index(seen[0], 1)]
    assert len(once) == len(set(once)) > 5
    assert seen == (once * 10)[:40]


@pytest.mark.parametrize("another", [-1, 10**30])
def test_any_number_is_some_other(ada, another):
    assert todays_offer.for_today(ada.user, ada.vault, another).suggestion is not None


def test_the_line_changes_with_the_day(ada, time_machine):
    write_lines(ada)
    shown = []
    for _ in range(3):
        shown.append(todays_offer.for_today(ada.user, ada.vault).line)
        assert todays_offer.for_today(ada.user, ada.vault).line == shown[-1]
        time_machine.shift(timedelta(days=1))

    assert sorted(shown) == sorted(LINES)


def test_half_past_midnight_still_belongs_to_the_evening_before(ada, time_machine):
    write_lines(ada)
    time_machine.move_to("2026-06-17T21:30:00Z")  # 23:30 in Vienna
    before = todays_offer.for_today(ada.user, ada.vault)
    time_machine.move_to("2026-06-17T22:30:00Z")

    assert todays_offer.for_today(ada.user, ada.vault) == before


def test_in_gentle_mode_it_stays_gentle_all_the_way_round(ada):
    ada.user.gentle = True
    ranked = {
        todays_offer.for_today(ada.user, ada.vault, n).suggestion.practice.slug for n in range(40)
    }

    assert ranked
    assert all(asks_least(practices()[slug]) for slug in ranked)


def test_the_page_shows_them_and_only_to_their_owner(ada, ben):
    write_lines(ada)

    theirs, bens = (it.browser.get("/today/").content.decode() for it in (ada, ben))

    assert [line for line in LINES if line in theirs] == [
        todays_offer.for_today(ada.user, ada.vault).line
    ]
    assert [line for line in LINES if line in bens] == []
    assert "One practice, if you like" in theirs
    assert "One practice, if you like" in bens
    assert "One of your lines" not in bens


def test_minutes_at_hand_stay_while_someone_looks_for_another(ada):
    page = unescape(ada.browser.get("/today/?minutes=2&another=0").content.decode())

    assert 'href="?minutes=2&another=1#practice"' in page
    assert page.count('aria-current="true"') == 1
    assert "It fits into the 2 minutes you have." in page


def test_minutes_that_nobody_offered_are_none(ada):
    plain = todays_offer.for_today(ada.user, ada.vault)

    assert [todays_offer.for_today(ada.user, ada.vault, minutes=n) for n in (1, 3, 999)] == [
        plain
    ] * 3


def test_what_would_take_longer_begins_at_the_minutes_they_have(ada):
    seen = [todays_offer.for_today(ada.user, ada.vault, n, minutes=2) for n in range(14)]

    longer = {it.suggestion.practice.slug for it in seen if it.shortened}
    by_itself = {slug for slug, it in practices().items() if it.seconds > 120}
    assert longer == by_itself & {it.suggestion.practice.slug for it in seen} != set()
    assert all(it.suggestion.practice.shortest <= 120 for it in seen)
    number = next(n for n, it in enumerate(seen) if it.shortened)
    page = unescape(ada.browser.get(f"/today/?minutes=2&another={number}").content.decode())
    slug = seen[number].suggestion.practice.slug
    assert f'href="/practices/{slug}/sit/?minutes=2"' in page
