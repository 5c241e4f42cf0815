"""Room on the disk: below the floor no new words are taken, and everything else goes on."""

import pytest
from django.db import connection

from accounts.disk import reserve
from accounts.vault.sealed_models import sealed_models
from journal.keeping import keep
from journal.models import Draft, Entry, EntryVersion
from tests.belongings import change
from tests.pages import fields_of, send
from tests.people import PASSWORD, Person

NEARLY_FULL = reserve.FLOOR - 1
WORDS = "You came home and stood there with your coat on."


def stored(person: Person) -> dict[str, list[dict[str, object]]]:
    """Every row of theirs that holds something sealed, as it stands in the database."""
    rows = {model: model._base_manager.filter(owner=person.user) for model in sealed_models()}
    return {model.__name__: list(found.order_by("pk").values()) for model, found in rows.items()}


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("/journal/letters/new/", {"title": "The coat", "body": WORDS}),
        ("/journal/memories/new/", {"body": WORDS}),
        ("/journal/notes/new/", {"body": WORDS}),
        ("/journal/days/2026-11-22/morning/", {"focus_1": WORDS}),
        ("/journal/days/2026-11-22/evening/", {"given": WORDS}),
        ("/practices/kit/add/line/", {"kit_line": WORDS}),
    ],
)
def test_a_form_below_the_floor_says_so_and_keeps_its_words(ada, disk, path, typed):
    form = fields_of(ada.browser.get(path)) | typed
    before = stored(ada)
    disk.free = NEARLY_FULL

    answer = send(ada, path, form)

    assert answer.status_code == 503
    assert "Not kept yet" in answer.text
    assert WORDS in answer.text
    assert stored(ada) == before
    disk.free = reserve.FLOOR
    assert send(ada, path, form).status_code == 302


def test_nothing_else_that_is_new_is_sealed_below_it(ada, disk):
    letter = ada.letter(WORDS)
    change(ada, letter, "Sit down.")
    version = EntryVersion.objects.get()
    before = stored(ada)
    disk.free = NEARLY_FULL

    answers = [
        ada.browser.post("/journal/drafts/", {"form": "letter", "body": WORDS}),
        ada.browser.post(f"/journal/{letter.uuid}/mark/", {"favourite": "yes"}),
        ada.browser.post(f"/journal/{letter.uuid}/mark/", {"tags": "the coat"}),
        ada.browser.post(f"/journal/{letter.uuid}/versions/{version.version}/restore/"),
        ada.browser.post("/practices/hand-pause/favourite/"),
    ]

    assert [answer.status_code for answer in answers] == [503] * 5
    assert stored(ada) == before


def test_nobody_new_comes_and_nothing_is_said_of_who_is_there(ada, client, disk):
    disk.free = NEARLY_FULL
    form = {"password1": PASSWORD, "password2": PASSWORD}

    new, taken = (
        client.post("/accounts/signup/", form | {"email": f"{name}@example.org"})
        for name in ("ben", "ada")
    )

    assert (new.status_code, taken.status_code) == (503, 422)


def test_what_makes_room_and_what_is_no_new_word_goes_on(ada, disk):
    binned, other = ada.letter("Sit down."), ada.letter(WORDS)
    keep.bin_entry(ada.user, ada.vault, binned)
    ada.browser.post("/journal/drafts/", {"form": "letter", "body": WORDS})
    draft = Draft.objects.get()
    line = ada.kit("line", text="One thing at a time.")
    ada.kit("favourite", text="feet")
    settings = fields_of(ada.browser.get("/accounts/settings/"))
    disk.free = NEARLY_FULL

    answers = [
        ada.browser.post(f"/journal/{binned.uuid}/restore/"),
        ada.browser.post(f"/journal/{other.uuid}/delete/"),
        ada.browser.post(f"/journal/{other.uuid}/let-go/"),
        ada.browser.post(f"/journal/drafts/{draft.uuid}/discard/"),
        ada.browser.post(f"/practices/kit/{line.uuid}/delete/"),
        send(ada, "/accounts/settings/", settings | {"theme": "night"}),
        ada.browser.post("/practices/gentle/", {"on": "1"}),
        ada.browser.post("/practices/feet/favourite/"),
    ]

    assert [answer.status_code for answer in answers] == [302] * 8
    assert [entry.uuid for entry in Entry.objects.of(ada.user)] == [binned.uuid]
    ada.user.refresh_from_db()
    assert (ada.user.gentle, ada.user.theme) == (True, "night")


# --- the reserve ---


@pytest.fixture
def kept_back(disk):
    reserve.put_in_place()
    return reserve.place()


def test_the_reserve_is_made_of_real_bytes(kept_back):
    file = kept_back.stat()

    assert (file.st_size, file.st_blocks * 512 >= reserve.BYTES) == (reserve.BYTES, True)


def test_where_words_would_have_no_room_beside_it_none_is_made(disk):
    disk.free = reserve.FLOOR + reserve.BYTES - 1

    reserve.put_in_place()

    assert not reserve.place().exists()
    reserve.refuse_below_the_floor()  # there is room for words yet


@pytest.mark.parametrize("someone", ["a request", "the chore"])
def test_whoever_first_sees_less_than_it_free_empties_it(client, db, disk, kept_back, someone):
    look = {"a request": lambda: client.get("/help/"), "the chore": reserve.look_after}[someone]
    disk.free = reserve.BYTES
    look()
    assert kept_back.stat().st_size == reserve.BYTES

    disk.free -= 1
    look()

    assert kept_back.stat().st_size == 0


def test_the_chore_fills_it_again_and_no_word_is_taken_before(ada, disk, kept_back):
    reserve.release()
    form = fields_of(ada.browser.get("/journal/letters/new/")) | {"body": WORDS}

    for disk.free in (reserve.FLOOR + reserve.BYTES - 1, reserve.FLOOR + reserve.BYTES):
        answer = send(ada, "/journal/letters/new/", form)
        reserve.look_after()

        assert answer.status_code == 503
    assert kept_back.stat().st_size == reserve.BYTES
    assert send(ada, "/journal/letters/new/", form).status_code == 302


def test_a_disk_that_says_nothing_of_itself_is_taken_at_its_word(disk, monkeypatch):
    said = reserve.shutil.disk_usage(".")
    monkeypatch.setattr("shutil.disk_usage", lambda _: said._replace(total=0, free=0))

    reserve.refuse_below_the_floor()
    reserve.watch()


def test_no_disk_is_asked_about_where_the_database_is_on_another_machine(ada, disk, settings):
    settings.DEARSELF_RESERVE = None
    disk.free = 0
    form = fields_of(ada.browser.get("/journal/letters/new/")) | {"body": WORDS}

    assert send(ada, "/journal/letters/new/", form).status_code == 302
    reserve.put_in_place()
    reserve.look_after()


def test_the_reserve_stands_beside_sqlites_file_and_only_there():
    from config import settings

    assert (settings.DEARSELF_RESERVE is not None) == (connection.vendor == "sqlite")
