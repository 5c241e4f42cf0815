"""How much one person may keep, and what is said when it is enough."""

from unittest import mock

import pytest
from django.test import override_settings

from accounts.models import Vault
from accounts.vault import quota
from journal.models import Draft, Entry, EntryVersion
from tests.pages import NEW, fields_of, send

LONG = "A long line. " * 35_000  # 455,000 characters: two of them are not yet a megabyte
KEPT = "A long line. " * 17_500  # what is kept stands in a volume, too: two are not a megabyte


def keep(person, body: str):
    return send(person, NEW, fields_of(person.browser.get(NEW)) | {"body": body})


def test_a_letter_too_many_is_not_kept_and_every_word_of_it_is_still_there(ada):
    ada.user.quota_mb = 1
    ada.user.save()
    assert [keep(ada, f"{number}{KEPT}").status_code for number in range(2)] == [302, 302]

    answer = keep(ada, f"The third.{KEPT}")

    assert answer.status_code == 507
    assert "It may hold 1 MB here" in answer.content.decode()
    assert fields_of(answer)["body"] == [f"The third.{KEPT}"]
    assert Entry.objects.count() == 2


def test_room_is_there_again_once_something_was_let_go(ada):
    ada.user.quota_mb = 1
    ada.user.save()
    letters = [keep(ada, f"{number}{KEPT}").url for number in range(2)]
    assert keep(ada, f"The third.{KEPT}").status_code == 507
    ada.browser.post(f"{letters[0]}delete/")
    ada.browser.post(f"{letters[0]}let-go/")

    assert keep(ada, f"The third.{KEPT}").status_code == 302


def test_changing_one_letter_over_and_over_does_not_fill_the_journal(ada, monkeypatch):
    """Each change counts until the bound is reached; then what is really there is measured."""
    monkeypatch.setattr(quota, "MEGABYTE", 20_000)
    ada.user.quota_mb = 1
    ada.user.save()
    page = f"{keep(ada, 'One line.').url}edit/"
    body = "A line. " * 100

    answers = [
        send(ada, page, fields_of(ada.browser.get(page)) | {"body": f"{number}{body}"}).status_code
        for number in range(30)
    ]

    assert set(answers) == {302}
    assert 30 * len(Entry.objects.get().content) > 20_000
    assert Vault.objects.get().stored_bytes <= 20_000
    assert EntryVersion.objects.count() == EntryVersion.KEPT


def test_unfinished_pages_count_too(ada):
    ada.user.quota_mb = 1
    ada.user.save()
    saved = [
        ada.browser.post("/journal/drafts/", {"form": "letter", "body": f"{number}{LONG}"})
        for number in range(3)
    ]

    assert [answer.status_code for answer in saved] == [200, 200, 507]
    assert Draft.objects.count() == 2


def test_the_hosts_quota_holds_for_those_who_have_none_of_their_own(ada, ben):
    ben.user.quota_mb = 2
    ben.user.save()
    with override_settings(DEARSELF_QUOTA_MB=1):
        for person in (ada, ben):
            keep(person, KEPT)
            keep(person, KEPT)

        assert keep(ada, KEPT).status_code == 507
        assert keep(ben, KEPT).status_code == 302


@pytest.mark.parametrize("own", [None, 0])
def test_without_a_quota_nothing_is_counted(ada, own):
    ada.user.quota_mb = own
    ada.user.save()
    with override_settings(DEARSELF_QUOTA_MB=0 if own is None else 1):
        for _ in range(3):
            assert keep(ada, LONG).status_code == 302

    assert Vault.objects.get().stored_bytes is None


def test_what_stood_there_before_anything_was_counted_is_measured(ada):
    ada.letter(LONG)
    ada.letter(LONG)
    ada.user.quota_mb = 1
    ada.user.save()

    assert keep(ada, LONG).status_code == 507


def test_what_was_written_without_a_quota_counts_once_there_is_one(ada):
    with override_settings(DEARSELF_QUOTA_MB=1):
        keep(ada, "One line.")
    with override_settings(DEARSELF_QUOTA_MB=0):
        keep(ada, LONG)
        keep(ada, LONG)

    with override_settings(DEARSELF_QUOTA_MB=1):
        assert keep(ada, LONG).status_code == 507


def test_a_full_journal_gives_back_what_is_in_its_bin(ada):
    """Two days become one, which is more than there was; they are the person's words already."""
    page = "/journal/days/2026-06-17/evening/"
    send(ada, page, fields_of(ada.browser.get(page)) | {"given": "Tea."})
    binned = Entry.objects.get()
    ada.browser.post(f"/journal/{binned.uuid}/delete/")
    send(ada, page, fields_of(ada.browser.get(page)) | {"given": "Soup."})

    with mock.patch("accounts.vault.quota.take", side_effect=quota.JournalFull(1)):
        answer = ada.browser.post(f"/journal/{binned.uuid}/restore/", {"both": "1"})

    assert answer.status_code == 302
    assert "Tea." in Entry.objects.of(ada.user).get().open(ada.vault).answers["given"]


def test_only_ones_own_rows_are_measured(ada, ben):
    ben.letter(LONG)
    ada.letter("One line.")

    assert quota.measure(ada.user) < 1_000
    assert quota.measure(ben.user) > 455_000


def test_a_full_journal_can_still_be_read_and_emptied(ada):
    letter = ada.letter(LONG)
    ada.user.quota_mb = 0
    ada.user.save()
    with override_settings(DEARSELF_QUOTA_MB=1):
        assert ada.browser.get(f"/journal/{letter.uuid}/").status_code == 200
        assert ada.browser.post(f"/journal/{letter.uuid}/delete/").status_code == 302
        assert ada.browser.post(f"/journal/{letter.uuid}/let-go/").status_code == 302
    assert not Entry.objects.exists()
