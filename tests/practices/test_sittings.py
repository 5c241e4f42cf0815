"""What someone sat with is kept sealed, once, and read back newest first."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.vault import quota
from accounts.vault.sealing import ClosedVault, Locked
from practices.after import sittings
from practices.after.sittings import PastSitting
from practices.models import Sitting, SittingRecord
from tests.people import Person

DAY = date(2026, 6, 17)


def keep(person: Person, slug: str, response: str = "same", *, day=DAY, uuid=None, seconds=60):
    sat = SittingRecord(slug, seconds, response)
    sittings.keep(person.user, person.vault, uuid=uuid or uuid4(), record=sat, day=day)


def test_sittings_come_back_newest_first(ada):
    keep(ada, "feet", "softer", day=DAY - timedelta(days=1))
    keep(ada, "hum", "harder", seconds=90)
    keep(ada, "labels", "")

    assert sittings.recent(ada.user, ada.vault) == [
        PastSitting(DAY, "labels", "", 60),
        PastSitting(DAY, "hum", "harder", 90),
        PastSitting(DAY - timedelta(days=1), "feet", "softer", 60),
    ]


def test_no_more_than_asked_for_come_back_in_one_query(ada, django_assert_num_queries):
    for slug in ("feet", "hum", "labels"):
        keep(ada, slug)

    with django_assert_num_queries(1):
        found = sittings.recent(ada.user, ada.vault, most=2)

    assert [felt.slug for felt in found] == ["labels", "hum"]


def test_the_same_sitting_sent_twice_is_one_and_the_later_answer_stands(ada):
    uuid = uuid4()
    keep(ada, "feet", "softer", uuid=uuid)
    keep(ada, "feet", "harder", uuid=uuid, day=DAY + timedelta(days=1))

    assert sittings.recent(ada.user, ada.vault) == [PastSitting(DAY, "feet", "harder", 60)]


def test_a_strangers_uuid_is_nothing_to_the_owner(ada, ben):
    uuid = uuid4()
    keep(ada, "feet", "softer", uuid=uuid)
    before = Sitting.objects.of(ada.user).values().get()

    keep(ben, "hum", "numb", uuid=uuid)

    assert Sitting.objects.of(ada.user).values().get() == before
    assert sittings.recent(ben.user, ben.vault) == [PastSitting(DAY, "hum", "numb", 60)]


def test_a_damaged_sitting_is_left_out_and_nothing_is_written_over_it(ada):
    keep(ada, "feet")
    Sitting.objects.update(content=b"\x01 not this")
    keep(ada, "hum")

    assert [felt.slug for felt in sittings.recent(ada.user, ada.vault)] == ["hum"]
    assert Sitting.objects.filter(content=b"\x01 not this").count() == 1


def test_what_one_practice_was_like_leaves_out_the_others_and_other_people(ada, ben):
    for response in ("", "numb", "softer", "same", "harder", "softer"):
        keep(ada, "feet", response)
        keep(ada, "hum", response)
    keep(ben, "feet", "numb")

    found = sittings.of_practice(ada.user, ada.vault, "feet")

    assert {it.slug for it in found} == {"feet"}
    assert [it.response for it in found] == ["softer", "harder", "same", "softer", "numb"]


def test_nothing_of_it_stands_in_clear(ada):
    with CaptureQueriesContext(connection) as made:
        keep(ada, "look-around", "harder")

    assert [q for q in made if "look-around" in q["sql"] or "harder" in q["sql"]] == []
    assert b"look-around" not in bytes(Sitting.objects.get().content)


def test_a_closed_vault_keeps_nothing(ada):
    with pytest.raises(Locked):
        sittings.keep(ada.user, ClosedVault(), uuid=uuid4(), record=SittingRecord("feet"), day=DAY)

    assert not Sitting.objects.exists()


def test_a_full_journal_keeps_nothing(ada, monkeypatch):
    monkeypatch.setattr(quota, "MEGABYTE", 1)
    ada.user.quota_mb = 1

    with pytest.raises(quota.JournalFull):
        keep(ada, "feet")

    assert not Sitting.objects.exists()
