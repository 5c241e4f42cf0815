"""The kit while a page stands open: what came, went or was changed in it since stays so."""

from typing import Any

import msgspec
import pytest
from django.test import override_settings

from journal.export.kept import drafts
from journal.export.markdown import _draft
from journal.models import Draft, Entry
from practices.kit import items
from practices.models import Item, KitItem, Progress, Sitting
from practices.player.questions import RESERVED
from tests.journal.test_drafts import autosave
from tests.pages import fields_of, send
from tests.people import Person
from tests.practices.shelves import copied

KIT = "/practices/kit/"
NEW = "/journal/notes/new/"
CARE = f"{NEW}?practice=care-menu"
LINES = f"{NEW}?practice=three-lines"


def open_page(person: Person, page: str) -> dict[str, list[str]]:
    return fields_of(person.browser.get(page))


def kept_things(person: Person) -> list[Item]:
    return [it.item for it in items.items(person.user, person.vault) if it.item]


def said(person: Person) -> list[str]:
    return [item.text for item in kept_things(person)]


def rewrite(person: Person, row: KitItem, text: str) -> None:
    """As from another browser."""
    path = f"{KIT}{row.uuid}/"
    name = {"line": "kit_line", "care": "kit_care"}[row.kind]
    answer = send(person, path, fields_of(person.browser.get(path)) | {name: [text]})
    assert answer.status_code == 302


@pytest.fixture(params=["kept at once", "gone on with as a draft", "kept after a sitting"])
def keep(request) -> Any:
    """Keep what a page holds, in one of the ways that people do."""

    def keep(person: Person, form: dict[str, Any], **words: str) -> Any:
        form = form | {name: [text] for name, text in words.items()}
        if request.param == "gone on with as a draft":
            form = fields_of(person.browser.get(autosave(person, form, "note").json()["page"]))
        if request.param == "kept after a sitting":
            form |= {"seconds": ["60"]}
        answer = send(person, NEW, form)
        assert answer.status_code == 302
        assert not Draft.objects.exists()
        return answer

    return keep


# --- a menu of care -----------------------------------------------------------------


def test_what_came_into_the_kit_since_stays(ada, keep):
    ada.kit("care", text="Soup", area="body")
    form = open_page(ada, CARE)
    ada.kit("care", text="A bath", area="body")

    keep(ada, form, worst_day="Bed")

    assert said(ada) == ["Soup", "A bath"]


def test_what_was_changed_since_stays_changed(ada, keep):
    row = ada.kit("care", text="Soup", area="body")
    ada.kit("care", text="A bath", area="body")
    form = open_page(ada, CARE)
    rewrite(ada, row, "Lentil soup")

    keep(ada, form, for_body="Soup\nA bath\nBed")

    assert said(ada) == ["Lentil soup", "A bath", "Bed"]


def test_what_was_let_go_of_since_stays_gone(ada, keep):
    row = ada.kit("care", text="Soup", area="body")
    ada.kit("care", text="A bath", area="body")
    form = open_page(ada, CARE)
    ada.browser.post(f"{KIT}{row.uuid}/delete/")

    keep(ada, form, for_body="Soup\nA bath\nBed")

    assert said(ada) == ["A bath", "Bed"]


def test_what_was_moved_to_another_area_since_stays_there(ada, keep):
    row = ada.kit("care", text="Soup", area="body")
    form = open_page(ada, CARE)
    path = f"{KIT}{row.uuid}/"
    send(ada, path, fields_of(ada.browser.get(path)) | {"area": ["mind"]})

    keep(ada, form, for_mind="A chapter")

    assert [(it.text, it.area) for it in kept_things(ada)] == [
        ("Soup", "mind"),
        ("A chapter", "mind"),
    ]


def test_what_was_taken_out_of_its_box_goes(ada, keep):
    for text in ("Soup", "A bath"):
        ada.kit("care", text=text, area="body")
    form = open_page(ada, CARE)
    ada.kit("care", text="Put there since", area="body")

    keep(ada, form, for_body="A bath")

    assert said(ada) == ["A bath", "Put there since"]


@pytest.mark.parametrize("held", [None, "", "{", "[1]", '{"for_body": "x"}'])
def test_a_page_that_does_not_say_what_it_held_only_adds(ada, held):
    for text in ("Soup", "A bath"):
        ada.kit("care", text=text, area="body")
    form = open_page(ada, CARE) | {"for_body": "A bath\nBed", "held": held}
    if held is None:
        del form["held"]

    assert send(ada, NEW, form).status_code == 302

    assert said(ada) == ["Soup", "A bath", "Bed"]


def test_what_one_person_s_boxes_held_takes_nothing_from_another(ada, ben):
    for person in (ada, ben):
        person.kit("care", text="Soup", area="body")
    adas = open_page(ada, CARE)

    send(ben, NEW, open_page(ben, CARE) | {"held": adas["held"], "for_body": "A bath"})

    assert said(ben) == ["Soup", "A bath"]


def test_one_line_that_says_something_else_keeps_its_place_and_what_it_takes(ada, keep):
    row = ada.kit("care", text="Soup", area="body", minutes=20, cost="little", energy="some")
    ada.kit("care", text="A bath", area="body")

    keep(ada, open_page(ada, CARE), for_body="Soup with noodles\nA bath")

    assert kept_things(ada) == [
        Item(text="Soup with noodles", area="body", minutes=20, cost="little", energy="some"),
        Item(text="A bath", area="body"),
    ]
    assert KitItem.objects.filter(uuid=row.uuid).exists()


def test_a_line_too_long_for_the_kit_stands_in_the_note_alone(ada, keep):
    ada.kit("care", text="Soup", area="body")
    long = "Soup " * 61
    form = open_page(ada, CARE)

    answer = keep(ada, form, for_body=long, for_mind=f"A chapter\n{long}")
    told = ada.browser.get(answer.url).content.decode()

    assert said(ada) == ["Soup", "A chapter"]  # and what it was before is still there
    note = Entry.objects.of(ada.user).get().open(ada.vault)
    assert note.answers["for_body"] == long
    assert "stands in your note alone" in told


def test_what_finds_no_place_is_said_to_stand_in_the_note(ada, keep):
    form = open_page(ada, LINES)
    for text in ("One", "Two", "Three"):
        ada.kit("line", text=text)

    answer = keep(ada, form, line_1="Four")

    assert said(ada) == ["One", "Two", "Three"]
    assert "no place left" in ada.browser.get(answer.url).content.decode()


# --- the three lines ------------------------------------------------------------------


def test_lines_changed_since_are_not_written_back(ada, keep):
    row = ada.kit("line", text="One")
    form = open_page(ada, LINES)
    rewrite(ada, row, "One, slowly")
    ada.kit("line", text="Two")

    keep(ada, form, moment="Sunday evening")

    assert said(ada) == ["One, slowly", "Two"]


def test_a_line_that_moved_is_changed_where_it_stands_now(ada, keep):
    ada.kit("line", text="One")
    two = ada.kit("line", text="Two")
    form = open_page(ada, LINES)
    items.move(ada.user, ada.vault, two, up=True)

    keep(ada, form, line_1="One, slowly")

    assert said(ada) == ["Two", "One, slowly"]


def test_a_line_whose_place_is_gone_takes_a_free_one(ada, keep):
    row = ada.kit("line", text="One")
    form = open_page(ada, LINES)
    rewrite(ada, row, "Mine now")

    keep(ada, form, line_1="One, slowly", line_2="Two")

    assert said(ada) == ["Mine now", "One, slowly", "Two"]


def test_lines_from_a_page_that_does_not_say_what_it_held_fill_what_is_free(ada):
    ada.kit("line", text="One")
    ada.kit("line", text="Two")
    form = open_page(ada, LINES)
    del form["held"]

    send(ada, NEW, form | {"line_1": "Three", "line_2": "Two", "line_3": "Four"})

    assert said(ada) == ["One", "Two", "Three"]


def test_boxes_that_are_as_they_were_write_nothing(ada, keep):
    rows = [ada.kit("line", text=text) for text in ("One", "one", "Two")]
    sealed = list(KitItem.objects.order_by("pk").values_list("content", flat=True))

    keep(ada, open_page(ada, LINES))

    assert [row.uuid for row in KitItem.objects.order_by("position")] == [it.uuid for it in rows]
    assert list(KitItem.objects.order_by("pk").values_list("content", flat=True)) == sealed


# --- the field itself -----------------------------------------------------------------


def test_what_a_page_held_is_said_without_its_words(ada):
    ada.kit("line", text="Marigolds")
    (held,) = open_page(ada, LINES)["held"]

    assert list(msgspec.json.decode(held)) == ["line_1"]
    assert "Marigolds" not in held
    assert "held" in RESERVED
    assert open_page(ada, f"{NEW}?practice=need-finder").get("held") is None


def test_a_save_after_keep_brings_no_draft_back(ada):
    ada.kit("care", text="Soup", area="body")
    form = open_page(ada, CARE)
    send(ada, NEW, form)

    assert autosave(ada, form, "note", revision=2).json()["revision"] == 0
    assert not Draft.objects.exists()


def test_a_practice_that_left_the_library_leaves_words_alone_in_its_draft(ada, tmp_path):
    ada.kit("care", text="Soup", area="body")
    page = autosave(ada, open_page(ada, CARE), "note", worst_day="Bed").json()["page"]

    with override_settings(CONTENT=copied(tmp_path, without="care-menu")):
        (body,) = open_page(ada, page)["body"]

    assert body == "Soup\n\nBed"


@pytest.mark.parametrize("path", [CARE, "/practices/care-menu/sit/?begun=1"])
def test_a_box_that_shows_the_kit_says_so(ada, path):
    before = ada.browser.get(path).content.decode()
    ada.kit("care", text="Soup", area="body")

    shown = ada.browser.get(path).content.decode()

    assert before.count("stands in your kit") == 0
    assert shown.count("stands in your kit") == 1


# --- one thing on two pages ------------------------------------------------------------


def test_two_pages_on_one_line_are_both_shown_and_the_second_keep_decides(ada):
    row = ada.kit("line", text="One")
    path = f"{KIT}{row.uuid}/"
    here, there = open_page(ada, path), open_page(ada, path)
    send(ada, path, there | {"kit_line": "From there"})

    answer = send(ada, path, here | {"kit_line": "From here"})

    assert answer.status_code == 409
    assert "From there" in answer.content.decode()
    assert fields_of(answer)["kit_line"] == ["From here"]
    assert said(ada) == ["From there"]

    assert send(ada, path, fields_of(answer)).status_code == 302
    assert said(ada) == ["From here"]


def test_a_page_sent_twice_is_no_conflict(ada):
    row = ada.kit("person", text="Ruth", phone="0123 456")
    path = f"{KIT}{row.uuid}/"
    form = open_page(ada, path) | {"kit_phone": "0123 457"}

    assert [send(ada, path, form).status_code for _ in range(2)] == [302, 302]
    assert kept_things(ada) == [Item(text="Ruth", phone="0123 457")]


def test_a_mistake_does_not_forget_what_the_page_was_opened_on(ada):
    row = ada.kit("line", text="One")
    path = f"{KIT}{row.uuid}/"
    form = open_page(ada, path)
    rewrite(ada, row, "From there")

    refused = send(ada, path, form | {"kit_line": ""})
    answer = send(ada, path, fields_of(refused) | {"kit_line": "From here"})

    assert [refused.status_code, answer.status_code] == [422, 409]
    assert said(ada) == ["From there"]


def test_a_line_that_was_to_make_room_and_changed_is_shown_first(ada):
    rows = [ada.kit("line", text=text) for text in ("One", "Two", "Three")]
    path = f"{KIT}add/line/"
    form = open_page(ada, path) | {"kit_line": "Four", "instead": str(rows[1].uuid)}
    rewrite(ada, rows[1], "Two, slowly")

    answer = send(ada, path, form)

    assert answer.status_code == 409
    assert "Two, slowly" in answer.content.decode()
    assert fields_of(answer)["kit_line"] == ["Four"]
    assert said(ada) == ["One", "Two, slowly", "Three"]

    assert send(ada, path, fields_of(answer)).status_code == 302
    assert said(ada) == ["One", "Four", "Three"]


# --- records of another shape ---------------------------------------------------------


@pytest.mark.parametrize("content", [b'{"text": 3}', b"{}", b"[]", b"no json", b"\xff"])
def test_records_of_another_shape_count_as_damaged(ada, content):
    rows = [ada.kit(kind, text="Soup") for kind in ("line", "care", "person", "favourite")]
    day = ada.letter("Here.").day
    rows += [Sitting(owner=ada.user, day=day), Progress.objects.of(ada.user).first()]
    rows[-1] = rows[-1] or Progress(owner=ada.user)
    for row in rows:
        wrong = b'{"met": 3}' if isinstance(row, Progress) and content == b"{}" else content
        row.content = ada.vault.seal(row, "content", wrong)
        row.save()

    assert [row.try_open(ada.vault) for row in rows if not isinstance(row, Progress)] == [None] * 5
    pages = ("/now/", "/today/", KIT, "/practices/", "/practices/feet/", "/practices/steady/")
    assert [ada.browser.get(at).status_code for at in pages] == [200] * 6


def test_a_draft_is_taken_along_without_the_marks_of_its_page(ada):
    ada.kit("care", text="Soup", area="body")
    form = open_page(ada, CARE)
    autosave(ada, form, "note", worst_day="Bed")

    (draft,) = drafts(ada.user, ada.vault)
    text = "\n".join(_draft(draft, {}))

    assert "Bed" in text
    assert [mark for mark in msgspec.json.decode(form["held"][0])["for_body"] if mark in text] == []
