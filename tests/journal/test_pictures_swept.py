"""Pictures go once no row shows them, and no sooner. The sweep needs no key."""

from datetime import timedelta
from unittest import mock
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError
from django.utils import timezone

from accounts.models import InboxForm, Picture, User
from accounts.pictures.sweep import UNSHOWN_FOR, sweep
from journal.keeping import keep
from journal.models import Draft, Entry, EntryVersion, PictureUse
from tests.journal.picturing import boxes, kept_pictures, only_entry, send_form
from tests.pages import NEW, NEW_MEMORY, fields_of, send
from tests.people import Person

NOT_HERE = "A picture that stood on this page was not here any more"


def left(person: Person) -> set[str]:
    return {str(uuid) for uuid in Picture.objects.of(person.user).values_list("uuid", flat=True)}


def grown_old(**ago: int) -> None:
    came = timezone.now() - (timedelta(**ago) if ago else UNSHOWN_FOR + timedelta(minutes=1))
    Picture.objects.update(created=came)


def swept() -> None:
    """All that is there came long ago, and the chore has been."""
    grown_old()
    sweep()


def a_letter(person: Person, *pictures: Picture, body: str = "Words 1") -> Entry:
    """A kept letter with these pictures."""
    entry = uuid4()
    send_form(person, NEW, entry=entry, body=body, pictures=[str(it.uuid) for it in pictures])
    grown_old(days=1)
    return Entry.objects.get(uuid=entry)


@pytest.fixture
def letter(ada) -> Entry:
    """A kept letter with one picture."""
    return a_letter(ada, ada.picture())


def change(person: Person, letter: Entry, number: int, **said: object) -> None:
    said |= {"body": f"Words {number}", "base": number - 1}
    assert send(person, f"/journal/{letter.uuid}/edit/", said).status_code == 302


def unfinished(person: Person, entry: UUID, *pictures: object, **said: object) -> UUID:
    """The id of a draft that names these pictures."""
    draft = uuid4()
    said |= {"form": "letter", "entry": entry, "draft": draft, "pictures": pictures}
    send(person, "/journal/drafts/", said)
    return draft


# --- the sweep ---


def test_what_no_row_shows_goes_a_week_after_it_came(ada, ben, letter):
    (kept,) = left(ada)
    begun = ada.picture().uuid
    unfinished(ada, uuid4(), begun)
    ada.picture(), ben.picture()
    grown_old()
    young = ada.picture().uuid

    sweep()

    assert left(ada) == {kept, str(begun), str(young)}
    assert left(ben) == set()


def test_another_persons_page_that_names_it_keeps_nobodys_picture(ada, ben):
    picture = ada.picture().uuid
    unfinished(ben, uuid4(), picture)
    send_form(ben, NEW, body="Mine.", pictures=picture)

    swept()

    assert left(ada) == set()


def test_a_picture_stays_until_the_last_version_that_shows_it_is_kept_no_more(ada, letter):
    (picture,) = left(ada)
    change(ada, letter, 2, pictures=picture, left_out=picture)

    for number in range(3, EntryVersion.KEPT + 2):
        change(ada, letter, number)
        swept()
        assert left(ada) == {picture}
    change(ada, letter, EntryVersion.KEPT + 2)
    swept()

    assert left(ada) == set()


def test_an_old_version_put_back_after_the_sweep_shows_its_picture(ada, letter):
    (picture,) = left(ada)
    change(ada, letter, 2, pictures=picture, left_out=picture)
    swept()

    ada.browser.post(f"/journal/{letter.uuid}/versions/1/restore/")

    assert kept_pictures(ada, letter) == [picture]
    assert ada.browser.get(f"/pictures/{picture}/").status_code == 200
    assert PictureUse.objects.filter(entry=letter).count() == 1


def test_a_damaged_record_lets_go_of_nothing(ada, letter):
    (picture,) = left(ada)
    change(ada, letter, 2, pictures=picture, left_out=picture)
    unfinished(ada, uuid4(), picture := ada.picture().uuid)
    before = left(ada)
    for rows_of in (Entry, EntryVersion, Draft):
        rows_of.objects.update(content=b"damaged")

    swept()

    assert left(ada) == before


def test_a_mark_or_another_day_changes_nothing_of_what_a_page_shows(ada, letter):
    before = left(ada)

    ada.browser.post(f"/journal/{letter.uuid}/mark/", {"favourite": "1", "tags": "sea"})
    swept()

    assert left(ada) == before


def test_ten_thousand_go_in_one_statement(ada, ben, django_assert_max_num_queries):
    kept = str(ada.picture().uuid)
    a_letter(ada, *Picture.objects.all())
    Picture.objects.bulk_create(
        Picture(owner=person.user, image=b"1", thumbnail=b"2", about=b"3")
        for person, number in ((ada, 10_000), (ben, 1))
        for _ in range(number)
    )
    grown_old()

    with django_assert_max_num_queries(20) as queries:
        sweep()

    assert (left(ada), left(ben)) == ({kept}, set())
    deletes = [it["sql"] for it in queries if it["sql"].startswith("DELETE")]
    assert len(deletes) == 2  # one a person


def test_where_a_sweep_is_cut_short_what_nothing_shows_goes_with_the_next(ada, ben, monkeypatch):
    for person in (ada, ben):
        person.picture()
    grown_old()
    with monkeypatch.context() as broken:
        broken.setattr(
            "accounts.disk.vacuum.after_delete",
            lambda: (_ for _ in ()).throw(DatabaseError("away")),
        )
        with pytest.raises(DatabaseError):
            sweep()
    assert len(left(ada) | left(ben)) == 2

    sweep()

    assert left(ada) | left(ben) == set()


def test_what_a_full_journal_does_not_take_shows_no_picture(ada, letter):
    came, before = ada.picture().uuid, sorted(PictureUse.objects.values_list())
    User.objects.filter(pk=ada.user.pk).update(quota_mb=1)
    words = {"body": "A " * 200_000, "pictures": came}
    pages = {NEW: {"entry": uuid4()}, f"/journal/{letter.uuid}/edit/": {"base": 1}}

    with mock.patch("accounts.vault.quota.MEGABYTE", 100_000):
        kept = [send(ada, path, words | said) for path, said in pages.items()]
        saved = send(ada, "/journal/drafts/", words | {"form": "letter", "draft": uuid4()})

    assert {answer.status_code for answer in (*kept, saved)} == {507}
    assert sorted(PictureUse.objects.values_list()) == before


# --- two pages show one ---


def test_of_two_entries_that_show_one_picture_one_is_deleted_for_good(ada):
    shared, alone = ada.picture(), ada.picture()
    first, second = a_letter(ada, shared, alone), a_letter(ada, shared)
    for entry, still_there in ((first, {str(shared.uuid)}), (second, set())):
        keep.bin_entry(ada.user, ada.vault, entry)

        ada.browser.post(f"/journal/{entry.uuid}/let-go/")

        assert left(ada) == still_there


# --- the bin ---


def test_the_bin_keeps_pictures_until_it_is_let_go_of(ada, letter):
    keep.bin_entry(ada.user, ada.vault, letter)
    swept()
    assert len(left(ada)) == 1

    ada.browser.post(f"/journal/{letter.uuid}/let-go/")

    assert left(ada) == set()


def test_a_picture_that_came_a_minute_ago_goes_with_its_letter(ada):
    letter = a_letter(ada, ada.picture())
    change(ada, letter, 2)  # an earlier version shows another one
    Picture.objects.update(created=timezone.now())
    keep.bin_entry(ada.user, ada.vault, letter)

    ada.browser.post(f"/journal/{letter.uuid}/let-go/")

    assert left(ada) == set()


def test_what_the_bin_lets_go_of_after_30_days_is_gone_with_its_pictures(ada, ben, letter):
    bens = a_letter(ben, ben.picture())
    for person, entry in ((ada, letter), (ben, bens)):
        keep.bin_entry(person.user, person.vault, entry)
    Entry.objects.filter(pk=letter.pk).update(binned_at=timezone.now() - timedelta(days=31))
    grown_old(days=31)

    keep.empty_old_bins()

    assert list(Entry.objects.all()) == [bens]
    assert (left(ada), len(left(ben))) == (set(), 1)


@pytest.mark.parametrize("how", ["by hand", "by the chore"])
def test_what_an_unfinished_version_shows_outlives_the_letter_it_was_of(ada, ben, letter, how):
    (picture,) = left(ada)
    unfinished(ada, letter.uuid, picture, base=1, body="More.")
    gone = a_letter(ada, ada.picture())
    unfinished(ben, gone.uuid, body="Ben's.")

    for entry in Entry.objects.all():
        keep.bin_entry(ada.user, ada.vault, entry)
        if how == "by hand":
            keep.delete_for_good(ada.user, entry)
    Entry.objects.update(binned_at=timezone.now() - timedelta(days=31))
    grown_old(days=31)
    keep.empty_old_bins()

    assert not Entry.objects.exists()
    assert left(ada) == {picture}


# --- drafts ---


def test_a_draft_let_go_of_takes_along_what_nothing_else_shows(ada, ben, letter):
    (kept,) = left(ada)
    came, elsewhere, bens = ada.picture().uuid, ada.picture().uuid, ben.picture().uuid
    grown_old(days=1)
    first = unfinished(ada, letter.uuid, kept, came, bens, base=1)
    other = unfinished(ada, uuid4(), elsewhere)

    ada.browser.post(f"/journal/drafts/{first}/discard/")
    assert left(ada) == {kept, str(elsewhere)}
    ada.browser.post(f"/journal/drafts/{other}/discard/")

    assert left(ada) == {kept}
    assert left(ben) == {str(bens)}


def test_a_picture_that_has_only_just_come_stays_on_a_page_whose_draft_another_let_go_of(ada):
    entry = uuid4()
    picture = str(ada.picture().uuid)
    draft = unfinished(ada, entry, picture, body="Sit down.")

    ada.browser.post(f"/journal/drafts/{draft}/discard/")
    page = {"entry": entry, "draft": draft, "body": "Sit down.", "pictures": picture}
    send(ada, NEW, page | {"revision": 1})

    assert kept_pictures(ada, only_entry(ada)) == [picture]


# --- left out ---


def test_a_picture_left_out_of_a_page_that_was_gone_on_with_is_gone_at_once(ada):
    entry = uuid4()
    picture = str(ada.picture().uuid)
    draft = unfinished(ada, entry, picture, body="Sit down.")

    page = {"entry": entry, "draft": draft, "body": "Sit down.", "pictures": picture}
    send(ada, NEW, page | {"revision": 1, "left_out": picture})

    assert kept_pictures(ada, only_entry(ada)) == []
    assert left(ada) == set()
    assert ada.browser.get(f"/pictures/{picture}/").status_code == 404


def test_what_is_left_out_of_an_unfinished_page_can_be_taken_in_again(ada):
    picture = str(ada.picture().uuid)
    draft = unfinished(ada, uuid4(), picture, left_out=picture)
    swept()

    assert boxes(ada.browser.get(f"{NEW}?draft={draft}")) == [(picture, "")]


def test_what_is_left_out_stays_with_the_version_that_had_it(ada):
    first, second, stray = (ada.picture() for _ in range(3))
    letter = a_letter(ada, first, second)
    ids = [str(it.uuid) for it in (first, second, stray)]

    change(ada, letter, 2, pictures=ids, left_out=[ids[0], ids[2]])

    assert kept_pictures(ada, letter) == ids[1:2]
    assert left(ada) == set(ids[:2])


def test_nobody_leaves_out_somebody_elses_picture(ada, ben):
    picture = str(ada.picture().uuid)

    send_form(ben, NEW, body="Mine.", pictures=picture, left_out=picture)

    assert left(ada) == {picture}


def test_the_words_typed_for_a_picture_that_is_gone_stay_on_the_page(ada, ben):
    gone, of_ben = uuid4(), ben.picture("Ben's bench").uuid
    said = {"pictures": [gone, of_ben], "shows": ["The green bench", "A coat"]}

    refused = send(ada, NEW_MEMORY, {"entry": uuid4()} | said)
    kept = send(ada, NEW_MEMORY, fields_of(refused) | {"body": "We sat."}, follow=True)
    again = ada.browser.get("/today/")

    assert refused.status_code == 422
    assert boxes(refused) == [(str(gone), "The green bench"), (str(of_ben), "A coat")]
    assert refused.text.count("This picture is not here any more. Its words are.") == 2
    assert kept_pictures(ada, only_entry(ada)) == []
    assert NOT_HERE in kept.text
    assert NOT_HERE not in again.text


def test_what_a_form_in_the_inbox_may_show_waits_with_it(ada):
    picture = ada.picture()
    page = fields_of(ada.browser.get(NEW))
    ada.browser.post("/accounts/lock/")
    send(ada, NEW, page | {"body": "From the train.", "pictures": [str(picture.uuid)]})
    InboxForm.objects.update(created=timezone.now() - UNSHOWN_FOR)

    swept()
    waiting = left(ada)
    InboxForm.objects.all().delete()
    sweep()

    assert (waiting, left(ada)) == ({str(picture.uuid)}, set())
