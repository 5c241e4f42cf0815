"""Pictures in forms for writing: they come once, and stay with their words."""

from unittest import mock
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError

from accounts.models import Picture
from accounts.pictures.store import opened
from journal.keeping import pictures
from journal.keeping.pictures import MOST
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
from tests.pages import NEW, NEW_MEMORY, NEW_NOTE, error_title, fields_of, send


def only_entry(person) -> Entry:
    return Entry.objects.of(person.user).get()


@pytest.mark.parametrize("path", [NEW, NEW_NOTE, NEW_MEMORY])
def test_without_a_script_a_picture_is_kept_in_one_go(ada, path):
    answer = send_form(ada, path, chosen(), body="Sit down.", shows="A bench")

    assert answer.status_code == 302
    picture = Picture.objects.of(ada.user).get()
    assert kept_pictures(ada, only_entry(ada)) == [str(picture.uuid)]
    assert picture.held_by == only_entry(ada).uuid
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


def test_what_is_true_of_several_files_is_said_once(ada):
    entry = uuid4()
    there = [str(picture_of(ada, entry).uuid) for _ in range(MOST - 1)]
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
    there = [str(picture_of(ada, entry).uuid) for _ in range(MOST)]

    answer = send_form(ada, NEW, chosen(), entry=entry, body="Sit down.", pictures=there)

    assert answer.status_code == 422
    assert "There is room for 6 pictures on one page." in answer.content.decode()
    assert [uuid for uuid, _alt in boxes(answer)] == there
    assert Picture.objects.count() == MOST


def test_pictures_that_are_not_this_entrys_are_left_out_without_a_word(ada, ben):
    entry = uuid4()
    mine = picture_of(ada, entry, alt="Mine")
    others = [picture_of(ada, uuid4(), alt="Elsewhere"), picture_of(ben, entry, alt="Ben's")]
    ids = ["nonsense", *(str(it.uuid) for it in (*others, mine)), str(uuid4())]
    said = ["a", "b", "c", "A bench", "e"]

    answer = send_form(ada, NEW, entry=entry, body="Sit down.", pictures=ids, shows=said)

    assert answer.status_code == 302
    assert kept_pictures(ada, only_entry(ada)) == [str(mine.uuid)]
    assert alt_of(ada, mine) == "A bench"
    assert [alt_of(ada, others[0]), alt_of(ben, others[1])] == ["Elsewhere", "Ben's"]


def test_the_words_for_a_picture_can_be_changed_alone(ada):
    entry = uuid4()
    picture = picture_of(ada, entry, alt="A bench")
    send_form(ada, NEW_NOTE, entry=entry, body="Sit down.", pictures=str(picture.uuid))
    form = fields_of(ada.browser.get(f"/journal/{entry}/edit/"))
    assert form["shows"] == ["A bench", ""]  # the last is for one that comes without a script

    send(ada, f"/journal/{entry}/edit/", form | {"shows": ["A green bench"]})

    assert alt_of(ada, picture) == "A green bench"
    ada.browser.post(f"/journal/{entry}/versions/1/restore/")
    assert alt_of(ada, picture) == "A bench"


def test_words_for_a_picture_that_another_tab_kept_are_not_written_over_unseen(ada):
    entry = uuid4()
    picture = picture_of(ada, entry)
    edit = f"/journal/{entry}/edit/"
    send_form(
        ada, NEW_MEMORY, entry=entry, title="One", pictures=str(picture.uuid), shows="A bench"
    )
    one, other = (fields_of(ada.browser.get(edit)) for _ in range(2))
    send(ada, edit, one | {"shows": ["A green bench", ""]})

    answer = send(ada, edit, other | {"title": ["Two"]})

    assert answer.status_code == 409
    assert '<p class="quiet" dir="auto">A green bench</p>' in answer.text
    assert (boxes(answer), alt_of(ada, picture)) == (
        [(str(picture.uuid), "A bench")],
        "A green bench",
    )
    send(ada, edit, fields_of(answer))
    assert alt_of(ada, picture) == "A bench"
    assert "A picture: A green bench" in ada.browser.get(f"/journal/{entry}/versions/").text
    ada.browser.post(f"/journal/{entry}/versions/2/restore/")
    assert alt_of(ada, picture) == "A green bench"


def test_six_pictures_are_copied_in_as_many_queries_as_one(ada, django_assert_max_num_queries):
    entry = uuid4()
    there = [str(picture_of(ada, entry, alt=f"Bench {n}").uuid) for n in range(MOST)]
    with django_assert_max_num_queries(8):
        copies = pictures.copied(ada.user, ada.vault, there, held_by=uuid4())
    shown = opened(ada.user, ada.vault, copies.values())
    assert [shown[copies[uuid]].alt for uuid in there] == [f"Bench {n}" for n in range(MOST)]


def test_a_file_under_another_name_brings_no_picture(ada, ben):
    foreign = str(picture_of(ben, uuid4()).uuid)
    said = {"entry": uuid4(), "pictures": [foreign, str(uuid4())], "other": chosen()}

    assert ada.browser.post(ADD, said).status_code == 422


def test_what_is_left_out_leaves_the_page_and_stays_with_the_version_that_had_it(ada):
    entry = uuid4()
    first, second = (picture_of(ada, entry) for _ in range(2))
    ids = [str(first.uuid), str(second.uuid)]
    send_form(ada, NEW, entry=entry, body="Sit down.", pictures=ids)
    stray = str(picture_of(ada, entry).uuid)

    form = {"base": 1, "body": "Sit down.", "pictures": [*ids, stray], "left_out": [ids[0], stray]}
    send(ada, f"/journal/{entry}/edit/", form)

    assert kept_pictures(ada, only_entry(ada)) == ids[1:]
    assert {str(it.uuid) for it in Picture.objects.of(ada.user)} == set(ids)


def test_a_draft_holds_the_pictures_and_what_is_said_of_them(ada):
    entry, draft = uuid4(), uuid4()
    ids = [str(picture_of(ada, entry).uuid) for _ in range(2)]
    said = {"pictures": ids, "shows": ["A bench", ""], "left_out": ids[1:]}

    autosaved = {"form": "letter", "entry": entry, "draft": draft, "revision": 0, **said}
    assert send(ada, "/journal/drafts/", autosaved).json()["revision"] == 1

    answer = ada.browser.get(f"{NEW}?draft={draft}")
    assert boxes(answer) == [(ids[0], "A bench"), (ids[1], "")]
    assert fields_of(answer)["left_out"] == ids[1:]


def test_a_late_save_of_pictures_that_were_kept_brings_no_draft_back(ada):
    entry, draft = uuid4(), uuid4()
    picture = str(picture_of(ada, entry, alt="A bench").uuid)
    form = fields_of(ada.browser.get(NEW))
    form |= {"entry": entry, "body": "Sit.", "pictures": picture, "shows": "A bench"}
    send(ada, NEW, form | {"draft": draft})

    late = {"form": "letter", "draft": draft, "revision": 0}
    assert send(ada, "/journal/drafts/", form | late).json()["revision"] == 0
    assert send(ada, "/journal/drafts/", form | late | {"shows": "A"}).json()["revision"] == 1


def test_two_versions_side_by_side_keep_the_pictures_of_both(ada):
    entry = uuid4()
    theirs, mine = picture_of(ada, entry, alt="Theirs"), picture_of(ada, entry)
    send_form(ada, NEW, entry=entry, body="One.", pictures=str(theirs.uuid))

    said = {"entry": entry, "body": "Two.", "pictures": str(mine.uuid), "shows": "Mine"}
    answer = send_form(ada, NEW, **said)

    assert answer.status_code == 409
    assert boxes(answer) == [(str(mine.uuid), "Mine")]
    assert f'<img class="theirs" src="/pictures/{theirs.uuid}/small/"' in answer.content.decode()
    assert send(ada, NEW, fields_of(answer)).status_code == 302
    assert kept_pictures(ada, only_entry(ada)) == [str(mine.uuid)]


def test_beside_a_binned_letter_a_new_one_has_pictures_of_its_own(ada):
    entry = uuid4()
    picture = picture_of(ada, entry, alt="A bench")
    send_form(ada, NEW, entry=entry, body="One.", pictures=str(picture.uuid))
    binned = only_entry(ada)
    ada.browser.post(f"/journal/{entry}/delete/")

    said = {"entry": entry, "base": 1, "body": "Two.", "pictures": str(picture.uuid)}
    answer = send_form(ada, f"/journal/{entry}/edit/", **said, shows="A green bench")
    send(ada, NEW, fields_of(answer))

    copy = Picture.objects.get(uuid=kept_pictures(ada, only_entry(ada))[0])
    assert copy.held_by == only_entry(ada).uuid != entry
    assert [alt_of(ada, copy), alt_of(ada, picture)] == ["A green bench", "A bench"]
    assert kept_pictures(ada, binned) == [str(picture.uuid)]


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


# --- by the script ---


def bring(person, file=None, **said):
    said.setdefault("entry", uuid4())
    return person.browser.post(ADD, said | {"file": chosen(file)})


def test_the_script_gets_the_box_of_the_picture_it_sent(ada):
    entry = uuid4()

    answer = bring(ada, photo("red", (300, 200)), entry=entry)

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
    assert picture.held_by == entry
    assert f'<input type="hidden" name="pictures" value="{picture.uuid}">' in box


def test_what_the_script_sent_in_vain_is_said_with_the_right_status(ada):
    entry = uuid4()
    there = [str(picture_of(ada, entry).uuid) for _ in range(MOST)]
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
    there = [str(picture_of(ada, entry).uuid) for _ in range(MOST)]

    assert bring(ada, entry=entry, pictures=there, left_out=there[:1]).status_code == 200


def test_a_picture_for_someone_elses_page_is_not_taken(ada, ben):
    whose = fields_of(ben.browser.get(NEW))["whose"]

    answer = bring(ada, whose=whose)

    assert answer.status_code == 403
    assert not Picture.objects.exists()


def test_a_picture_of_a_draft_needs_no_word(ada):
    entry = uuid4()
    picture = str(picture_of(ada, entry).uuid)

    said = {"form": "memory", "entry": entry, "draft": uuid4(), "pictures": picture}
    send(ada, "/journal/drafts/", said)

    assert Draft.objects.get().open(ada.vault).fields["pictures"] == [picture]
