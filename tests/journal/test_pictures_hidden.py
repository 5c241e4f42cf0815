"""What a closed letter holds shows nowhere, and every page holds pictures of its own."""

from datetime import date
from uuid import uuid4

import pytest

from accounts.models import Picture
from journal.keeping import keep, pictures
from journal.models import Draft, Entry
from tests.journal.picturing import (
    ADD,
    alt_of,
    boxes,
    chosen,
    kept_pictures,
    photo,
    picture_of,
    send_form,
)
from tests.pages import NEW, NEW_MEMORY, fields_of, send

DRAFTS = "/journal/drafts/"
ALT = "Mother on the green bench"


def whole(ada, **said: object) -> dict[str, object]:
    """All that the page of a letter sends that is closed for a year."""
    return fields_of(ada.browser.get(NEW)) | {"body": "Sit.", "closes": "year"} | said


@pytest.fixture
def picture(ada) -> Picture:
    """The picture of a letter that is closed."""
    entry = uuid4()
    picture = picture_of(ada, entry, ALT)
    send(ada, NEW, whole(ada, entry=entry, pictures=picture.uuid, shows=ALT))
    assert kept_pictures(ada, Entry.objects.get()) == [str(picture.uuid)]
    return picture


@pytest.mark.parametrize("size", ["", "small/"])
def test_a_picture_of_a_closed_letter_is_not_there_until_it_is_opened(ada, picture, size):
    path = f"/pictures/{picture.uuid}/{size}"

    closed = ada.browser.get(path)
    ada.browser.post(f"/journal/{picture.held_by}/open/")

    assert closed.status_code == 404
    assert ada.browser.get(path).status_code == 200


@pytest.mark.parametrize("path", [NEW, NEW_MEMORY])
@pytest.mark.parametrize("body", ["", "Mine."])
def test_no_form_shows_or_takes_over_a_picture_of_a_closed_letter(ada, picture, path, body):
    said = {"entry": picture.held_by, "body": body, "pictures": picture.uuid}

    answer = send(ada, path, said, follow=True)
    if answer.status_code == 409:
        answer = send(ada, path, fields_of(answer), follow=True)

    assert ALT not in answer.text
    assert f"/pictures/{picture.uuid}/" not in answer.text
    others = Entry.objects.exclude(uuid=picture.held_by)
    assert [kept_pictures(ada, it) for it in others] == ([[]] if body else [])
    assert Picture.objects.count() == 1
    assert alt_of(ada, picture) == ALT


def test_kept_twice_a_closed_letter_with_a_picture_is_one_letter(ada, picture):
    form = whole(ada, entry=picture.held_by, pictures=picture.uuid, shows=ALT)

    again = send(ada, NEW, form)
    late = send(ada, DRAFTS, form | {"form": "letter"})

    assert again.status_code == 302
    assert late.json()["revision"] == 0
    assert Entry.objects.count() == 1


def test_a_closed_letter_takes_no_picture(ada, picture):
    answer = ada.browser.post(ADD, {"entry": picture.held_by, "file": chosen()})

    assert answer.status_code == 422
    assert "This letter was closed meanwhile" in answer.json()["error"]
    assert Picture.objects.count() == 1


def test_one_entry_cannot_gather_pictures_without_end(ada, monkeypatch):
    monkeypatch.setattr(pictures, "MOST_HELD", 2)
    entry = uuid4()

    files = [chosen(photo(colour)) for colour in ("red", "green", "blue")]

    said = [ada.browser.post(ADD, {"entry": entry, "file": file}) for file in files]

    assert [answer.status_code for answer in said] == [200, 200, 422]


def test_a_page_of_another_kind_does_not_take_over_what_an_entry_holds(ada):
    entry = uuid4()
    picture = picture_of(ada, entry, ALT)
    send_form(ada, NEW, entry=entry, body="Sit.", pictures=picture.uuid)

    send(ada, NEW_MEMORY, {"entry": entry, "body": "Mine.", "pictures": picture.uuid, "shows": "x"})

    assert kept_pictures(ada, Entry.objects.get(kind="memory")) == []
    assert alt_of(ada, picture) == ALT


# --- a draft whose words go elsewhere ---


def change_begun(ada) -> tuple[Entry, dict[str, object]]:
    """A kept letter with a picture, and the page of a change of it, saved once."""
    entry = uuid4()
    picture = picture_of(ada, entry, ALT)
    send_form(ada, NEW, entry=entry, body="Sit.", pictures=picture.uuid, shows=ALT)
    page = fields_of(ada.browser.get(f"/journal/{entry}/edit/")) | {"body": "Sit down."}
    send(ada, DRAFTS, page | {"form": "letter"})
    return Entry.objects.get(), page | {"revision": 1}


def test_after_a_letter_was_binned_the_draft_goes_along_with_its_pictures(ada):
    letter, page = change_begun(ada)
    keep.bin_entry(ada.user, ada.vault, letter)

    told = send(ada, f"/journal/{letter.uuid}/edit/", page)
    saved = send(ada, DRAFTS, fields_of(told) | {"form": "letter", "body": "Sit down, you."})
    reopened = ada.browser.get(saved.json()["page"])
    kept = send(ada, NEW, fields_of(reopened))

    assert (told.status_code, kept.status_code) == (409, 302)
    assert [alt for _uuid, alt in boxes(reopened)] == [ALT]
    new = Entry.objects.exclude(pk=letter.pk).get()
    assert new.open(ada.vault).body == "Sit down, you."
    assert [Picture.objects.get(uuid=it).held_by for it in kept_pictures(ada, new)] == [new.uuid]
    assert not Draft.objects.exists()


def test_pictures_held_elsewhere_come_along_too(ada):
    letter, page = change_begun(ada)
    keep.bin_entry(ada.user, ada.vault, letter)
    elsewhere = picture_of(ada, uuid4(), "A coat")

    said = page | {"pictures": elsewhere.uuid, "shows": "A red coat"}
    kept = send(ada, NEW, fields_of(send(ada, f"/journal/{letter.uuid}/edit/", said)))

    assert kept.status_code == 302
    (copy,) = kept_pictures(ada, Entry.objects.exclude(pk=letter.pk).get())
    assert copy != str(elsewhere.uuid)
    assert alt_of(ada, elsewhere) == "A coat"


def test_after_a_letter_was_closed_the_words_of_its_own_are_offered_again(ada):
    letter, page = change_begun(ada)
    Entry.objects.update(opens_on=date(2090, 1, 1))

    told = send(ada, NEW, page)
    saved = send(ada, DRAFTS, fields_of(told) | {"form": "letter", "body": "Sit down, you."})

    assert told.status_code == 409
    assert boxes(told) == [(str(Picture.objects.get().uuid), ALT)]  # what this page had typed
    assert f'src="/pictures/{Picture.objects.get().uuid}' not in told.text
    assert "Sit down, you." in ada.browser.get(saved.json()["page"]).text
    assert Draft.objects.offered_to(ada.user).get().entry_uuid != letter.uuid
