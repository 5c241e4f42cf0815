"""Looking back at `/journal/`: newest first, page by page, hard letters folded."""

import re
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from journal.content import Content
from journal.keeping import keep
from journal.models import Entry
from tests.people import Person

TIMELINE = "/journal/"
DAY = date(2026, 6, 17)
SOME = UUID(int=7)


def shown(answer) -> list[Entry]:
    return [row.entry for row in answer.context["page"].rows]


def links(answer) -> list[str]:
    """Where the titles on the page lead, in order."""
    page = answer.content.decode().split('<ol class="timeline"')[1].split("</ol>")[0]
    return re.findall(r'<a href="([^"]+)"', page)


def many_letters(ada: Person, number: int) -> list[UUID]:
    """Letters on few days, several of them made in one and the same moment. Newest first."""
    moments = [datetime(2026, 6, 20, 9, tzinfo=UTC), datetime(2026, 6, 20, 9, 0, 0, 5, UTC)]
    letters = []
    for i in range(number):
        day, created = DAY - timedelta(days=i % 4), moments[i % 3 == 0]
        letter = Entry(owner=ada.user, kind="letter", day=day, created=created)
        letter.seal(ada.vault, Content(title=f"Letter {i}", body="Sit down."))
        letters.append(letter)
    Entry.objects.bulk_create(letters)
    newest = sorted(letters, key=lambda e: (e.day, e.created, e.uuid), reverse=True)
    return [letter.uuid for letter in newest]


def walk(ada: Person, path: str) -> list[list[Entry]]:
    """Every page from `path` on, by its link to the earlier ones."""
    pages = []
    while path and len(pages) < 10:
        answer = ada.browser.get(path)
        pages.append(shown(answer))
        earlier = re.search(r'rel="next" href="([^"]+)"', answer.content.decode())
        path = path.partition("?")[0] + earlier[1].replace("&amp;", "&") if earlier else ""
    return pages


def test_the_newest_day_comes_first_whenever_it_was_written(ada):
    for title, days_ago in [("Second", 1), ("First", 0), ("Third", 400)]:
        ada.letter(title=title, day=DAY - timedelta(days=days_ago))

    answer = ada.browser.get(TIMELINE)

    assert [row.content.title for row in answer.context["page"].rows] == [
        "First",
        "Second",
        "Third",
    ]
    assert links(answer) == [f"/journal/{entry.uuid}/" for entry in shown(answer)]


def test_following_earlier_walks_every_entry_once_and_in_order(ada):
    letters = many_letters(ada, 45)

    pages = walk(ada, TIMELINE)

    assert [len(page) for page in pages] == [20, 20, 5]
    assert [entry.uuid for page in pages for entry in page] == letters


def test_twenty_entries_fit_on_one_page(ada):
    letters = many_letters(ada, 20)

    assert [[e.uuid for e in page] for page in walk(ada, TIMELINE)] == [letters]


def test_earlier_stays_within_the_kind_that_was_chosen(ada):
    letters = many_letters(ada, 25)
    for days_ago in range(25):
        ada.day(DAY - timedelta(days=days_ago), given="Tea for Cleo.")

    pages = walk(ada, f"{TIMELINE}?kind=letter")

    assert [entry.uuid for page in pages for entry in page] == letters


@pytest.mark.parametrize(
    "after",
    [
        "x",
        "__",
        "2026-06-17",
        f"2026-06-17_2026-06-20T09:00:00_{SOME}",  # a moment in no zone
        f"2026-02-31_2026-06-20T09:00:00+00:00_{SOME}",
        "2026-06-17_2026-06-20T09:00:00+00:00_coat",
        f"0001-01-01_0001-01-01T00:00:00+14:00_{SOME}",  # before the first moment there is
        "' OR 1=1 --",
    ],
)
def test_a_link_that_is_broken_shows_a_page_all_the_same(ada, after):
    many_letters(ada, 3)

    answer = ada.browser.get(TIMELINE, {"after": after})

    assert answer.status_code == 200
    assert len(shown(answer)) in {0, 3}


def test_a_broken_link_begins_at_the_newest(ada):
    letters = many_letters(ada, 3)

    answer = ada.browser.get(TIMELINE, {"after": "2026-06-17_yesterday_coat"})

    assert [entry.uuid for entry in shown(answer)] == letters


def test_letters_and_days_can_be_looked_at_apart(ada):
    letter, day = ada.letter(day=DAY), ada.day(DAY - timedelta(days=1), given="Tea for Cleo.")

    found = {kind: shown(ada.browser.get(TIMELINE, {"kind": kind})) for kind in ("letter", "day")}

    assert found == {"letter": [letter], "day": [day]}
    assert shown(ada.browser.get(TIMELINE, {"kind": "poem"})) == [letter, day]


def test_hard_letters_are_folded(ada):
    ada.letter("Nobody came to the door.", title="The funeral", hard=True, feelings=["sad"])

    page = ada.browser.get(TIMELINE).content.decode()

    assert "Something you marked as hard" in page
    assert "Folded. Open it only if you like." in page
    assert "Nobody came" not in page
    assert "The funeral" not in page


def test_hard_letters_are_folded_in_the_bin_too(ada):
    letter = ada.letter("Nobody came to the door.", title="The funeral", hard=True)
    keep.bin_entry(ada.user, ada.vault, letter)

    page = ada.browser.get("/journal/bin/").content.decode()

    assert "Folded. Open it only if you like." in page
    assert "Nobody came" not in page
    assert "The funeral" not in page


def test_an_empty_journal_says_how_to_begin(ada):
    page = ada.browser.get(TIMELINE).content.decode()

    assert "Nothing here yet" in page
    assert "A first letter can be three lines long." in page


def test_what_is_in_the_bin_and_what_is_anothers_does_not_show(ada, ben):
    mine = ada.letter(title="The coat")
    keep.bin_entry(ada.user, ada.vault, ada.letter(title="The stairs"))
    ben.letter(title="The tambourine")

    answer = ada.browser.get(TIMELINE)

    assert shown(answer) == [mine]
    assert "The stairs" not in answer.content.decode()
    assert "The tambourine" not in answer.content.decode()


def test_a_day_shows_the_first_thing_it_says(ada):
    ada.day(timezone.localdate(), to_self="Went to bed.", effort="Tried the stairs.")

    page = ada.browser.get(TIMELINE).content.decode()

    assert '<p dir="auto">Went to bed.</p>' in page


@pytest.mark.parametrize(
    ("halves", "called"),
    [
        (["morning"], "The morning"),
        (["evening"], "The evening"),
        (["morning", "evening"], "Morning and evening"),
    ],
)
def test_a_day_is_called_by_the_halves_it_has(ada, halves, called):
    day = ada.day(DAY, given="Tea.")
    empty = {f"{half}_at": None for half in ("morning", "evening") if half not in halves}
    Entry.objects.filter(pk=day.pk).update(**empty)

    page = ada.browser.get(TIMELINE).content.decode()

    assert f'<a href="/journal/days/{DAY}/" dir="auto">{called}</a>' in page


def test_a_list_shows_words_and_not_their_markdown(ada):
    ada.letter("# Big\n\n*Sit* **down**, [there](https://example.org).")

    page = ada.browser.get(TIMELINE).content.decode()

    assert '<p dir="auto">Big Sit down, there.</p>' in page


@pytest.mark.parametrize(
    ("said", "leads"),
    [
        ("2026-06-17", "/journal/days/2026-06-17/"),
        ("2026-02-31", TIMELINE),
        ("yesterday", TIMELINE),
        ("", TIMELINE),
    ],
)
def test_a_day_can_be_gone_to_by_its_date(ada, said, leads):
    assert ada.browser.get("/journal/days/", {"day": said}).url == leads
