"""Earlier versions at `/journal/<uuid>/versions/`: what stood there before each change."""

import re
from datetime import date

import pytest
import time_machine

from journal.keeping import keep
from journal.models import Entry, EntryVersion
from tests.pages import send
from tests.people import Person

DAY = date(2026, 6, 17)


def changed(ada: Person, *bodies: str) -> Entry:
    """A letter that has said each of these in turn."""
    letter = ada.letter(bodies[0], title="The coat")
    for version, body in enumerate(bodies[1:], start=1):
        said = {"title": "The coat", "body": body, "base": version}
        assert send(ada, f"/journal/{letter.uuid}/edit/", said).status_code == 302
    letter.refresh_from_db()
    return letter


def versions(person: Person, entry: Entry):
    return person.browser.get(f"/journal/{entry.uuid}/versions/")


def bodies(answer) -> list[str]:
    return re.findall(
        r'<p class="as-typed" dir="auto">(.*?)</p>', answer.content.decode(), re.DOTALL
    )


def test_what_stood_there_before_is_shown_the_latest_first(ada):
    letter = changed(ada, "At the start.", "Then this.", "Now.")

    answer = versions(ada, letter)

    assert bodies(answer) == ["Then this.", "At the start."]
    assert answer.content.decode().count('<h2 dir="auto">The coat</h2>') == 2
    assert "Now." not in answer.content.decode()


def test_a_version_says_when_its_words_were_kept_whatever_was_marked_since(ada):
    with time_machine.travel("2026-06-17T09:00:00Z", tick=False) as clock:
        letter = changed(ada, "At the start.", "Then this.")
        clock.shift(120)
        ada.browser.post(f"/journal/{letter.uuid}/mark/", {"hard": "yes"})
        stale = send(ada, f"/journal/{letter.uuid}/edit/", {"body": "Late.", "base": 1})
        said = {"title": "The coat", "body": "Now.", "base": 2}
        send(ada, f"/journal/{letter.uuid}/edit/", said)

    letter.refresh_from_db()
    at = [version.written for version in letter.versions.order_by("version")]
    assert [when.minute for when in (*at, letter.written)] == [0, 0, 2]
    assert "Another page kept this one first, at 11:00." in stale.content.decode()


def test_the_words_are_shown_as_they_were_typed(ada):
    letter = changed(ada, "# Big <b>bold</b>\n*soft*", "Now.")

    assert bodies(versions(ada, letter)) == ["# Big &lt;b&gt;bold&lt;/b&gt;\n*soft*"]


def test_the_last_ten_are_shown(ada):
    letter = changed(ada, *(f"Words {number}" for number in range(13)))

    assert bodies(versions(ada, letter)) == [f"Words {number}" for number in range(11, 1, -1)]


def test_an_earlier_day_is_shown_with_both_halves(ada):
    send(ada, f"/journal/days/{DAY}/morning/", {"focus_1": "the fat pen"})
    send(ada, f"/journal/days/{DAY}/evening/", {"given": "Tea."})
    keep.keep_half(
        ada.user, ada.vault, day=DAY, half="evening", answers={"given": "Soup."},
        expected=Entry.objects.get().evening_at,
    )  # fmt: skip

    page = versions(ada, Entry.objects.get()).content.decode()

    latest, first = page.split("<details")[1:]
    assert '<dd dir="auto">the fat pen</dd>' in latest
    assert '<dd dir="auto">Tea.</dd>' in latest
    assert '<dd dir="auto">the fat pen</dd>' in first
    assert "Tea." not in first
    assert "Soup." not in page


def test_a_damaged_version_says_so_beside_the_others(ada):
    letter = changed(ada, "At the start.", "Then this.", "Now.")
    damaged = letter.versions.get(version=2)
    EntryVersion.objects.filter(pk=damaged.pk).update(content=bytes(damaged.content)[:-1])

    answer = versions(ada, letter)

    assert answer.status_code == 200
    assert bodies(answer) == ["At the start."]
    assert answer.content.decode().count("This version is damaged and cannot be opened.") == 1


def test_what_was_never_changed_says_so(ada):
    letter = ada.letter()

    assert "It has not been changed." in versions(ada, letter).content.decode()


def test_the_letters_page_leads_there_once_it_was_changed(ada):
    letter, untouched = changed(ada, "At the start.", "Now."), ada.letter()

    pages = [ada.browser.get(f"/journal/{e.uuid}/").content.decode() for e in (letter, untouched)]

    link = 'href="/journal/{}/versions/"'
    assert link.format(letter.uuid) in pages[0]
    assert link.format(untouched.uuid) not in pages[1]


def test_in_the_bin_they_can_still_be_read(ada):
    letter = changed(ada, "At the start.", "Now.")
    keep.bin_entry(ada.user, ada.vault, letter)

    assert bodies(versions(ada, letter)) == ["At the start."]


@pytest.mark.parametrize("which", ["hers", "nobody's"])
def test_a_stranger_gets_the_page_that_is_not_there(ada, ben, which):
    letter = changed(ada, "At the start.", "Now.")
    if which == "nobody's":
        letter.delete()

    answer = versions(ben, letter)

    assert answer.status_code == 404
    assert "At the start." not in answer.content.decode()
