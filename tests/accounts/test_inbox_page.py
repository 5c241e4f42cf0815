"""The inbox's own page: what no page can take stands there until it is let go of."""

import pytest
from django.db import connection

from accounts.inbox.inbox import Form, seal_form
from accounts.models import InboxForm, Vault
from journal.models import Draft, Entry
from tests.late import (
    INBOX,
    SAID,
    SIGN_IN,
    UNLOCK,
    lock,
    lose_cookies,
    sign_in_again,
    unlock,
    words_on,
    written,
)
from tests.pages import NEW, fields_of, send
from tests.people import Person, sign_in, sign_up

LINE = "/practices/kit/add/line/"
PANEL = f'href="{INBOX}">Go to your words</a>'


def sent_while_locked(ada: Person, page: str = NEW, **said: str) -> InboxForm:
    typed = written(ada, page, **said)
    lock(ada)
    send(ada, page, typed)
    return InboxForm.objects.get()


def fill_up(ada: Person) -> None:
    """The host gives less room than she has taken already."""
    ada.letter("x" * 2_000_000)
    ada.user.quota_mb = 1
    ada.user.save()


# --- a full journal -------------------------------------------------------------


def test_a_full_journal_says_so_and_what_to_do(ada):
    sent_while_locked(ada)
    fill_up(ada)
    unlock(ada)

    page = ada.browser.get(INBOX).text

    assert "Your journal is full, so not everything could be put back on its page." in page
    assert SAID["title"] in page
    assert 'href="/journal/bin/"' in page
    assert f'href="{INBOX}">Try again</a>' in page
    assert not Draft.objects.exists()
    assert InboxForm.objects.count() == 1


def test_once_something_was_let_go_of_it_is_back_on_its_page(ada):
    sent_while_locked(ada)
    fill_up(ada)
    unlock(ada)
    assert PANEL in ada.browser.get("/today/").text
    (entry,) = Entry.objects.with_closed(ada.user)
    for press in ("delete", "let-go"):
        ada.browser.post(f"/journal/{entry.uuid}/{press}/")

    page = ada.browser.get(INBOX, follow=True)

    assert words_on(page)["body"] == [SAID["body"]]
    assert not InboxForm.objects.exists()
    assert PANEL not in ada.browser.get("/today/").text


def test_what_waits_takes_up_no_room_that_its_draft_needs(ada):
    """It counts towards the quota, and its draft takes its place."""
    ada.user.quota_mb = 1
    ada.user.save()
    sent_while_locked(ada, body="x" * 600_000)

    ada.browser.get(unlock(ada))

    assert Draft.objects.get().open(ada.vault).fields["body"] == ["x" * 600_000]


def test_in_a_full_journal_nothing_waits_and_it_comes_back_on_the_page(ada):
    typed = written(ada)
    fill_up(ada)
    lock(ada)

    answer = send(ada, NEW, typed)

    assert answer.status_code == 403
    assert "You came home." in answer.text
    assert not InboxForm.objects.exists()


# --- a full or busy disk --------------------------------------------------------


def test_on_a_full_disk_they_are_shown_and_every_page_opens(ada, disk):
    sent_while_locked(ada)
    disk.free = 0
    there = unlock(ada)
    busy = ada.browser.get(INBOX)
    today = ada.browser.get("/today/")

    assert (there, busy.status_code, today.status_code) == ("/today/", 503, 200)
    assert SAID["title"] in busy.text
    assert "The disk or the database is busy" in busy.text
    assert PANEL in today.text
    assert not Draft.objects.exists()
    disk.free = 10**9
    assert words_on(ada.browser.get(INBOX, follow=True))["body"] == [SAID["body"]]


def test_on_a_full_disk_nothing_waits_and_it_comes_back_on_the_page(ada, disk):
    typed = written(ada)
    lock(ada)
    disk.free = 0

    answer = send(ada, NEW, typed)

    assert answer.status_code == 403
    assert "You came home." in answer.text
    assert not InboxForm.objects.exists()


def test_on_a_disk_that_is_really_full_a_draft_takes_the_room_of_its_form(sqlite_file):
    ada = sign_up("ada")
    body = "Precious words. " * 10_000
    sent_while_locked(ada, body=body)
    with connection.cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")

    page = ada.browser.get(unlock(ada))

    assert fields_of(page)["body"] == [body]


# --- what no page takes ---------------------------------------------------------


def test_a_line_of_the_kit_stands_there_until_it_is_let_go_of(ada):
    row = sent_while_locked(ada, LINE, kit_line="One thing at a time.")
    there = unlock(ada, f"{UNLOCK}?next={INBOX}")

    pages = [ada.browser.get(there).text for _ in range(2)]
    today = ada.browser.get("/today/").text
    gone = ada.browser.post(f"{INBOX}{row.uuid}/let-go/")

    assert ["One thing at a time." in page for page in pages] == [True, True]
    assert f'href="{LINE}" target="_blank">Open the page again' in pages[0]
    assert PANEL in today
    assert gone.url == "/today/"
    assert PANEL not in ada.browser.get("/today/").text
    assert ada.browser.get(INBOX).url == "/today/"


def test_someone_who_comes_from_the_form_is_led_there(ada):
    typed = written(ada, LINE, kit_line="One thing at a time.")
    lock(ada)

    page = ada.browser.get(unlock(ada, send(ada, LINE, typed).url))

    assert page.request["PATH_INFO"] == INBOX
    assert "One thing at a time." in page.text


def test_someone_who_was_going_elsewhere_goes_there(ada):
    sent_while_locked(ada, LINE, kit_line="One thing at a time.")

    assert unlock(ada, f"{UNLOCK}?next=/journal/") == "/journal/"


def test_it_says_when_it_came_and_that_its_writer_was_away(ada):
    row = sent_while_locked(ada, LINE, kit_line="One thing at a time.")
    InboxForm.objects.update(created="2026-06-17T12:05Z")
    unlock(ada)

    page = ada.browser.get(INBOX).text

    assert f'id="came-{row.uuid}"' in page
    assert "Came on 17 June 2026, 14:05, while you were signed out or locked out" in page


def test_it_outlasts_a_lock_and_a_new_sign_in(ada):
    sent_while_locked(ada, LINE, kit_line="One thing at a time.")
    unlock(ada)
    lock(ada)

    after_the_lock = ada.browser.get(unlock(ada, f"{UNLOCK}?next={INBOX}"))
    ada.browser = sign_in(ada.user)

    assert "One thing at a time." in after_the_lock.text
    assert "One thing at a time." in ada.browser.get(INBOX).text


def test_a_line_whose_row_was_let_go_of_leads_to_the_kit(ada):
    row = ada.kit("line", text="One")
    sent_while_locked(ada, f"/practices/kit/{row.uuid}/", kit_line="One, slowly")
    row.delete()
    unlock(ada)

    page = ada.browser.get(INBOX).text

    assert "One, slowly" in page
    assert 'href="/practices/kit/" target="_blank">Open the page again' in page


@pytest.mark.parametrize("gone", [False, True])
def test_tags_lead_to_the_page_they_are_for(ada, gone):
    letter = ada.letter("Hello")
    typed = written(ada, f"/journal/{letter.uuid}/", tags="rain, coat")
    lock(ada)
    send(ada, f"/journal/{letter.uuid}/mark/", typed)
    if gone:
        letter.delete()
    unlock(ada)

    page = ada.browser.get(INBOX).text

    assert "rain, coat" in page
    leads = f'href="/journal/{letter.uuid}/" target="_blank">Open the page' in page
    assert leads is not gone


def test_what_can_be_put_back_is_back_beside_it(ada):
    letter, line = written(ada), written(ada, LINE, kit_line="One thing at a time.")
    lock(ada)
    send(ada, NEW, letter)
    send(ada, LINE, line)

    there = unlock(ada)

    assert there == Draft.objects.get().get_absolute_url()
    assert "Something else you sent is on its own page." in ada.browser.get(there).text
    page = ada.browser.get(INBOX).text
    assert "One thing at a time." in page
    assert SAID["title"] not in page


def test_a_form_that_no_app_knows_any_more_is_there_to_be_copied(ada):
    sent_while_locked(ada, title="The coat", body="You came home.")
    path = "/journal/postcards/new/"  # as after a version that had another kind
    form = Form(path, "title=The+coat&body=You+came+home.&draft=x")
    InboxForm.objects.all().delete()
    seal_form(ada.user, form, visit=bytes(16), page=bytes(16))
    unlock(ada)

    page = ada.browser.get(INBOX)

    assert page.status_code == 200
    assert "They could not be put back on the page they come from." in page.text


def test_one_that_is_damaged_stays_and_says_so(ada):
    row = sent_while_locked(ada)
    InboxForm.objects.update(content=bytes(row.content)[:-1] + b"?")

    there = unlock(ada)
    page = ada.browser.get(INBOX)

    assert there == "/today/"
    assert "It is damaged and cannot be opened. Nothing was written over it." in page.text
    assert InboxForm.objects.count() == 1
    assert not Draft.objects.exists()
    assert ada.browser.post(f"{INBOX}{row.uuid}/let-go/").status_code == 302
    assert not InboxForm.objects.exists()


def test_a_damaged_one_keeps_no_other_back(ada):
    damaged = sent_while_locked(ada)
    InboxForm.objects.filter(pk=damaged.pk).update(content=b"\x02")
    unlock(ada)
    typed = written(ada)
    lock(ada)
    send(ada, NEW, typed)

    unlock(ada)

    assert Draft.objects.get().open(ada.vault).fields["body"] == [SAID["body"]]
    assert InboxForm.objects.get() == damaged


# --- whose it is ----------------------------------------------------------------


def test_nobody_else_can_let_it_go(ada, ben):
    row = sent_while_locked(ada)

    answer = ben.browser.post(f"{INBOX}{row.uuid}/let-go/")

    assert answer.status_code == 404
    assert InboxForm.objects.get() == row


def test_a_visitor_is_asked_to_sign_in_first(client, db):
    assert client.get(INBOX).url == f"{SIGN_IN}?next={INBOX}"


def test_before_there_is_a_key_to_seal_to_words_come_back_on_the_page(ada):
    """As in the first visit after the upgrade, if it was locked before it."""
    typed = written(ada)
    lock(ada)
    Vault.objects.update(inbox_key=None)

    answer = send(ada, NEW, typed)

    assert answer.status_code == 403
    assert "You came home." in answer.text
    lose_cookies(ada)
    sign_in_again(ada)
    assert bytes(Vault.objects.get().inbox_key) == ada.vault.inbox_key
