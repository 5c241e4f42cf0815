"""Letters for a later day: an envelope until somebody opens it, offered once its day has come."""

from datetime import UTC, date, datetime, timedelta
from unittest import mock

import pytest
import time_machine
from django.utils import timezone

from journal import queries
from journal.content import Content
from journal.keeping import keep
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
def test_while_it_is_closed_a_list_names_only_the_day(later, list_of):
    ada, letter = later
    if "bin" in list_of:
        keep.bin_entry(ada.user, ada.vault, letter)

    page = ada.browser.get(list_of).content.decode()

    assert NAMED in page
    assert "The coat" not in page
    assert "Nobody came" not in page


@pytest.mark.parametrize("days_after", [-1, 0, 400])
def test_its_day_alone_does_not_open_it(later, clock, days_after):
    page = page_on(later[0], clock, OPENS + timedelta(days=days_after), "/journal/")

    assert NAMED in page
    assert "The coat" not in page
    assert "Nobody came" not in page


@pytest.mark.parametrize(
    ("days_after", "said", "button"),
    [
        (-1, "It comes back to you on Sunday 14 March 2027.", "Open it early"),
        (0, "Its day has come.", "Open it"),
        (400, "Its day has come.", "Open it"),
    ],
)
def test_its_page_is_an_envelope(later, clock, days_after, said, button):
    ada, letter = later

    page = page_on(ada, clock, OPENS + timedelta(days=days_after), f"/journal/{letter.uuid}/")

    assert said in page
    assert f">{button}</button>" in page
    assert "Written on 22 November 2026" in page
    assert "14 March 2027" in page
    assert "The coat" not in page
    assert "Nobody came" not in page


def test_the_day_is_the_persons_own(clock, db):
    """At half past ten in London it is the next day in Kiritimati, and the one before in Niue."""
    clock.move_to(datetime(2027, 3, 14, 10, 30, tzinfo=UTC))
    offered = []
    for name, zone in [("ada", "Pacific/Kiritimati"), ("ben", "Pacific/Niue")]:
        person = sign_up(name, time_zone=zone)
        person.letter("Nobody came.", opens_on=OPENS)
        offered.append(OFFER in person.browser.get("/today/").content.decode())

    assert offered == [True, False]


@pytest.mark.parametrize(("days_after", "offered"), [(-1, 0), (0, 1), (7, 1), (400, 1)])
def test_today_offers_it_from_its_day_on(later, clock, days_after, offered):
    ada, letter = later

    page = page_on(ada, clock, OPENS + timedelta(days=days_after), "/today/")

    assert page.count(OFFER) == offered
    assert page.count(f'href="/journal/{letter.uuid}/"') == offered
    assert "The coat" not in page
    assert "Nobody came" not in page


def test_today_offers_three_at_most_and_who_waited_longest_first(later, clock):
    ada, letter = later
    waiting = [ada.letter("Tea.", opens_on=OPENS - timedelta(days=n)) for n in range(1, 5)]

    page = page_on(ada, clock, OPENS, "/today/")

    shown = [it for it in [letter, *waiting] if f'href="/journal/{it.uuid}/"' in page]
    assert shown == waiting[1:]
    places = [page.index(str(it.uuid)) for it in reversed(waiting[1:])]
    assert places == sorted(places)


def test_today_offers_none_that_was_opened_no_one_elses_and_none_from_the_bin(later, clock):
    ada, letter = later
    ben = sign_up("ben")
    ben.letter("Ben's words.", opens_on=OPENS)
    keep.bin_entry(ada.user, ada.vault, letter)
    read = ada.letter("Put the kettle on.", opens_on=OPENS)
    ada.browser.post(f"/journal/{read.uuid}/open/")

    assert OFFER not in page_on(ada, clock, OPENS, "/today/")


@pytest.mark.parametrize("gentle", [True, False])
def test_one_that_is_marked_hard_is_not_brought_up_and_its_envelope_says_so(later, clock, gentle):
    ada, letter = later
    tea = ada.letter("Put the kettle on.", title="The tea", opens_on=OPENS)
    letter.seal(ada.vault, Content(body="Nobody came to the door.", hard=True))
    letter.save()
    ada.user.gentle = gentle
    ada.user.save()
    envelopes = [ada.browser.get(f"/journal/{it.uuid}/").content.decode() for it in (letter, tea)]

    page = page_on(ada, clock, OPENS, "/today/")

    assert page.count(OFFER) == 1
    assert page.count(f'href="/journal/{tea.uuid}/"') == 1
    assert str(letter.uuid) not in page
    assert str(letter.uuid) in ada.browser.get("/journal/").content.decode()
    said = [("Today’s page offers it" in it, "nothing here brings it up" in it) for it in envelopes]
    assert said == [(False, True), (True, False)]


def test_no_more_letters_are_opened_than_shown(ada):
    for _ in range(6):
        ada.letter("Put the kettle on.", opens_on=OPENS)
    with mock.patch.object(Entry, "try_open", autospec=True, side_effect=Entry.try_open) as opened:
        assert len(queries.arriving(ada.user, ada.vault, OPENS)) == 3

    assert opened.call_count == 3


# --- which days can be chosen ---


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("1999-12-31", "That day is over. Choose a later one, or “Not closed”."),
        ("2026-11-21", "That day is over. Choose a later one, or “Not closed”."),
        ("2026-11-22", "That is today. Choose a later day, or none, and the letter stays open."),
    ],
)
def test_a_day_that_is_not_to_come_says_so_and_the_words_stay(later, day, said):
    ada, letter = later

    answer = send(ada, NEW, {"body": "Sit down.", "opens_on": day})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert fields_of(answer)["body"] == ["Sit down."]
    assert fields_of(answer)["opens_on"] == [day]
    assert list(Entry.objects.all()) == [letter]


def opened_before(ada: Person) -> tuple[Entry, str, dict[str, list[str]]]:
    """A letter that came and was opened, where it is changed, and the form there."""
    letter = ada.letter("Before.", opens_on=date(2026, 11, 1))
    letter.opened_at = timezone.now() - timedelta(days=2)
    letter.save()
    path = f"/journal/{letter.uuid}/edit/"
    return letter, path, fields_of(ada.browser.get(path))


def test_a_letter_whose_day_is_over_can_still_be_changed_and_stays_open(later):
    ada, _ = later
    letter, path, form = opened_before(ada)

    answer = send(ada, path, form | {"body": ["After."]})

    opened_at = letter.opened_at
    letter.refresh_from_db()
    assert answer.status_code == 302
    assert letter.open(ada.vault).body == "After."
    assert (letter.opens_on, letter.opened_at) == (date(2026, 11, 1), opened_at)


@pytest.mark.parametrize(
    ("said", "status", "opens_on", "closed"),
    [
        ("2026-11-02", 422, date(2026, 11, 1), False),
        ("2026-11-01", 422, date(2026, 11, 1), False),
        ("2027-01-01", 302, date(2027, 1, 1), True),
    ],
)
def test_it_can_be_closed_until_a_later_day_and_no_earlier_one(
    later, said, status, opens_on, closed
):
    ada, _ = later
    letter, path, form = opened_before(ada)

    answer = send(ada, path, form | {"closes": ["day"], "opens_on": [said]})

    letter.refresh_from_db()
    assert answer.status_code == status
    assert (letter.opens_on, letter.is_closed) == (opens_on, closed)
