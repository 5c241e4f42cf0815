"""Memories: something kind, told sense by sense, with a picture or without."""

from uuid import uuid4

import pytest

from journal.content import Content
from journal.models import Entry
from tests.journal.picturing import send_form
from tests.pages import error_title, fields_of, send

NEW = "/journal/memories/new/"
WHOLE = {
    "what": "place",
    "title": "The harbour bench",
    "body": "We ate chips.\n\nIt rained.",
    "saw": "Grey boats",
    "heard": "Her laugh",
    "smelled": "Vinegar",
    "touched": "A wool sleeve",
    "who": "Rosa: she moved up",
    "come_back": "chips in the rain",
}


def memory(person) -> Entry:
    return Entry.objects.of(person.user).get()


def test_everything_said_of_a_memory_is_kept_and_stands_in_the_form_again(ada):
    assert send(ada, NEW, WHOLE).status_code == 302

    answers = {name: said for name, said in WHOLE.items() if name not in {"title", "body"}}
    assert memory(ada).kind == Entry.Kind.MEMORY
    assert memory(ada).open(ada.vault) == Content(
        title=WHOLE["title"], body=WHOLE["body"], answers=answers
    )
    form = fields_of(ada.browser.get(f"/journal/{memory(ada).uuid}/edit/"))
    assert {name: form[name] for name in WHOLE} == {name: [said] for name, said in WHOLE.items()}


def test_its_page_tells_it_in_order(ada):
    entry = uuid4()
    picture = ada.picture("The harbour")

    page = send_form(ada, NEW, **WHOLE, entry=entry, pictures=str(picture.uuid))
    page = ada.browser.get(page.url).content.decode()

    told = [
        f'<img src="/pictures/{picture.uuid}/" width="40" height="30" alt="The harbour">',
        '<p dir="auto">We ate chips.</p>',
        '<dt>I saw</dt><dd dir="auto">Grey boats</dd>',
        '<dt>I heard</dt><dd dir="auto">Her laugh</dd>',
        '<dt>I smelled or tasted</dt><dd dir="auto">Vinegar</dd>',
        '<dt>I touched</dt><dd dir="auto">A wool sleeve</dd>',
        '<dt>Who was kind</dt><dd dir="auto">Rosa: she moved up</dd>',
        '<dt>To come back by</dt><dd dir="auto">chips in the rain</dd>',
    ]
    places = [page.find(part) for part in told]
    assert -1 not in places
    assert places == sorted(places)
    assert f'href="/practices/kind-memory/sit/?picture={picture.uuid}"' in page


@pytest.mark.parametrize("name", [name for name in WHOLE if name != "what"])
def test_any_line_of_it_is_enough(ada, name):
    assert send(ada, NEW, {name: WHOLE[name]}).status_code == 302


def test_a_picture_alone_is_a_whole_memory(ada):
    entry = uuid4()
    picture = str(ada.picture().uuid)

    assert send_form(ada, NEW, entry=entry, pictures=picture).status_code == 302
    assert memory(ada).open(ada.vault).pictures == [picture]


def test_a_memory_of_nothing_is_asked_for_kindly(ada):
    answer = send(ada, NEW, {"what": "words", "saw": " "})

    assert answer.status_code == 422
    assert error_title(answer) == "Nothing to keep yet."
    assert "One line is enough, or one picture." in answer.content.decode()
    assert not Entry.objects.exists()


def test_a_picture_that_is_left_out_is_no_memory(ada):
    entry = uuid4()
    picture = str(ada.picture().uuid)

    answer = send_form(ada, NEW, entry=entry, pictures=picture, left_out=picture)

    assert answer.status_code == 422


def test_grief_is_named_before_the_first_question(ada):
    page = ada.browser.get(NEW).content.decode()

    assert page.index("someone who has died can hurt") < page.index('name="body"')


def test_the_timeline_shows_the_first_picture_but_of_nothing_that_is_folded(ada):
    seen, hard, damaged = "a" * 8, "b" * 8, "c" * 8
    ids = {name: f"{name}-0000-4000-8000-000000000000" for name in (seen, hard, damaged)}
    ada.letter("Sit.", pictures=[ids[seen], ids[damaged]])
    ada.letter("Sit.", pictures=[ids[hard]], hard=True)

    page = ada.browser.get("/journal/").content.decode()

    assert page.count("<img") == 1
    small = f'<img src="/pictures/{ids[seen]}/small/" alt="" width="64" height="64" loading="lazy">'
    assert small in page


def test_the_timeline_can_show_memories_alone(ada):
    send(ada, NEW, WHOLE)
    ada.letter("A letter.", title="The coat")

    page = ada.browser.get("/journal/?kind=memory").content.decode()

    assert "The harbour bench" in page
    assert "The coat" not in page


def test_both_of_two_versions_show_their_senses(ada):
    entry = uuid4()
    send(ada, NEW, WHOLE | {"entry": entry})

    answer = send(ada, NEW, WHOLE | {"entry": entry, "heard": "Gulls"})

    assert answer.status_code == 409
    assert '<dt>I heard</dt><dd dir="auto">Her laugh</dd>' in answer.content.decode()
    assert fields_of(answer)["heard"] == ["Gulls"]
