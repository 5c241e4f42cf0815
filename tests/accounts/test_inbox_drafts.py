"""What a form of the inbox becomes: a draft, what it was kept as, or nothing. Each says so."""

from datetime import date

import pytest

from accounts.models import InboxForm
from journal.models import Draft, Entry
from tests.late import INBOX, SAID, UNLOCK, lock, unlock, written
from tests.pages import NEW, NEW_NOTE, fields_of, send

PRESS_KEEP = "Press Keep when you are ready."
ON_TODAY = "What you wrote in another tab is back too, on Today."
WITH_ITS_LETTER = "What you had changed in it waits with the letter."


def come_back(ada):
    """The page that opens once the journal is unlocked."""
    return ada.browser.get(unlock(ada, UNLOCK), follow=True)


def test_a_change_sent_as_it_was_kept_leads_to_its_page_and_asks_for_nothing(ada):
    letter = ada.letter("You came home.", title="The coat")
    edit = f"/journal/{letter.uuid}/edit/"
    typed = fields_of(ada.browser.get(edit))
    lock(ada)
    send(ada, edit, typed)

    page = come_back(ada)

    assert page.request["PATH_INFO"] == f"/journal/{letter.uuid}/"
    assert PRESS_KEEP not in page.text
    assert "What you sent had been kept already." in page.text


def test_a_draft_comes_before_what_was_kept_already(ada):
    letter = ada.letter("You came home.")
    edit = f"/journal/{letter.uuid}/edit/"
    unchanged, new = fields_of(ada.browser.get(edit)), written(ada)
    lock(ada)
    send(ada, NEW, new)
    send(ada, edit, unchanged)

    page = come_back(ada)

    assert page.request["PATH_INFO"] == NEW
    assert PRESS_KEEP in page.text
    assert ON_TODAY not in page.text


@pytest.mark.parametrize("beside", [False, True], ids=["alone", "beside a new one"])
def test_a_change_to_a_letter_that_was_closed_meanwhile_waits_with_it(ada, beside):
    letter = ada.letter("You came home.")
    edit = f"/journal/{letter.uuid}/edit/"
    changed, new = written(ada, edit, body="Still raining."), written(ada)
    lock(ada)
    if beside:
        send(ada, NEW, new)
    send(ada, edit, changed)
    Entry.objects.update(opens_on=date(2031, 3, 14))

    page = come_back(ada)

    there = NEW if beside else f"/journal/{letter.uuid}/"
    assert page.request["PATH_INFO"] == there
    assert [it in page.text for it in (PRESS_KEEP, WITH_ITS_LETTER)] == [beside, beside]
    assert ON_TODAY not in page.text
    assert ("A change you had begun is kept. It waits with the letter." in page.text) != beside
    assert Draft.objects.get(entry_uuid=letter.uuid).open(ada.vault).fields["body"] == [
        "Still raining."
    ]


def test_a_sitting_broken_off_without_a_word_is_let_go_of(ada):
    ada.kit("line", text="One thing at a time.")  # beside the box, and not in it
    typed = fields_of(ada.browser.get(f"{NEW_NOTE}?practice=three-lines"))
    lock(ada)
    send(ada, "/practices/three-lines/after/", typed | {"stop": "1", "seconds": "60"})

    page = come_back(ada)

    assert page.request["PATH_INFO"] == "/today/"
    assert PRESS_KEEP not in page.text
    assert not Draft.objects.exists()
    assert not InboxForm.objects.exists()


def test_a_sitting_broken_off_with_words_of_ones_own_comes_back(ada):
    typed = fields_of(ada.browser.get(f"{NEW_NOTE}?practice=three-lines"))
    lock(ada)
    stopped = {"stop": "1", "seconds": "60", "line_1": "One thing, slowly."}
    send(ada, "/practices/three-lines/after/", typed | stopped)

    page = come_back(ada)

    assert fields_of(page)["line_1"] == ["One thing, slowly."]
    assert PRESS_KEEP in page.text


def test_one_of_the_seven_with_its_given_title_only_is_let_go_of(ada):
    typed = fields_of(ada.browser.get(f"{NEW}?seven=1"))
    lock(ada)
    send(ada, NEW, typed)

    page = come_back(ada)

    assert page.request["PATH_INFO"] == "/today/"
    assert PRESS_KEEP not in page.text
    assert not Draft.objects.exists()
    assert not InboxForm.objects.exists()


@pytest.mark.parametrize("half", ["morning", "evening"])
def test_words_for_a_day_before_all_days_stand_on_a_page_that_opens(ada, half):
    field = {"morning": "focus_1", "evening": "given"}[half]
    typed = written(ada, f"/journal/days/2026-06-17/{half}/", **{field: "A cup of tea."})
    lock(ada)
    send(ada, f"/journal/days/0001-01-01/{half}/", typed)

    page = come_back(ada)

    assert page.status_code == 200
    assert fields_of(page)[field] == ["A cup of tea."]
    assert ada.browser.get(INBOX).url == "/today/"


def test_two_tabs_say_where_the_other_is(ada):
    other = written(ada, NEW_NOTE, body="Up the stairs.")
    letter = written(ada)
    lock(ada)
    send(ada, NEW_NOTE, other)
    send(ada, NEW, letter)

    page = come_back(ada)

    assert fields_of(page)["title"] == [SAID["title"]]
    assert ON_TODAY in page.text
    assert "/journal/notes/new/?draft=" in ada.browser.get("/today/").text
