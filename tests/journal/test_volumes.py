"""Volumes list what the journal says, however it came to say it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Vault
from accounts.vault import keys, quota
from accounts.vault.sealing import Damaged
from journal.content import Content
from journal.keeping import keep, marks, rows
from journal.models import Entry, Volume
from journal.search import volume_rows, volumes
from journal.search.volume_rows import MOST_BYTES, record_of
from tests.belongings import change
from tests.journal.test_folding import TEXTS
from tests.people import Person

JUNE, MAY = date(2026, 6, 17), date(2026, 5, 17)


def write(person: Person, content: Content, day: date = JUNE, **fields: object) -> Entry:
    """A new letter as the journal writes it."""
    entry = Entry(owner=person.user, kind=Entry.Kind.LETTER, day=day, **fields)
    with transaction.atomic():
        keys.lock_for_writing(person.user, person.vault)
        return rows.write_new(entry, person.vault, content)


def scan(person: Person) -> list[volume_rows.Record]:
    """What the volumes should say: every entry opened, one by one."""
    entries = Entry.objects.of(person.user).newest_first()
    return [record_of(entry, entry.try_open(person.vault)) for entry in entries]


def read(person: Person) -> list[volume_rows.Record]:
    return list(volumes.read_records(person.user, person.vault))


def mend(person: Person, **how: float) -> tuple[int, int]:
    mended = volumes.mend(person.user, person.vault, **how)
    return mended.months, mended.left


# --- what they say ---


def test_a_kept_entry_stands_in_its_months_volume(ada):
    entry = write(ada, Content(title="The Coat", body="Ärger in Łódź", tags=["Soup"], hard=True))

    (record,) = read(ada)

    assert record.words == "the coat\narger in łodz\nsoup"
    fact = record.fact
    assert (fact.uuid, fact.kind, fact.day) == (entry.uuid, "letter", JUNE)
    assert (fact.title, fact.tags, fact.hard, fact.favourite) == ("The Coat", ["Soup"], True, False)
    assert Volume.objects.get().month == date(2026, 6, 1)


def test_they_are_read_newest_first_month_by_month(ada):
    days = [MAY, JUNE, date(2025, 12, 31), JUNE - timedelta(days=1), date(2026, 1, 1)]
    for day in days:
        write(ada, Content(body="Sit down."), day)

    assert [record.fact.day for record in read(ada)] == sorted(days, reverse=True)
    found = volumes.facts(ada.user, ada.vault, up_to=MAY)
    assert [fact.day for fact in found] == [MAY, date(2026, 1, 1), date(2025, 12, 31)]


def test_nothing_of_a_word_is_in_the_row(ada):
    write(ada, Content(title="lindenbaum", body="lindenbaum", tags=["lindenbaum"]))

    row = Volume.objects.values_list().get()

    assert not any(b"lindenbaum" in bytes(part) for part in row if isinstance(part, bytes))
    assert b"lindenbaum" in ada.vault.open(
        Volume.objects.get(), "words", Volume.objects.get().words
    )


def test_a_volume_opens_in_its_own_place_only(ada):
    write(ada, Content(body="Sit down."))
    row = Volume.objects.get()
    row.uuid = uuid4()

    with pytest.raises(Damaged):
        volume_rows.open_facts(row, ada.vault)


def test_what_is_closed_or_in_the_bin_is_not_in_them(ada):
    write(ada, Content(body="Later."), opens_on=date(2099, 1, 1))
    binned = write(ada, Content(body="Not this one."))
    keep.bin_entry(ada.user, ada.vault, binned)
    assert read(ada) == []
    assert not Volume.objects.exists()

    keep.restore_entry(ada.user, ada.vault, binned)

    assert [record.fact.uuid for record in read(ada)] == [binned.uuid]
    assert mend(ada) == (0, 0)


def test_many_letters_take_several_volumes_and_a_very_long_one_has_its_own(ada):
    for _ in range(3):
        write(ada, Content(body="x" * (MOST_BYTES // 3)))
    long = write(ada, Content(body="y" * MOST_BYTES))
    small = write(ada, Content(body="Sit down."))

    held = [
        {fact.uuid for fact in volume_rows.open_facts(row, ada.vault)}
        for row in Volume.objects.all()
    ]

    assert len(held) == 3
    assert {long.uuid} in held
    assert {small.uuid} not in held
    assert read(ada) == scan(ada)


def test_of_an_entry_whose_few_signs_are_very_many_letters_the_rest_is_not_looked_for(
    ada, monkeypatch
):
    monkeypatch.setattr(volume_rows, "MOST_FOLDED", 100)
    write(ada, Content(body="\ufdfa" * 50))

    (record,) = read(ada)

    assert len(record.words) == 100
    assert [record] == scan(ada)


def test_a_letter_that_grows_out_of_its_volume_goes_to_another_and_stands_once(ada):
    letters = [write(ada, Content(body="x" * (MOST_BYTES // 3))) for _ in range(2)]

    change(ada, letters[0], "y" * MOST_BYTES)

    assert Volume.objects.count() == 2
    assert read(ada) == scan(ada)


def test_an_entry_that_moves_to_another_month_stands_once_when_that_is_mended(ada):
    entry = write(ada, Content(body="Sit down."), JUNE)
    other = write(ada, Content(body="Stand up."), JUNE)
    entry.day = MAY
    with transaction.atomic():
        keys.lock_for_writing(ada.user, ada.vault)
        rows.reseal(entry, ada.vault, Content(body="Sit down."))

    assert mend(ada) == (1, 0)
    assert [(r.fact.uuid, r.fact.day) for r in read(ada)] == [
        (other.uuid, JUNE),
        (entry.uuid, MAY),
    ]


def test_what_is_gathered_is_written_once_for_each_volume(ada):
    def an_import(them: volumes.Gathered) -> None:
        for number in range(40):
            day = JUNE if number % 2 else MAY
            entry = Entry(owner=ada.user, kind="letter", day=day)
            rows.write_new(entry, ada.vault, Content(body=f"Letter {number}"), them)

    with transaction.atomic(), CaptureQueriesContext(connection) as made:
        keys.lock_for_writing(ada.user, ada.vault)
        with volumes.gathered(ada.user, ada.vault) as them:
            an_import(them)

    written = [q["sql"] for q in made if q["sql"].startswith('INSERT INTO "journal_volume"')]
    assert len(written) == 2
    assert read(ada) == scan(ada)
    assert len(read(ada)) == 40


def test_what_is_gathered_in_several_turns_stands_in_its_month(ada, monkeypatch):
    monkeypatch.setattr(volumes, "GATHERED_MOST", 10)  # written in several turns
    entries = [ada.letter("Sit down by the window.", day=MAY) for _ in range(3)]
    with transaction.atomic():
        keys.lock_for_writing(ada.user, ada.vault)
        with volumes.gathered(ada.user, ada.vault) as them:
            for entry in entries:
                them.put(entry, entry.open(ada.vault))

    assert read(ada) == scan(ada)
    assert [row.month for row in Volume.objects.all()] == [MAY.replace(day=1)]


# --- room ---


def test_a_save_takes_what_the_volume_grew_by(ada):
    ada.user.quota_mb = 1
    ada.user.save()
    write(ada, Content(body="Sit down."))
    before, stood = quota.measure(ada.user), Vault.objects.get().stored_bytes

    write(ada, Content(body="x" * 5000))

    assert Vault.objects.get().stored_bytes - stood == quota.measure(ada.user) - before


def test_what_does_not_fit_with_its_volume_is_not_kept(ada, monkeypatch):
    monkeypatch.setattr(quota, "MEGABYTE", 10_000)
    ada.user.quota_mb = 1
    ada.user.save()

    with pytest.raises(quota.JournalFull):
        write(ada, Content(body="x" * 7000))

    assert not Entry.objects.exists()
    assert not Volume.objects.exists()


def test_a_full_journal_takes_back_what_was_in_its_bin_and_is_mended(ada, monkeypatch):
    entry = ada.letter("x" * 7000)
    keep.bin_entry(ada.user, ada.vault, entry)
    monkeypatch.setattr(quota, "MEGABYTE", 10_000)
    ada.user.quota_mb = 1
    ada.user.save()

    keep.restore_entry(ada.user, ada.vault, entry)
    Volume.objects.all().delete()

    assert mend(ada) == (1, 0)
    assert len(read(ada)) == 1


# --- the same as a plain scan ---

CONTENTS = st.builds(
    Content,
    title=TEXTS,
    body=TEXTS,
    tags=st.lists(TEXTS, max_size=3),
    feelings=st.lists(TEXTS, max_size=2),
    answers=st.dictionaries(st.sampled_from(["to", "writer", "voice", "given"]), TEXTS),
    favourite=st.booleans(),
    hard=st.booleans(),
)
DAYS = st.dates(date(2026, 1, 1), date(2026, 3, 31))
DEEDS = st.sampled_from(["write", "close", "change", "mark", "bin", "restore", "open", "mend"])


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.tuples(DEEDS, st.integers(0, 5), DAYS, CONTENTS), max_size=12))
def test_whatever_is_done_they_say_what_a_plain_scan_says(ada, deeds):
    Entry.objects.all().delete()
    Volume.objects.all().delete()
    for deed, which, day, content in deeds:
        do(ada, deed, which, day, content)
        assert read(ada) == scan(ada)
    assert mend(ada) == (0, 0)


def do(ada: Person, deed: str, which: int, day: date, content: Content) -> None:
    """One deed, to one of the entries there are."""
    user, vault = ada.user, ada.vault
    entries = list(Entry.objects.filter(owner=user).order_by("created", "uuid"))
    entry = entries[which % len(entries)] if entries else None
    if deed == "mend":
        volumes.mend(user, vault)
    elif deed in {"write", "close"} or entry is None:
        opens_on = date(2099, 1, 1) if deed == "close" else None
        write(ada, content, day, opens_on=opens_on)
    elif deed == "bin":
        keep.bin_entry(user, vault, entry)
    elif deed == "restore":
        keep.restore_entry(user, vault, entry)
    elif deed == "mark":
        marks.set_marks(user, vault, entry, hard=content.hard, favourite=content.favourite)
    elif entry.binned_at is None:
        with transaction.atomic():
            keys.lock_for_writing(user, vault)
            entry.opened_at = timezone.now() if deed == "open" else entry.opened_at
            rows.rewrite(entry, vault, entry.open(vault), content)
