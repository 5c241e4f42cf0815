"""Pictures go with what held them, and no sooner."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import Picture
from journal.keeping import keep, pictures
from journal.models import Entry, EntryVersion
from tests.journal.picturing import boxes, picture_of, send_form
from tests.pages import NEW, NEW_MEMORY, fields_of, send

NOT_HERE = "A picture that stood on this page was not here any more"


def left(person) -> set[str]:
    return {str(uuid) for uuid in Picture.objects.of(person.user).values_list("uuid", flat=True)}


def grown_old(**ago: int) -> None:
    Picture.objects.update(created=timezone.now() - timedelta(**ago))


@pytest.fixture
def letter(ada) -> Entry:
    """A kept letter with one picture."""
    entry = uuid4()
    picture = picture_of(ada, entry)
    send_form(ada, NEW, entry=entry, body="Words 1", pictures=str(picture.uuid))
    grown_old(days=1)
    return Entry.objects.of(ada.user).get()


def change(person, letter: Entry, number: int, **said: object) -> None:
    said |= {"body": f"Words {number}", "base": number - 1}
    assert send(person, f"/journal/{letter.uuid}/edit/", said).status_code == 302


def test_a_picture_stays_until_the_last_version_that_shows_it_is_kept_no_more(ada, letter):
    (picture,) = left(ada)
    change(ada, letter, 2, pictures=picture, left_out=picture)

    for number in range(3, EntryVersion.KEPT + 2):
        change(ada, letter, number)
        assert left(ada) == {picture}
    change(ada, letter, EntryVersion.KEPT + 2)

    assert left(ada) == set()


def test_what_a_draft_still_shows_stays(ada, letter):
    (picture,) = left(ada)
    unfinished = picture_of(ada, letter.uuid)
    stray = picture_of(ada, letter.uuid)
    grown_old(days=1)
    draft = {"form": "letter", "entry": letter.uuid, "draft": uuid4(), "base": 1}
    send(ada, "/journal/drafts/", draft | {"pictures": str(unfinished.uuid)})

    change(ada, letter, 2)

    assert str(stray.uuid) not in left(ada)
    assert left(ada) == {picture, str(unfinished.uuid)}


def test_a_picture_that_has_only_just_come_waits_for_its_page_to_save(ada, letter):
    young = picture_of(ada, letter.uuid)

    change(ada, letter, 2)

    assert str(young.uuid) in left(ada)


def test_nothing_goes_where_a_version_does_not_open(ada, letter):
    stray = picture_of(ada, letter.uuid)
    grown_old(days=1)
    change(ada, letter, 2)
    stray = picture_of(ada, letter.uuid)
    grown_old(days=1)
    letter.versions.update(content=b"damaged")

    change(ada, letter, 3)

    assert str(stray.uuid) in left(ada)


def test_an_entry_without_pictures_is_changed_for_one_query_more(ada, django_assert_num_queries):
    letter = ada.letter("One.")

    with django_assert_num_queries(1):
        pictures.let_go_of_unused(letter, ada.vault, letter.open(ada.vault))
    day = ada.day(timezone.localdate(), given="Soup.")
    with django_assert_num_queries(0):
        pictures.let_go_of_unused(day, ada.vault, day.open(ada.vault))


def test_the_bin_holds_pictures_until_it_is_let_go_of(ada, letter):
    keep.bin_entry(ada.user, ada.vault, letter)
    grown_old(days=8)
    pictures.let_go_of_orphans()
    assert len(left(ada)) == 1

    ada.browser.post(f"/journal/{letter.uuid}/let-go/")

    assert left(ada) == set()


def test_letting_go_of_a_draft_that_was_never_kept_takes_its_pictures_along(ada, ben, letter):
    (kept,) = left(ada)
    entry, draft = uuid4(), uuid4()
    picture, of_ben = picture_of(ada, entry), picture_of(ben, entry)
    drafts = [(entry, draft), (entry, uuid4()), (letter.uuid, uuid4())]
    for entry_uuid, uuid in drafts:
        said = {"form": "letter", "entry": entry_uuid, "draft": uuid, "body": str(uuid)}
        send(ada, "/journal/drafts/", said)

    grown_old(days=1)
    ada.browser.post(f"/journal/drafts/{drafts[2][1]}/discard/")
    ada.browser.post(f"/journal/drafts/{drafts[1][1]}/discard/")
    assert left(ada) == {kept, str(picture.uuid)}
    ada.browser.post(f"/journal/drafts/{draft}/discard/")

    assert left(ada) == {kept}
    assert left(ben) == {str(of_ben.uuid)}


def test_letting_go_of_a_change_takes_the_pictures_along_that_came_with_it(ada, letter):
    (kept,) = left(ada)
    came, elsewhere = picture_of(ada, letter.uuid), picture_of(ada, letter.uuid)
    grown_old(days=1)
    page = {"form": "letter", "entry": letter.uuid, "base": 1}
    change, other = uuid4(), uuid4()
    send(ada, "/journal/drafts/", page | {"draft": change, "pictures": [kept, str(came.uuid)]})
    send(ada, "/journal/drafts/", page | {"draft": other, "pictures": str(elsewhere.uuid)})

    ada.browser.post(f"/journal/drafts/{change}/discard/")

    assert left(ada) == {kept, str(elsewhere.uuid)}


def test_a_picture_left_out_of_a_page_that_was_gone_on_with_is_gone_at_once(ada):
    entry, draft = uuid4(), uuid4()
    picture = str(picture_of(ada, entry).uuid)
    page = {"entry": entry, "draft": draft, "body": "Sit down.", "pictures": picture}
    send(ada, "/journal/drafts/", page | {"form": "letter"})

    send(ada, NEW, page | {"revision": 1, "left_out": picture})

    assert Entry.objects.get().open(ada.vault).pictures == []
    assert left(ada) == set()
    assert ada.browser.get(f"/pictures/{picture}/").status_code == 404


def test_a_picture_that_has_only_just_come_stays_on_a_page_whose_draft_another_let_go_of(ada):
    entry, draft = uuid4(), uuid4()
    picture = str(picture_of(ada, entry).uuid)
    page = {"entry": entry, "draft": draft, "body": "Sit down.", "pictures": picture}
    send(ada, "/journal/drafts/", page | {"form": "letter"})

    ada.browser.post(f"/journal/drafts/{draft}/discard/")
    send(ada, NEW, page | {"revision": 1})

    assert Entry.objects.get().open(ada.vault).pictures == [picture]


@pytest.mark.parametrize("how", ["by hand", "by the chore"])
def test_what_an_unfinished_version_shows_outlives_the_letter_it_was_of(ada, ben, letter, how):
    (picture,) = left(ada)
    draft = {"form": "letter", "entry": letter.uuid, "draft": uuid4(), "base": 1}
    send(ada, "/journal/drafts/", draft | {"pictures": picture, "body": "More."})
    gone = uuid4()
    picture_of(ada, gone)
    send_form(ada, NEW, entry=gone, body="Another.")
    send(ben, "/journal/drafts/", draft | {"entry": gone, "body": "Ben's."})

    for entry in Entry.objects.all():
        keep.bin_entry(ada.user, ada.vault, entry)
        if how == "by hand":
            keep.let_go(ada.user, entry)
    Entry.objects.update(binned_at=timezone.now() - timedelta(days=31))
    keep.empty_old_bins()

    assert not Entry.objects.exists()
    assert left(ada) == {picture}


def test_the_words_typed_for_a_picture_that_is_gone_stay_on_the_page(ada, ben):
    gone, of_ben = uuid4(), picture_of(ben, uuid4(), alt="Ben's bench").uuid
    said = {"pictures": [gone, of_ben], "shows": ["The green bench", "A coat"]}

    refused = send(ada, NEW_MEMORY, {"entry": uuid4()} | said)
    kept = send(ada, NEW_MEMORY, fields_of(refused) | {"body": "We sat."}, follow=True)
    again = ada.browser.get("/today/")

    assert refused.status_code == 422
    assert boxes(refused) == [(str(gone), "The green bench"), (str(of_ben), "A coat")]
    assert refused.text.count("This picture is not here any more. Its words are.") == 2
    assert Entry.objects.get().open(ada.vault).pictures == []
    assert NOT_HERE in kept.text
    assert NOT_HERE not in again.text


def test_a_week_later_only_pictures_of_an_entry_or_a_draft_are_left(ada, ben, letter):
    (kept,) = left(ada)
    entry = uuid4()
    begun = picture_of(ada, entry)
    send(ada, "/journal/drafts/", {"form": "letter", "entry": entry, "draft": uuid4(), "body": "A"})
    picture_of(ben, letter.uuid)  # the id of Ada's letter makes it no picture of Ada's
    picture_of(ada, uuid4())
    grown_old(days=8)
    young = picture_of(ada, uuid4())

    pictures.let_go_of_orphans()

    assert left(ada) == {kept, str(begun.uuid), str(young.uuid)}
    assert left(ben) == set()
