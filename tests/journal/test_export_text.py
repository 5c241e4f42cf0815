"""How the export's text to read reads, and the page on the way out."""

from datetime import date

from tests.journal.test_export import EXPORT, text_of, unpacked
from tests.pages import WHOLE, send


def test_what_was_noted_stands_apart_from_the_letter(ada):
    ada.letter("Sit down.\n\nLove, Ada", feelings=["tired"], tags=["home"])

    text = text_of(ada)

    assert "Love, Ada\n\n· · ·\n\n- What was there: tired\n- Tags: home\n" in text


def test_a_letter_with_nothing_noted_ends_with_itself(ada):
    ada.letter("Sit down.")

    assert text_of(ada).endswith("*A letter*\n\nSit down.\n")


def test_choices_left_as_they_were_are_not_in_it(ada):
    """Kept or unfinished. In the file for programs they are."""
    left = {"body": "Sit down.", "writer": "", "voice": "you", "to": "Ada"}
    send(ada, "/journal/letters/new/", left)
    ada.browser.post("/journal/drafts/", left | {"form": "letter", "body": "Half of it"})

    files = unpacked(ada)

    text = files["journal.txt"].decode()
    assert text.count("Whom it is for: Ada") == 2
    assert ("Who is writing" in text, "In this letter I am called" in text) == (False, False)
    assert b'"voice":"you"' in files["journal.json"]


def test_choices_that_were_made_are_in_it(ada):
    send(ada, "/journal/letters/new/", WHOLE)

    text = text_of(ada)

    assert "- Who is writing: Someone else\n" in text
    assert "- In this letter I am called: my name\n" in text


def test_a_days_answers_are_all_in_it(ada):
    ada.day(date(2026, 6, 17), where=["threat"], nothing=True)

    assert "- Where am I right now? On guard" in text_of(ada)


def test_the_word_about_the_files_names_them_and_has_no_jargon(ada):
    files = unpacked(ada)

    said = files["README.txt"].decode()
    assert [name in said for name in files if name != "README.txt"] == [True, True]
    assert "schema" not in said


LOOK = "Open the file and look inside before you delete anything here."


def test_on_the_way_out_the_page_leads_back_there_and_says_to_look_first(ada):
    page = ada.browser.get(f"{EXPORT}?from=leave").content.decode()
    refused = ada.browser.post(f"{EXPORT}?from=leave", {"password": "a guess"}).content.decode()

    for shown in (page, refused):
        assert LOOK in shown
        assert f'action="{EXPORT}?from=leave"' in shown
        assert '<a class="tap" href="/accounts/leave/">Back to Leave for good</a>' in shown
        assert "Back to Settings" not in shown


def test_from_settings_it_leads_back_to_settings(ada):
    page = ada.browser.get(EXPORT).content.decode()

    assert LOOK not in page
    assert "Back to Settings" in page
