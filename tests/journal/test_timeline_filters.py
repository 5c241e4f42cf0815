"""Looking back at some of it: a kind, the favourites, a tag. Sealed facts come from the volumes."""

import re
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from journal.content import Content
from journal.keeping.marks import alias_of
from journal.models import Entry, Volume
from journal.search import volumes
from tests.journal.test_timeline import shown, walk
from tests.journal.test_volumes import write
from tests.people import Person

TIMELINE = "/journal/"
DAY = date(2026, 6, 17)


def tagged(person: Person, word: str) -> str:
    return f"{TIMELINE}?{urlencode({'tag': alias_of(person.vault, word)})}"


def titles(person: Person, path: str) -> list[str]:
    page = person.browser.get(path).context["page"]
    return [row.content.title if row.content else "" for row in page.rows]


def gentle(person: Person) -> None:
    person.user.gentle = True
    person.user.save()


def some(person: Person) -> None:
    """Four letters and a memory, the newest last."""
    days = [DAY + timedelta(days=number) for number in range(5)]
    write(person, Content(title="Plain"), days[0])
    write(person, Content(title="Soup", tags=["soup", "Café"], favourite=True), days[1])
    write(person, Content(title="Hard", tags=["soup", "court"], favourite=True, hard=True), days[2])
    write(person, Content(title="Coat", tags=["SOUP"]), days[3])
    memory = Entry(owner=person.user, kind="memory", day=days[4])
    memory.seal(person.vault, Content(title="Shell", favourite=True))
    memory.save()
    volumes.mend(person.user, person.vault)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("?favourites=1", ["Shell", "Hard", "Soup"]),
        ("?favourites=1&kind=letter", ["Hard", "Soup"]),
        ("?favourites=1&kind=memory", ["Shell"]),
        ("?kind=memory", ["Shell"]),
        ("?kind=note", []),
        ("?favourites=0", ["Shell", "Coat", "Hard", "Soup", "Plain"]),
        ("?kind=poem", ["Shell", "Coat", "Hard", "Soup", "Plain"]),
    ],
)
def test_a_page_shows_what_is_asked_for_newest_first(ada, path, found):
    some(ada)

    assert titles(ada, f"{TIMELINE}{path}") == found


def test_a_tag_shows_what_has_it_in_whatever_case_and_says_so_in_its_heading(ada):
    some(ada)

    html = ada.browser.get(tagged(ada, "soup")).content.decode()

    assert titles(ada, tagged(ada, "soup")) == ["Coat", "Hard", "Soup"]
    assert titles(ada, f"{tagged(ada, 'soup')}&favourites=1") == ["Hard", "Soup"]
    assert re.findall(r'<h1 dir="auto">([^<]+)</h1>', html) == ["SOUP"]
    assert "soup" not in re.findall("<title>(.*?)</title>", html, re.DOTALL)[0].lower()


def test_no_tag_stands_in_an_address_on_any_of_the_pages(ada):
    entry = write(ada, Content(title="Coat", tags=["lindenbaum"]), DAY)
    pages = [f"/journal/{entry.uuid}/", "/journal/tags/", tagged(ada, "lindenbaum")]

    for page in pages:
        html = ada.browser.get(page).content.decode()
        assert "lindenbaum" in html
        assert not [to for to in re.findall(r'(?:href|action)="([^"]*)"', html) if "linden" in to]


@pytest.mark.parametrize("name", ["nothing-here", "", "soup", "é" * 12])
def test_a_name_of_no_tag_shows_nothing_and_says_that_all_is_there(ada, name):
    write(ada, Content(title="Coat"), DAY)

    answer = ada.browser.get(TIMELINE, {"tag": name or "x"})

    assert (answer.status_code, shown(answer)) == (200, [])
    assert "Everything else is where it was." in answer.content.decode()
    assert "Nothing here yet" not in answer.content.decode()


def test_without_favourites_the_page_says_where_the_mark_is(ada):
    write(ada, Content(title="Coat"), DAY)

    assert "No favourites here yet" in ada.browser.get(f"{TIMELINE}?favourites=1").content.decode()


def test_the_name_that_somebody_else_has_for_a_tag_shows_nothing(ada, ben):
    some(ada)
    write(ben, Content(title="His", tags=["soup"]), DAY)

    assert titles(ben, tagged(ada, "soup")) == []
    assert titles(ben, tagged(ben, "soup")) == ["His"]


@pytest.mark.parametrize("path", ["?favourites=1", "?favourites=1&kind=letter", "tag"])
def test_earlier_walks_every_one_once_and_in_order(ada, path):
    for number in range(45):
        entry = Entry(owner=ada.user, kind="letter", day=DAY - timedelta(days=7 * (number // 2)))
        content = Content(title="In", favourite=True, tags=["soup"]) if number % 2 else Content()
        entry.seal(ada.vault, content)
        entry.save()
        twin = Entry(owner=ada.user, kind="letter", day=entry.day, created=entry.created)
        twin.seal(ada.vault, content)
        twin.save()
    volumes.mend(ada.user, ada.vault)
    expected = [
        entry.uuid
        for entry in Entry.objects.of(ada.user).newest_first()
        if entry.open(ada.vault).favourite
    ]

    pages = walk(ada, tagged(ada, "soup") if path == "tag" else f"{TIMELINE}{path}")

    assert [entry.uuid for page in pages for entry in page] == expected
    assert [len(page) for page in pages] == [20, 20, 4]


def test_gentle_mode_leaves_hard_ones_out_of_what_is_filtered_and_folds_them_in_the_rest(ada):
    some(ada)
    gentle(ada)

    assert titles(ada, f"{TIMELINE}?favourites=1") == ["Shell", "Soup"]
    assert titles(ada, tagged(ada, "soup")) == ["Coat", "Soup"]
    assert titles(ada, f"{TIMELINE}?kind=letter") == ["Coat", "Soup", "Plain"]
    assert titles(ada, TIMELINE) == ["Shell", "Coat", "Hard", "Soup", "Plain"]


LEFT_OUT = "left out here"
NONE_YET = ("No favourites here yet", "Nothing under this", "No tags yet")


@pytest.mark.parametrize("path", ["?favourites=1", "?kind=letter", "tag", "tags/"])
@pytest.mark.parametrize("mild", [False, True])
def test_what_gentle_mode_leaves_out_is_said_and_nothing_is_said_to_be_missing(ada, path, mild):
    path = tagged(ada, "court") if path == "tag" else f"{TIMELINE}{path}"
    write(ada, Content(title="Hard", tags=["court"], favourite=True, hard=True), DAY)
    if mild:
        write(ada, Content(title="Soup", tags=["court", "soup"], favourite=True), DAY)
        write(ada, Content(title="Bus", tags=["bus"], hard=True), DAY)

    before = ada.browser.get(path).content.decode()
    gentle(ada)
    after = ada.browser.get(path).content.decode()

    assert (LEFT_OUT in before, LEFT_OUT in after) == (False, True)
    assert [said for said in NONE_YET if said in before + after] == []


@pytest.mark.parametrize("path", ["?favourites=1", "?kind=memory", "tag", "tags/", ""])
def test_in_gentle_mode_nothing_is_said_to_be_left_out_where_nothing_is(ada, path):
    path = tagged(ada, "soup") if path == "tag" else f"{TIMELINE}{path}"
    write(ada, Content(title="Soup", tags=["soup"], favourite=True), DAY)
    write(ada, Content(title="Hard", hard=True), DAY)
    gentle(ada)

    assert LEFT_OUT not in ada.browser.get(path).content.decode()


def test_of_a_closed_letter_no_mark_and_no_tag_leads_to_it_until_it_is_opened(ada):
    """Also where its month was made anew, and where a volume lists it by mistake."""
    said = Content(title="Later", tags=["lindenbaum"], favourite=True)
    closed = write(ada, said, DAY, opens_on=date(2099, 1, 1))
    paths = [f"{TIMELINE}?favourites=1", tagged(ada, "lindenbaum")]

    def found() -> tuple[list[list[str]], list[str]]:
        tags = ada.browser.get("/journal/tags/").context["found"].tags
        return [titles(ada, path) for path in paths], [tag.word for tag in tags]

    assert found() == ([[], []], [])
    Volume.objects.all().delete()
    volumes.mend(ada.user, ada.vault)
    assert found() == ([[], []], [])
    ada.browser.post(f"/journal/{closed.uuid}/open/")
    assert found() == ([["Later"], ["Later"]], ["lindenbaum"])
    Entry.objects.update(opened_at=None)  # and its volume was not told
    assert found()[0] == [[], []]


@pytest.mark.parametrize("path", ["", "?kind=letter", "?favourites=1"])
def test_of_a_hard_one_nothing_is_read_in_a_list(ada, path):
    write(ada, Content(title="lindenbaum", body="lindenbaum", hard=True, favourite=True), DAY)

    html = ada.browser.get(f"{TIMELINE}{path}").content.decode()

    assert "lindenbaum" not in html
    assert "Something you marked as hard" in html


def test_the_tags_are_listed_by_the_alphabet_each_once_as_it_was_typed_last(ada):
    some(ada)

    listed = [tag.word for tag in ada.browser.get("/journal/tags/").context["found"].tags]

    assert listed == ["Café", "court", "SOUP"]
    gentle(ada)
    listed = [tag.word for tag in ada.browser.get("/journal/tags/").context["found"].tags]
    assert listed == ["Café", "SOUP"]


def test_the_page_of_tags_is_kind_to_someone_who_has_none(ada, ben):
    some(ben)

    assert "No tags yet" in ada.browser.get("/journal/tags/").content.decode()


def queries(person: Person, path: str) -> list[str]:
    person.browser.get(path)
    with CaptureQueriesContext(connection) as made:
        person.browser.get(path)
    return [query["sql"] for query in made]


@pytest.mark.parametrize("path", ["?favourites=1", "?kind=letter", "tag", "tags/"])
@pytest.mark.parametrize("is_gentle", [False, True])
def test_a_filtered_page_asks_no_more_for_fifty_than_for_one(ada, path, is_gentle):
    path = tagged(ada, "soup") if path == "tag" else f"{TIMELINE}{path}"
    if is_gentle:
        gentle(ada)
    said = Content(title="In", favourite=True, tags=["soup"])
    write(ada, said, DAY)
    one = len(queries(ada, path))

    for number in range(49):
        write(ada, said, DAY - timedelta(days=number * 9))

    assert len(queries(ada, path)) == one <= 6


def test_everything_reads_no_volume(ada):
    some(ada)

    assert not [sql for sql in queries(ada, TIMELINE) if "journal_volume" in sql]
    assert not [sql for sql in queries(ada, f"{TIMELINE}?kind=letter") if "journal_volume" in sql]
