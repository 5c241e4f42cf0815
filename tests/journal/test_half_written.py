"""What unfinished pages are called where they are offered."""

import re
from uuid import uuid4

import pytest

from journal import queries
from journal.drafts.names import named_drafts
from journal.models import Draft, Entry
from tests.journal.test_drafts import autosave
from tests.pages import NEW, fields_of, send

TO_THE_REST = 'href="/journal/#unfinished"'


def names(person):
    pages = named_drafts(queries.unfinished(person.user).drafts, person.vault)
    return [(page.seventh, page.words) for page in pages]


def test_each_is_called_by_its_title_its_first_words_or_as_one_of_the_seven(ada):
    autosave(ada, fields_of(ada.browser.get(NEW)), body="You came home.")
    autosave(ada, fields_of(ada.browser.get(NEW)), title="The coat", body="You came home.")
    autosave(ada, fields_of(ada.browser.get(f"{NEW}?seven=3")), body="The kettle is on.")

    assert names(ada) == [
        ("What you needed then", "The kettle is on."),
        ("", "The coat"),
        ("", "You came home."),
    ]


def test_what_changes_a_kept_page_is_not_quoted(ada):
    first = fields_of(ada.browser.get(NEW))
    send(ada, NEW, first | {"body": "The night at the station."})
    letter = Entry.objects.get()
    change = fields_of(ada.browser.get(f"/journal/{letter.uuid}/edit/"))
    autosave(ada, change, body="The night again.")
    autosave(ada, first, body="The night, from another tab.")  # begun before it was kept

    shown = ada.browser.get("/today/").content.decode()

    assert names(ada) == [("", ""), ("", "")]
    assert "The night" not in shown


def test_looking_back_at_some_of_it_offers_nothing_unfinished(ada):
    autosave(ada, {}, body="You came ")

    shown = [ada.browser.get(f"/journal/{q}").content.decode() for q in ("", "?favourites=1")]

    assert ["Still unfinished" in html for html in shown] == [True, False]


def left(person, number):
    """So many letters left unfinished, the newest first: the ids of their drafts."""
    for at in range(number):
        autosave(person, {"draft": uuid4()}, body=f"You came home, {at}.")
    return [str(draft.uuid) for draft in Draft.objects.of(person.user).newest_first()]


def led_to(html):
    return re.findall(r'href="[^"]*\?draft=([^"&]+)"', html)


@pytest.mark.parametrize(("path", "shows"), [("/today/", 5), (NEW, 3)])
def test_a_short_list_says_where_the_rest_are_and_there_all_of_it_is(ada, path, shows):
    begun_here = left(ada, 8)

    short, whole = (ada.browser.get(at).content.decode() for at in (path, "/journal/"))

    assert (led_to(short), TO_THE_REST in short) == (begun_here[:shows], True)
    assert (led_to(whole), TO_THE_REST in whole) == (begun_here, False)
    assert '<ul id="unfinished"' in whole


@pytest.mark.parametrize(("path", "shows"), [("/today/", 5), (NEW, 3)])
def test_a_list_that_leaves_nothing_out_leads_nowhere_else(ada, ben, path, shows):
    left(ben, 8)
    begun_here = left(ada, shows)

    page = ada.browser.get(path).content.decode()

    assert (led_to(page), TO_THE_REST in page) == (begun_here, False)


def test_what_look_back_leaves_out_comes_up_as_the_rest_is_let_go(ada, monkeypatch):
    monkeypatch.setattr(queries, "MOST_ON_LOOK_BACK", 2)
    newest, second, oldest = left(ada, 3)

    before = ada.browser.get("/journal/").content.decode()
    ada.browser.post(f"/journal/drafts/{newest}/discard/")
    after = ada.browser.get("/journal/").content.decode()

    assert [led_to(page) for page in (before, after)] == [[newest, second], [second, oldest]]
    assert ["Older ones come up here" in page for page in (before, after)] == [True, False]
