"""An export at length, and its two forms by themselves: what is written can be read again."""

from datetime import UTC, date, datetime
from uuid import uuid4

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as some

from journal.content import Content
from journal.export import kept, lossless, markdown
from journal.export.lossless import (
    About,
    KeptDraft,
    KeptEntry,
    KeptItem,
    KeptPicture,
    KeptProgress,
    KeptSitting,
    KeptVersion,
)
from journal.models import Entry
from practices.models import Item, KitItem, ProgressRecord, SittingRecord
from tests.journal.test_export import download, journal_of
from tests.pages import send
from tests.people import PASSWORD

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_fifty_entries_ask_no_more_of_the_database_than_one(ada):
    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            assert download(ada).getvalue()
        return len(made)

    def one_more() -> None:
        letter = ada.letter("You came home.")
        send(ada, f"/journal/{letter.uuid}/edit/", {"body": "Sit down.", "base": 1})
        ada.browser.post("/journal/drafts/", {"form": "letter", "body": "Half of it"})
        ada.kit("care", text="Soup", area="body")
        ada.sat("feet", seconds=40, response="softer")

    one_more()
    queries()
    one = queries()
    for _ in range(49):
        one_more()

    assert queries() == one


def test_more_entries_than_are_read_at_once_are_all_there(ada, monkeypatch):
    monkeypatch.setattr(kept, "AT_ONCE", 3)
    for number in range(8):
        ada.letter(f"Letter {number}.")

    bodies = {e.content.body for e in journal_of(ada).entries if e.content}

    assert bodies == {f"Letter {number}." for number in range(8)}


# --- the schema ---

words = some.text(some.characters(codec="utf-8"), max_size=40)
moments = some.datetimes(timezones=some.just(UTC))
contents = some.none() | some.builds(
    Content,
    title=words,
    body=words,
    answers=some.dictionaries(words, words | some.lists(words) | some.booleans()),
    tags=some.lists(words, max_size=3),
    feelings=some.lists(words, max_size=3),
    favourite=some.booleans(),
    hard=some.booleans(),
    practice=words,
    pictures=some.sampled_from([[], ["one"]]),
    shows=some.dictionaries(words, words, max_size=2),
)
entries = some.builds(
    KeptEntry,
    kind=some.sampled_from(Entry.Kind.values),
    created=moments,
    updated=moments,
    written=moments,
    version=some.integers(1, 2**31),
    opens_on=some.none() | some.dates(),
    opened_at=some.none() | moments,
    reply_to=some.none() | some.uuids(),
    reply_to_day=some.none() | some.dates(),
    binned_at=some.none() | moments,
    morning_at=some.none() | moments,
    evening_at=some.none() | moments,
    content=contents,
    versions=some.lists(
        some.builds(KeptVersion, version=some.integers(1, 99), written=moments, content=contents),
        max_size=2,
    ),
)
drafts = some.builds(
    KeptDraft,
    form=words,
    base=words,
    revision=some.integers(0, 2**31),
    updated=moments,
    fields=some.none() | some.dictionaries(words, some.lists(words, max_size=3), max_size=3),
)
kit = some.builds(
    KeptItem,
    kind=some.sampled_from([*KitItem.Kind.values, "of-later"]),
    position=some.integers(0, 99),
    content=some.none() | some.builds(Item, text=words, area=words, minutes=some.integers(0, 600),
                                      cost=words, energy=words, phone=words),
)  # fmt: skip
sittings = some.builds(
    KeptSitting,
    content=some.none()
    | some.builds(SittingRecord, slug=words, seconds=some.integers(0, 9999), response=words),
)
choices = words | some.booleans() | some.integers(0, 600) | some.floats(0.5, 9.5)
progress = some.builds(
    KeptProgress,
    content=some.none()
    | some.builds(
        ProgressRecord, met=some.booleans(), choices=some.dictionaries(words, choices, max_size=3)
    ),
)
pictures = some.builds(
    KeptPicture,
    created=moments,
    alt=some.none() | words,
    width=some.integers(0, 9999),
    height=some.integers(0, 9999),
    file=some.none() | words,
)
about = About(made=NOON, time_zone="Europe/Vienna")


@given(some.lists(entries, max_size=4), some.lists(drafts, max_size=4))
def test_what_is_written_is_read_again_the_same(entries, drafts):
    read = lossless.decode(b"".join(lossless.encode(about, entries, drafts)))

    assert (read.entries, read.drafts) == (entries, drafts)
    assert (read.made, read.time_zone) == (NOON, "Europe/Vienna")


@given(
    some.lists(kit, max_size=4), some.lists(sittings, max_size=4), some.lists(progress, max_size=1)
)
def test_what_is_written_of_practices_is_read_again_the_same(kit, sittings, progress):
    read = lossless.decode(b"".join(lossless.encode(about, [], [], kit, sittings, progress)))

    assert (read.kit, read.sittings, read.progress) == (kit, sittings, progress)


@given(some.lists(pictures, max_size=4))
def test_what_is_written_of_pictures_is_read_again_the_same(pictures):
    read = lossless.decode(b"".join(lossless.encode(about, [], [], pictures=pictures)))

    assert read.pictures == pictures


def test_what_waits_in_the_inbox_is_taken_along(ada):
    ada.browser.post("/accounts/lock/")
    ada.browser.post("/practices/kit/add/line/", {"kit_line": "Slowly."})
    ada.browser.post("/accounts/unlock/", {"password": PASSWORD})

    (waits,) = journal_of(ada).inbox

    assert (waits.path, waits.fields) == ("/practices/kit/add/line/", {"kit_line": ["Slowly."]})


@pytest.mark.parametrize("later", ["pictures", "inbox"])
def test_a_file_of_before_there_were_any_is_read(later):
    now = b"".join(lossless.encode(about, [], []))
    before = now.replace(b',\n"%s": [\n]' % later.encode(), b"")
    assert before != now

    assert lossless.decode(before) == lossless.decode(now)


@given(
    some.lists(kit, max_size=4), some.lists(sittings, max_size=4), some.lists(progress, max_size=1)
)
def test_any_kit_can_be_put_into_text(kit, sittings, progress):
    text = "".join(markdown.write_markdown([], [], kit, sittings, progress))

    said = [it.content.text for it in kit if it.content] + [
        it.content.slug for it in sittings if it.content
    ]
    assert [one for one in said if one.replace("\n", "\n  ") not in text] == []


@given(some.lists(entries, max_size=4), some.lists(drafts, max_size=4))
def test_any_entry_can_be_put_into_text(entries, drafts):
    text = "".join(markdown.write_markdown(entries, drafts))

    bodies = [entry.content.body for entry in entries if entry.content]
    assert [body for body in bodies if body not in text] == []


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"{}",
        b"words",
        b'{"format": "another", "schema": 1, "made": "2026-11-22T12:00:00Z", "time_zone": "UTC"}',
        b"".join(lossless.encode(about, [], []))[:-4],
        b"".join(lossless.encode(msgspec.structs.replace(about, schema=2), [], [])),
    ],
    ids=["empty", "nothing", "not JSON", "another format", "cut short", "a later schema"],
)
def test_what_is_no_export_or_of_a_later_schema_is_refused(file):
    with pytest.raises(lossless.NotAnExport):
        lossless.decode(file)


def test_a_field_of_a_later_version_does_not_stop_a_reader():
    entry = KeptEntry(
        uuid=uuid4(), kind="letter", day=date(2026, 6, 17), created=NOON, updated=NOON,
        written=NOON, version=1, content=Content(body="You came home."),
    )  # fmt: skip
    file = b"".join(lossless.encode(about, [entry], []))

    read = lossless.decode(file.replace(b'"kind"', b'"of_later": true, "kind"'))

    assert read.entries == [entry]
