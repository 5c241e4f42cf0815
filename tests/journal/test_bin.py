"""The bin: thirty days to change one's mind, and nothing lost on the way."""

import re
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
import time_machine
from django.utils import timezone

from accounts.hosting.chores import chores
from accounts.models import Picture, Vault
from accounts.pictures.sweep import sweep
from journal.content import Content
from journal.keeping import keep
from journal.keeping.marks import MOST_TAGS
from journal.models import Entry, EntryVersion
from tests.journal.test_timeline import many_letters, walk
from tests.pages import fields_of, send
from tests.people import Person

BIN = "/journal/bin/"
DAY = date(2026, 6, 17)
NOW = datetime(2026, 6, 20, 9, tzinfo=UTC)


def binned(person: Person, entry: Entry) -> Entry:
    keep.bin_entry(person.user, person.vault, entry)
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


@pytest.mark.parametrize("end", ["delete", "let-go"])
def test_what_would_be_deleted_is_shown_as_in_a_list(ada, end):
    said = {"title": "The coat", "day": DAY}
    entries = [
        ada.letter("Sit down.", **said),
        ada.letter("Sit down.", hard=True, **said),
        ada.letter("Sit down.", opens_on=date(2099, 1, 1), **said),
    ]
    shown = []
    for entry in entries:
        if end == "let-go":
            keep.bin_entry(ada.user, ada.vault, entry)
        page = ada.browser.get(f"/journal/{entry.uuid}/{end}/").content.decode()
        title = re.findall(r'<p class="slip-title" dir="auto">([^<]+)</p>', page)
        shown.append((*title, page.count("The coat") + page.count("Sit down.")))

    assert shown == [
        ("The coat", 2),
        ("Something you marked as hard", 0),
        ("A letter for 1 January 2099", 0),
    ]


def test_a_binned_letter_leaves_its_pages_and_waits_sealed(ada):
    letter = ada.letter("Sit down.", title="The coat")

    answer = ada.browser.post(f"/journal/{letter.uuid}/delete/", follow=True)

    assert "It is in the bin." in answer.content.decode()
    for page in ("edit/", "delete/"):
        assert ada.browser.get(f"/journal/{letter.uuid}/{page}").status_code == 404
    assert "The coat" not in ada.browser.get("/journal/").content.decode()
    assert "The coat" in ada.browser.get(BIN).content.decode()
    assert Entry.objects.with_closed(ada.user).in_bin().get().open(ada.vault).body == "Sit down."


def test_a_letter_put_back_is_where_and_as_it_was(ada):
    letter = binned(ada, ada.letter("Sit down.", day=DAY, title="The coat"))

    answer = ada.browser.post(f"/journal/{letter.uuid}/restore/", follow=True)

    assert answer.redirect_chain == [(f"/journal/{letter.uuid}/", 302)]
    back = Entry.objects.of(ada.user).get()
    assert "It is back where it was." in answer.content.decode()
    assert (back.uuid, back.day, back.version) == (letter.uuid, DAY, 1)
    assert back.open(ada.vault) == Content(body="Sit down.", title="The coat")


def test_a_day_put_back_is_where_and_as_it_was(ada):
    day = binned(ada, ada.day(DAY, given="Tea."))

    answer = ada.browser.post(f"/journal/{day.uuid}/restore/")

    assert answer.url == f"/journal/days/{DAY}/"
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
        clock.move_to(NOW + timedelta(days=Entry.BIN_DAYS, seconds=30))

        (empty,) = [chore for chore in chores if chore.name == "empty the bin"]
        assert empty.run() is None

    assert Entry.BIN_DAYS == 30
    assert set(Entry.objects.all()) == {kept, late}
    assert early not in Entry.objects.all()


def test_somebody_in_the_middle_of_leaving_holds_no_chore_up(ada, ben):
    for person in (ada, ben):
        binned(person, person.letter(day=DAY))
        person.picture()
    Vault.objects.filter(owner=ada.user).delete()

    with time_machine.travel(timezone.now() + timedelta(days=Entry.BIN_DAYS + 1)):
        keep.empty_old_bins()
        sweep()

    assert {it.owner_id for it in Entry.objects.all()} == {ada.user.pk}
    assert {it.owner_id for it in Picture.objects.all()} == {ada.user.pk}


# --- looking through it -------------------------------------------------------


def test_the_newest_day_in_the_bin_stands_first_whenever_it_was_put_there(ada):
    later = binned(ada, ada.letter(day=DAY))
    earlier = binned(ada, ada.letter(day=DAY - timedelta(days=9)))

    rows = ada.browser.get(BIN).context["page"].rows

    assert [row.entry for row in rows] == [later, earlier]


def test_following_earlier_walks_the_whole_bin_twenty_at_a_time(ada):
    letters = many_letters(ada, 45)
    Entry.objects.update(binned_at=timezone.now())
    kept = ada.letter("Not in the bin.", day=DAY)

    pages = walk(ada, BIN)

    assert [len(page) for page in pages] == [20, 20, 5]
    assert [entry.uuid for page in pages for entry in page] == letters
    assert kept.uuid not in letters


@pytest.mark.parametrize("after", ["x", "__", "2026-06-17_yesterday_coat", "' OR 1=1 --"])
def test_a_link_that_is_broken_begins_at_the_newest(ada, after):
    letter = binned(ada, ada.letter(day=DAY))

    answer = ada.browser.get(BIN, {"after": after})

    assert [row.entry for row in answer.context["page"].rows] == [letter]


def test_an_empty_bin_says_so(ada, ben):
    ada.letter("Kept.")
    binned(ben, ben.letter("Marigolds."))

    page = ada.browser.get(BIN).content.decode()

    assert "The bin is empty." in page
    assert "Marigolds" not in page


def test_everything_in_the_bin_says_until_when(ada):
    for days, entry in enumerate((ada.letter(day=DAY), ada.day(DAY, given="Tea."))):
        binned(ada, entry)
        Entry.objects.filter(pk=entry.pk).update(binned_at=NOW - timedelta(days=days))

    page = ada.browser.get(BIN).content.decode()

    assert page.count("Here until 20 July.") == 1
    assert page.count("Here until 19 July.") == 1


def in_the_bin_since_now(ada: Person, entry: Entry) -> str:
    """The page of `entry`, put in the bin at `NOW`."""
    binned(ada, entry)
    Entry.objects.filter(pk=entry.pk).update(binned_at=NOW)
    answer = ada.browser.get(f"/journal/{entry.uuid}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_binned_letter_opens_to_be_read_and_put_back_but_not_changed(ada):
    letter = ada.letter("Sit down.", title="The coat")

    page = in_the_bin_since_now(ada, letter)

    assert "This is in the bin until 20 July." in page
    assert f'action="/journal/{letter.uuid}/restore/"' in page
    assert '<p dir="auto">Sit down.</p>' in page
    assert f"/journal/{letter.uuid}/edit/" not in page
    assert f"/journal/{letter.uuid}/delete/" not in page


def test_a_binned_day_opens_to_be_read_and_put_back(ada):
    day = ada.day(DAY, focus_1="the fat pen", given="Tea.")

    page = in_the_bin_since_now(ada, day)

    assert "This is in the bin until 20 July." in page
    assert f'action="/journal/{day.uuid}/restore/"' in page
    assert '<dd dir="auto">the fat pen</dd>' in page
    assert '<dd dir="auto">Tea.</dd>' in page


@pytest.mark.parametrize("kind", ["letter", "day"])
def test_what_is_damaged_in_the_bin_says_so_and_can_be_put_back(ada, kind):
    entry = ada.letter("Sit down.") if kind == "letter" else ada.day(DAY, given="Tea.")
    Entry.objects.filter(pk=entry.pk).update(content=bytes(entry.content)[:-1])

    page = in_the_bin_since_now(ada, entry)

    assert "damaged" in page
    assert f'action="/journal/{entry.uuid}/restore/"' in page
    assert ada.browser.post(f"/journal/{entry.uuid}/restore/").status_code == 302


def test_a_kept_day_has_no_page_but_its_own(ada):
    day = ada.day(DAY, given="Tea.")

    assert ada.browser.get(f"/journal/{day.uuid}/").url == f"/journal/days/{DAY}/"


def test_a_link_alone_puts_nothing_back(ada):
    letter = binned(ada, ada.letter())

    answer = ada.browser.get(f"/journal/{letter.uuid}/restore/")

    assert answer.url == BIN
    assert Entry.objects.with_closed(ada.user).in_bin().get() == letter


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
    assert [then] == list(Entry.objects.with_closed(ada.user).in_bin())
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
    assert (
        Entry.objects.with_closed(ada.user).in_bin().get().open(ada.vault).answers["given"]
        == "Tea."
    )


def note(person: Person, entry: Entry, **noted: object) -> None:
    """As its marks and tags would have it."""
    entry.seal(person.vault, msgspec.structs.replace(entry.open(person.vault), **noted))
    entry.save()


@pytest.mark.parametrize("marked", [0, 1], ids=["the binned one", "the new one"])
def test_what_was_noted_about_either_day_is_noted_about_both_on_one_page(ada, marked):
    days = two_days(ada)
    note(ada, days[marked], favourite=True, hard=True, tags=["Stairs", "tea"])
    note(ada, days[1 - marked], tags=["stairs"])

    ada.browser.post(f"/journal/{days[0].uuid}/restore/", {"both": "1"})

    now = Entry.objects.of(ada.user).get()
    both = now.open(ada.vault)
    assert (both.favourite, both.hard) == (True, True)
    assert [tag.casefold() for tag in both.tags] == ["stairs", "tea"]
    assert "Soup." not in ada.browser.get("/journal/").content.decode()  # folded, as it was
    found = ada.browser.get("/journal/?favourites=1").context["page"].rows
    assert [row.entry for row in found] == [now]


def test_where_only_the_marks_differ_no_version_of_the_same_words_stays_behind(ada):
    then = binned(ada, ada.day(DAY, given="Tea."))
    note(ada, then, hard=True)
    now = ada.day(DAY, given="Tea.")

    ada.browser.post(f"/journal/{then.uuid}/restore/", {"both": "1"})

    now.refresh_from_db()
    assert now.open(ada.vault) == Content(answers={"given": "Tea."}, hard=True)
    assert not now.versions.exists()


def test_tags_of_both_days_are_no_more_than_an_entry_has_and_the_new_days_come_first(ada):
    then, now = two_days(ada)
    note(ada, then, tags=[f"then {number}" for number in range(30)])
    note(ada, now, tags=[f"now {number}" for number in range(30)])

    ada.browser.post(f"/journal/{then.uuid}/restore/", {"both": "1"})

    now.refresh_from_db()
    tags = now.open(ada.vault).tags
    assert (tags[0], tags[-1], len(tags)) == ("now 0", "then 9", MOST_TAGS)


def test_a_half_that_only_the_binned_day_had_is_written_from_then_on(ada):
    then, now = two_days(ada)
    Entry.objects.filter(pk=now.pk).update(morning_at=None)

    ada.browser.post(f"/journal/{then.uuid}/restore/", {"both": "1"})

    now.refresh_from_db()
    assert now.morning_at is not None
    assert "the fat pen" in ada.browser.get(f"/journal/days/{DAY}/").content.decode()


@pytest.mark.parametrize(("half", "field"), [("morning", "focus_1"), ("evening", "given")])
def test_a_page_opened_before_both_days_became_one_does_not_write_over_them(ada, half, field):
    then, now = two_days(ada)
    path = f"/journal/days/{DAY}/{half}/"
    form = fields_of(ada.browser.get(path))
    ada.browser.post(f"/journal/{then.uuid}/restore/", {"both": "1"})
    now.refresh_from_db()
    before = now.open(ada.vault).answers

    answer = send(ada, path, form | {field: ["From the page that was open."]})

    now.refresh_from_db()
    assert answer.status_code == 409
    assert now.open(ada.vault).answers == before


@pytest.mark.parametrize("which", [0, 1], ids=["the binned one", "the new one"])
def test_a_damaged_day_of_the_two_is_not_written_over(ada, which):
    days = two_days(ada)
    broken = bytes(days[which].content)[:-1]
    Entry.objects.filter(pk=days[which].pk).update(content=broken)

    answer = ada.browser.post(f"/journal/{days[0].uuid}/restore/", {"both": "1"})

    assert answer.status_code == 409
    assert bytes(Entry.objects.get(pk=days[which].pk).content) == broken
    assert not EntryVersion.objects.exists()
