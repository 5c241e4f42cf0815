"""Private pictures: sealed, shown to their owner alone, and part of all that is sealed."""

import io
from uuid import uuid4

import pytest
from PIL import Image

from accounts.models import Picture
from accounts.pictures.files import PreparedPicture, prepare_picture
from accounts.pictures.store import Shown, change_alts, keep_picture, open_pictures
from accounts.signin import delete_account, start_over
from accounts.vault import keys, quota, rotation
from accounts.vault.sealing import ClosedVault, Locked
from tests.pages import page_of
from tests.people import PASSWORD, Person

LAKE = "The lake, and my coat on the bench"


def ready() -> PreparedPicture:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(out, "PNG")
    return prepare_picture(out.getvalue())


def kept(person: Person, alt: str = LAKE) -> Picture:
    return keep_picture(person.user, person.vault, ready=ready(), alt=alt)


def get(person: Person, picture: Picture, size: str = ""):
    return person.browser.get(f"/pictures/{picture.uuid}/{size}")


def damage(picture: Picture, name: str) -> None:
    Picture.objects.filter(pk=picture.pk).update(**{name: bytes(getattr(picture, name))[:-1]})


# --- keeping ---


def test_a_kept_picture_is_shown_to_its_owner_as_it_was_made(ada):
    picture, made = kept(ada), ready()

    whole, small = get(ada, picture), get(ada, picture, "small/")

    assert (whole.content, small.content) == (made.image, made.thumbnail)
    assert whole.headers["Content-Type"] == small.headers["Content-Type"] == "image/webp"


def test_nothing_of_it_stands_in_the_row_in_clear(ada):
    picture = kept(ada)
    row = Picture.objects.get()
    stored = [bytes(getattr(row, name)) for name in Picture.sealed_fields]
    for clear in (LAKE.encode(), b"alt", b"WEBP", b"RIFF"):
        assert [held for held in stored if clear in held] == []
    assert row.uuid == picture.uuid


def test_a_page_asks_once_for_all_of_its_pictures_and_not_for_their_bytes(
    ada, ben, django_assert_num_queries
):
    first, second, bens = kept(ada), kept(ada, ""), kept(ben)
    asked = [str(second.uuid), str(uuid4()), str(bens.uuid), "no id", str(first.uuid)]

    with django_assert_num_queries(1) as queries:
        found = open_pictures(ada.user, ada.vault, asked)

    assert '"thumbnail"' not in queries[0]["sql"]
    assert list(found) == [str(second.uuid), str(first.uuid)]
    assert found[str(first.uuid)] == Shown(
        first.uuid,
        LAKE,
        64,
        48,
        f"/pictures/{first.uuid}/",
        f"/pictures/{first.uuid}/small/",
    )
    assert found[str(second.uuid)].alt == ""


def test_a_page_without_pictures_asks_for_none(ada, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert open_pictures(ada.user, ada.vault, ["no id"]) == {}


def test_words_that_are_damaged_leave_the_picture(ada):
    picture = kept(ada)
    damage(picture, "about")

    shown = open_pictures(ada.user, ada.vault, [picture.uuid])[str(picture.uuid)]

    assert (shown.alt, shown.width, shown.height) == ("", 0, 0)
    assert get(ada, picture).status_code == 200
    change_alts(ada.user, ada.vault, {str(picture.uuid): "The lake again"})
    assert (
        open_pictures(ada.user, ada.vault, [picture.uuid])[str(picture.uuid)].alt
        == "The lake again"
    )


def test_other_words_change_nothing_else(ada):
    picture = kept(ada)
    before = open_pictures(ada.user, ada.vault, [picture.uuid])[str(picture.uuid)]
    change_alts(ada.user, ada.vault, {str(picture.uuid): "A bench"})

    (after,) = open_pictures(ada.user, ada.vault, [picture.uuid]).values()

    assert (after.alt, after.width, after.height) == ("A bench", before.width, before.height)
    assert bytes(Picture.objects.get().image) == picture.image


def test_nobody_changes_the_words_of_somebody_elses_picture(ada, ben):
    picture = kept(ada)
    change_alts(ben.user, ben.vault, {str(picture.uuid): "Ben was here"})
    assert open_pictures(ada.user, ada.vault, [picture.uuid])[str(picture.uuid)].alt == LAKE


def test_the_words_for_six_ask_no_more_of_the_database_than_for_one(
    ada, django_assert_max_num_queries
):
    said = {str(kept(ada).uuid): f"Bench {number}" for number in range(6)}
    with django_assert_max_num_queries(5):
        change_alts(ada.user, ada.vault, said)
    shown = open_pictures(ada.user, ada.vault, said)
    assert {uuid: it.alt for uuid, it in shown.items()} == said


def test_a_closed_vault_keeps_and_opens_nothing(ada):
    picture = kept(ada)
    with pytest.raises(Locked):
        keep_picture(ada.user, ClosedVault(), ready=ready())
    with pytest.raises(Locked):
        open_pictures(ada.user, ClosedVault(), [picture.uuid])
    assert Picture.objects.count() == 1


def test_a_full_journal_takes_no_picture(ada, monkeypatch):
    monkeypatch.setattr(quota, "MEGABYTE", 1200)  # one of these takes less, two more
    ada.user.quota_mb = 1
    ada.user.save()
    first = kept(ada)
    with pytest.raises(quota.JournalFull):
        kept(ada)
    assert list(Picture.objects.all()) == [first]


# --- showing ---


def test_to_a_stranger_it_is_not_there(ada, ben):
    picture, nobodys = kept(ada), Picture(uuid=uuid4())
    for size in ("", "small/"):
        strangers, unknown = get(ben, picture, size), get(ben, nobodys, size)
        assert (strangers.status_code, unknown.status_code) == (404, 404)
        assert page_of(strangers) == page_of(unknown)


def test_a_locked_journal_shows_none(ada):
    picture = kept(ada)
    ada.browser.post("/accounts/lock/")
    for size in ("", "small/"):
        answer = get(ada, picture, size)
        assert (answer.status_code, answer.url[:18]) == (302, "/accounts/unlock/?")


@pytest.mark.parametrize("size", ["", "small/"])
def test_a_browser_may_show_it_and_nothing_more(ada, size):
    headers = get(ada, kept(ada), size).headers
    assert {name: headers.get(name) for name in SAID} == SAID


SAID = {
    "Cache-Control": "no-store",
    "Content-Disposition": "inline",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


@pytest.mark.parametrize(("name", "size"), [("image", ""), ("thumbnail", "small/")])
def test_a_damaged_one_says_so(ada, name, size):
    picture = kept(ada)
    damage(picture, name)

    answer = get(ada, picture, size)

    assert (answer.status_code, answer.headers["Content-Type"]) == (
        404,
        "text/plain; charset=utf-8",
    )
    assert answer.content.decode() == (
        "This picture is damaged and cannot be shown. Nothing else is affected."
    )


def test_only_the_bytes_that_are_shown_are_read(ada, django_assert_max_num_queries):
    picture = kept(ada)
    with django_assert_max_num_queries(6) as queries:
        get(ada, picture, "small/")
    asked = [query["sql"] for query in queries if "accounts_picture" in query["sql"]]
    assert len(asked) == 1
    assert '"image"' not in asked[0]


# --- with all else that is sealed ---


def test_new_keys_seal_it_anew_and_it_still_opens(ada):
    picture, made = kept(ada), ready()
    renewed, _ = keys.take_new_keys(ada.user, ada.vault, PASSWORD)

    left = rotation.seal_anew(ada.user, renewed, seconds=60)

    assert (left.records, left.damaged, list(left.vault.keyring.keys)) == (0, 0, [2])
    row = Picture.objects.get()
    assert left.vault.open(row, "image", row.image) == made.image
    assert left.vault.open(row, "thumbnail", row.thumbnail) == made.thumbnail
    assert open_pictures(ada.user, left.vault, [picture.uuid])[str(picture.uuid)].alt == LAKE


def test_it_counts_as_much_as_it_takes(ada):
    before = quota.measure(ada.user)
    picture = kept(ada)
    assert quota.measure(ada.user) - before == sum(
        len(getattr(picture, name)) for name in Picture.sealed_fields
    )


def test_it_goes_with_its_owner_and_no_other_does(ada, ben):
    kept(ada), kept(ben)
    delete_account.delete_account(ada.user)
    assert [row.owner_id for row in Picture.objects.all()] == [ben.user.pk]


def test_it_goes_where_someone_starts_over(ada, ben):
    kept(ada), kept(ben)
    ada.user.set_password("a third sundial")
    ada.user.save()
    keys.open_at_sign_in(ada.user, "a third sundial")

    start_over.replace_sealed_journal(ada.user, "a third sundial")

    assert [row.owner_id for row in Picture.objects.all()] == [ben.user.pk]
