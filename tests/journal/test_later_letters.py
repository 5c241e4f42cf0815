"""Letters for a later day: folded until then, offered that week, and still there to open early."""

from datetime import UTC, date, datetime, timedelta
from unittest import mock

import pytest
import time_machine

from journal import keep, queries
from journal.content import Content
from journal.models import Entry
from tests.pages import NEW, fields_of, send
from tests.people import Person, sign_up

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
OPENS = date(2027, 3, 14)
NAMED = "A letter for 14 March 2027"
OFFER = "A letter for you"


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def later(clock, db) -> tuple[Person, Entry]:
    """Ada, and a letter of hers for the fourteenth of March."""
    ada = sign_up("ada")
    ada.user.idle_minutes = 0
    ada.user.save()
    return ada, ada.letter("Nobody came to the door.", title="The coat", opens_on=OPENS)


def page_on(ada: Person, clock, day: date, path: str) -> str:
    """A page at noon of `day`, read in a new visit: the session of November is long over."""
    clock.move_to(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
    ada.browser.logout()
    ada.browser.force_login(ada.user)
    ada.browser.post("/accounts/unlock/", {"password": "correct horse battery"})
    answer = ada.browser.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("list_of", ["/journal/", "/journal/?kind=letter", "/journal/bin/"])
def test_until_its_day_a_list_names_only_the_day(later, list_of):
    ada, letter = later
    if "bin" in list_of:
        keep.bin_entry(ada.user, ada.vault, letter)

    page = ada.browser.get(list_of).content.decode()

    assert NAMED in page
    assert "The coat" not in page
    assert "Nobody came" not in page


@pytest.mark.parametrize(("day", "folded"), [(OPENS - timedelta(days=1), True), (OPENS, False)])
def test_from_its_day_on_a_list_shows_it_as_any_other(later, clock, day, folded):
    page = page_on(later[0], clock, day, "/journal/")

    assert (NAMED in page) == folded
    assert ("The coat" in page) == (not folded)
    assert ("Nobody came to the door." in page) == (not folded)


def test_the_day_is_the_persons_own(clock, db):
    """At noon in London it is the next day in Kiritimati, and the one before still in Niue."""
    clock.move_to(datetime(2027, 3, 14, 10, 30, tzinfo=UTC))
    pages = []
    for name, zone in [("ada", "Pacific/Kiritimati"), ("ben", "Pacific/Niue")]:
        person = sign_up(name, time_zone=zone)
        person.letter("Nobody came.", title="The coat", opens_on=OPENS)
        pages.append(person.browser.get("/journal/").content.decode())

    assert ["The coat" in page for page in pages] == [True, False]
    assert [NAMED in page for page in pages] == [False, True]


def test_it_can_be_opened_early(later):
    ada, letter = later

    page = ada.browser.get(f"/journal/{letter.uuid}/").content.decode()

    assert "Nobody came to the door." in page
    assert "To be found again on 14 March 2027." in page


@pytest.mark.parametrize(
    ("days_after", "offered"), [(-1, 0), (0, 1), (1, 1), (6, 1), (7, 0), (365, 0)]
)
def test_today_offers_it_on_its_day_and_the_six_after(later, clock, days_after, offered):
    ada, letter = later

    page = page_on(ada, clock, OPENS + timedelta(days=days_after), "/today/")

    assert page.count(OFFER) == offered
    assert page.count(f'href="/journal/{letter.uuid}/"') == offered
    assert "The coat" not in page
    assert "Nobody came" not in page


def test_today_offers_no_one_elses_and_none_from_the_bin(later, clock):
    ada, letter = later
    ben = sign_up("ben")
    ben.letter("Ben's words.", opens_on=OPENS)
    keep.bin_entry(ada.user, ada.vault, letter)

    assert OFFER not in page_on(ada, clock, OPENS, "/today/")


@pytest.mark.parametrize(("gentle", "offered"), [(True, ["The tea"]), (False, ["", "The tea"])])
def test_in_gentle_mode_one_that_is_marked_hard_is_not_brought_up(later, clock, gentle, offered):
    ada, letter = later
    tea = ada.letter("Put the kettle on.", title="The tea", opens_on=OPENS)
    letter.seal(ada.vault, Content(body="Nobody came to the door.", hard=True))
    letter.save()
    ada.user.gentle = gentle
    ada.user.save()

    page = page_on(ada, clock, OPENS, "/today/")

    assert page.count(OFFER) == len(offered)
    assert page.count(f'href="/journal/{tea.uuid}/"') == 1
    assert page.count(f'href="/journal/{letter.uuid}/"') == offered.count("")


def test_in_gentle_mode_no_more_letters_are_opened_than_shown(ada):
    for _ in range(6):
        ada.letter("Put the kettle on.", opens_on=OPENS)
    ada.user.gentle = True
    with mock.patch.object(Entry, "try_open", autospec=True, side_effect=Entry.try_open) as opened:
        assert len(queries.arriving(ada.user, ada.vault, OPENS)) == 3

    assert opened.call_count == 3


# --- which days can be chosen ---


@pytest.mark.parametrize(("day", "status"), [("2026-11-21", 422), ("2026-11-22", 302)])
def test_a_day_that_is_over_is_refused_and_today_is_not(later, day, status):
    ada, _ = later

    answer = send(ada, NEW, {"body": "Sit down.", "opens_on": day})

    assert answer.status_code == status
    assert Entry.objects.filter(opens_on=day).exists() == (status == 302)


def test_a_day_that_is_over_says_so_and_the_words_stay(later):
    ada, _ = later

    answer = send(ada, NEW, {"body": "Sit down.", "opens_on": "1999-12-31"})

    assert "That day is over. Choose a later one, or leave it empty." in answer.content.decode()
    assert fields_of(answer)["body"] == ["Sit down."]
    assert fields_of(answer)["opens_on"] == ["1999-12-31"]


def over(ada: Person) -> tuple[Entry, str, dict[str, list[str]]]:
    """A letter whose day has come and gone, where it is changed, and the form there."""
    letter = ada.letter("Before.", opens_on=date(2026, 11, 1))
    path = f"/journal/{letter.uuid}/edit/"
    return letter, path, fields_of(ada.browser.get(path))


def test_a_letter_whose_day_is_over_can_still_be_changed(later):
    letter, path, form = over(later[0])

    answer = send(later[0], path, form | {"body": ["After."]})

    letter.refresh_from_db()
    assert answer.status_code == 302
    assert letter.open(later[0].vault).body == "After."
    assert letter.opens_on == date(2026, 11, 1)


@pytest.mark.parametrize(
    ("said", "status", "opens_on"),
    [
        ("2026-11-02", 422, date(2026, 11, 1)),
        ("2027-01-01", 302, date(2027, 1, 1)),
        ("", 302, None),
    ],
)
def test_its_day_can_be_moved_to_a_later_one_or_taken_away(later, said, status, opens_on):
    letter, path, form = over(later[0])

    answer = send(later[0], path, form | {"opens_on": [said]})

    letter.refresh_from_db()
    assert answer.status_code == status
    assert letter.opens_on == opens_on
