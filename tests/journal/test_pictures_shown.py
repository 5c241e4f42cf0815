"""Which page shows which pictures, and with what words: drafts, versions, closed letters."""

import re
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from accounts.models import Picture
from journal.keeping import keep
from journal.models import Draft, Entry
from tests.journal.picturing import (
    alt_of,
    boxes,
    bring,
    chosen,
    kept_pictures,
    only_entry,
    send_form,
    words_in_order,
)
from tests.pages import NEW, NEW_MEMORY, NEW_NOTE, fields_of, send
from tests.people import Person

DRAFTS = "/journal/drafts/"
ALT = "Mother on the green bench"


def test_of_what_a_form_names_only_its_writers_own_pictures_are_shown(ada, ben):
    mine, bens = ada.picture("Mine"), ben.picture("Ben's")
    ids = ["nonsense", str(bens.uuid), str(mine.uuid), str(uuid4())]

    answer = send_form(ada, NEW, body="Sit.", pictures=ids, shows=["a", "b", "A bench", "c"])

    assert answer.status_code == 302
    assert kept_pictures(ada, only_entry(ada)) == [str(mine.uuid)]
    assert [alt_of(ada, mine), alt_of(ben, bens)] == ["A bench", "Ben's"]


def test_two_versions_side_by_side_keep_the_pictures_of_both(ada):
    entry = uuid4()
    theirs, mine = ada.picture("Theirs"), ada.picture()
    send_form(ada, NEW, entry=entry, body="One.", pictures=str(theirs.uuid))

    said = {"entry": entry, "body": "Two.", "pictures": str(mine.uuid), "shows": "Mine"}
    answer = send_form(ada, NEW, **said)

    assert answer.status_code == 409
    assert boxes(answer) == [(str(mine.uuid), "Mine")]
    assert f'<img class="theirs" src="/pictures/{theirs.uuid}/small/"' in answer.content.decode()
    assert send(ada, NEW, fields_of(answer)).status_code == 302
    assert kept_pictures(ada, only_entry(ada)) == [str(mine.uuid)]


def test_a_draft_holds_the_pictures_and_what_is_said_of_them(ada):
    entry, draft = uuid4(), uuid4()
    ids = [str(ada.picture().uuid) for _ in range(2)]
    said = {"pictures": ids, "shows": ["A bench", ""], "left_out": ids[1:]}

    autosaved = {"form": "letter", "entry": entry, "draft": draft, "revision": 0, **said}
    assert send(ada, "/journal/drafts/", autosaved).json()["revision"] == 1

    answer = ada.browser.get(f"{NEW}?draft={draft}")
    assert boxes(answer) == [(ids[0], "A bench"), (ids[1], "")]
    assert fields_of(answer)["left_out"] == ids[1:]


def test_a_picture_of_a_draft_needs_no_word(ada):
    entry = uuid4()
    picture = str(ada.picture().uuid)

    said = {"form": "memory", "entry": entry, "draft": uuid4(), "pictures": picture}
    send(ada, "/journal/drafts/", said)

    assert Draft.objects.get().open(ada.vault).fields["pictures"] == [picture]


def test_a_late_save_of_pictures_that_were_kept_brings_no_draft_back(ada):
    entry, draft = uuid4(), uuid4()
    picture = str(ada.picture("A bench").uuid)
    form = fields_of(ada.browser.get(NEW))
    form |= {"entry": entry, "body": "Sit.", "pictures": picture, "shows": "A bench"}
    send(ada, NEW, form | {"draft": draft})

    late = {"form": "letter", "draft": draft, "revision": 0}
    assert send(ada, "/journal/drafts/", form | late).json()["revision"] == 0
    assert send(ada, "/journal/drafts/", form | late | {"shows": "A"}).json()["revision"] == 1


# --- words ---


def test_the_words_for_a_picture_can_be_changed_alone(ada):
    entry = uuid4()
    picture = ada.picture("A bench")
    send_form(ada, NEW_NOTE, entry=entry, body="Sit down.", pictures=str(picture.uuid))
    form = fields_of(ada.browser.get(f"/journal/{entry}/edit/"))
    assert form["shows"] == ["A bench", ""]  # the last is for one that comes without a script

    send(ada, f"/journal/{entry}/edit/", form | {"shows": ["A green bench"]})

    assert alt_of(ada, picture) == "A green bench"
    ada.browser.post(f"/journal/{entry}/versions/1/restore/")
    assert alt_of(ada, picture) == "A bench"


def test_words_for_a_picture_that_another_tab_kept_are_not_written_over_unseen(ada):
    entry = uuid4()
    picture = ada.picture()
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


# --- two pages show one ---


def test_a_letter_of_its_own_shows_the_pictures_of_the_one_in_the_bin_each_with_its_words(ada):
    entry, picture = uuid4(), ada.picture("A bench")
    send_form(ada, NEW, entry=entry, body="One.", pictures=picture.uuid, shows="A bench")
    ada.browser.post(f"/journal/{entry}/delete/")

    said = {"entry": entry, "base": 1, "body": "Two.", "pictures": str(picture.uuid)}
    answer = send_form(ada, f"/journal/{entry}/edit/", **said, shows="A green bench")
    send(ada, NEW, fields_of(answer))

    pages = [Entry.objects.get(uuid=entry), only_entry(ada)]
    assert [kept_pictures(ada, page) for page in pages] == [[str(picture.uuid)]] * 2
    read = [ada.browser.get(f"/journal/{page.uuid}/").text for page in pages]
    assert [re.findall(r'src="/pictures.*? alt="(.*?)"', it) for it in read] == [
        ["A bench"],
        ["A green bench"],
    ]
    ada.browser.post(f"/journal/{entry}/restore/")
    forms = [ada.browser.get(f"/journal/{page.uuid}/edit/") for page in pages]
    assert [boxes(form)[0][1] for form in forms] == ["A bench", "A green bench"]


def change_begun(ada) -> tuple[Entry, dict[str, object]]:
    """A kept letter with a picture, and the page of a change of it, saved once."""
    entry = uuid4()
    picture = ada.picture(ALT)
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
    assert kept_pictures(ada, new) == [str(Picture.objects.get().uuid)]
    assert not Draft.objects.exists()


def test_after_a_letter_was_closed_the_words_of_its_own_are_offered_again(ada):
    letter, page = change_begun(ada)
    Entry.objects.update(opens_on=date(2090, 1, 1))

    told = send(ada, NEW, page)
    saved = send(ada, DRAFTS, fields_of(told) | {"form": "letter", "body": "Sit down, you."})

    assert told.status_code == 409
    assert boxes(told) == [(str(Picture.objects.get().uuid), ALT)]  # what this page had typed
    assert f'src="/pictures/{Picture.objects.get().uuid}' not in told.text
    assert ada.browser.get(f"/pictures/{Picture.objects.get().uuid}/").status_code == 404
    assert "Sit down, you." in ada.browser.get(saved.json()["page"]).text
    assert Draft.objects.offered_to(ada.user).get().entry_uuid != letter.uuid


def test_a_page_of_another_kind_shows_it_with_words_of_its_own(ada):
    entry, picture = uuid4(), ada.picture(ALT)
    send_form(ada, NEW, entry=entry, body="Sit.", pictures=picture.uuid, shows=ALT)

    send(ada, NEW_MEMORY, {"entry": entry, "body": "Mine.", "pictures": picture.uuid, "shows": "x"})

    letter, memory = (Entry.objects.get(kind=kind) for kind in ("letter", "memory"))
    assert kept_pictures(ada, memory) == [str(picture.uuid)]
    assert [words_in_order(ada, it) for it in (letter, memory)] == [[ALT], ["x"]]


# --- closed letters ---


def whole(ada, **said: object) -> dict[str, object]:
    """All that the page of a letter sends that is closed for a year."""
    return fields_of(ada.browser.get(NEW)) | {"body": "Sit.", "closes": "year"} | said


@pytest.fixture
def picture(ada) -> Picture:
    """The picture of a letter that is closed."""
    entry = uuid4()
    picture = ada.picture(ALT)
    send(ada, NEW, whole(ada, entry=entry, pictures=picture.uuid, shows=ALT))
    assert kept_pictures(ada, Entry.objects.get()) == [str(picture.uuid)]
    return picture


def closed_letter() -> Entry:
    return Entry.objects.get(opens_on__isnull=False)


@pytest.mark.parametrize("size", ["", "small/"])
def test_a_picture_of_a_closed_letter_is_not_there_until_it_is_opened(ada, picture, size):
    path = f"/pictures/{picture.uuid}/{size}"

    closed = ada.browser.get(path)
    ada.browser.post(f"/journal/{closed_letter().uuid}/open/")

    assert closed.status_code == 404
    assert ada.browser.get(path).status_code == 200


@pytest.mark.parametrize("path", [NEW, NEW_MEMORY])
@pytest.mark.parametrize("body", ["", "Mine."])
def test_no_form_shows_or_takes_over_a_picture_of_a_closed_letter(ada, picture, path, body):
    said = {"entry": closed_letter().uuid, "body": body, "pictures": picture.uuid}

    answer = send(ada, path, said, follow=True)
    if answer.status_code == 409:
        answer = send(ada, path, fields_of(answer), follow=True)

    assert ALT not in answer.text
    assert f"/pictures/{picture.uuid}/" not in answer.text
    others = Entry.objects.exclude(pk=closed_letter().pk)
    assert [kept_pictures(ada, it) for it in others] == ([[]] if body else [])
    assert Picture.objects.count() == 1
    assert alt_of(ada, picture) == ALT


def test_kept_twice_a_closed_letter_with_a_picture_is_one_letter(ada, picture):
    form = whole(ada, entry=closed_letter().uuid, pictures=picture.uuid, shows=ALT)

    again = send(ada, NEW, form)
    late = send(ada, DRAFTS, form | {"form": "letter"})

    assert again.status_code == 302
    assert late.json()["revision"] == 0
    assert Entry.objects.count() == 1


def test_a_picture_of_a_closed_letter_shows_where_another_page_shows_it(ada, picture):
    Entry.objects.update(opened_at=timezone.now())
    send_form(ada, NEW_MEMORY, body="The bench.", pictures=picture.uuid, shows="Where we sat")
    Entry.objects.update(opened_at=None)

    memory = Entry.objects.get(kind="memory")
    page = ada.browser.get(f"/journal/{memory.uuid}/").text

    assert f'src="/pictures/{picture.uuid}/"' in page
    assert "Where we sat" in page
    assert ALT not in page


@pytest.mark.parametrize("kind", ["letter", "memory"])
def test_an_unfinished_page_that_names_a_hidden_picture_does_not_uncover_it(ada, picture, kind):
    said = {"form": kind, "draft": uuid4(), "revision": 0, "body": "Mine."}

    send(ada, DRAFTS, said | {"entry": uuid4(), "pictures": picture.uuid})

    assert ada.browser.get(f"/pictures/{picture.uuid}/").status_code == 404


def test_the_same_picture_comes_anew_for_a_page_whose_letter_was_closed(ada):
    entry = uuid4()
    send_form(ada, NEW, chosen(), entry=entry, body="Sit.", closes="year")
    (hidden,) = kept_pictures(ada, closed_letter())

    came = bring(ada, entry=entry).json()["picture"]

    assert came != hidden
    assert ada.browser.get(f"/pictures/{came}/").status_code == 200


def closed_elsewhere(person: Person, entry: UUID, **said: object) -> None:
    send_form(person, NEW, entry=entry, body="Sit.", closes="year", **said)
    assert Entry.objects.get(uuid=entry).is_closed


def test_a_picture_that_this_page_brought_comes_along_where_the_letter_was_closed(ada):
    entry = uuid4()
    dog = bring(ada, entry=entry).json()["picture"]
    closed_elsewhere(ada, entry)

    said = {"entry": entry, "body": "Sit, dog.", "pictures": [dog], "shows": ["My dog"]}
    answer = send_form(ada, NEW, **said)

    assert answer.status_code == 409
    assert boxes(answer) == [(dog, "My dog")]
    assert send(ada, NEW, fields_of(answer)).status_code == 302
    letter = Entry.objects.exclude(uuid=entry).get()
    assert kept_pictures(ada, letter) == [dog]
    assert words_in_order(ada, letter) == ["My dog"]


@pytest.mark.parametrize("damage", [False, True])
def test_what_a_closed_letter_or_a_version_of_it_shows_stays_in_its_envelope(ada, damage):
    entry = uuid4()
    earlier, now, dog = (str(ada.picture(alt).uuid) for alt in ("Secret", "Secret", "Mine"))
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
    assert boxes(answer) == [(earlier, ""), (now, ""), (dog, "Mine")]
    assert re.findall(r'src="/pictures/(.*?)/small/"', answer.text) == [dog]
    assert "Secret" not in answer.text
