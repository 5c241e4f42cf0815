"""The kit while a page stands open, also one of a version before: notes only add to it."""

from typing import Any

import pytest
from django.test import override_settings

from journal.content import Typed
from journal.export.kept import drafts
from journal.export.markdown import _draft
from journal.models import Draft, Entry
from practices.kit import items
from practices.models import Item, KitItem, Progress, Sitting
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


def texts(person: Person) -> list[str]:
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


# --- what was kept ------------------------------------------------------------------


def test_what_is_new_joins_what_came_into_the_kit_since(ada, keep):
    ada.kit("care", text="Soup", area="body")
    form = open_page(ada, CARE)
    ada.kit("care", text="A bath", area="body")

    keep(ada, form, for_body="Bed\na bath")

    assert texts(ada) == ["Soup", "A bath", "Bed"]


def test_what_was_changed_or_let_go_of_since_stays_so(ada, keep):
    soup, bath = (ada.kit("care", text=text, area="body") for text in ("Soup", "A bath"))
    form = open_page(ada, CARE)
    rewrite(ada, soup, "Lentil soup")
    ada.browser.post(f"{KIT}{bath.uuid}/delete/")

    keep(ada, form, for_body="Bed")

    assert texts(ada) == ["Lentil soup", "Bed"]


def test_two_pages_that_say_the_same_add_it_once(ada):
    here, there = open_page(ada, CARE), open_page(ada, CARE)

    for page in (here, there):
        assert send(ada, NEW, page | {"for_body": ["Soup\nA bath"]}).status_code == 302

    assert texts(ada) == ["Soup", "A bath"]
    assert Entry.objects.of(ada.user).count() == 2


def test_boxes_left_empty_write_nothing(ada, keep):
    rows = [ada.kit("line", text=text) for text in ("One", "one", "Two")]
    sealed = list(KitItem.objects.order_by("pk").values_list("content", flat=True))

    keep(ada, open_page(ada, LINES), moment="Sunday evening")

    assert [row.uuid for row in KitItem.objects.order_by("position")] == [it.uuid for it in rows]
    assert list(KitItem.objects.order_by("pk").values_list("content", flat=True)) == sealed


def test_a_line_too_long_for_the_kit_stands_in_the_note_alone(ada, keep):
    ada.kit("care", text="Soup", area="body")
    long = "Soup " * 61

    answer = keep(ada, open_page(ada, CARE), for_body=long, for_mind=f"A chapter\n{long}")
    shown = ada.browser.get(answer.url).content.decode()

    assert texts(ada) == ["Soup", "A chapter"]
    note = Entry.objects.of(ada.user).get().open(ada.vault)
    assert note.answers["for_body"] == long
    assert "stands in your note alone" in shown


def test_what_finds_no_place_is_said_to_stand_in_the_note(ada, keep):
    form = open_page(ada, LINES)
    for text in ("One", "Two", "Three"):
        ada.kit("line", text=text)

    answer = keep(ada, form, line_1="Four")

    assert texts(ada) == ["One", "Two", "Three"]
    assert "no place left" in ada.browser.get(answer.url).content.decode()
    assert Entry.objects.of(ada.user).get().open(ada.vault).answers == {"line_1": "Four"}


# --- from a version whose boxes held the whole kit --------------------------------------

HELD = '{"for_body": ["5c1f0d6d1b2c3a4e", "0a9d8c7b6a5f4e3d"]}'


@pytest.mark.parametrize("held", [HELD, "", "{", "[1]"])
def test_a_page_from_before_adds_what_is_new(ada, keep, held):
    for text in ("Soup", "A bath"):
        ada.kit("care", text=text, area="body")
    form = open_page(ada, CARE) | {"held": [held]}

    keep(ada, form, for_body="A bath\r\nBed")

    assert texts(ada) == ["Soup", "A bath", "Bed"]
    note = Entry.objects.of(ada.user).get().open(ada.vault)
    assert note.answers == {"for_body": "A bath\nBed"}


def draft_from_before(person: Person) -> Draft:
    """An unfinished care menu, as a version wrote it whose boxes held the whole kit."""
    autosave(person, open_page(person, CARE) | {"for_body": ["Soup\nBed"]}, "note")
    draft = Draft.objects.of(person.user).get()
    typed = draft.open(person.vault)
    draft.seal(person.vault, Typed(typed.fields | {"held": [HELD]}))
    draft.save()
    return draft


def test_a_draft_from_before_is_gone_on_with_and_adds_what_is_new(ada):
    ada.kit("care", text="Soup", area="body")
    draft = draft_from_before(ada)

    form = open_page(ada, draft.get_absolute_url())
    assert form["for_body"] == ["Soup\nBed"]
    assert send(ada, NEW, form).status_code == 302

    assert texts(ada) == ["Soup", "Bed"]
    assert not Draft.objects.exists()


def test_a_draft_from_before_is_exported_without_the_marks_of_its_page(ada):
    draft_from_before(ada)

    (draft,) = drafts(ada.user, ada.vault)
    text = "\n".join(_draft(draft, {}))

    assert "Bed" in text
    assert "5c1f0d6d1b2c3a4e" not in text


def test_a_draft_from_before_whose_practice_left_holds_its_words_alone(ada, tmp_path):
    page = draft_from_before(ada).get_absolute_url()

    with override_settings(CONTENT=copied(tmp_path, without="care-menu")):
        (body,) = open_page(ada, page)["body"]

    assert body == "Soup\nBed"


def test_a_save_after_keep_brings_no_draft_back(ada):
    form = open_page(ada, CARE) | {"for_body": ["Soup"]}
    send(ada, NEW, form)

    assert autosave(ada, form, "note", revision=2).json()["revision"] == 0
    assert not Draft.objects.exists()


# --- what stands beside a box ---------------------------------------------------------


@pytest.mark.parametrize("path", [CARE, "/practices/care-menu/sit/?begun=1"])
def test_what_the_kit_has_stands_beside_the_box_and_not_in_it(ada, ben, path):
    before = ada.browser.get(path).content.decode()
    ada.kit("care", text="Lentil soup", area="body")

    answer = ada.browser.get(path)
    shown = answer.content.decode()

    assert [before.count("In your kit already"), shown.count("In your kit already")] == [0, 1]
    assert '<li dir="auto">Lentil soup</li>' in shown
    assert f'<a href="{KIT}" target="_blank">' in shown
    assert fields_of(answer)["for_body"] == [""]
    assert "Lentil soup" not in ben.browser.get(path).content.decode()


def test_it_stands_there_when_a_page_comes_back_unkept(ada):
    ada.kit("care", text="Lentil soup", area="body")

    answer = send(ada, NEW, open_page(ada, CARE))

    assert answer.status_code == 422
    assert '<li dir="auto">Lentil soup</li>' in answer.content.decode()


@pytest.mark.parametrize("path", [LINES, "/practices/three-lines/sit/?begun=1"])
def test_three_lines_are_said_to_leave_no_place(ada, path):
    ada.kit("line", text="One")
    ada.kit("line", text="Two")
    two = ada.browser.get(path).content.decode()
    ada.kit("line", text="Three")
    three = ada.browser.get(path).content.decode()

    assert [two.count("What you write is added"), two.count("no place left here")] == [2, 0]
    assert [three.count("What you write is added"), three.count("no place left here")] == [0, 3]


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
    assert texts(ada) == ["From there"]

    assert send(ada, path, fields_of(answer)).status_code == 302
    assert texts(ada) == ["From here"]


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
    assert texts(ada) == ["From there"]


def test_a_line_that_was_to_make_room_and_changed_is_shown_first(ada):
    rows = [ada.kit("line", text=text) for text in ("One", "Two", "Three")]
    path = f"{KIT}add/line/"
    form = open_page(ada, path) | {"kit_line": "Four", "instead": str(rows[1].uuid)}
    rewrite(ada, rows[1], "Two, slowly")

    answer = send(ada, path, form)

    assert answer.status_code == 409
    assert "Two, slowly" in answer.content.decode()
    assert fields_of(answer)["kit_line"] == ["Four"]
    assert texts(ada) == ["One", "Two, slowly", "Three"]

    assert send(ada, path, fields_of(answer)).status_code == 302
    assert texts(ada) == ["One", "Four", "Three"]


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
