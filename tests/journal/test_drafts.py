"""Unfinished writing: saved by itself, never in the way of what is kept, never lost to a tab."""

from datetime import datetime, timedelta
from unittest import mock
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import OperationalError

from accounts.models import InboxForm
from journal.models import Draft, Entry
from tests.pages import NEW, fields_of, page_of, send
from tests.people import Person, sign_in

SAVE = "/journal/drafts/"
NOON = datetime(2026, 6, 17, 12, tzinfo=ZoneInfo("Europe/Vienna"))
MORNING = "/journal/days/2026-06-17/morning/"
EVENING = "/journal/days/2026-06-17/evening/"


@pytest.fixture
def at_noon():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def autosave(person: Person, form: dict[str, object], name: str = "letter", **more: object):
    return send(person, SAVE, {**form, "form": name, **more})


def typed(person: Person) -> list[dict[str, list[str]]]:
    """What each of someone's drafts holds, oldest first."""
    return [d.open(person.vault).fields for d in Draft.objects.of(person.user).order_by("id")]


def test_an_unfinished_letter_is_saved_as_typed_and_sealed(ada):
    page = fields_of(ada.browser.get(NEW))

    answer = autosave(ada, page, title="The coat", body="You came ", feelings=["tired", "sad"])

    draft = Draft.objects.of(ada.user).get()
    saved = draft.open(ada.vault).fields
    assert answer.json() | {"saved_at": ""} == {
        "draft": page["draft"][0],
        "revision": 1,
        "saved_at": "",
        "page": f"{NEW}?draft={page['draft'][0]}",
    }
    assert str(draft.entry_uuid) == page["entry"][0]
    assert [saved[n] for n in ("title", "body", "feelings")] == [
        ["The coat"],
        ["You came "],
        ["tired", "sad"],
    ]
    assert b"You came" not in bytes(draft.content)
    assert not Entry.objects.exists()


def test_what_is_typed_wrong_or_half_is_saved_too(ada):
    said = {"opens_on": "in spr", "feelings": ["tomato"], "title": "t" * 300, "body": ""}

    answer = autosave(ada, {}, **said)

    shown = fields_of(ada.browser.get(f"{NEW}?draft={answer.json()['draft']}"))
    assert (shown["opens_on"], shown["title"]) == (["in spr"], ["t" * 300])
    assert typed(ada)[0] == {n: v if isinstance(v, list) else [v] for n, v in said.items()}


def test_a_page_saves_to_its_own_draft_again_and_again(ada):
    page = fields_of(ada.browser.get(NEW))

    for revision, body in enumerate(["You", "You came", "You came home."]):
        answer = autosave(ada, page, revision=revision, body=body)

    assert answer.json()["revision"] == 3
    assert [draft["body"] for draft in typed(ada)] == [["You came home."]]


def test_two_tabs_on_one_draft_go_on_as_two_drafts(ada):
    page = fields_of(ada.browser.get(NEW))
    autosave(ada, page, body="At the start.")
    autosave(ada, page, revision=1, body="From the first tab.")

    answer = autosave(ada, page, revision=1, body="From the second tab.")

    assert answer.json()["draft"] != page["draft"][0]
    assert answer.json()["revision"] == 1
    bodies = [draft["body"] for draft in typed(ada)]
    assert bodies == [["From the first tab."], ["From the second tab."]]


def test_a_save_that_goes_on_from_what_stands_there_makes_no_second_draft(ada):
    page = fields_of(ada.browser.get(NEW))
    autosave(ada, page, body="You came ", feelings=["tired"])

    answer = autosave(ada, page, body="You came home.", feelings=["tired", "sad"])

    assert answer.json()["draft"] == page["draft"][0]
    assert [draft["body"] for draft in typed(ada)] == [["You came home."]]


def test_a_save_that_takes_a_word_away_from_another_makes_a_second_draft(ada):
    page = fields_of(ada.browser.get(NEW))
    autosave(ada, page, title="The coat", body="You came ")

    autosave(ada, page, title="", body="You came home.")

    assert [draft["title"] for draft in typed(ada)] == [["The coat"], [""]]


def test_a_draft_is_offered_and_goes_on_where_it_stopped(ada):
    page = fields_of(ada.browser.get(NEW))
    autosave(ada, page, title="The coat", body="You came ", voice="name", own_feelings="small")
    link = f"{NEW}?draft={page['draft'][0]}"

    offers = [ada.browser.get(path).content.decode() for path in ("/today/", "/journal/", NEW)]
    shown = fields_of(ada.browser.get(link))

    assert [offer.count(f'href="{link}"') for offer in offers] == [1, 1, 1]
    expected = {
        "title": ["The coat"], "body": ["You came "], "voice": ["name"], "own_feelings": ["small"],
        "entry": page["entry"], "draft": page["draft"], "revision": ["1"],
    }  # fmt: skip
    assert {name: shown[name] for name in expected} == expected


def test_a_kept_letter_stays_as_it_was_while_its_change_is_unfinished(ada):
    letter = ada.letter("At the start.")
    path = f"/journal/{letter.uuid}/edit/"
    autosave(ada, fields_of(ada.browser.get(path)), body="Half a cha")

    shown = ada.browser.get(path)
    reading = ada.browser.get(f"/journal/{letter.uuid}/").content.decode()

    letter.refresh_from_db()
    assert (letter.version, letter.open(ada.vault).body) == (1, "At the start.")
    assert '<p dir="auto">At the start.</p>' in reading
    assert "Half a cha" not in reading
    assert fields_of(shown)["body"] == ["Half a cha"]
    assert "What you kept before is unchanged." in shown.content.decode()


def test_keep_lets_its_own_draft_go_and_leaves_the_other_tabs(ada):
    page = fields_of(ada.browser.get(NEW))
    autosave(ada, page, body="From the first tab.")
    autosave(ada, page, body="From the second tab.")

    send(ada, NEW, page | {"revision": [1], "body": ["From the first tab, whole."]})

    assert Entry.objects.of(ada.user).get().open(ada.vault).body == "From the first tab, whole."
    assert [draft["body"] for draft in typed(ada)] == [["From the second tab."]]


WORDS = {
    "title": "The coat", "body": "You came home.\n\nSit down.", "to": "Ada", "voice": "name",
    "feelings": ["tired", "sad"], "own_feelings": "small, slow", "opens_on": "2031-03-14",
}  # fmt: skip


def test_keep_lets_a_draft_go_whose_last_answer_it_did_not_wait_for(ada):
    page = fields_of(ada.browser.get(NEW))
    autosave(ada, page, body="You came home.\n\nSit")

    send(ada, NEW, page | {"body": ["You came home.\r\n\r\nSit down."]})  # as browsers send it

    assert typed(ada) == []


@pytest.mark.parametrize("revision", [0, 3])
def test_a_save_that_lands_after_keep_brings_no_draft_back(ada, revision):
    page = fields_of(ada.browser.get(NEW)) | WORDS
    send(ada, NEW, page)

    answer = autosave(ada, page, revision=revision)

    said = answer.json()
    assert (answer.status_code, said["revision"], len(said["saved_at"])) == (200, 0, 5)
    assert typed(ada) == []
    autosave(ada, page | said, body="And now the stairs.")
    assert [draft["body"] for draft in typed(ada)] == [["And now the stairs."]]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "The stairs"),
        ("body", "You came"),
        ("to", ""),
        ("feelings", ["tired"]),
        ("own_feelings", "small"),
        ("opens_on", "2031-03-15"),
    ],
)
def test_a_save_after_keep_that_says_something_else_is_a_draft_of_its_own(ada, field, value):
    page = fields_of(ada.browser.get(NEW)) | WORDS
    send(ada, NEW, page)

    answer = autosave(ada, page | {field: value}, revision=3)

    draft = Draft.objects.of(ada.user).get()
    assert answer.json()["draft"] == str(draft.uuid) != page["draft"][0]
    assert str(draft.entry_uuid) == page["entry"][0]
    assert typed(ada)[0][field] == (value if isinstance(value, list) else [value])


def test_what_another_has_kept_keeps_no_draft_from_being_saved(ada, ben):
    page = fields_of(ada.browser.get(NEW)) | WORDS
    send(ada, NEW, page)

    del page["whose"]  # it names Ada, and he would be told that nothing is there
    autosave(ben, page, revision=3)

    assert [draft["body"] for draft in typed(ben)] == [[WORDS["body"]]]


def test_a_letter_in_the_bin_keeps_no_draft_from_being_saved(ada):
    page = fields_of(ada.browser.get(NEW)) | WORDS
    send(ada, NEW, page)
    ada.browser.post(f"/journal/{page['entry'][0]}/delete/")

    autosave(ada, page, revision=3)

    assert [draft["body"] for draft in typed(ada)] == [[WORDS["body"]]]


def test_an_invalid_keep_leaves_the_draft(ada):
    page = fields_of(ada.browser.get(NEW))
    autosave(ada, page, title="The coat")

    answer = send(ada, NEW, page | {"title": ["The coat"]})

    assert answer.status_code == 422
    assert [draft["title"] for draft in typed(ada)] == [["The coat"]]


def test_letting_a_draft_go_asks_first_and_then_deletes_that_one(ada):
    autosave(ada, {"draft": uuid4()}, body="Another.")
    mine = autosave(ada, {"draft": uuid4()}, body="You came ").json()["draft"]

    asked = ada.browser.get(f"/journal/drafts/{mine}/discard/")

    assert "Let this unfinished version go?" in asked.content.decode()
    assert len(typed(ada)) == 2
    done = ada.browser.post(f"/journal/drafts/{mine}/discard/", follow=True)
    assert "The unfinished version is gone." in done.content.decode()
    assert [draft["body"] for draft in typed(ada)] == [["Another."]]


def test_anothers_draft_in_the_address_is_one_that_is_not_there(ada, ben):
    draft = autosave(ada, {}, body="Ada's words.").json()["draft"]
    letter = ben.letter()

    for path in (NEW, f"/journal/{letter.uuid}/edit/", MORNING, EVENING):
        theirs, none = (ben.browser.get(path, {"draft": asked}) for asked in (draft, uuid4()))

        assert [(a.status_code, a.url) for a in (theirs, none)] == [(302, path)] * 2
        assert page_of(theirs) == page_of(none)
        assert ben.browser.get(path, {"draft": "no-draft"}).status_code == 404


def test_anothers_draft_sent_with_words_makes_ones_own_and_leaves_theirs(ada, ben):
    draft = uuid4()
    autosave(ada, {"draft": draft}, body="Ada's words.")

    answer = autosave(ben, {"draft": draft, "revision": 1}, body="Ben's words.")

    assert answer.status_code == 200
    assert typed(ada) == [{"body": ["Ada's words."]}]
    assert typed(ben) == [{"body": ["Ben's words."]}]


def test_anothers_draft_named_in_a_keep_stays(ada, ben):
    draft = uuid4()
    autosave(ada, {"draft": draft}, body="Ada's words.")

    send(ben, NEW, {"draft": draft, "body": "Ben's words."})

    assert typed(ada) == [{"body": ["Ada's words."]}]


@pytest.mark.parametrize("name", ["", "memories", "Letter", "__class__"])
def test_a_form_that_is_not_known_is_refused(ada, name):
    answer = autosave(ada, {}, name, body="You came ")

    assert answer.status_code == 400
    assert not Draft.objects.exists()


def test_a_locked_persons_words_are_not_taken(ada):
    ada.browser.post("/accounts/lock/")

    answer = autosave(ada, {}, body="You came ")

    assert answer.url == "/accounts/unlock/?next=/accounts/words/"
    assert not Draft.objects.exists()
    assert InboxForm.objects.get().owner == ada.user


def test_a_busy_database_is_said_so_to_the_page(ada):
    with mock.patch("journal.drafts.store.save_draft", side_effect=OperationalError("is locked")):
        answer = autosave(ada, {}, body="You came ")

    assert answer.status_code == 503
    assert answer.json() == {
        "error": "Not kept yet. The disk or the database would not take it this time. Nothing is "
        "lost."
    }


# --- the two halves of a day --------------------------------------------------


@pytest.mark.parametrize(
    ("half", "field", "path", "hour"),
    [("morning", "focus_1", MORNING, 8), ("evening", "given", EVENING, 20)],
)
def test_a_half_comes_back_on_its_page_and_on_today(at_noon, ada, half, field, path, hour):
    at_noon.move_to(NOON.replace(hour=hour))
    ada.browser = sign_in(ada.user)  # hours later her journal has locked itself
    page = fields_of(ada.browser.get("/today/"))
    autosave(ada, page, half, day="2026-06-17", **{field: "the fat p"})

    shown = [fields_of(ada.browser.get(address)) for address in ("/today/", path)]

    assert [form[field] for form in shown] == [["the fat p"], ["the fat p"]]
    assert [form["draft"] for form in shown] == [page["draft"], page["draft"]]


def test_the_other_half_and_other_days_are_offered_by_name_on_today(at_noon, ada):
    autosave(ada, {}, "evening", day="2026-06-17", given="Tea f")
    autosave(ada, {}, "morning", day="2026-06-16", focus_1="soup")

    answer = ada.browser.get("/today/")

    assert ">the evening of 17 June</span>" in answer.content.decode()
    assert ">the morning of 16 June</span>" in answer.content.decode()
    assert fields_of(answer)["focus_1"] == [""]


def test_todays_half_comes_back_however_many_letters_were_begun_since(at_noon, ada):
    autosave(ada, {}, "morning", day="2026-06-17", focus_1="the fat p")
    for number in range(6):
        at_noon.shift(timedelta(minutes=1))
        autosave(ada, {}, body=f"Letter {number}")

    shown = fields_of(ada.browser.get("/today/"))

    assert shown["focus_1"] == ["the fat p"]


def test_an_unfinished_change_to_a_kept_half_is_offered_on_today(at_noon, ada):
    send(ada, MORNING, {"focus_1": "the fat pen"})
    page = fields_of(ada.browser.get(MORNING))
    autosave(ada, page, "morning", day="2026-06-17", focus_1="the thin p")

    today = ada.browser.get("/today/").content.decode()

    assert f'href="{MORNING}?draft={page["draft"][0]}"' in today


def test_keeping_a_half_lets_its_draft_go(at_noon, ada):
    page = fields_of(ada.browser.get("/today/"))
    autosave(ada, page, "morning", day="2026-06-17", focus_1="the fat p")

    send(ada, MORNING, page | {"revision": [1], "focus_1": ["the fat pen"]})

    assert typed(ada) == []


@pytest.mark.parametrize(("given", "drafts"), [("tea", []), ("tea, and", [["tea, and"]])])
def test_a_save_after_a_half_was_kept_is_a_draft_only_if_it_differs(at_noon, ada, given, drafts):
    page = fields_of(ada.browser.get(EVENING)) | {"given": ["tea"], "where": ["threat"]}
    send(ada, EVENING, page)

    autosave(ada, page | {"given": [given]}, "evening", day="2026-06-17", revision=2)

    assert [draft["given"] for draft in typed(ada)] == drafts


def test_a_draft_of_one_page_is_not_written_over_from_another(at_noon, ada):
    draft = autosave(ada, {}, "morning", day="2026-06-17", focus_1="the fat p").json()["draft"]

    answer = ada.browser.get(NEW, {"draft": draft})

    assert answer.status_code == 404
    assert typed(ada) == [{"focus_1": ["the fat p"]}]


def test_a_draft_of_one_letter_does_not_open_over_another(ada):
    coat, stairs = ada.letter("The coat."), ada.letter("The stairs.")
    form = fields_of(ada.browser.get(f"/journal/{coat.uuid}/edit/"))
    draft = autosave(ada, form, body="The coat, and more.").json()["draft"]

    answer = ada.browser.get(f"/journal/{stairs.uuid}/edit/", {"draft": draft})

    assert answer.status_code == 404
    assert ada.browser.get(f"/journal/{coat.uuid}/edit/", {"draft": draft}).status_code == 200
