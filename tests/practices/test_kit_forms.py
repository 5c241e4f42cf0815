"""The forms of the kit: what is typed in them is kept, or comes back with every word."""

from typing import Any

import pytest
from django.db import OperationalError

from accounts.inbox import token
from practices.kit import items, starters
from practices.models import Item, KitItem
from practices.templatetags.kit_words import tel
from tests.late import each_absence
from tests.pages import error_title, fields_of, send
from tests.people import Person

KIT = "/practices/kit/"


def add(person: Person, kind: str, **fields: Any) -> Any:
    return send(person, f"{KIT}add/{kind}/", fields)


def said(person: Person, *kinds: str) -> list[str]:
    kept = items.items(person.user, person.vault, *kinds)
    return [it.item.text for it in kept if it.item]


def shown(person: Person, path: str = KIT) -> str:
    return person.browser.get(path).content.decode()


# --- adding ---------------------------------------------------------------------


def test_a_line_is_kept_sealed(ada):
    answer = add(ada, "line", kit_line="  I am  on my own side.  ")

    row = KitItem.objects.of(ada.user).get()
    assert answer.url == f"{KIT}#it-{row.uuid}"
    assert row.try_open(ada.vault) == Item(text="I am on my own side.")
    assert b"own side" not in bytes(row.content)
    assert "own side" in shown(ada)


def test_keeping_the_same_twice_keeps_it_once(ada):
    for _ in range(2):
        add(ada, "line", kit_line="Slowly.")
        add(ada, "care", kit_care="Soup", area="body")
        add(ada, "care", kit_care="Soup", area="mind")
        add(ada, "person", kit_person="Ruth", kit_phone="0123 456")

    assert said(ada) == ["Soup", "Soup", "Slowly.", "Ruth"]


def test_something_that_does_good_may_say_what_it_takes(ada):
    fields = {"area": "mind", "minutes": "10", "cost": "nothing", "energy": "little"}
    add(ada, "care", kit_care="A chapter", **fields)

    row = KitItem.objects.of(ada.user).get()
    assert row.try_open(ada.vault) == Item(
        text="A chapter", area="mind", minutes=10, cost="nothing", energy="little"
    )
    fields_shown = fields_of(ada.browser.get(f"{KIT}{row.uuid}/"))
    assert fields_shown["kit_care"] == ["A chapter"]
    assert {name: fields_shown[name] for name in fields} == {n: [v] for n, v in fields.items()}


@pytest.mark.parametrize(
    ("kind", "fields", "title"),
    [
        ("line", {"kit_line": "  "}, "Nothing to keep yet."),
        ("line", {"kit_line": "x" * 301}, "Not kept yet. Your words are still here."),
        ("care", {"kit_care": "Soup"}, "Not kept yet. Your words are still here."),
        ("care", {"kit_care": "Soup", "area": "purse"}, "Not kept yet. Your words are still here."),
        (
            "care",
            {"kit_care": "Soup", "area": "body", "minutes": "0"},
            "Not kept yet. Your words are still here.",
        ),
        ("person", {"kit_person": "Ruth"}, "Not kept yet. Your words are still here."),
        (
            "person",
            {"kit_person": "Ruth", "kit_phone": "ring Ruth"},
            "Not kept yet. Your words are still here.",
        ),
        (
            "person",
            {"kit_person": "Ruth", "kit_phone": "+"},
            "Not kept yet. Your words are still here.",
        ),
    ],
)
def test_what_cannot_be_kept_comes_back_with_every_word(ada, kind, fields, title):
    answer = add(ada, kind, **fields)

    assert answer.status_code == 422
    assert error_title(answer) == title
    back = fields_of(answer)
    assert {name: back[name] for name in fields if name != "area"} == {
        name: [value] for name, value in fields.items() if name != "area"
    }
    assert not KitItem.objects.exists()


@pytest.mark.parametrize(
    ("phone", "dialled"),
    [
        ("+43 (1) 234-56/7.8", "tel:+4312345678"),
        ("020 7946 0018", "tel:02079460018"),
        ("020 7946 0018 ext. 12", "tel:02079460018;ext=12"),
        ("020 7946 0018 x12", "tel:02079460018;ext=12"),
        ("+44 (0)20 7946 0018", "tel:+442079460018"),
        ("(+44) (0) 20 7946 0018", "tel:+442079460018"),
        ("(+43) 664 123456", "tel:+43664123456"),
        ("(0) 20 7946", "tel:0207946"),
        ("0316 / 123456", "tel:0316123456"),
        ("0171/4561234", "tel:01714561234"),
        ("٠٢٠ ٧٩٤٦", "tel:0207946"),
    ],
)
def test_numbers_as_people_write_them_can_be_dialled(ada, phone, dialled):
    assert add(ada, "person", kit_person="Ruth", kit_phone=phone).status_code == 302
    assert tel(phone) == dialled
    assert f'href="{dialled}"' in shown(ada)


@pytest.mark.parametrize(
    "phones",
    [
        "0171 456 / 030 789",
        "0171 456, 030 789",
        "0171 456 or 030 789",
        "+44 20 7946 0018 / +44 20 7946 0019",
        "+44 20 7946 0018 +44 20 7946 0019",
        "(0171) 456 / (030) 789",
    ],
)
def test_two_numbers_in_one_box_are_asked_to_be_one(ada, phones):
    answer = add(ada, "person", kit_person="Ruth", kit_phone=phones)

    assert answer.status_code == 422
    assert fields_of(answer)["kit_phone"] == [phones]
    assert "one tap can call only one" in answer.content.decode()
    assert not KitItem.objects.exists()


@pytest.mark.parametrize("kind", ["figure", "place", "voice", "favourite", "soup"])
def test_shelves_that_are_not_here_yet_are_missing_pages(ada, kind):
    assert ada.browser.get(f"{KIT}add/{kind}/").status_code == 404
    assert ada.browser.post(f"{KIT}add/{kind}/", {"starter": "line-here"}).status_code == 404


def test_a_fourth_line_asks_which_of_the_three_makes_room(ada):
    rows = [ada.kit("line", text=text) for text in ("One", "Two", "Three")]

    asked = add(ada, "line", kit_line="Four")
    page = asked.content.decode()

    assert asked.status_code == 422
    assert fields_of(asked)["kit_line"] == ["Four"]
    assert all(line in page for line in ("One", "Two", "Three"))
    assert said(ada, "line") == ["One", "Two", "Three"]

    kept = add(ada, "line", **fields_of(asked) | {"instead": rows[1].uuid})

    assert kept.url == f"{KIT}#it-{rows[1].uuid}"
    assert said(ada, "line") == ["One", "Four", "Three"]


def test_a_line_of_someone_elses_makes_no_room(ada, ben):
    for text in ("One", "Two", "Three"):
        ada.kit("line", text=text)
    bens = ben.kit("line", text="Ben's")

    assert add(ada, "line", kit_line="Four", instead=bens.uuid).status_code == 422
    assert said(ben, "line") == ["Ben's"]


def test_the_page_for_a_line_knows_that_there_are_three(ada):
    for text in ("One", "Two", "Three"):
        ada.kit("line", text=text)

    assert "You have three lines" in shown(ada, f"{KIT}add/line/")
    assert f"{KIT}add/line/" not in shown(ada)


def test_one_press_takes_a_borrowed_line_or_something_to_begin_with(ada):
    ada.browser.post(f"{KIT}add/line/", {"starter": "line-here"})
    ada.browser.post(f"{KIT}add/care/", {"starter": "care-bath"})
    ada.browser.post(f"{KIT}add/care/", {"starter": "care-bath"})

    kept = items.items(ada.user, ada.vault)
    assert [it.item for it in kept] == [
        starters.care()["care-bath"],
        starters.borrowed()["line-here"],
    ]
    page = ada.browser.get(KIT).context
    assert "line-here" not in page["lines"].starters
    assert "care-bath" not in page["areas"][0].starters


def test_what_is_offered_stays_unfolded_after_a_press(ada):
    taken = ada.browser.post(f"{KIT}add/care/", {"starter": "care-bath"})
    kept = KitItem.objects.of(ada.user).get()

    assert taken.url == f"{KIT}?more=body#it-{kept.uuid}"
    assert shown(ada, taken.url).count('<details class="no-print" open>') == 2  # lines, body


def test_what_is_offered_nowhere_cannot_be_taken(ada):
    assert ada.browser.post(f"{KIT}add/line/", {"starter": "care-bath"}).status_code == 404
    assert ada.browser.post(f"{KIT}add/person/", {"starter": "line-here"}).status_code == 404


def test_no_fourth_line_is_taken_by_one_press(ada):
    for text in ("One", "Two", "Three"):
        ada.kit("line", text=text)

    ada.browser.post(f"{KIT}add/line/", {"starter": "line-here"})

    assert said(ada, "line") == ["One", "Two", "Three"]


def test_a_shelf_has_an_end(ada, monkeypatch):
    monkeypatch.setattr(items, "MOST_OF_A_KIND", 2)
    add(ada, "care", kit_care="Soup", area="body")
    add(ada, "care", kit_care="Bed", area="body")

    answer = add(ada, "care", kit_care="Sleep", area="body")

    assert answer.status_code == 422
    assert fields_of(answer)["kit_care"] == ["Sleep"]


# --- words in flight, and no room -------------------------------------------------


def typed(person: Person) -> dict[str, Any]:
    return fields_of(person.browser.get(f"{KIT}add/line/")) | {"kit_line": ["Slowly does it."]}


@each_absence
def test_words_typed_on_a_page_that_locked_come_back(ada, go_away, way_in, open_again):
    fields = typed(ada)
    go_away(ada)

    answer = send(ada, f"{KIT}add/line/", fields)

    assert answer.url.startswith(way_in)
    back = ada.browser.get(open_again(ada, answer.url))
    assert "Slowly does it." in back.content.decode()
    assert "A line of mine" in back.content.decode()
    assert said(ada) == []  # nothing is kept unasked


def test_words_of_someone_else_are_not_taken(ada, ben):
    answer = send(ben, f"{KIT}add/line/", typed(ada))

    assert answer.status_code == 404
    assert "Slowly" not in answer.content.decode()
    assert said(ben) == []


def test_a_form_names_whose_it_is(ada):
    row = ada.kit("line", text="One")
    for path in (f"{KIT}add/line/", f"{KIT}add/care/", f"{KIT}add/person/", f"{KIT}{row.uuid}/"):
        (whose,) = fields_of(ada.browser.get(path))["whose"]
        assert token.read_token(whose).owner == ada.user.pk


def test_a_full_journal_keeps_the_words_in_the_form(ada, settings):
    settings.DEARSELF_QUOTA_MB = 1
    ada.letter("x" * 1_000_000)

    answer = add(ada, "line", kit_line="Slowly.")

    assert answer.status_code == 507
    assert fields_of(answer)["kit_line"] == ["Slowly."]
    assert "Your journal is full" in answer.content.decode()
    assert ada.browser.post(f"{KIT}add/line/", {"starter": "line-here"}).status_code == 507
    assert ada.browser.post("/practices/feet/favourite/").status_code == 507
    assert said(ada) == []


def test_a_database_that_takes_nothing_keeps_the_words_in_the_form(ada, monkeypatch):
    def away(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("disk I/O error")

    monkeypatch.setattr(items, "add_item", away)

    answer = add(ada, "line", kit_line="Slowly.")

    assert answer.status_code == 503
    assert fields_of(answer)["kit_line"] == ["Slowly."]


def test_no_title_says_what_someone_wrote(ada):
    row = ada.kit("line", text="Slowly.")
    for path in (KIT, f"{KIT}{row.uuid}/", f"{KIT}{row.uuid}/delete/"):
        title = shown(ada, path).split("<title>")[1].split("</title>")[0]
        assert "Slowly" not in title
