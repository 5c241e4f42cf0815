"""The bin: thirty days to change one's mind, and nothing lost on the way."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from accounts.chores import chores
from journal import keep
from journal.content import Content
from journal.models import Entry, EntryVersion
from tests.journal.test_letters import send
from tests.people import Person

BIN = "/journal/bin/"
DAY = date(2026, 6, 17)
NOW = datetime(2026, 6, 20, 9, tzinfo=UTC)


def binned(person: Person, entry: Entry) -> Entry:
    keep.bin_entry(person.user, entry)
    entry.refresh_from_db()
    return entry


def two_days(ada: Person) -> tuple[Entry, Entry]:
    """A binned day, and the new one that was begun in its place."""
    said = {"focus_1": "the fat pen", "given": "Tea.", "where": ["threat"], "effort": "Stairs."}
    then = binned(ada, ada.day(DAY, **said))
    now = ada.day(DAY, given="Soup.", where=["soothe"], received="A wave.")
    return then, now


def test_binning_asks_first(ada):
    letter = ada.letter()

    page = ada.browser.get(f"/journal/{letter.uuid}/delete/").content.decode()

    assert "Put this in the bin?" in page
    assert list(Entry.objects.of(ada.user)) == [letter]


def test_a_binned_letter_leaves_its_pages_and_waits_sealed(ada):
    letter = ada.letter("Sit down.", title="The coat")

    answer = ada.browser.post(f"/journal/{letter.uuid}/delete/", follow=True)

    assert "It is in the bin." in answer.content.decode()
    for page in ("", "edit/", "delete/"):
        assert ada.browser.get(f"/journal/{letter.uuid}/{page}").status_code == 404
    assert "The coat" in ada.browser.get(BIN).content.decode()
    assert Entry.objects.binned(ada.user).get().open(ada.vault).body == "Sit down."


def test_a_letter_put_back_is_where_and_as_it_was(ada):
    letter = binned(ada, ada.letter("Sit down.", day=DAY, title="The coat"))

    answer = ada.browser.post(f"/journal/{letter.uuid}/restore/", follow=True)

    back = Entry.objects.of(ada.user).get()
    assert "It is back where it was." in answer.content.decode()
    assert (back.uuid, back.day, back.version) == (letter.uuid, DAY, 1)
    assert back.open(ada.vault) == Content(body="Sit down.", title="The coat")


def test_a_day_put_back_is_where_and_as_it_was(ada):
    day = binned(ada, ada.day(DAY, given="Tea."))

    ada.browser.post(f"/journal/{day.uuid}/restore/")

    assert "Tea." in ada.browser.get(f"/journal/days/{DAY}/").content.decode()


def test_deleting_for_good_asks_first_and_takes_the_versions_along(ada):
    other, letter = ada.letter("Another."), ada.letter("Before.")
    send(ada, f"/journal/{other.uuid}/edit/", {"body": "Another, changed.", "base": 1})
    send(ada, f"/journal/{letter.uuid}/edit/", {"body": "After.", "base": 1})
    binned(ada, letter)

    asked = ada.browser.get(f"/journal/{letter.uuid}/let-go/")

    assert "Delete this for good?" in asked.content.decode()
    assert Entry.objects.count() == 2
    done = ada.browser.post(f"/journal/{letter.uuid}/let-go/", follow=True)
    assert "It is gone for good." in done.content.decode()
    assert list(Entry.objects.all()) == [other]
    assert [version.entry for version in EntryVersion.objects.all()] == [other]


def test_what_is_not_in_the_bin_cannot_be_deleted_for_good(ada):
    letter = ada.letter()

    answer = ada.browser.post(f"/journal/{letter.uuid}/let-go/")

    assert answer.status_code == 404
    assert list(Entry.objects.of(ada.user)) == [letter]


def test_after_thirty_days_the_chore_deletes_and_not_before(ada, ben):
    with time_machine.travel(NOW, tick=False) as clock:
        kept, early = ada.letter(day=DAY), binned(ada, ada.letter(day=DAY))
        clock.shift(timedelta(minutes=1))
        late = binned(ben, ben.letter(day=DAY))
        clock.move_to(NOW + timedelta(days=keep.BIN_DAYS, seconds=30))

        (empty,) = [chore for chore in chores if chore.name == "empty the bin"]
        empty.run()

    assert keep.BIN_DAYS == 30
    assert set(Entry.objects.all()) == {kept, late}
    assert early not in Entry.objects.all()


def test_the_newest_in_the_bin_stands_first(ada):
    with time_machine.travel(NOW, tick=False) as clock:
        first = binned(ada, ada.letter(day=DAY))
        clock.shift(60)
        second = binned(ada, ada.letter(day=DAY - timedelta(days=9)))

    rows = ada.browser.get(BIN).context["rows"]

    assert [row.entry for row in rows] == [second, first]


# --- a day begun again after it was binned ------------------------------------


def test_a_binned_day_beside_a_new_one_offers_both(ada):
    then, now = two_days(ada)

    answer = ada.browser.post(f"/journal/{then.uuid}/restore/")

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "There are two pages for this day" in page
    before, after = page.split('id="then"')
    assert '<dd dir="auto">Soup.</dd>' in before
    assert '<dd dir="auto">Tea.</dd>' in after
    assert [then] == list(Entry.objects.binned(ada.user))
    assert [now] == list(Entry.objects.of(ada.user))


def test_both_days_can_be_put_on_one_page_and_nothing_is_lost(ada):
    then, now = two_days(ada)

    answer = ada.browser.post(f"/journal/{then.uuid}/restore/", {"both": "1"})

    now.refresh_from_db()
    assert answer.url == f"/journal/days/{DAY}/"
    assert now.open(ada.vault).answers == {
        "focus_1": "the fat pen",
        "given": "Soup.\n\nTea.",
        "received": "A wave.",
        "where": ["soothe", "threat"],
        "effort": "Stairs.",
    }
    assert now.versions.get().open(ada.vault).answers["given"] == "Soup."
    assert Entry.objects.binned(ada.user).get().open(ada.vault).answers["given"] == "Tea."


def test_a_half_that_only_the_binned_day_had_is_written_from_then_on(ada):
    then, now = two_days(ada)
    Entry.objects.filter(pk=now.pk).update(morning_at=None)

    ada.browser.post(f"/journal/{then.uuid}/restore/", {"both": "1"})

    now.refresh_from_db()
    assert now.morning_at == then.morning_at


@pytest.mark.parametrize("which", [0, 1], ids=["the binned one", "the new one"])
def test_a_damaged_day_of_the_two_is_not_written_over(ada, which):
    days = two_days(ada)
    broken = bytes(days[which].content)[:-1]
    Entry.objects.filter(pk=days[which].pk).update(content=broken)

    answer = ada.browser.post(f"/journal/{days[0].uuid}/restore/", {"both": "1"})

    assert answer.status_code == 409
    assert bytes(Entry.objects.get(pk=days[which].pk).content) == broken
    assert not EntryVersion.objects.exists()
