"""The clock of the server jumps: nothing stays open for it, and nothing loses its order."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from journal.models import Draft, Entry
from tests.pages import send
from tests.people import PASSWORD, Person, sign_up

NOON = datetime(2026, 6, 17, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def person(clock, db) -> Person:
    return sign_up("ada")


def is_open(person: Person) -> bool:
    return person.browser.get("/journal/").status_code == 200


def test_forward_over_the_idle_limit_locks(person, clock):
    assert is_open(person)

    clock.shift(timedelta(minutes=person.user.idle_minutes, seconds=1))

    assert not is_open(person)


def test_back_by_an_hour_stays_open_and_the_idle_limit_counts_from_there(person, clock):
    clock.shift(-HOUR)
    assert is_open(person)

    clock.shift(timedelta(minutes=person.user.idle_minutes, seconds=1))

    assert not is_open(person)


def test_forward_and_back_again_holds_the_limit_from_the_first_touch(person, clock):
    clock.shift(HOUR * 5)
    person.browser.post("/accounts/unlock/", {"password": PASSWORD})
    clock.shift(-HOUR * 5)
    assert is_open(person)

    clock.shift(timedelta(minutes=person.user.idle_minutes, seconds=1))

    assert not is_open(person)


def test_two_web_processes_whose_clocks_differ_a_little_are_no_trouble(person, clock):
    clock.shift(-timedelta(minutes=2))

    assert is_open(person)


def test_a_cookie_that_is_a_little_ahead_still_ends_with_the_idle_limit(person, clock):
    clock.shift(-timedelta(minutes=2))
    assert is_open(person)

    clock.shift(timedelta(minutes=person.user.idle_minutes + 3))

    assert not is_open(person)


def test_versions_keep_their_order(person, clock):
    letter = person.letter("First.")
    for version, body in enumerate(["Second.", "Third."], start=1):
        clock.shift(-timedelta(minutes=1))
        said = {"title": "", "body": body, "base": version}
        assert send(person, f"/journal/{letter.uuid}/edit/", said).status_code == 302

    letter.refresh_from_db()
    assert letter.open(person.vault).body == "Third."
    earlier = [version.open(person.vault).body for version in letter.versions.order_by("version")]
    assert earlier == ["First.", "Second."]
    page = person.browser.get(f"/journal/{letter.uuid}/versions/").content.decode()
    assert page.index("Second.") < page.index("First.")


def test_a_draft_that_is_gone_on_with_holds_its_latest_words(person, clock):
    said = {"form": "letter", "body": "Half of it"}
    saved = person.browser.post("/journal/drafts/", said).json()
    clock.shift(-timedelta(minutes=3))

    again = {"draft": saved["draft"], "revision": saved["revision"], "body": "Half of it, and more"}
    saved = person.browser.post("/journal/drafts/", said | again).json()

    draft = Draft.objects.get()
    assert draft.open(person.vault).fields["body"] == ["Half of it, and more"]
    assert (saved["revision"], draft.revision) == (2, 2)


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 6, 17, 21, 59, tzinfo=UTC), date(2026, 6, 17)),
        (datetime(2026, 6, 17, 22, 1, tzinfo=UTC), date(2026, 6, 18)),  # past midnight in Vienna
    ],
)
def test_a_letter_lands_on_the_day_it_is_for_its_writer(person, clock, now, day):
    clock.move_to(now)
    person.browser.post("/accounts/unlock/", {"password": PASSWORD})

    send(person, "/journal/letters/new/", {"title": "", "body": "You came home."})

    assert Entry.objects.get().day == day
