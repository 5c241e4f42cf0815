"""What is inside an entry: packed and unpacked without a letter lost."""

import string

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from journal.content import Content, Typed
from journal.models import Draft, Entry
from journal.writing.forms import half_form, page_form
from tests.pages import NEW, fields_of, send
from tests.people import sign_up

text = st.text(st.characters(exclude_categories=["Cs"]))  # every character but lone surrogates
sent = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200)
names = st.text(string.ascii_lowercase + "_", min_size=1)
answers = st.dictionaries(names, text | st.lists(text) | st.booleans() | st.integers(-9, 9))
contents = st.builds(
    Content,
    title=text,
    body=text,
    answers=answers,
    tags=st.lists(text),
    feelings=st.lists(text),
    favourite=st.booleans(),
    hard=st.booleans(),
    practice=text,
)


@given(contents)
def test_what_is_packed_is_unpacked_the_same(content):
    assert Content.from_bytes(content.to_bytes()) == content


@given(st.dictionaries(names, st.lists(text)))
def test_what_is_typed_is_unpacked_the_same(fields):
    assert Typed.from_bytes(Typed(fields).to_bytes()) == Typed(fields)


def test_an_entry_from_a_later_version_opens_without_what_is_not_known_here():
    packed = msgspec.json.encode({"body": "Sit down.", "weather": "snow"})

    assert Content.from_bytes(packed) == Content(body="Sit down.")


def test_an_entry_from_before_a_field_was_there_opens_with_its_default():
    assert Content.from_bytes(b'{"title":"The coat"}') == Content(title="The coat")


@given(answers, answers)
def test_answers_are_added_changed_and_when_empty_taken_out(before, after):
    merged = Content(body="b").with_answers(before).with_answers(after)

    assert merged.body == "b"
    assert merged.answers == {n: said for n, said in {**before, **after}.items() if said}


def test_a_draft_fills_the_fields_it_knows_one_value_or_many():
    typed = Typed(
        {"body": ["You came "], "feelings": ["tired", "sad"], "title": [], "gone": ["from before"]}
    )

    assert typed.initial(page_form("letter")) == {"body": "You came ", "feelings": ["tired", "sad"]}
    assert Typed({"where": ["threat"]}).initial(half_form("evening")) == {"where": ["threat"]}


def one_newline(said: str) -> str:
    return said.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.django_db
def test_any_text_goes_through_draft_and_keep_and_edit_and_comes_back():
    ada = sign_up("ada")

    @settings(max_examples=25, deadline=None)
    @given(body=sent, title=sent, to=sent.map(lambda name: name[:100]))
    def walk(body: str, title: str, to: str) -> None:
        assume(body.strip())
        page = fields_of(ada.browser.get(NEW))
        words = {"body": [body], "title": [title], "to": [to]}
        draft = send(ada, "/journal/drafts/", page | words | {"form": "letter"}).json()["draft"]
        resumed = fields_of(ada.browser.get(NEW, {"draft": draft}))
        assert [one_newline(resumed[n][0]) for n in words] == [
            one_newline(said) for (said,) in words.values()
        ]

        kept = send(ada, NEW, resumed)

        letter = Entry.objects.of(ada.user).get(uuid=page["entry"][0])
        assert kept.url == f"/journal/{letter.uuid}/"
        content = letter.open(ada.vault)
        assert (content.body, content.title) == (one_newline(body), one_newline(title))
        assert content.answers.get("to", "") == (one_newline(to) if to.strip() else "")
        again = fields_of(ada.browser.get(f"{kept.url}edit/"))
        assert (again["body"], again["title"]) == ([content.body], [content.title])
        assert ada.browser.get(kept.url).status_code == 200
        assert not Draft.objects.of(ada.user).exists()

    walk()
