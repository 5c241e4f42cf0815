"""Volumes that are not as their entries are: made anew when the journal is opened."""

from datetime import date, timedelta

import pytest

from accounts.vault import keys
from journal.content import Content
from journal.keeping import keep
from journal.models import Entry, Volume
from journal.search import volume_rows
from tests.belongings import change
from tests.damage import damaged
from tests.journal.test_volumes import JUNE, MAY, mend, read, scan, write
from tests.people import sign_in


def test_entries_that_no_volume_lists_are_found_and_listed(ada):
    for number in range(5):
        ada.letter(f"Letter {number}", day=JUNE - timedelta(days=40 * number))

    assert mend(ada) == (5, 0)

    assert read(ada) == scan(ada)
    assert mend(ada) == (0, 0)


def test_only_the_months_that_differ_are_written(ada):
    write(ada, Content(body="In May."), MAY)
    kept = Volume.objects.get()
    ada.letter("In June.", day=JUNE)

    assert mend(ada) == (1, 0)

    assert bytes(Volume.objects.get(pk=kept.pk).facts) == bytes(kept.facts)


@pytest.mark.parametrize("name", ["facts", "words"])
def test_a_damaged_volume_is_left_out_then_made_anew(ada, name):
    write(ada, Content(body="In May."), MAY)
    write(ada, Content(body="In June."), JUNE)
    june = Volume.objects.get(month=date(2026, 6, 1))
    Volume.objects.filter(pk=june.pk).update(**{name: damaged(getattr(june, name))})

    assert [record.words.strip() for record in read(ada)] == ["in may."]
    assert mend(ada) == (1, 0)
    assert read(ada) == scan(ada)


@pytest.mark.parametrize("name", ["facts", "words"])
def test_a_save_into_a_month_whose_volume_is_damaged_makes_it_whole(ada, name):
    write(ada, Content(body="One."))
    Volume.objects.update(**{name: b"torn"})

    write(ada, Content(body="Two."))

    assert read(ada) == scan(ada)


def test_a_volume_of_an_older_folding_is_made_anew(ada, monkeypatch):
    write(ada, Content(body="Sit down."))
    monkeypatch.setattr(volume_rows, "FOLDING", volume_rows.FOLDING + 1)

    assert read(ada) == []
    assert mend(ada) == (1, 0)
    assert read(ada) == scan(ada)


def test_what_changes_while_a_month_is_opened_is_opened_again(ada, monkeypatch):
    entries = [ada.letter(f"Letter {number}.", day=JUNE) for number in range(3)]
    lock = keys.lock_for_writing

    def changed_meanwhile(*people: object) -> None:
        monkeypatch.setattr(keys, "lock_for_writing", lock)
        change(ada, entries[0], "Sit down.")
        keep.bin_entry(ada.user, ada.vault, entries[1])
        lock(*people)

    monkeypatch.setattr(keys, "lock_for_writing", changed_meanwhile)

    assert mend(ada) == (1, 0)
    assert read(ada) == scan(ada)
    assert len(read(ada)) == 2


PAGES = ["/journal/?favourites=1", "/journal/tags/"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_that_meets_a_damaged_volume_mends_it_and_shows_what_is_there(ada, path):
    write(ada, Content(title="The coat", tags=["coat"], favourite=True))
    Volume.objects.update(facts=b"torn")

    html = ada.browser.get(path).content.decode()

    assert "coat" in html
    assert "could not be looked through" not in html
    assert read(ada) == scan(ada)


@pytest.mark.parametrize("path", PAGES)
def test_where_it_cannot_be_mended_now_the_page_says_that_something_is_missing(ada, disk, path):
    write(ada, Content(title="The coat", tags=["coat"], favourite=True))
    Volume.objects.update(facts=b"torn")
    disk.free = 0

    html = ada.browser.get(path).content.decode()

    assert "Some pages could not be looked through. They are where they were" in html
    assert "No favourites here yet" not in html
    assert "No tags yet" not in html


def test_a_damaged_entry_is_listed_without_words_and_not_tried_again(ada):
    entry = ada.letter("Sit down.", day=JUNE)
    Entry.objects.update(content=b"torn")

    assert mend(ada) == (1, 0)

    ((fact, words),) = read(ada)
    assert (fact.uuid, fact.is_damaged, words) == (entry.uuid, True, "")
    assert mend(ada) == (0, 0)


def test_an_entry_that_stands_twice_or_is_gone_is_put_right(ada):
    entry = write(ada, Content(body="Sit down."))
    row = Volume.objects.get()
    twin = Volume(owner=ada.user, month=row.month)
    for name in ("facts", "words"):
        opened = ada.vault.open(row, name, getattr(row, name))
        setattr(twin, name, ada.vault.seal(twin, name, opened))
    twin.save()

    assert mend(ada) == (1, 0)
    assert read(ada) == scan(ada)
    Entry.objects.filter(pk=entry.pk).delete()
    assert mend(ada) == (1, 0)
    assert not Volume.objects.exists()


def test_mending_stops_when_its_time_is_over_and_goes_on_where_it_was(ada):
    for months_ago in range(4):
        ada.letter("Sit down.", day=JUNE - timedelta(days=31 * months_ago))

    assert [mend(ada, seconds=0) for _ in range(5)] == [(1, 3), (1, 2), (1, 1), (1, 0), (0, 0)]
    assert read(ada) == scan(ada)


def test_only_ones_own_entries_are_read_and_mended(ada, ben):
    write(ben, Content(body="Not hers."))
    ada.letter("Hers.")

    mend(ada)

    assert [record.words.strip() for record in read(ada)] == ["hers."]
    assert [record.words.strip() for record in read(ben)] == ["not hers."]


def test_signing_in_mends(ada):
    ada.letter("Sit down.")

    sign_in(ada.user)

    assert [record.words.strip() for record in read(ada)] == ["sit down."]
    assert read(ada) == scan(ada)
