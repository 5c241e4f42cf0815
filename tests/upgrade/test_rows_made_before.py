"""Each record that was sealed before opens, and shows on its page, as it did before."""

import io
import json
import zipfile
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from accounts.vault import keys
from accounts.vault.sealing import Damaged
from journal.search import volumes
from tests.pages import fields_of
from tests.people import PASSWORD, Person
from tests.upgrade.browsing import EXPECTED, SIGN_IN, come_in, press, text_of
from tests.upgrade.standing import plain

ENTRIES: dict[str, str] = EXPECTED["entries"]
PICTURES: dict[str, list[str]] = EXPECTED["pictures"]
DRAFTS = {
    name: uuid for name, uuid in EXPECTED["drafts"].items() if uuid in EXPECTED["draft_pages"]
}
CLOSED = [
    "a closed letter", "a letter that has come", "a letter for a birthday",
    "a letter closed meanwhile",
]  # fmt: skip
SHOWN = [uuid for name, uuids in PICTURES.items() if "closed" not in name for uuid in uuids]


def each(names: Any) -> Any:
    return pytest.mark.parametrize("name", list(names))


def content_of(name: str) -> dict[str, Any]:
    return EXPECTED["says"][f"journal.Entry {ENTRIES[name]} content"]


WORDS_OF_CLOSED_ONES = {content_of(name)[field] for name in CLOSED for field in ("title", "body")}


def page_of(person: Person, name: str) -> Any:
    return person.browser.get(f"/journal/{ENTRIES[name]}/")


# --- records ----------------------------------------------------------------------


def test_every_record_says_what_it_said(ada, ben):
    vaults = {person.user.pk: person.vault for person in (ada, ben)}

    says = {}
    for record in EXPECTED["says"]:
        label, uuid, name = record.split()
        row = apps.get_model(label)._base_manager.get(uuid=uuid)
        try:
            says[record] = plain(vaults[row.owner_id].open(row, name, getattr(row, name)))
        except Damaged:
            says[record] = None

    assert says == EXPECTED["says"]


def test_the_recovery_key_opens_the_journal(ada):
    opened = keys.open_with_recovery_key(ada.user, ada.recovery_key)

    assert opened.keyring.keys == ada.vault.keyring.keys


def test_ben_who_was_half_way_through_new_keys_reads_under_both(ben):
    shown = {
        name: ben.browser.get(f"/journal/{uuid}/").status_code
        for name, uuid in EXPECTED["bens_entries"].items()
    }

    assert shown == {"before new keys": 200, "after new keys": 200}
    assert len(ben.vault.keyring.keys) == 2
    assert page_of(ben, "a letter").status_code == 404


def test_the_volumes_list_what_they_listed_and_the_month_that_was_missing(ada):
    come_in(Client(), SIGN_IN)

    listed = {}
    for fact, words in volumes.read_records(ada.user, ada.vault):
        marks = [fact.title, fact.tags, fact.favourite, fact.hard, fact.practice, fact.is_damaged]
        listed[str(fact.uuid)] = (marks, looked_for(str(fact.uuid), words))
    names = ("title", "tags", "favourite", "hard", "practice", "damaged")
    assert listed == {
        it["uuid"]: ([it[name] for name in names], looked_for(it["uuid"], it["words"]))
        for it in EXPECTED["listed"]
    }


def looked_for(uuid: str, folded: str) -> set[str]:
    """An entry's words in a volume, but for what its memory is of: a fixed word of the form, which
    nobody typed, and which stood among them before kinds were declared as questions."""
    content = EXPECTED["says"][f"journal.Entry {uuid} content"] or {}
    return {*folded.split()} - {content.get("answers", {}).get("what")}


# --- pages --------------------------------------------------------------------------


@each(EXPECTED["shows"])
def test_a_page_shows_what_it_showed(ada, name):
    known = EXPECTED["shows"][name]

    answer = ada.browser.get(known["page"])

    text = text_of(answer)
    assert answer.status_code == 200
    assert [it for it in known["shows"] if " ".join(it.split()) not in text] == []
    assert [it for it in WORDS_OF_CLOSED_ONES if it in text] == []


@each(DRAFTS)
def test_a_draft_stands_in_its_form_again(ada, name):
    uuid = DRAFTS[name]
    fields = EXPECTED["says"][f"journal.Draft {uuid} content"]["fields"]
    typed = {field: values for field, values in fields.items() if any(values)}
    typed.pop("held", None)  # a mark of the page's own, no words

    answer = ada.browser.get(EXPECTED["draft_pages"][uuid])

    form = fields_of(answer)
    assert answer.status_code == 200
    assert form["draft"] == [uuid]
    assert {field: form.get(field) for field in typed} == typed


def test_a_damaged_record_says_so_and_the_rest_is_there(ada):
    letter = page_of(ada, "a damaged letter")
    draft = ada.browser.get(f"/journal/letters/new/?draft={EXPECTED['damaged']['draft']}")
    shared = ("/today/", "/journal/", "/practices/kit/", "/now/")

    assert "its record is damaged" in text_of(letter)
    assert "damaged" in text_of(draft)
    assert {page: ada.browser.get(page).status_code for page in shared} == dict.fromkeys(
        shared, 200
    )


@each(CLOSED)
def test_of_a_closed_letter_there_is_only_the_envelope(ada, name):
    """That no word of it stands there, or on any other page, is asked of each page above."""
    page = f"/journal/{ENTRIES[name]}/"

    answers = [ada.browser.get(f"{page}{more}") for more in ("edit/", "reply/", "versions/")]

    assert page_of(ada, name).status_code == 200
    assert [answer["Location"] for answer in answers] == [page] * 3


def test_a_letter_that_has_come_opens_with_its_picture(ada):
    name, [picture] = "a letter that has come", PICTURES["of a closed letter"]
    envelope = f"/journal/{ENTRIES[name]}/"

    hidden = ada.browser.get(f"/pictures/{picture}/").status_code
    press(ada.browser, envelope, f"{envelope}open/")

    assert hidden == 404
    assert content_of(name)["body"] in text_of(page_of(ada, name))
    assert ada.browser.get(f"/pictures/{picture}/").status_code == 200


@each(SHOWN)
def test_a_picture_is_the_one_it_was(ada, ben, name):
    for path, field in (("", "image"), ("small/", "thumbnail")):
        answer = ada.browser.get(f"/pictures/{name}/{path}")

        assert plain(answer.content) == EXPECTED["says"][f"accounts.Picture {name} {field}"]
        assert ben.browser.get(f"/pictures/{name}/{path}").status_code == 404


@pytest.mark.parametrize("name", ["a binned letter", "a binned memory"])
def test_what_is_in_the_bin_comes_out_of_it(ada, name):
    press(ada.browser, "/journal/bin/", f"/journal/{ENTRIES[name]}/restore/")

    assert content_of(name)["body"] in text_of(page_of(ada, name))


# --- the export ---------------------------------------------------------------------


@pytest.fixture
def exported(ada) -> zipfile.ZipFile:
    answer = press(ada.browser, "/journal/export/", "/journal/export/", password=PASSWORD)
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def missing(before: Any, after: Any, where: str = "") -> list[str]:
    """Where `after` does not say what `before` says. It may say more."""
    if isinstance(before, dict) and isinstance(after, dict):
        return [
            it
            for name, value in before.items()
            for it in missing(value, after.get(name), f"{where}.{name}")
        ]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = enumerate(zip(before, after, strict=True))
        return [it for at, pair in pairs for it in missing(*pair, f"{where}[{at}]")]
    return [] if before == after else [where]


def test_the_export_holds_every_record_that_it_held(exported):
    before, after = (
        json.loads(EXPECTED["export"]["journal.json"]),
        json.loads(exported.read("journal.json")),
    )
    for picture in before["pictures"]:
        del picture["held_by"]  # each page names its pictures: docs/decisions/0027

    assert missing(before | {"made": None}, after | {"made": None}) == []
    assert before.keys() <= after.keys()


def test_the_export_to_read_holds_every_word_that_it_held(exported):
    before, after = EXPECTED["export"]["journal.txt"], exported.read("journal.txt").decode()

    assert {*before.split()} - {*after.split()} == set()


def test_the_export_holds_every_picture_that_it_held(exported):
    pictures = {name for name in EXPECTED["export"] if name.endswith(".webp")}

    assert {name: plain(exported.read(name)) for name in pictures} == {
        name: EXPECTED["export"][name] for name in pictures
    }
