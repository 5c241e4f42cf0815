"""Words stay with the picture they are for, and what is sent twice is kept once."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Picture
from journal.models import Entry
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
from tests.pages import NEW, NEW_MEMORY, NEW_NOTE, fields_of, send

RED = photo("red")


def wrong() -> SimpleUploadedFile:
    return SimpleUploadedFile("diary.txt", b"Dear diary", "text/plain")


def bring(person, entry, file=None, **said) -> str:
    """A picture by the script: its id."""
    answer = person.browser.post(ADD, {"entry": entry, "file": chosen(file), **said})
    return answer.json()["picture"]


def in_order(person, entry: Entry) -> list[tuple[str, str]]:
    """The pictures of an entry, each with the words for it."""
    there = [Picture.objects.get(uuid=uuid) for uuid in kept_pictures(person, entry)]
    return [(str(it.uuid), alt_of(person, it)) for it in there]


# --- the words of a file that is refused ---


@pytest.mark.parametrize("files", [[wrong, chosen], [wrong, chosen, chosen], [wrong]])
def test_the_words_for_a_file_that_is_refused_wait_for_another(ada, files):
    entry = uuid4()
    standing = str(picture_of(ada, entry).uuid)
    shows = ["A tree", "The bench"]

    sent = [file() for file in files]
    answer = send_form(ada, NEW, *sent, entry=entry, pictures=[standing], shows=shows)

    assert answer.status_code == 422
    assert [alt for _, alt in boxes(answer)] == ["A tree", *[""] * (len(files) - 1)]
    assert fields_of(answer)["shows"][-1] == "The bench"
    send_form(ada, NEW, chosen(RED), **fields_of(answer))
    letter = Entry.objects.of(ada.user).get()
    assert [alt for _, alt in in_order(ada, letter)][-1] == "The bench"


def test_the_words_are_for_the_first_file_also_where_the_second_is_refused(ada):
    answer = send_form(ada, NEW, chosen(), wrong(), chosen(RED), shows="The bench")

    assert [alt for _, alt in boxes(answer)] == ["The bench", ""]
    assert fields_of(answer)["shows"][-1] == ""


# --- the same form twice ---


@pytest.mark.parametrize("path", [NEW, NEW_NOTE, NEW_MEMORY])
def test_the_same_page_and_pictures_kept_twice_are_kept_once(ada, path):
    said = {"entry": uuid4(), "body": "Sit down.", "shows": "A bench"}

    answers = [send_form(ada, path, chosen(), chosen(RED), **said) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    entry = Entry.objects.of(ada.user).get()
    assert (entry.version, Picture.objects.count()) == (1, 2)
    assert [alt for _, alt in in_order(ada, entry)] == ["A bench", ""]


def test_a_letter_that_closes_and_is_kept_twice_with_its_picture_is_one(ada):
    said = {"entry": uuid4(), "body": "Sit down.", "closes": "year", "shows": "A bench"}

    answers = [send_form(ada, NEW, chosen(), **said) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert (Entry.objects.count(), Picture.objects.count()) == (1, 1)


def test_other_words_with_the_same_picture_for_a_closed_letter_take_it_along(ada):
    said = {"entry": uuid4(), "body": "Sit.", "closes": "year", "shows": "A bench"}
    send_form(ada, NEW, chosen(), **said)

    answer = send_form(ada, NEW, chosen(), **said | {"body": "Sit down."})

    assert answer.status_code == 409
    assert [alt for _, alt in boxes(answer)] == ["A bench"]
    send(ada, NEW, fields_of(answer))
    other = Entry.objects.exclude(uuid=said["entry"]).get()
    assert [alt for _, alt in in_order(ada, other)] == ["A bench"]


def test_the_same_picture_added_on_purpose_stands_twice(ada):
    entry = uuid4()
    first = bring(ada, entry)
    second = bring(ada, entry, pictures=[first])

    assert first != second
    assert bring(ada, entry, pictures=[first]) == second  # its answer was lost on the way
    assert bring(ada, uuid4()) not in {first, second}


def test_another_persons_same_picture_is_another(ada, ben):
    entry = uuid4()
    assert bring(ada, entry) != bring(ben, entry)


# --- a letter that another tab closed ---


def closed_elsewhere(person, entry, **said: object) -> None:
    send_form(person, NEW, entry=entry, body="Sit.", closes="year", **said)
    assert Entry.objects.get(uuid=entry).is_closed


def test_a_picture_that_this_page_brought_comes_along_where_the_letter_was_closed(ada):
    entry = uuid4()
    dog = bring(ada, entry)
    closed_elsewhere(ada, entry)

    said = {"entry": entry, "body": "Sit, dog.", "pictures": [dog], "shows": ["My dog"]}
    answer = send_form(ada, NEW, **said)

    assert answer.status_code == 409
    assert [alt for _, alt in boxes(answer)] == ["My dog"]
    assert send(ada, NEW, fields_of(answer)).status_code == 302
    letter = Entry.objects.exclude(uuid=entry).get()
    assert [alt for _, alt in in_order(ada, letter)] == ["My dog"]
    assert Picture.objects.get(uuid=kept_pictures(ada, letter)[0]).held_by == letter.uuid


@pytest.mark.parametrize("damage", [False, True])
def test_what_a_closed_letter_or_a_version_of_it_shows_stays_in_its_envelope(ada, damage):
    entry = uuid4()
    earlier, now, dog = (
        str(picture_of(ada, entry, alt).uuid) for alt in ("Secret", "Secret", "Mine")
    )
    send_form(ada, NEW, entry=entry, body="Sit.", pictures=[earlier, now])
    edit = f"/journal/{entry}/edit/"
    said = {"base": 1, "body": "Sit.", "pictures": [earlier, now], "left_out": [earlier]}
    send_form(ada, edit, entry=entry, closes="year", **said)
    assert Entry.objects.get().is_closed
    if damage:
        Entry.objects.get().versions.update(content=b"damaged")

    said |= {"pictures": [earlier, now, dog], "shows": ["", "", "Mine"], "left_out": []}
    answer = send_form(ada, edit, entry=entry, **said | {"body": "Tab."})

    assert answer.status_code == 409
    came = [] if damage else [str(Picture.objects.exclude(held_by=entry).get().uuid)]
    assert boxes(answer) == [
        (earlier, ""),
        (now, ""),
        *[(uuid, "Mine") for uuid in came],
        *[(dog, "Mine")] * damage,
    ]
    assert "Secret" not in answer.text
