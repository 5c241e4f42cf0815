"""Reading notes: under their practice's name, or as a free page."""

import re

from journal.content import Content
from journal.models import Entry
from practices.library.catalogue import practice
from tests.journal.test_letter_conflicts import damage
from tests.journal.test_notes import NEW, kept, note, written
from tests.pages import fields_of, send


def test_a_note_is_read_under_its_practices_name(ada):
    entry = note(ada)

    page = ada.browser.get(f"/journal/{entry.uuid}/").content.decode()

    assert "<title>A note" in page
    assert re.search(r'<h1 id="note-heading"[^>]*>What do I need\?</h1>', page)
    tired = next(c for c in practice("need-finder").questions[0].choices if c.value == "tired")
    assert f'<span class="chip on small" dir="auto">{tired.label}</span>' in page
    assert '<span class="chip on small" dir="auto">like a damp coat</span>' in page
    assert '<dd dir="auto">Soup, then bed.</dd>' in page


def test_what_is_in_a_note_stands_in_no_title(ada):
    entry = note(ada)

    pages = [f"/journal/{entry.uuid}/{end}" for end in ("", "edit/", "delete/", "versions/")]
    titles = [
        re.search(r"<title>(.*?)</title>", ada.browser.get(p).content.decode(), re.DOTALL)[1]
        for p in pages
    ]

    assert [t for t in titles if "need" in t.lower() or "soup" in t.lower()] == []


def test_a_note_of_a_practice_that_is_gone_still_says_all_of_it(ada):
    entry = Entry(owner=ada.user, kind="note", day="2026-06-17")
    entry.seal(ada.vault, Content(practice="gone", answers={"leaf": "green", "two": ["a", "b"]}))
    entry.save()

    page = ada.browser.get(f"/journal/{entry.uuid}/").content.decode()

    assert '<dd dir="auto">green</dd>' in page
    assert '<span class="chip on small" dir="auto">b</span>' in page
    assert f'href="/journal/{entry.uuid}/edit/"' not in page
    assert ada.browser.get(f"/journal/{entry.uuid}/edit/").url == f"/journal/{entry.uuid}/"


def test_the_timeline_names_the_practice_and_the_first_words(ada):
    entry = note(ada, action="Soup, then bed.")
    ada.letter(title="The coat")

    page = ada.browser.get("/journal/?kind=note").content.decode()

    assert f'<a href="/journal/{entry.uuid}/" dir="auto">What do I need?</a>' in page
    assert '<p dir="auto">Soup, then bed.</p>' in page
    assert "The coat" not in page
    assert 'href="?kind=note" aria-current="true"' in page


def test_a_note_marked_hard_is_folded_in_the_timeline(ada):
    entry = Entry(owner=ada.user, kind="note", day="2026-06-17")
    said = Content(practice="need-finder", hard=True, answers={"action": "Soup."})
    entry.seal(ada.vault, said)
    entry.save()

    page = ada.browser.get("/journal/").content.decode()

    assert "Something you marked as hard" in page
    assert [word for word in ("Soup.", "What do I need?</a>") if word in page] == []


def test_a_damaged_notes_page_says_so(ada):
    entry = note(ada)
    damage(entry)

    answer = ada.browser.get(f"/journal/{entry.uuid}/")

    assert answer.status_code == 200
    assert "This note cannot be opened" in answer.content.decode()
    assert ada.browser.get(f"/journal/{entry.uuid}/edit/").url == f"/journal/{entry.uuid}/"


# --- free notes ---


def test_a_free_note_is_kept_and_read_as_it_was_written(ada):
    answer = send(ada, NEW, written(ada, NEW, title="The stairs", body="Up.\n\nDown."))

    page = ada.browser.get(answer.url).content.decode()

    assert kept(ada) == Content(title="The stairs", body="Up.\n\nDown.")
    assert '<h1 id="note-heading" dir="auto">The stairs</h1>' in page
    assert '<p dir="auto">Down.</p>' in page


def test_an_empty_free_note_is_asked_for_kindly_and_its_title_stays(ada):
    answer = send(ada, NEW, written(ada, NEW, title="The stairs", body=" "))

    assert answer.status_code == 422
    assert "One sentence is enough." in answer.content.decode()
    assert fields_of(answer)["title"] == ["The stairs"]


def test_a_free_note_can_be_changed(ada):
    entry = note(ada, practice="", title="The stairs", body="Up.")
    edit = f"/journal/{entry.uuid}/edit/"

    answer = send(ada, edit, fields_of(ada.browser.get(edit)) | {"body": "Up, and down."})

    assert answer.url == f"/journal/{entry.uuid}/"
    assert kept(ada) == Content(title="The stairs", body="Up, and down.")
