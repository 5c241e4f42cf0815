"""Putting an earlier version back at `/journal/<uuid>/versions/<number>/restore/`."""

from datetime import date
from unittest import mock

import msgspec
import pytest
import time_machine
from django.db import OperationalError

from accounts.vault import quota
from journal.content import Content
from journal.keeping import keep
from journal.models import Entry, EntryVersion
from journal.writing import versions as history
from tests.journal.test_versions import bodies, changed, versions
from tests.pages import fields_of, send
from tests.people import Person

DAY = date(2026, 6, 17)


def put_back(person: Person, entry: Entry, number: int, **options):
    return send(person, f"/journal/{entry.uuid}/versions/{number}/restore/", {}, **options)


def says(person: Person, entry: Entry) -> Content:
    entry.refresh_from_db()
    return entry.open(person.vault)


def seal(person: Person, entry: Entry, **said: object) -> None:
    """Let `entry` say this too, with no version left behind."""
    entry.refresh_from_db()
    entry.seal(person.vault, msgspec.structs.replace(entry.open(person.vault), **said))
    entry.save()


def half(person: Person, name: str, **said: object) -> Entry:
    page = f"/journal/days/{DAY}/{name}/"
    answer = send(person, page, fields_of(person.browser.get(page)) | said)
    assert answer.status_code == 302
    return Entry.objects.of(person.user).get()


def test_an_earlier_version_stands_there_again_and_what_stood_there_is_a_version(ada):
    letter = changed(ada, "At the start.", "Then this.", "Now.")

    answer = put_back(ada, letter, 1, follow=True)

    assert answer.redirect_chain == [(f"/journal/{letter.uuid}/", 302)]
    assert "That version is back." in answer.content.decode()
    assert says(ada, letter).body == "At the start."
    assert bodies(versions(ada, letter)) == ["Now.", "Then this.", "At the start."]


def test_it_can_be_undone_in_the_same_way(ada):
    letter = changed(ada, "At the start.", "Now.")
    put_back(ada, letter, 1)

    put_back(ada, letter, 2)

    assert says(ada, letter).body == "Now."
    assert bodies(versions(ada, letter)) == ["At the start.", "Now.", "At the start."]


def test_the_oldest_of_ten_can_be_put_back_once(ada):
    letter = changed(ada, *(f"Words {number}" for number in range(11)))

    put_back(ada, letter, 1)
    again = put_back(ada, letter, 1, follow=True)

    assert says(ada, letter).body == "Words 0"
    assert letter.version == 12
    assert again.redirect_chain == [(f"/journal/{letter.uuid}/versions/", 302)]
    assert "That version is kept no more." in again.content.decode()


def test_marks_and_tags_stay_as_they_are_now_and_pictures_come_back(ada):
    letter = ada.letter("At the start.", pictures=["a"], feelings=["sad"], tags=["coat"], hard=True)
    send(ada, f"/journal/{letter.uuid}/edit/", {"body": "Now.", "base": 1})
    seal(ada, letter, pictures=[], tags=["stairs"], hard=False, favourite=True)

    put_back(ada, letter, 1)

    assert says(ada, letter) == Content(
        body="At the start.", pictures=["a"], feelings=["sad"], tags=["stairs"], favourite=True
    )


def test_what_it_says_already_is_not_written_again(ada):
    letter = changed(ada, "At the start.", "Now.", "At the start.")

    put_back(ada, letter, 1)

    letter.refresh_from_db()
    assert letter.version == 3


def test_a_day_is_put_back_whole_and_a_form_opened_before_notices(ada):
    with time_machine.travel(f"{DAY}T20:00:00Z", tick=False) as clock:
        half(ada, "morning", focus_1="the fat pen")
        half(ada, "evening", given="Tea.")
        clock.shift(60)
        day = half(ada, "evening", given="Soup.")
        open_form = fields_of(ada.browser.get(f"/journal/days/{DAY}/evening/"))
        clock.shift(60)

        put_back(ada, day, 2)
        late = send(ada, f"/journal/days/{DAY}/evening/", open_form | {"given": "Bread."})

    assert says(ada, day).answers == {"focus_1": "the fat pen", "given": "Tea."}
    assert late.status_code == 409
    assert day.morning_at == day.evening_at == day.updated


def test_a_half_that_was_not_written_then_is_unwritten_again(ada):
    with time_machine.travel(f"{DAY}T20:00:00Z", tick=False):
        half(ada, "morning", focus_1="the fat pen")
        day = half(ada, "evening", given="Tea.")

        put_back(ada, day, 1)
        page = ada.browser.get(f"/journal/days/{DAY}/").content.decode()

    assert says(ada, day).answers == {"focus_1": "the fat pen"}
    assert day.morning_at is not None
    assert day.evening_at is None
    assert page.count("Write something here, if you like") == 1


@pytest.mark.parametrize("which", ["the version", "what stands there"])
def test_where_one_of_the_two_is_damaged_nothing_is_written(ada, which):
    letter = changed(ada, "At the start.", "Now.")
    rows = (
        EntryVersion.objects.filter(entry=letter)
        if which == "the version"
        else Entry.objects.filter(pk=letter.pk)
    )
    rows.update(content=bytes(rows.get().content)[:-1])

    answer = put_back(ada, letter, 1)

    assert answer.status_code == 409
    assert "nothing was put back and nothing was written over" in answer.content.decode()
    letter.refresh_from_db()
    assert (letter.version, letter.versions.count()) == (2, 1)


def test_a_full_journal_says_so_and_nothing_is_written(ada):
    letter = changed(ada, "At the start.", "Now.")

    with mock.patch("journal.writing.versions.quota.take", side_effect=quota.JournalFull(3)):
        answer = put_back(ada, letter, 1)

    assert answer.status_code == 507
    assert "It may hold 3 MB here, and this would be more." in answer.content.decode()
    assert says(ada, letter).body == "Now."
    assert letter.version == 2


def test_a_database_that_is_away_says_so(ada, caplog):
    letter = changed(ada, "At the start.", "Now.")

    with mock.patch("journal.writing.versions.rewrite", side_effect=OperationalError("no")):
        answer = put_back(ada, letter, 1)

    assert answer.status_code == 503
    assert [r.getMessage() for r in caplog.records if r.name == "accounts.refused"] == [
        "Something could not be kept: OperationalError"
    ]


def test_in_the_bin_nothing_is_offered_and_nothing_put_back(ada):
    letter = changed(ada, "At the start.", "Now.")
    offer = f'action="/journal/{letter.uuid}/versions/1/restore/"'
    assert offer in versions(ada, letter).content.decode()
    keep.bin_entry(ada.user, ada.vault, letter)

    assert offer not in versions(ada, letter).content.decode()
    assert put_back(ada, letter, 1).status_code == 404
    assert says(ada, letter).body == "Now."


def test_a_closed_letter_says_nothing_of_what_it_said(ada):
    letter = changed(ada, "At the start.", "Now.")
    Entry.objects.filter(pk=letter.pk).update(opens_on=date(2031, 3, 14))

    answers = [versions(ada, letter), put_back(ada, letter, 1)]
    assert history.revert_to_version(ada.user, ada.vault, letter, 1) is None  # closed a moment ago

    assert [answer.url for answer in answers] == [f"/journal/{letter.uuid}/"] * 2
    assert says(ada, letter).body == "Now."


def test_a_stranger_gets_the_page_that_is_not_there(ada, ben):
    letter = changed(ada, "At the start.", "Now.")

    assert put_back(ben, letter, 1).status_code == 404
    assert says(ada, letter).body == "Now."
