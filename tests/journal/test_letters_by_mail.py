"""A mail that says that a closed letter has come: only to whoever asked, once, at a decent hour."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.hosting import outbox
from accounts.hosting.chores import chores
from accounts.models import OutgoingMail
from journal.keeping import closed_letters, keep
from journal.models import Entry
from tests.accounts.test_settings import AS_THEY_ARE, SETTINGS
from tests.people import Person, sign_up

DAY = date(2027, 3, 14)
ASKED = "Send me a mail when a letter I closed has come"
NINE = datetime(2027, 3, 14, 9, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("sends_mail")


@pytest.fixture
def clock():
    with time_machine.travel(NINE, tick=False) as clock:
        yield clock


def asks(name: str, time_zone: str = "UTC") -> Person:
    """Someone who would like a mail."""
    person = sign_up(name, time_zone=time_zone)
    person.user.mail_letters = True
    person.user.save()
    return person


@pytest.fixture
def ada(clock, db) -> Person:
    return asks("ada")


def told() -> list[str]:
    """Do the chore, and say whom the mails of it are for."""
    before = len(mail.outbox)
    closed_letters.tell_of_arrived()
    outbox.deliver()
    return sorted(to for message in mail.outbox[before:] for to in message.to)


def test_it_says_that_one_has_come_and_nothing_else(ada, settings):
    settings.DEARSELF_URL = "https://journal.example.org"
    ada.letter("Nobody came to the door.", title="The coat", tags=["winter"], opens_on=DAY)

    assert told() == ["ada@example.org"]

    message = mail.outbox[0]
    assert message.subject == "A letter of yours has come"
    assert "https://journal.example.org/today/" in message.body
    assert "https://journal.example.org/accounts/settings/" in message.body
    assert f"turn off “{ASKED}”" in message.body
    assert "\n\n\n" not in message.body
    whole = message.message().as_string()
    assert not [it for it in ("Nobody", "coat", "winter", "14 March", "2027-03-14") if it in whole]


def test_it_is_sent_once_and_marked(ada):
    letter = ada.letter(opens_on=DAY)

    assert [told(), told()] == [["ada@example.org"], []]

    letter.refresh_from_db()
    assert letter.told_at == NINE


def test_letters_that_come_together_are_one_mail_and_a_later_one_is_another(ada, clock):
    for _ in range(3):
        ada.letter(opens_on=DAY)
    ada.letter(opens_on=DAY + timedelta(days=1))

    first = told()
    clock.shift(24 * 3600)

    assert [first, told(), told()] == [["ada@example.org"], ["ada@example.org"], []]


def opened(ada: Person, letter: Entry) -> None:
    closed_letters.open_closed_letter(ada.user, ada.vault, letter)


def binned(ada: Person, letter: Entry) -> None:
    keep.bin_entry(ada.user, ada.vault, letter)


def not_asked(ada: Person, _: Entry) -> None:
    type(ada.user).objects.update(mail_letters=False)


def inactive(ada: Person, _: Entry) -> None:
    type(ada.user).objects.update(is_active=False)


def leaving(ada: Person, _: Entry) -> None:
    type(ada.user).objects.update(leaving_since=timezone.now())


def unconfirmed(ada: Person, _: Entry) -> None:
    EmailAddress.objects.update(verified=False)
    EmailAddress.objects.create(user=ada.user, email="old@example.org", verified=True)


def not_yet(_: Person, letter: Entry) -> None:
    Entry.objects.filter(pk=letter.pk).update(opens_on=DAY + timedelta(days=1))


def long_ago(_: Person, letter: Entry) -> None:
    Entry.objects.filter(pk=letter.pk).update(opens_on=DAY - timedelta(days=8))


@pytest.mark.parametrize(
    "becomes",
    [opened, binned, not_asked, inactive, leaving, unconfirmed, not_yet, long_ago],
    ids=lambda becomes: becomes.__name__,
)
def test_nobody_is_written_to_of_one_that_is(ada, becomes):
    letter = ada.letter(opens_on=DAY)
    becomes(ada, letter)

    assert told() == []

    letter.refresh_from_db()
    assert letter.told_at is None


def test_a_week_late_it_still_says_so(ada):
    ada.letter(opens_on=DAY - timedelta(days=7))

    assert told() == ["ada@example.org"]


def test_closed_again_it_is_told_again_on_its_new_day(ada, clock):
    letter = ada.letter(opens_on=DAY)
    first = told()
    opened(ada, letter)
    Entry.objects.filter(pk=letter.pk).update(opens_on=DAY + timedelta(days=3))
    letter.refresh_from_db()
    closed_letters.close_again(ada.user, ada.vault, letter)
    clock.shift(3 * 24 * 3600)

    assert [first, told()] == [["ada@example.org"], ["ada@example.org"]]


# --- at which hour ---


@pytest.mark.parametrize(
    ("zone", "eight_there"),
    [
        ("UTC", "2027-03-14T08:00"),
        ("Pacific/Kiritimati", "2027-03-13T18:00"),  # fourteen hours ahead
        ("Pacific/Niue", "2027-03-14T19:00"),
        ("America/St_Johns", "2027-03-14T10:30"),  # its clocks went forward that night
        ("America/New_York", "2027-03-14T12:00"),
    ],
)
def test_it_comes_at_eight_where_the_person_is(db, zone, eight_there):
    with time_machine.travel(f"{eight_there}:00Z", tick=False) as clock:
        asks("ada", zone).letter(opens_on=DAY)
        clock.shift(-60)
        before = told()
        clock.shift(60)

        assert [before, told()] == [[], ["ada@example.org"]]


def test_on_the_night_that_has_an_hour_twice_it_comes_once(db):
    with time_machine.travel("2026-11-01T00:00:00Z", tick=False) as clock:
        asks("ada", "America/New_York").letter(opens_on=date(2026, 11, 1))
        hours = []
        for hour in range(36):
            hours += [hour] * len(told())
            clock.shift(3600)

    assert hours == [13]  # eight o'clock, an hour later than the day before


def test_nobody_is_written_to_at_night_also_days_after(ada, clock):
    clock.move_to(datetime(2027, 3, 16, 3, tzinfo=UTC))
    ada.letter(opens_on=DAY)

    assert told() == []


def test_whoever_moves_is_told_by_their_new_clock_and_once(ada, clock):
    ada.letter(opens_on=DAY + timedelta(days=1))
    clock.move_to(datetime(2027, 3, 14, 18, 30, tzinfo=UTC))
    stayed = told()
    type(ada.user).objects.update(time_zone="Pacific/Kiritimati")
    there = told()
    type(ada.user).objects.update(time_zone="Pacific/Niue")  # where that day is yet to come
    clock.shift(36 * 3600)

    assert [stayed, there, told()] == [[], ["ada@example.org"], []]


# --- what it rests on ---


def test_without_a_mail_server_nothing_is_marked_and_it_works_once_there_is_one(ada, settings):
    letter = ada.letter(opens_on=DAY)
    with_mail = settings.MAILERS
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    closed_letters.tell_of_arrived()
    letter.refresh_from_db()
    marked, sent = letter.told_at, len(mail.outbox)
    settings.MAILERS = with_mail

    assert (marked, sent, told()) == (None, 0, ["ada@example.org"])


def test_a_mail_that_could_not_be_laid_in_the_outbox_marks_nothing(ada, monkeypatch):
    letter = ada.letter(opens_on=DAY)
    with monkeypatch.context() as broken:
        broken.setattr(OutgoingMail.objects, "create", _full)
        with pytest.raises(OSError, match="full"):
            closed_letters.tell_of_arrived()

    letter.refresh_from_db()
    assert letter.told_at is None
    assert told() == ["ada@example.org"]


def _full(**_fields: object) -> None:
    raise OSError("The disk is full.")


def test_workers_at_once_send_it_once(clock, at_once):
    asks("ada").letter(opens_on=DAY)

    at_once(lambda _: closed_letters.tell_of_arrived())

    assert OutgoingMail.objects.count() == 1


def test_it_asks_little_of_the_database_whoever_has_closed_letters(ada):
    for number in range(5):
        person = sign_up(f"person{number}")
        person.letter(opens_on=DAY)
    ada.letter(opens_on=DAY + timedelta(days=400))
    with CaptureQueriesContext(connection) as asked:
        closed_letters.tell_of_arrived()

    assert len(asked) == 1


@pytest.mark.usefixtures("sqlite_file")  # whose plan is read
def test_the_letters_of_these_days_are_found_by_an_index():
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {_the_query()}")
        plan = " ".join(row[-1] for row in cursor.fetchall())

    assert "entry_untold" in plan


def _the_query() -> str:
    with CaptureQueriesContext(connection) as asked:
        closed_letters.tell_of_arrived()
    return asked.captured_queries[0]["sql"]


def test_a_worker_does_it_every_quarter_of_an_hour():
    chore = next(it for it in chores if it.run == closed_letters.tell_of_arrived)

    assert chore.every == timedelta(minutes=15)


# --- asking for it ---


def test_it_is_off_until_it_is_asked_for(clock, db):
    ben = sign_up("ben", time_zone="UTC")
    ben.letter(opens_on=DAY)
    before = told()

    ben.browser.post(SETTINGS, AS_THEY_ARE | {"time_zone": "UTC", "mail_letters": "on"})

    assert [before, told()] == [[], ["ben@example.org"]]


def test_a_host_without_mail_does_not_offer_it(ada, settings):
    offered = [ASKED in ada.browser.get(SETTINGS).content.decode()]
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    offered.append(ASKED in ada.browser.get(SETTINGS).content.decode())
    ada.browser.post(SETTINGS, AS_THEY_ARE | {"theme": "night"})

    ada.user.refresh_from_db()
    assert offered == [True, False]
    assert (ada.user.theme, ada.user.mail_letters) == ("night", True)
