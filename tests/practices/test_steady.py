"""Steady ground: for anyone, at once, and never the suggestion that worse is better."""

import re
from datetime import date
from uuid import uuid4

import pytest

from practices.kit import items
from practices.library.catalogue import practices
from practices.library.phrasing import spoken
from practices.models import Item
from tests.belongings import save_draft

STEADY = "/practices/steady/"
DAY = date(2026, 6, 17)


def headings(answer) -> list[str]:
    text = answer.content.decode()
    return re.findall(r"<(?:h1|h2[^>]*|summary)>([^<]+)<", text)


def give(person, kind: str, **said: str) -> None:
    items.add_item(person.user, person.vault, kind, Item(**said))


def test_a_visitor_finds_ground_care_and_people_in_this_order(client, db):
    with_care = headings(client.get(STEADY))

    assert with_care == [
        "You can put it down",
        "Feet on the floor",
        "Or: Look around",
        "Or something small to do",
        "Someone to talk to",
    ]


def test_a_visitor_costs_the_database_nothing(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(f"{STEADY}?from=hum&draft={uuid4()}")


def test_the_words_of_the_ground_are_the_librarys(client, db):
    page = client.get(STEADY).content.decode()

    for slug in ("feet", "look-around"):
        for step in practices()[slug].steps:
            assert all(spoken(line) in page for line in step.words)


def test_someones_own_things_and_people_take_the_place_of_ours(ada, ben):
    give(ada, "care", text="The long way round the pond", area="body")
    give(ada, "person", text="Cleo", phone="0660 123")

    theirs, bens = (it.browser.get(STEADY).content.decode() for it in (ada, ben))

    assert "The long way round the pond" in theirs
    assert 'href="tel:0660123"' in theirs
    assert "A glass of water, slowly" not in theirs
    assert "pond" not in bens
    assert "tel:" not in bens
    assert "A glass of water, slowly" in bens


def test_while_locked_nothing_of_theirs_is_shown_and_all_else_is(ada):
    give(ada, "care", text="The long way round the pond", area="body")
    ada.browser.post("/accounts/lock/")

    page = ada.browser.get(STEADY)

    assert page.status_code == 200
    assert "pond" not in page.content.decode()
    assert headings(page)[:2] == ["You can put it down", "Feet on the floor"]


def test_their_words_go_away_with_the_lock_and_a_page_without_any_stays(ada, ben):
    give(ada, "care", text="The long way round the pond", area="body")

    assert "data-idle" in ada.browser.get(STEADY).content.decode()
    assert "data-unreached" not in ben.browser.get(STEADY).content.decode()


def test_what_was_left_unfinished_can_wait_or_go(ada):
    draft = save_draft(ada, "Half a sentence").uuid

    page = ada.browser.get(f"{STEADY}?draft={draft}").content.decode()

    assert f'href="/journal/notes/new/?draft={draft}"' in page
    assert f'method="post" action="/journal/drafts/{draft}/discard/"' in page


def test_whoever_lets_it_go_stays_on_steady_ground_and_nothing_more_is_said_of_it(ada):
    draft = save_draft(ada, "Half a sentence").uuid
    back = re.search(r'name="back" value="([^"]+)"', _page(ada, f"?from=hum&draft={draft}"))[1]

    answer = ada.browser.post(f"/journal/drafts/{draft}/discard/", {"back": back})

    assert answer.url == f"{STEADY}?from=hum"
    assert "What you wrote" not in _page(ada, f"?from=hum&draft={draft}")


def _page(person, query):
    return person.browser.get(f"{STEADY}{query}").content.decode()


def test_what_was_kept_can_stay_or_go(ada):
    note = ada.letter().uuid

    page = ada.browser.get(f"{STEADY}?note={note}").content.decode()

    assert f'href="/journal/{note}/"' in page
    assert f'href="/journal/{note}/delete/"' in page


def test_what_is_a_strangers_or_is_gone_is_not_said_to_be_kept(ada, ben):
    for asked in (f"?note={ada.letter().uuid}", f"?note={uuid4()}", f"?draft={uuid4()}"):
        assert "What you wrote" not in ben.browser.get(f"{STEADY}{asked}").content.decode()


@pytest.mark.parametrize("asked", ["", "?note=x", "?draft=//example.net", f"?other={uuid4()}"])
def test_without_an_id_nothing_is_said_of_writing(ada, asked):
    assert "What you wrote" not in ada.browser.get(f"{STEADY}{asked}").content.decode()


def test_a_visitor_wrote_nothing_here(ada, client):
    note = ada.letter().uuid

    assert "What you wrote" not in client.get(f"{STEADY}?note={note}").content.decode()


def test_there_is_a_way_back_to_a_practice_and_to_none_that_is_none(client, db):
    assert 'href="/practices/hum/"' in client.get(f"{STEADY}?from=hum").content.decode()
    assert 'href="/practices/x' not in client.get(f"{STEADY}?from=x").content.decode()
    assert "<script>" not in client.get(f"{STEADY}?from=<script>").content.decode()


def test_help_is_there_without_a_word_about_it_working(client, db):
    page = client.get(STEADY).content.decode()

    main = page.split("<main")[1].split("</main>")[0]
    assert 'href="/help/"' in main
    assert not re.search(r"work(s|ing)|sign|progress|good that|healing|!", main)


def test_it_is_read_only(client, db):
    assert client.post(STEADY).status_code == 405
