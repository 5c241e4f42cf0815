"""Words in flight that cannot be put back: shown, to be copied, and they go on waiting."""

from unittest import mock

import pytest
from django.db import OperationalError, connection

from accounts.models import ParkedWords
from journal.models import Draft
from tests.accounts.test_words_in_flight import (
    SAID,
    SIGN_IN,
    UNLOCK,
    WORDS_BACK,
    lock,
    sign_in_again,
    sign_out,
    unlock,
    words_on,
    written,
)
from tests.pages import NEW, send
from tests.people import Person, sign_up

LINE = "/practices/kit/add/line/"


def parked_letter(ada: Person) -> None:
    """A letter that was sent to a locked journal, which is open again."""
    typed = written(ada)
    lock(ada)
    send(ada, NEW, typed)
    assert unlock(ada, UNLOCK) == WORDS_BACK


def fill_up(ada: Person) -> None:
    ada.user.quota_mb = 1
    ada.user.save()
    entry = ada.letter("x" * 2_000_000)
    ada.browser.post(f"/journal/{entry.uuid}/delete/")


# --- a full journal -------------------------------------------------------------


def test_a_full_journal_says_so_and_what_to_do(ada):
    parked_letter(ada)
    fill_up(ada)

    page = ada.browser.get(WORDS_BACK).text

    assert "Your journal is full, so this could not be put back." in page
    assert SAID["title"] in page
    assert 'href="/journal/bin/"' in page
    assert f'href="{WORDS_BACK}">Try again</a>' in page


def test_today_offers_them_again_once_something_was_let_go_of(ada):
    parked_letter(ada)
    fill_up(ada)
    ada.browser.get(WORDS_BACK)
    before = ada.browser.get("/today/").status_code
    (entry,) = ada.user.entries.all()

    ada.browser.post(f"/journal/{entry.uuid}/let-go/")

    assert before == 200
    assert words_on(ada.browser.get("/today/", follow=True))["body"] == [SAID["body"]]
    assert not ParkedWords.objects.exists()


def test_where_that_made_no_room_they_are_shown_once_more_and_today_opens(ada):
    parked_letter(ada)
    fill_up(ada)
    small = ada.letter("A small one.")
    ada.browser.get(WORDS_BACK)
    small.delete()

    again = ada.browser.get("/today/", follow=True)

    assert again.request["PATH_INFO"] == WORDS_BACK
    assert ada.browser.get("/today/").status_code == 200


# --- a full or busy disk --------------------------------------------------------


@pytest.mark.parametrize("said", ["database or disk is full", "database is locked"])
def test_where_nothing_can_be_written_they_are_shown_and_today_opens(ada, said):
    parked_letter(ada)

    with mock.patch.object(Draft, "save", side_effect=OperationalError(said)):
        busy = ada.browser.get(WORDS_BACK)
        today = ada.browser.get("/today/")

    assert (busy.status_code, today.status_code) == (503, 200)
    assert SAID["title"] in busy.text
    assert "The disk or the database is busy, so this could not be put back yet." in busy.text
    assert words_on(ada.browser.get(WORDS_BACK, follow=True))["body"] == [SAID["body"]]


def test_today_offers_them_again_in_a_few_minutes(ada):
    parked_letter(ada)
    with mock.patch.object(Draft, "save", side_effect=OperationalError("busy")):
        busy = ada.browser.get(WORDS_BACK)
    (left_alone,) = [it for it in busy.cookies.values() if "shown" in it.key]
    del ada.browser.cookies[left_alone.key]  # as a browser does after that time

    page = ada.browser.get("/today/", follow=True)

    assert (left_alone["max-age"], left_alone["httponly"]) == (300, True)
    assert words_on(page)["body"] == [SAID["body"]]


def test_on_a_full_disk_no_draft_is_written(ada, disk):
    parked_letter(ada)
    disk.free = 0

    answer = ada.browser.get(WORDS_BACK)

    assert answer.status_code == 503
    assert SAID["title"] in answer.text
    assert not Draft.objects.exists()
    assert ParkedWords.objects.count() == 1
    assert ada.browser.get("/today/").status_code == 200


# --- what no page takes back -----------------------------------------------------


def test_a_line_of_the_kit_is_shown_and_stands_there_after_a_reload(ada):
    typed = written(ada, LINE, kit_line="One thing at a time.")
    lock(ada)
    there = unlock(ada, send(ada, LINE, typed).url)

    pages = [ada.browser.get(there).text for _ in range(2)]

    assert ["One thing at a time." in page for page in pages] == [True, True]
    assert f'href="{LINE}" target="_blank">Open the page again' in pages[0]
    assert ada.browser.get("/today/").status_code == 200


def test_it_outlasts_a_lock_and_a_new_sign_in(ada):
    typed = written(ada, LINE, kit_line="One thing at a time.")
    lock(ada)
    ada.browser.get(unlock(ada, send(ada, LINE, typed).url))
    lock(ada)

    after_the_lock = ada.browser.get(unlock(ada, f"{UNLOCK}?next={WORDS_BACK}"))
    sign_out(ada)
    after_signing_in = ada.browser.get(sign_in_again(ada, SIGN_IN))

    assert "One thing at a time." in after_the_lock.text
    assert "One thing at a time." in after_signing_in.text


def test_a_line_whose_row_was_let_go_of_leads_to_the_kit(ada):
    row = ada.kit("line", text="One")
    path = f"/practices/kit/{row.uuid}/"
    typed = written(ada, path, kit_line="One, slowly")
    lock(ada)
    row.delete()

    page = ada.browser.get(unlock(ada, send(ada, path, typed).url)).text

    assert "One, slowly" in page
    assert 'href="/practices/kit/" target="_blank">Open the page again' in page


@pytest.mark.parametrize("gone", [False, True])
def test_tags_lead_to_the_page_they_are_for(ada, gone):
    letter = ada.letter("Hello")
    typed = written(ada, f"/journal/{letter.uuid}/", tags="rain, coat")
    lock(ada)
    where = send(ada, f"/journal/{letter.uuid}/mark/", typed).url
    if gone:
        letter.delete()

    page = ada.browser.get(unlock(ada, where)).text

    assert "rain, coat" in page
    door, label = ("/today/", "Today") if gone else (f"/journal/{letter.uuid}/", "Open the page")
    assert f'href="{door}" target="_blank">{label}' in page


def test_what_can_be_put_back_is_back_beside_it(ada):
    letter, line = written(ada), written(ada, LINE, kit_line="One thing at a time.")
    lock(ada)
    send(ada, NEW, letter)
    send(ada, LINE, line)

    page = ada.browser.get(unlock(ada, UNLOCK)).text

    assert "One thing at a time." in page
    assert SAID["title"] not in page
    assert "What else you wrote is back, on Today." in page
    assert Draft.objects.get().open(ada.vault).fields["title"] == [SAID["title"]]
    assert ParkedWords.objects.count() == 1


def test_on_a_disk_that_is_really_full_they_are_shown_and_today_opens(sqlite_file):
    ada = sign_up("ada")
    body = "Precious words. " * 10_000
    typed = written(ada, body=body)
    lock(ada)
    send(ada, NEW, typed)
    unlock(ada, UNLOCK)
    with connection.cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")

    shown = ada.browser.get("/today/", follow=True)

    assert (shown.status_code, shown.request["PATH_INFO"]) == (503, WORDS_BACK)
    assert "Precious words." in shown.text
    assert ada.browser.get("/today/").status_code == 200
