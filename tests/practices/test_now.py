"""Here, now: help in the moment, one tap from every page, with nothing to choose first."""

import re

import pytest
from django.test import Client

from practices.kit import starters
from practices.library.catalogue import practice
from practices.models import KitItem
from tests.people import Person

NOW = "/now/"
ORDER = ["lines", "hand", "feet", "look-around", "care", "call", "people"]


def page(person: Person) -> str:
    return person.browser.get(NOW).content.decode()


def sections(html: str) -> list[str]:
    return re.findall(r'<section [^>]*aria-labelledby="([^"]+)"', html)


def words_of(slug: str) -> set[str]:
    return {line for step in practice(slug).steps for line in step.words if "*" not in line}


def test_a_visitor_finds_everything_at_once_without_a_query(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get(NOW)

    html = answer.content.decode()
    assert sections(html) == [name for name in ORDER if name != "call"]
    assert answer.context["lines"] == [it.text for it in starters.borrowed().values()][:3]
    assert len(answer.context["care"]) == 5
    assert len(html.encode()) <= 30_000


def test_the_order_is_the_same_with_everything_in_the_kit(ada):
    for kind in ("line", "care", "person"):
        ada.kit(kind, text="Ruth", area="body", phone="0123")

    assert sections(page(ada)) == ORDER


def test_nothing_has_to_be_chosen_before_it_starts(client, db):
    html = client.get(NOW).content.decode()
    main = html.split("<main")[1].split("</main")[0]

    assert not re.search(r"<(input|select|textarea|button|details|form)\b", main)
    assert re.search(r"<a [^>]*href=\"([^\"]+)\"", main)[1] == "/practices/hand-pause/sit/?now=1"


@pytest.mark.parametrize("slug", ["hand-pause", "feet", "look-around"])
def test_the_words_are_the_librarys_own(client, db, slug):
    html = client.get(NOW).content.decode().replace("&#x27;", "'")

    assert {line for line in words_of(slug) if line not in html} == set()


def test_someone_who_would_rather_not_touch_is_given_the_other_words(client, db):
    client.cookies["dearself-sit"] = '{"touch":false}'

    answer = client.get(NOW)

    assert answer.context["touch"] is False
    instead = [line for step in practice("hand-pause").steps for line in step.instead]
    html = answer.content.decode()
    assert all(line in html for line in instead if "*" not in line)
    touching = [step.words[0] for step in practice("hand-pause").steps if step.instead]
    assert not any(line in html for line in touching if line not in instead)


def test_ones_own_lines_stand_in_place_of_the_borrowed(ada):
    ada.kit("line", text="أنا هنا")
    ada.kit("line", text="Slowly.")

    answer = ada.browser.get(NOW)

    assert answer.context["lines"] == ["أنا هنا", "Slowly."]
    assert '<li dir="auto">أنا هنا</li>' in answer.content.decode()


def test_ones_own_care_stands_in_place_of_what_is_offered_the_easiest_first(ada):
    for number in range(7):
        energy = "little" if number == 6 else "some"
        ada.kit("care", text=f"Soup {number}", area="body", minutes=number + 1, energy=energy)

    care = ada.browser.get(NOW).context["care"]

    assert [item.text for item in care] == ["Soup 6", "Soup 0", "Soup 1", "Soup 2", "Soup 3"]


def test_someone_to_call_is_one_tap_away(ada):
    ada.kit("person", text="رُؤى", phone="+43 (1) 234")

    html = page(ada)

    assert 'href="tel:+431234"' in html
    assert '<bdi dir="auto">رُؤى</bdi>' in html


def test_a_stranger_and_a_visitor_see_nothing_of_it(ada, ben, client):
    for kind in ("line", "care", "person"):
        ada.kit(kind, text="Marigolds", area="body", phone="0123456")

    for html in (page(ben), client.get(NOW).content.decode()):
        assert "Marigolds" not in html
        assert "0123456" not in html


def test_a_locked_journal_keeps_the_page_and_hides_what_is_private(ada):
    ada.kit("line", text="Slowly, Ada.")
    ada.kit("person", text="Ruth", phone="0123")
    assert "Slowly, Ada." in page(ada)

    ada.browser.post("/accounts/lock/")
    answer = ada.browser.get(NOW)

    assert answer.status_code == 200
    assert "Slowly, Ada." not in answer.content.decode()
    assert "Ruth" not in answer.content.decode()
    assert answer.context["lines"] == [it.text for it in starters.borrowed().values()][:3]


def test_the_page_does_not_go_away_under_someone_who_reads(ada):
    assert ada.browser.get(NOW).context["needs_key"] is False


def test_what_is_damaged_is_passed_over(ada):
    for kind in ("line", "care", "person"):
        ada.kit(kind, text="Soup", area="body", phone="0123")
    KitItem.objects.update(content=b"damaged")

    answer = ada.browser.get(NOW)

    assert answer.status_code == 200
    assert answer.context["people"] == []
    assert len(answer.context["care"]) == 5
    assert len(answer.context["lines"]) == 3


def test_no_title_and_no_address_says_what_someone_wrote(ada):
    ada.kit("line", text="Slowly")
    html = page(ada)

    assert "Slowly" not in html.split("<title>")[1].split("</title>")[0]
    assert not any("Slowly" in href for href in re.findall(r'href="([^"]*)"', html))


def test_a_full_kit_costs_two_queries_more_than_none(ada, django_assert_max_num_queries):
    for _ in range(50):
        ada.kit("care", text="Soup", area="body")
    page(ada)

    with django_assert_max_num_queries(4):  # the session, the person, the kit, how they sit
        answer = ada.browser.get(NOW)

    assert len(answer.content) <= 30_000


def test_it_works_after_signing_out(ada):
    ada.kit("line", text="Slowly, Ada.")
    browser: Client = ada.browser
    browser.post("/accounts/logout/")

    answer = browser.get(NOW)

    assert answer.status_code == 200
    assert "Slowly, Ada." not in answer.content.decode()


def test_what_is_hers_goes_with_the_lock_and_the_page_comes_again_without_it(ada):
    ada.kit("line", text="Her own line.")

    shown = ada.browser.get("/now/").content.decode()
    ada.browser.post("/accounts/lock/")
    again = ada.browser.get("/now/?next=%2Fnow%2F").content.decode()

    assert 'data-lock="/now/"' in shown
    assert "data-idle-stay" in shown
    assert ("Her own line." in shown, "Her own line." in again) == (True, False)


def test_without_anything_of_hers_the_page_never_goes_away(ada):
    assert "data-idle-stay" not in ada.browser.get("/now/").content.decode()
