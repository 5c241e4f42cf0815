"""The page about one practice: what it asks, what is known of it, and the way in."""

import re
from datetime import date

import pytest

from tests.practices.shelves import put

NOTE = """---
title: {title}
standing: {standing}
checked: 2026-11-23
sources: {sources}
---
Small, and *honest*.
"""


@pytest.fixture(autouse=True)
def library_of_two(tmp_path, settings):
    steps = "## A hand {seconds: 60}\nLet it weigh <what> it weighs. *I'm here.*\n> Hold a mug."
    put(
        tmp_path,
        "hand",
        aim="A hand where it helps.",
        needs="ashamed, numb",
        alternatives="walk",
        adaptations="Hold a mug.",
        evidence="E1, E2, E3",
        caution="Touch is not kind to everyone.",
        keeps="A word for how it was.",
        steps=steps,
    )
    asks = "## What was it? {seconds: 60, asks: line, as: it}\nIn a word."
    put(tmp_path, "walk", steps=asks, keeps="The word.")
    notes = tmp_path / "en/evidence"
    notes.mkdir()
    paper = "[{cite: 'Susman, 2024', doi: 10.1016/j.brat.2024.104498}, {cite: A book}]"
    for name, standing, sources in (
        ("E1", "checked", paper),
        ("E2", "hedged", "[]"),
        ("E3", "none", "[]"),
    ):
        said = NOTE.format(title=f"Note {name}", standing=standing, sources=sources)
        (notes / f"{name}.md").write_text(said, encoding="utf-8")
    settings.CONTENT = tmp_path


def page_of(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_visitor_reads_all_of_it_without_a_query(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        page = page_of(client.get("/practices/hand/"))

    assert "<title>Hand · Dear Self</title>" in page
    assert '<a class="button" href="/practices/hand/sit/">Begin</a>' in page
    for said in (
        "A hand where it helps.",
        "1 to 5 minutes · very gentle",
        "It asks little, and you can stop at any step.",
        "A word for how it was.",
        "<li>Hold a mug.</li>",
        "Let it weigh &lt;what&gt; it weighs. <em>I&#x27;m here.</em>",
        '<a class="chip" href="/practices/?need=numb">I feel numb</a>',
        '<a href="/practices/walk/">Walk</a>',
    ):
        assert said in page


def test_its_caution_comes_before_the_way_in(client, db):
    page = page_of(client.get("/practices/hand/"))

    assert page.index("Touch is not kind to everyone.") < page.index(">Begin<")


def test_what_is_known_says_how_it_is_known(client, db):
    page = page_of(client.get("/practices/hand/"))

    known = re.findall(r'<details class="card">.*?</details>', page, re.DOTALL)
    assert [re.findall(r"<summary>(.*?)</summary>", it)[0] for it in known] == [
        "Note E1",
        "Note E2",
        "Note E3",
    ]
    assert [re.findall(r'<p class="quiet">(.*?)</p>', it)[0] for it in known] == [
        "Checked against the abstract.",
        "From general knowledge. We have not checked a paper.",
        "No trial known.",
    ]
    assert "Small, and <em>honest</em>." in known[0]
    paper = 'href="https://doi.org/10.1016/j.brat.2024.104498" rel="noreferrer">Susman, 2024</a>'
    assert paper in known[0]
    assert "<li>A book</li>" in known[0]


def test_where_no_study_is_known_the_page_says_so(client, db):
    page = page_of(client.get("/practices/walk/"))

    assert "No study of this one is known to us." in page
    assert '<details class="card">' not in page


def test_what_is_kept_depends_on_an_account_and_says_so(client, ada):
    assert "Without an account nothing is." in page_of(client.get("/practices/walk/"))
    assert "Without an account" not in page_of(ada.browser.get("/practices/walk/"))


def test_a_word_that_is_no_practice_leads_to_the_missing_page(client, ada):
    assert client.get("/practices/no-such-practice/").status_code == 404
    assert ada.browser.get("/practices/no-such-practice/").status_code == 404


KEEP = "Keep among my favourites"
TAKE = "Take from my favourites"


def test_someone_with_an_open_journal_can_keep_it_among_their_favourites(ada, ben):
    page = page_of(ada.browser.get("/practices/hand/"))
    assert (KEEP in page, TAKE in page) == (True, False)
    assert '<form method="post" action="/practices/hand/favourite/">' in page

    ada.kit("favourite", text="hand")

    page = page_of(ada.browser.get("/practices/hand/"))
    assert (KEEP in page, TAKE in page) == (False, True)
    page = page_of(ada.browser.get("/practices/walk/"))
    assert (KEEP in page, TAKE in page) == (True, False)
    page = page_of(ben.browser.get("/practices/hand/"))
    assert (KEEP in page, TAKE in page) == (True, False)


def test_what_it_was_like_is_days_and_words(ada):
    ada.sat("hand", day=date(2026, 3, 1), response="softer")
    ada.sat("hand", day=date(2026, 3, 9), response="harder")
    ada.sat("hand", day=date(2026, 3, 10))
    ada.sat("walk", day=date(2026, 3, 11), response="numb")

    page = page_of(ada.browser.get("/practices/hand/"))

    felt = re.search(r'<ul class="plain-list felt">.*?</ul>', page, re.DOTALL)
    assert felt
    assert re.findall(r">([^<>]+)</(?:time|span)>", felt.group()) == [
        "9 March 2026", "Harder", "1 March 2026", "Softer",
    ]  # fmt: skip


def test_with_nothing_to_tell_the_page_does_not_ask_where_someone_was(ada):
    assert "What it was like" not in page_of(ada.browser.get("/practices/hand/"))


def test_nobody_else_and_no_locked_page_shows_what_is_adas(ada, ben, client):
    ada.kit("favourite", text="hand")
    ada.sat("hand", response="harder")
    browsers = [ben.browser, client, ada.browser]
    ada.browser.post("/accounts/lock/")

    for browser in browsers:
        page = page_of(browser.get("/practices/hand/"))
        assert (TAKE in page, "What it was like" in page, "Harder" in page) == (False,) * 3
