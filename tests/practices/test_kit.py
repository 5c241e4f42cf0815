"""The kit: three lines, a care menu, someone to call, practices liked. Their owner's alone."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.vault.sealing import ClosedVault
from practices.kit import items, starters
from practices.models import Item, KitItem
from practices.templatetags.kit_words import takes
from tests.damage import damaged
from tests.pages import fields_of, send
from tests.people import Person

KIT = "/practices/kit/"


def add(person: Person, kind: str, **fields: Any) -> Any:
    return send(person, f"{KIT}add/{kind}/", fields)


def said(person: Person, *kinds: str) -> list[str]:
    kept = items.items(person.user, person.vault, *kinds)
    return [it.item.text for it in kept if it.item]


def damage(row: KitItem) -> None:
    KitItem.objects.filter(pk=row.pk).update(content=damaged(row.content))


def shown(person: Person, path: str = KIT) -> str:
    return person.browser.get(path).content.decode()


# --- the page -------------------------------------------------------------------


def test_a_new_kit_is_kind_and_says_what_to_do(ada):
    answer = ada.browser.get(KIT)

    assert answer.status_code == 200
    assert answer.context["free"] == range(1, 4)
    assert list(answer.context["lines"].starters) == list(starters.borrowed())
    assert [area.label for area in answer.context["areas"]] == ["Body", "Mind", "Emotion"]


def test_a_visitor_is_sent_to_sign_in(client, db):
    assert client.get(KIT).status_code == 302


def test_everything_stands_on_its_shelf_and_words_find_their_direction(ada):
    ada.kit("line", text="أنا هنا")
    ada.kit("care", text="Soup", area="body", minutes=20, cost="nothing", energy="little")
    ada.kit("person", text="Ruth", phone="+43 1 234")
    ada.kit("favourite", text="feet")

    page = shown(ada)

    assert '<p class="said" dir="auto">أنا هنا</p>' in page
    assert "20 minutes, costs nothing, a little energy" in page
    assert 'href="tel:+431234"' in page
    assert 'href="/practices/feet/"' in page


def test_a_page_of_fifty_things_asks_no_more_than_a_page_of_one(ada):
    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            ada.browser.get(KIT)
        return len(made)

    ada.kit("care", text="Soup", area="body")
    queries()
    one = queries()
    for _ in range(49):
        ada.kit("care", text="Soup", area="body")

    assert queries() == one


def test_what_is_damaged_says_so_and_can_be_let_go(ada):
    rows = [ada.kit(kind, text="Soup") for kind in ("line", "care", "person", "favourite")]
    for row in rows:
        damage(row)

    page = shown(ada)

    assert page.count("cannot be opened") == 4
    assert "Soup" not in page
    for row in rows:
        assert f"{KIT}{row.uuid}/delete/" in page
        assert ada.browser.post(f"{KIT}{row.uuid}/delete/").status_code == 302
    assert not KitItem.objects.of(ada.user).exists()


def test_a_damaged_line_takes_nobodys_place_and_is_never_written_over(ada):
    row = ada.kit("line", text="Lost")
    damage(row)
    before = bytes(KitItem.objects.get(pk=row.pk).content)

    for line in ("One", "Two", "Three"):
        assert add(ada, "line", kit_line=line).status_code == 302
    answer = send(ada, f"{KIT}{row.uuid}/", {"kit_line": "Written over"})

    assert answer.status_code == 409
    assert "Written over" in answer.content.decode()
    assert bytes(KitItem.objects.get(pk=row.pk).content) == before
    assert "cannot be opened" in shown(ada, f"{KIT}{row.uuid}/")
    assert said(ada, "line") == ["One", "Two", "Three"]


# --- changing, moving, letting go -------------------------------------------------


def test_a_thing_is_changed_where_it_stands(ada):
    first, _ = ada.kit("line", text="One"), ada.kit("line", text="Two")

    path = f"{KIT}{first.uuid}/"
    answer = send(ada, path, fields_of(ada.browser.get(path)) | {"kit_line": "One, slowly"})

    assert answer.status_code == 302
    assert said(ada, "line") == ["One, slowly", "Two"]


def test_a_thing_let_go_of_in_another_tab_gives_its_words_back(ada):
    row = ada.kit("line", text="One")
    path = f"{KIT}{row.uuid}/"
    fields = fields_of(ada.browser.get(path)) | {"kit_line": ["One, slowly"]}
    ada.browser.post(f"{path}delete/")

    answer = send(ada, path, fields)

    assert answer.status_code == 404
    assert "One, slowly" in answer.content.decode()


def test_lines_move_up_and_down_and_stop_at_the_ends(ada):
    rows = [ada.kit("line", text=text) for text in ("One", "Two", "Three")]

    def move(row: KitItem, to: str) -> list[str]:
        assert ada.browser.post(f"{KIT}{row.uuid}/move/", {"way": to}).status_code == 302
        return said(ada, "line")

    assert move(rows[2], "up") == ["One", "Three", "Two"]
    assert move(rows[0], "down") == ["Three", "One", "Two"]
    assert move(rows[2], "up") == ["Three", "One", "Two"]
    assert move(rows[1], "down") == ["Three", "One", "Two"]


def test_what_does_good_moves_among_its_own_area(ada):
    for text, area in (("Soup", "body"), ("A chapter", "mind"), ("Bed", "body")):
        ada.kit("care", text=text, area=area)
    bed = KitItem.objects.of(ada.user).latest("pk")

    items.move_item(ada.user, ada.vault, bed, up=True)

    assert said(ada, "care") == ["Bed", "A chapter", "Soup"]


def test_letting_go_asks_first(ada):
    row = ada.kit("line", text="One")
    path = f"{KIT}{row.uuid}/delete/"

    assert "One" in shown(ada, path)
    assert said(ada) == ["One"]
    assert ada.browser.post(path).url == KIT
    assert said(ada) == []


@pytest.mark.parametrize("end", ["", "delete/", "move/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_gets_what_nobody_gets(ada, ben, end, method):
    row = ada.kit("line", text="Marigolds")

    theirs = getattr(ben.browser, method)(f"{KIT}{row.uuid}/{end}", {"kit_line": "Ben's"})
    nobodys = getattr(ben.browser, method)(f"{KIT}{uuid4()}/{end}", {"kit_line": "Ben's"})

    assert (
        theirs.status_code
        == nobodys.status_code
        == (405 if (end, method) == ("move/", "get") else 404)
    )
    assert "Marigolds" not in theirs.content.decode()
    assert said(ada) == ["Marigolds"]


def liked(person) -> list[str]:
    return items.texts(items.items(person.user, person.vault, "favourite"), "favourite")


def test_a_favourite_is_put_in_and_taken_out(ada, ben):
    path = "/practices/feet/favourite/"

    assert ada.browser.post(path).url == "/practices/feet/"
    assert liked(ada) == ["feet"]
    assert liked(ben) == []
    assert b"feet" not in bytes(KitItem.objects.get().content)
    assert ada.browser.post(path, {"from": "kit"}).url == f"{KIT}#liked"
    assert liked(ada) == []
    assert ada.browser.post("/practices/no-such/favourite/").status_code == 404


def test_a_favourite_that_left_the_library_can_be_let_go(ada):
    row = ada.kit("favourite", text="gone-away")

    page = shown(ada)

    assert f"{KIT}{row.uuid}/delete/" in page
    assert "gone-away" not in shown(ada, f"{KIT}{row.uuid}/delete/")


# --- what others ask of the kit -------------------------------------------------


def test_visitors_and_locked_journals_have_an_empty_kit(ada):
    ada.kit("line", text="One")

    assert items.items(ada.user, ClosedVault()) == []
    assert items.items(AnonymousUser(), ClosedVault()) == []
    assert items.lines(ada.user, ada.vault) == ["One"]


def test_at_most_three_lines_are_handed_out(ada):
    for number in range(5):
        ada.kit("line", text=str(number))

    assert items.lines(ada.user, ada.vault) == ["0", "1", "2"]


def test_what_asks_least_comes_first():
    asks = [
        Item(text="hours", energy="little", minutes=120),
        Item(text="left open"),
        Item(text="dear", energy="little", minutes=5, cost="more"),
        Item(text="easy", energy="little", minutes=5, cost="nothing"),
        Item(text="hard", energy="more", minutes=1),
        Item(text="some", energy="some", minutes=1),
    ]

    assert [item.text for item in items.easiest_of(asks)] == [
        "easy", "dear", "hours", "left open", "some"
    ]  # fmt: skip


def test_what_is_left_open_is_not_said():
    assert takes(Item(text="Soup")) == ""
    assert takes(Item(text="Soup", minutes=1, energy="some")) == "1 minute, some energy"


def test_the_kit_of_a_visitor_is_never_opened(client: Client, db):
    for path in (f"{KIT}add/line/", f"{KIT}{uuid4()}/", f"{KIT}{uuid4()}/delete/"):
        assert client.get(path).status_code == 302
