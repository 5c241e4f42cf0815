"""The library page: open to everyone, narrowed by links, gentler for whom it should be."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.practices.shelves import put


@pytest.fixture(autouse=True)
def shelf_of_five(tmp_path, settings):
    put(tmp_path, "hand", shortest=20, longest=60, needs="ashamed", backdraft="low-medium")
    put(tmp_path, "feet", shortest=30, longest=300, needs="numb", drawing="feet")
    put(tmp_path, "words", kind="writing", shortest=60, longest=60, needs="ashamed")
    put(tmp_path, "soup", kind="behavioural", shortest=120, longest=300, needs="numb")
    put(tmp_path, "figure", kind="mental", intensity="deep", shortest=300, imagery="true")
    settings.CONTENT = tmp_path


def shelves(answer) -> list[list[str]]:
    """The titles of each row of cards, in order."""
    page = answer.content.decode()
    lists = re.findall(r'<ul class="shelf".*?</ul>', page, re.DOTALL)
    return [re.findall(r'<a href="/practices/[^"]+">([^<]+)</a>', it) for it in lists]


def chosen(answer) -> dict[str, str]:
    """What is marked as chosen above the shelf, and where its link leads."""
    nav = re.search(r'aria-label="What you chose">.*?</nav>', answer.content.decode(), re.DOTALL)
    found = re.findall(r'href="([^"]+)" aria-current="true">([^<]+)<', nav.group() if nav else "")
    return {label: unescape(link) for link, label in found}


def test_a_visitor_finds_every_practice_without_a_query(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        answer = client.get("/practices/")

    assert answer.status_code == 200
    assert shelves(answer) == [["Hand", "Feet", "Words", "Soup", "Figure"]]


def test_a_card_says_how_long_and_how_gentle(client, db):
    page = client.get("/practices/").content.decode()

    assert re.findall(r'<p class="quiet">([^<]+)</p></li>', page) == [
        "20 to 60 seconds · gentle",
        "30 seconds to 5 minutes · very gentle",
        "1 minute · very gentle",
        "2 to 5 minutes · very gentle",
        "5 minutes · goes deeper",
    ]


def test_what_lies_between_says_that_it_asks_a_little_more(client, db, tmp_path):
    put(tmp_path, "stay", intensity="moderate", backdraft="medium", shortest=90, longest=90)

    assert "1 minute 30 seconds · asks a little more" in client.get("/practices/").content.decode()


def test_what_is_chosen_narrows_the_shelf_and_can_be_taken_off(client, db):
    answer = client.get("/practices/?need=ashamed&time=1&kind=writing")

    assert shelves(answer) == [["Words"]]
    assert chosen(answer) == {
        "I am ashamed": "/practices/?time=1&kind=writing",
        "1 minute": "/practices/?need=ashamed&kind=writing",
        "In writing": "/practices/?need=ashamed&time=1",
    }


def test_what_the_page_does_not_know_is_left_aside(client, db):
    answer = client.get("/practices/?need=a-yacht&time=soon&kind=writing&all=")

    assert answer.status_code == 200
    assert shelves(answer) == [["Words"]]
    assert chosen(answer) == {"In writing": "/practices/"}


def test_what_was_typed_into_the_address_does_not_come_back(client, db):
    assert "a-yacht" not in client.get("/practices/?need=a-yacht").content.decode()


def test_where_nothing_fits_the_page_offers_something(client, db):
    answer = client.get("/practices/?need=ashamed&kind=behavioural")

    assert "Nothing here is all of that at once" in answer.content.decode()
    assert shelves(answer) == [["Hand", "Words"]]


def gentle(person) -> None:
    person.user.gentle = True
    person.user.save(update_fields=["gentle"])


def test_gentle_mode_puts_away_what_goes_deeper_and_says_so(ada):
    gentle(ada)

    answer = ada.browser.get("/practices/")

    assert shelves(answer) == [["Hand", "Feet", "Soup", "Words"]]
    page = answer.content.decode()
    assert "Gentle mode is on" in page
    assert '<a class="tap" href="/practices/?all=1">Show the others, too</a>' in page


def test_in_gentle_mode_the_others_are_one_link_away_and_come_last(ada):
    gentle(ada)

    answer = ada.browser.get("/practices/?all=1")

    assert shelves(answer) == [["Hand", "Feet", "Soup", "Words", "Figure"]]
    page = answer.content.decode()
    assert '<a class="tap" href="/practices/">Only the gentle ones</a>' in page
    assert 'href="/practices/?need=numb&amp;all=1"' in page


def test_without_gentle_mode_nothing_is_said_of_it(ada):
    assert "Gentle mode" not in ada.browser.get("/practices/").content.decode()


def test_in_gentle_mode_a_locked_journal_changes_nothing_on_the_shelf(ada):
    gentle(ada)
    ada.browser.post("/accounts/lock/")

    assert shelves(ada.browser.get("/practices/")) == [["Hand", "Feet", "Soup", "Words"]]


def test_the_ones_someone_likes_stand_on_top_in_their_order(ada):
    ada.kit("favourite", text="soup")
    ada.kit("favourite", text="hand")
    ada.kit("favourite", text="no-longer-here")

    answer = ada.browser.get("/practices/")

    assert "The ones you like" in answer.content.decode()
    assert shelves(answer) == [["Soup", "Hand"], ["Feet", "Words", "Figure"]]


def test_a_choice_looks_through_all_of_them(ada):
    ada.kit("favourite", text="soup")

    answer = ada.browser.get("/practices/?need=numb")

    assert shelves(answer) == [["Feet", "Soup"]]
    assert "The ones you like" not in answer.content.decode()


def test_whoever_likes_them_all_finds_them_all(ada):
    for slug in ("hand", "feet", "words", "soup", "figure"):
        ada.kit("favourite", text=slug)

    answer = ada.browser.get("/practices/")

    assert shelves(answer) == [["Hand", "Feet", "Words", "Soup", "Figure"]]
    assert "Nothing here" not in answer.content.decode()


def test_gentle_mode_holds_for_the_ones_someone_likes(ada):
    gentle(ada)
    ada.kit("favourite", text="figure")

    assert shelves(ada.browser.get("/practices/")) == [["Hand", "Feet", "Soup", "Words"]]


def test_nobody_else_and_no_locked_page_shows_what_ada_likes(ada, ben, client):
    ada.kit("favourite", text="soup")
    everything = [["Hand", "Feet", "Words", "Soup", "Figure"]]

    assert shelves(ben.browser.get("/practices/")) == everything
    assert shelves(client.get("/practices/")) == everything
    ada.browser.post("/accounts/lock/")
    assert shelves(ada.browser.get("/practices/")) == everything


def test_the_page_asks_the_same_whatever_is_kept(ada):
    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            ada.browser.get("/practices/")
        return len(made)

    queries()
    before = queries()
    for slug in ("hand", "feet", "words", "soup"):
        ada.kit("favourite", text=slug)
        ada.sat(slug, response="softer")

    assert queries() == before


def test_the_way_there_is_marked(ada, client):
    page = ada.browser.get("/practices/").content.decode()
    assert '<a href="/practices/" aria-current="page">' in page
    inside = ada.browser.get("/practices/feet/").content.decode()
    assert '<a href="/practices/" aria-current="true">' in inside

    assert '<a href="/practices/">Practise</a>' in client.get("/help/").content.decode()
