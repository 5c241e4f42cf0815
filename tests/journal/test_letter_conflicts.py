"""Two tabs on one letter, a letter binned meanwhile, a letter whose record is damaged."""

import re

import pytest
from django.utils import timezone

from journal.keeping import keep
from journal.models import Entry, EntryVersion
from tests.damage import damaged
from tests.pages import NEW, fields_of, send
from tests.people import Person


def damage(entry: Entry) -> bytes:
    """Flip one bit of the sealed words, as a failing disk would. Returns what stands there now."""
    broken = damaged(entry.content)
    Entry.objects.filter(pk=entry.pk).update(content=broken)
    return broken


def standing(entry: Entry) -> bytes:
    return bytes(Entry.objects.get(pk=entry.pk).content)


def two_tabs(ada: Person, letter: Entry):
    """Both tabs were opened on the letter; the first has kept its words, now the second keeps."""
    path = f"/journal/{letter.uuid}/edit/"
    first, second = fields_of(ada.browser.get(path)), fields_of(ada.browser.get(path))
    send(ada, path, first | {"body": ["From the first tab."]})
    return send(ada, path, second | {"title": ["Second"], "body": ["From the second tab."]})


def test_the_second_of_two_tabs_is_shown_both_texts(ada):
    letter = ada.letter("At the start.")

    answer = two_tabs(ada, letter)

    assert answer.status_code == 409
    assert '<p class="as-typed" dir="auto">From the first tab.</p>' in answer.content.decode()
    assert fields_of(answer)["body"] == ["From the second tab."]
    assert fields_of(answer)["title"] == ["Second"]


def test_the_second_of_two_tabs_writes_over_nothing(ada):
    letter = ada.letter("At the start.")

    two_tabs(ada, letter)

    letter.refresh_from_db()
    assert (letter.version, letter.open(ada.vault).body) == (2, "From the first tab.")
    assert [v.open(ada.vault).body for v in letter.versions.all()] == ["At the start."]


def test_a_second_keep_wins_and_the_other_text_stays_behind(ada):
    letter = ada.letter("At the start.")
    shown = fields_of(two_tabs(ada, letter))

    answer = send(ada, f"/journal/{letter.uuid}/edit/", shown)

    letter.refresh_from_db()
    earlier = letter.versions.order_by("version")
    assert answer.url == f"/journal/{letter.uuid}/"
    assert letter.open(ada.vault).body == "From the second tab."
    assert [v.open(ada.vault).body for v in earlier] == ["At the start.", "From the first tab."]


def test_a_third_tab_stands_in_the_way_of_that_second_keep(ada):
    letter = ada.letter("At the start.")
    shown = fields_of(two_tabs(ada, letter))
    send(ada, f"/journal/{letter.uuid}/edit/", {"body": "From the third tab.", "base": 2})

    answer = send(ada, f"/journal/{letter.uuid}/edit/", shown)

    letter.refresh_from_db()
    assert answer.status_code == 409
    assert letter.open(ada.vault).body == "From the third tab."


def test_a_new_letters_page_kept_in_two_tabs_shows_both(ada):
    form = fields_of(ada.browser.get(NEW))
    send(ada, NEW, form | {"body": ["From the first tab."]})

    answer = send(ada, NEW, form | {"body": ["From the second tab."]})

    assert answer.status_code == 409
    assert '<p class="as-typed" dir="auto">From the first tab.</p>' in answer.content.decode()
    assert fields_of(answer)["body"] == ["From the second tab."]
    assert Entry.objects.of(ada.user).get().open(ada.vault).body == "From the first tab."


def test_a_letter_binned_meanwhile_gives_back_the_words_of_the_open_page(ada):
    letter = ada.letter("At the start.")
    keep.bin_entry(ada.user, ada.vault, letter)

    answer = send(ada, f"/journal/{letter.uuid}/edit/", {"body": "New words.", "base": 1})

    assert answer.status_code == 409
    assert "This letter was put in the bin meanwhile." in answer.content.decode()
    assert fields_of(answer)["body"] == ["New words."]


def test_where_a_letter_was_binned_meanwhile_the_page_says_where_each_version_is(ada):
    letter = ada.letter("At the start.")
    keep.bin_entry(ada.user, ada.vault, letter)

    page = send(ada, f"/journal/{letter.uuid}/edit/", {"body": "New words."}).content.decode()

    alert = re.search(r'<section [^>]*role="alert".*?</section>', page, re.DOTALL)[0]
    heading = re.search(r"<h2[^>]*>(.*?)</h2>", alert)[1]
    there = re.search(r'href="([^"]+)"', alert)[1]
    assert heading == "Yours is here, and the one before is in the bin"
    assert "At the start." in ada.browser.get(there).content.decode()


@pytest.mark.parametrize("form_at", ["letters/new", "{uuid}/edit"])
def test_after_a_letter_was_binned_a_second_keep_makes_one_of_its_own(ada, form_at):
    letter = ada.letter("At the start.")
    path = f"/journal/{form_at.format(uuid=letter.uuid)}/"
    keep.bin_entry(ada.user, ada.vault, letter)
    answer = send(ada, path, {"body": "New words.", "base": 1, "entry": letter.uuid})

    send(ada, path, fields_of(answer))

    assert Entry.objects.of(ada.user).get().open(ada.vault).body == "New words."
    assert (
        Entry.objects.with_closed(ada.user).in_bin().get().open(ada.vault).body == "At the start."
    )


def test_after_a_letter_was_deleted_for_good_the_second_of_two_tabs_is_shown_both(ada):
    letter = ada.letter("At the start.")
    path = f"/journal/{letter.uuid}/edit/"
    first, second = fields_of(ada.browser.get(path)), fields_of(ada.browser.get(path))
    keep.bin_entry(ada.user, ada.vault, letter)
    keep.delete_for_good(ada.user, letter)
    send(ada, NEW, first | {"body": ["From the first tab."]})

    answer = send(ada, path, second | {"body": ["From the second tab."]})

    assert answer.status_code == 409
    assert '<p class="as-typed" dir="auto">From the first tab.</p>' in answer.content.decode()
    assert Entry.objects.get().open(ada.vault).body == "From the first tab."
    send(ada, path, fields_of(answer))
    again = Entry.objects.get()
    assert again.open(ada.vault).body == "From the second tab."
    assert [v.open(ada.vault).body for v in again.versions.all()] == ["From the first tab."]


@pytest.mark.parametrize("base", ["9" * 9, "9" * 40, "x"])
def test_a_version_that_never_was_hinders_no_keep(ada, base):
    answer = send(ada, NEW, {"body": "You came home.", "base": base})

    assert answer.status_code == 302
    assert Entry.objects.get().open(ada.vault).body == "You came home."


def test_a_damaged_letters_page_says_so(ada):
    letter = ada.letter("At the start.", title="The coat")
    damage(letter)

    answer = ada.browser.get(f"/journal/{letter.uuid}/")

    assert answer.status_code == 200
    assert "This letter cannot be opened" in answer.content.decode()
    assert "Nothing has been written over it" in answer.content.decode()


def test_the_timeline_shows_the_others_beside_a_damaged_letter(ada):
    ada.letter(title="The coat")
    damage(ada.letter(title="The stairs"))
    ada.letter(title="The tambourine")

    answer = ada.browser.get("/journal/")

    rows = [row.content and row.content.title for row in answer.context["page"].rows]
    assert rows == ["The tambourine", None, "The coat"]
    assert answer.content.decode().count("This one cannot be opened") == 1


def test_there_is_no_form_to_change_a_damaged_letter(ada):
    letter = ada.letter()
    broken = damage(letter)

    answer = ada.browser.get(f"/journal/{letter.uuid}/edit/")

    assert answer.url == f"/journal/{letter.uuid}/"
    assert standing(letter) == broken


def test_keeping_over_a_letter_damaged_meanwhile_writes_over_nothing(ada):
    letter = ada.letter()
    broken = damage(letter)

    send(ada, f"/journal/{letter.uuid}/edit/", {"body": "New words.", "base": 1})

    assert standing(letter) == broken
    assert not EntryVersion.objects.exists()


@pytest.mark.parametrize("form_at", ["letters/new", "{uuid}/edit"])
def test_words_for_a_letter_damaged_meanwhile_come_back_and_become_their_own(ada, form_at):
    letter = ada.letter()
    path = f"/journal/{form_at.format(uuid=letter.uuid)}/"
    broken = damage(letter)

    answer = send(ada, path, {"body": "New words.", "base": 1, "entry": letter.uuid})

    assert answer.status_code == 409
    assert fields_of(answer)["body"] == ["New words."]
    send(ada, path, fields_of(answer))
    own = Entry.objects.of(ada.user).exclude(pk=letter.pk).get()
    assert own.open(ada.vault).body == "New words."
    assert standing(letter) == broken


def test_a_page_that_names_a_day_does_not_turn_it_into_a_letter(ada):
    day = ada.day(timezone.localdate(), given="Tea for Cleo.")

    send(ada, NEW, {"entry": day.uuid, "base": 1, "body": "New words."})

    day.refresh_from_db()
    assert day.open(ada.vault).answers == {"given": "Tea for Cleo."}
