"""Volumes that are not as their entries are: made anew when the journal is opened."""

from datetime import date, timedelta

import pytest

from journal import shelf
from journal.content import Content
from journal.models import Entry, Volume
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
    sealed = bytearray(getattr(Volume.objects.get(month=date(2026, 6, 1)), name))
    sealed[-1] ^= 1
    Volume.objects.filter(month=date(2026, 6, 1)).update(**{name: bytes(sealed)})

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
    monkeypatch.setattr(shelf, "FOLDING", shelf.FOLDING + 1)

    assert read(ada) == []
    assert mend(ada) == (1, 0)
    assert read(ada) == scan(ada)


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
