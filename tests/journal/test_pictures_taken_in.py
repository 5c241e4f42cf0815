"""Pictures that come with a form or before it: taken in once, refused, and in flight."""

from unittest import mock
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError

from accounts.models import Picture
from journal.keeping.pictures import MOST
from journal.models import Draft, Entry
from tests.journal.picturing import (
    ADD,
    alt_of,
    boxes,
    bring,
    chosen,
    kept_pictures,
    only_entry,
    photo,
    send_form,
    words_in_order,
)
from tests.pages import NEW, NEW_MEMORY, NEW_NOTE, error_title, fields_of, send
from tests.people import PASSWORD

RED = photo("red")
AGAIN = "The pictures could not wait. Please choose them again."


def wrong() -> SimpleUploadedFile:
    return SimpleUploadedFile("diary.txt", b"Dear diary", "text/plain")


@pytest.mark.parametrize("path", [NEW, NEW_NOTE, NEW_MEMORY])
def test_without_a_script_a_picture_is_kept_in_one_go(ada, path):
    answer = send_form(ada, path, chosen(), body="Sit down.", shows="A bench")

    assert answer.status_code == 302
    picture = Picture.objects.of(ada.user).get()
    assert kept_pictures(ada, only_entry(ada)) == [str(picture.uuid)]
    assert alt_of(ada, picture) == "A bench"


def test_a_picture_stays_when_the_form_around_it_is_not_finished(ada):
    entry = uuid4()

    said = {"title": "The coat", "closes": "day", "opens_on": "soon"}
    answer = send_form(ada, NEW, chosen(), entry=entry, **said, shows="A coat")

    assert answer.status_code == 422
    picture = Picture.objects.of(ada.user).get()
    assert boxes(answer) == [(str(picture.uuid), "A coat")]
    form = fields_of(answer) | {"closes": [""], "opens_on": [""], "shows": ["A red coat"]}
    assert send(ada, NEW, form).status_code == 302
    assert kept_pictures(ada, only_entry(ada)) == [str(picture.uuid)]
    assert alt_of(ada, picture) == "A red coat"


@pytest.mark.parametrize("path", [NEW, NEW_NOTE, NEW_MEMORY])
def test_one_picture_is_a_whole_page(ada, path):
    answer = send_form(ada, path, chosen(), body=" \n", shows="A bench")

    assert answer.status_code == 302
    picture = Picture.objects.of(ada.user).get()
    assert kept_pictures(ada, only_entry(ada)) == [str(picture.uuid)]
    page = ada.browser.get(answer.url).content.decode()
    assert 'alt="A bench"' in page
    assert '<div class="prose"' not in page
    assert f"/pictures/{picture.uuid}/small/" in ada.browser.get("/journal/").content.decode()


@pytest.mark.parametrize("path", [NEW, NEW_NOTE, NEW_MEMORY])
def test_a_page_of_pictures_alone_that_is_not_kept_claims_no_words(ada, path):
    wrong = SimpleUploadedFile("diary.txt", b"Dear diary", "text/plain")

    one = send_form(ada, path, chosen(), wrong)
    both = send_form(ada, path, chosen(), **fields_of(one) | {"files": [wrong]})

    assert [answer.status_code for answer in (one, both)] == [422, 302]
    assert error_title(one) == "Not kept yet. Your picture is still here."
    assert "nothing on the page" not in one.content.decode()


def test_a_file_under_another_name_brings_no_picture(ada, ben):
    foreign = str(ben.picture().uuid)
    said = {"entry": uuid4(), "pictures": [foreign, str(uuid4())], "other": chosen()}

    assert ada.browser.post(ADD, said).status_code == 422


# --- what is not taken ---


def test_a_file_that_is_no_picture_says_so_and_the_others_stay(ada):
    wrong = SimpleUploadedFile("<b>diary.txt", b"Dear diary", "text/plain")

    answer = send_form(ada, NEW, chosen(), wrong, body="Sit down.")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "File 2 of 2: This is not a picture of a kind that can be kept here" in page
    assert "diary" not in page
    assert len(boxes(answer)) == 1
    assert fields_of(answer)["body"] == ["Sit down."]
    assert not Entry.objects.exists()


def test_what_is_true_of_several_files_is_said_once(ada):
    entry = uuid4()
    there = [str(ada.picture().uuid) for _ in range(MOST - 1)]
    wrong = SimpleUploadedFile("diary.txt", b"Dear diary", "text/plain")

    files = [chosen(), chosen(), wrong, chosen()]
    answer = send_form(ada, NEW, *files, entry=entry, pictures=there)

    page = answer.content.decode()
    assert page.count("There is room for 6 pictures") == 2  # above, and beside the box
    assert page.count("Files 2 and 4 of 4: There is room for 6 pictures") == 2
    assert "File 3 of 4: This is not a picture of a kind" in page
    assert error_title(answer) == "Not kept yet. Your pictures are still here."


def test_a_file_that_is_too_large_is_said_so_beside_the_words(ada):
    answer = send_form(ada, NEW, chosen(b"\xff\xd8\xff" + bytes(40_000_000)), body="Sit down.")

    assert answer.status_code == 422
    assert "This file is larger than 20 MB." in answer.content.decode()
    assert fields_of(answer)["body"] == ["Sit down."]
    assert not Picture.objects.exists()


def test_a_seventh_picture_has_no_place(ada):
    entry = uuid4()
    there = [str(ada.picture().uuid) for _ in range(MOST)]

    answer = send_form(ada, NEW, chosen(), entry=entry, body="Sit down.", pictures=there)

    assert answer.status_code == 422
    assert "There is room for 6 pictures on one page." in answer.content.decode()
    assert [uuid for uuid, _alt in boxes(answer)] == there
    assert Picture.objects.count() == MOST


def test_a_full_journal_takes_no_picture_and_keeps_every_word_in_the_form(ada):
    ada.user.quota_mb = 1
    ada.user.save()

    with mock.patch("accounts.vault.quota.MEGABYTE", 100):
        answer = send_form(ada, NEW, chosen(), body="Sit down.", shows="A bench")

    assert answer.status_code == 507
    form = fields_of(answer)
    assert (form["body"], form["shows"]) == (["Sit down."], ["A bench"])
    assert not Picture.objects.exists()


def test_a_busy_database_keeps_the_words_and_the_picture_can_be_chosen_again(ada):
    with mock.patch(
        "journal.keeping.pictures.keep_picture", side_effect=OperationalError("is locked")
    ):
        answer = send_form(ada, NEW, chosen(), body="Sit down.")

    assert answer.status_code == 503
    assert fields_of(answer)["body"] == ["Sit down."]


@pytest.mark.parametrize("files", [[wrong, chosen], [wrong, chosen, chosen], [wrong]])
def test_the_words_for_a_file_that_is_refused_wait_for_another(ada, files):
    entry = uuid4()
    standing = str(ada.picture().uuid)
    shows = ["A tree", "The bench"]

    sent = [file() for file in files]
    answer = send_form(ada, NEW, *sent, entry=entry, pictures=[standing], shows=shows)

    assert answer.status_code == 422
    assert [alt for _, alt in boxes(answer)] == ["A tree", *[""] * (len(files) - 1)]
    assert fields_of(answer)["shows"][-1] == "The bench"
    send_form(ada, NEW, chosen(RED), **fields_of(answer))
    letter = Entry.objects.of(ada.user).get()
    assert words_in_order(ada, letter)[-1] == "The bench"


def test_the_words_are_for_the_first_file_also_where_the_second_is_refused(ada):
    answer = send_form(ada, NEW, chosen(), wrong(), chosen(RED), shows="The bench")

    assert [alt for _, alt in boxes(answer)] == ["The bench", ""]
    assert fields_of(answer)["shows"][-1] == ""


# --- by the script ---


def test_the_script_gets_the_box_of_the_picture_it_sent(ada):
    answer = bring(ada, photo("red", (300, 200)))

    picture = Picture.objects.of(ada.user).get()
    box = answer.json()["box"]
    assert answer.json() == {
        "picture": str(picture.uuid),
        "url": f"/pictures/{picture.uuid}/",
        "small": f"/pictures/{picture.uuid}/small/",
        "width": 300,
        "height": 200,
        "box": box,
    }
    assert f'<input type="hidden" name="pictures" value="{picture.uuid}">' in box


def test_what_the_script_sent_in_vain_is_said_with_the_right_status(ada):
    entry = uuid4()
    there = [str(ada.picture().uuid) for _ in range(MOST)]
    failing = mock.patch(
        "journal.keeping.pictures.keep_picture", side_effect=OperationalError("locked")
    )

    answers = [
        bring(ada, b"Dear diary"),
        bring(ada, photo()[:200]),
        bring(ada, entry=entry, pictures=there),
        bring(ada, b"\xff\xd8\xff" + bytes(40_000_000)),
        ada.browser.post(ADD, {"entry": entry}),
    ]
    with failing:
        answers.append(bring(ada))
    with (
        mock.patch("accounts.vault.quota.MEGABYTE", 0),
        mock.patch("accounts.vault.quota.quota_of") as quota,
    ):
        quota.return_value = 1
        answers.append(bring(ada))

    assert [answer.status_code for answer in answers] == [415, 422, 422, 413, 422, 503, 507]
    assert all(list(answer.json()) == ["error"] for answer in answers)
    assert Picture.objects.count() == MOST


def test_one_left_out_makes_room_for_another(ada):
    entry = uuid4()
    there = [str(ada.picture().uuid) for _ in range(MOST)]

    assert bring(ada, entry=entry, pictures=there, left_out=there[:1]).status_code == 200


def test_a_picture_for_someone_elses_page_is_not_taken(ada, ben):
    whose = fields_of(ben.browser.get(NEW))["whose"]

    answer = bring(ada, whose=whose)

    assert answer.status_code == 404
    assert not Picture.objects.exists()


# --- the same form twice ---


@pytest.mark.parametrize("path", [NEW, NEW_NOTE, NEW_MEMORY])
def test_the_same_page_and_pictures_kept_twice_are_kept_once(ada, path):
    said = {"entry": uuid4(), "body": "Sit down.", "shows": "A bench"}

    answers = [send_form(ada, path, chosen(), chosen(RED), **said) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    entry = Entry.objects.of(ada.user).get()
    assert (entry.version, Picture.objects.count()) == (1, 2)
    assert words_in_order(ada, entry) == ["A bench", ""]


def test_a_letter_that_closes_and_is_kept_twice_with_its_picture_is_one(ada):
    said = {"entry": uuid4(), "body": "Sit down.", "closes": "year", "shows": "A bench"}

    answers = [send_form(ada, NEW, chosen(), **said) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert (Entry.objects.count(), Picture.objects.count()) == (1, 1)


def test_with_other_words_for_a_letter_closed_meanwhile_the_picture_is_chosen_again(ada):
    said = {"entry": uuid4(), "body": "Sit.", "closes": "year", "shows": "A bench"}
    send_form(ada, NEW, chosen(), **said)

    answer = send_form(ada, NEW, chosen(), **said | {"body": "Sit down."})

    assert answer.status_code == 409
    assert [alt for _, alt in boxes(answer)] == ["A bench"]
    assert "This picture is not here any more. Its words are." in answer.text
    send_form(ada, NEW, chosen(), **fields_of(answer))
    other = Entry.objects.exclude(uuid=said["entry"]).get()
    assert len(kept_pictures(ada, other)) == 1


def test_the_same_picture_added_on_purpose_stands_twice(ada):
    def brought(*beside: str) -> str:
        return bring(ada, pictures=beside).json()["picture"]

    first = brought()
    second = brought(first)

    assert first != second
    assert brought(first) == second  # its answer was lost on the way


def test_another_persons_same_picture_is_another(ada, ben):
    assert bring(ada).json()["picture"] != bring(ben).json()["picture"]


def test_what_a_kept_page_shows_comes_anew_for_the_next(ada):
    send_form(ada, NEW, chosen(), body="Sit down.")
    (first,) = kept_pictures(ada, only_entry(ada))

    send_form(ada, NEW_MEMORY, chosen(), body="A bench.")

    (second,) = kept_pictures(ada, Entry.objects.get(kind="memory"))
    assert first != second


# --- in flight ---


def test_a_locked_journal_gives_the_words_back_and_asks_for_the_pictures_again(ada):
    form = fields_of(ada.browser.get(NEW))
    ada.browser.post("/accounts/lock/")

    send_form(ada, NEW, chosen(), whose=form["whose"], body="Sit down.", shows="A bench")
    answer = ada.browser.post("/accounts/unlock/", {"password": PASSWORD}, follow=True)

    assert AGAIN in answer.text
    assert Draft.objects.get().open(ada.vault).fields["body"] == ["Sit down."]
    assert fields_of(answer)["shows"] == ["A bench"]
    assert not Picture.objects.exists()


def test_signed_out_the_words_say_that_the_pictures_did_not_come_along(ada):
    ada.browser.post("/accounts/logout/")

    answer = send_form(ada, NEW, chosen(), entry=uuid4(), body="Sit down.", shows="A bench")

    assert "The pictures could not come along. Please choose them again." in answer.text
    assert "A bench" in answer.text
    assert not Picture.objects.exists()
