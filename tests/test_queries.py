"""What a page asks of the database: the same for one row as for fifty, and little at that."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.inbox import inbox
from accounts.models import InboxForm
from journal.content import Content, Typed
from journal.keeping import keep
from journal.keeping.pictures import write_uses
from journal.models import Draft, Entry
from journal.search import volumes
from practices.library.catalogue import practices
from tests.people import Person

MOST = 6


def queries(ada: Person, path: str) -> int:
    """How many queries a visit to `path` makes, once everything is warm."""
    ada.browser.post("/practices/before/", {"next": path})
    assert ada.browser.get(path).status_code == 200
    with CaptureQueriesContext(connection) as made:
        ada.browser.get(path)
    return len(made)


def letters(ada: Person, number: int) -> None:
    for _ in range(number):
        ada.letter(title="The coat", feelings=["tired"])


def days(ada: Person, number: int) -> None:
    today = timezone.localdate()
    taken = Entry.objects.of(ada.user).days().count()
    for days_ago in range(taken + 1, taken + number + 1):
        ada.day(today - timedelta(days=days_ago), focus_1="soup", given="Tea.")


def binned(ada: Person, number: int) -> None:
    for _ in range(number):
        keep.bin_entry(ada.user, ada.vault, ada.letter())


def drafts(ada: Person, number: int) -> None:
    typed = {"letter": {"body": ["You came "]}, "morning": {"focus_1": ["soup"]}}
    for form in ("letter", "morning", "evening"):
        for _ in range(number):
            day = timezone.localdate()
            draft = Draft(owner=ada.user, form=form, entry_uuid=uuid4(), day=day)
            draft.seal(ada.vault, Typed(typed.get(form, {"given": ["Tea."]})))
            draft.save()


def notes(ada: Person, number: int) -> None:
    for _ in range(number):
        entry = Entry(owner=ada.user, kind=Entry.Kind.NOTE, day=timezone.localdate())
        entry.seal(ada.vault, Content(practice="need-finder", answers={"action": "Soup."}))
        entry.save()


def sittings(ada: Person, number: int) -> None:
    for days_ago in range(number):
        day = timezone.localdate() - timedelta(days=days_ago)
        ada.sat("feet", response="softer", day=day)


def kit(ada: Person, number: int) -> None:
    for kind in ("line", "care", "person"):
        for _ in range(number):
            ada.kit(kind, text="Soup.", area="body", phone="0123 456")


def favourites(ada: Person, number: int) -> None:
    for slug in [*practices()][:number]:
        ada.kit("favourite", text=slug)


def memories(ada: Person, number: int) -> None:
    """Each with a picture, a tag and a mark."""
    for _ in range(number):
        entry = Entry(owner=ada.user, kind=Entry.Kind.MEMORY, day=timezone.localdate())
        picture = ada.picture("The sea.")
        said = Content(title="The sea", pictures=[str(picture.uuid)], tags=["sea"], favourite=True)
        entry.seal(ada.vault, said)
        entry.save()
        write_uses(entry, said.pictures)
    volumes.mend(ada.user, ada.vault)


def tagged(ada: Person, number: int) -> None:
    taken = Entry.objects.of(ada.user).count()
    for tag in range(taken, taken + number):
        ada.letter(tags=[f"tag {tag}"], favourite=True)
    volumes.mend(ada.user, ada.vault)


def closed(ada: Person, number: int) -> None:
    for days in range(number):
        ada.letter(opens_on=timezone.localdate() - timedelta(days=days))


def sent_too_late(ada: Person, number: int) -> None:
    there = InboxForm.objects.count()
    for page in range(there, there + number):
        form = inbox.Form("/practices/kit/add/line/", "kit_line=Slowly.")
        inbox.seal_form(ada.user, form, visit=page.to_bytes(16), page=page.to_bytes(16))


@pytest.mark.parametrize(
    ("path", "rows"),
    [
        ("/journal/", memories),
        ("/journal/?kind=memory", memories),
        ("/journal/?favourites=1", memories),
        ("/journal/?favourites=1", tagged),
        ("/journal/tags/", tagged),
        ("/journal/letters/seven/", drafts),
        ("/journal/", closed),
        ("/today/", closed),
        ("/today/", sent_too_late),
        ("/journal/", notes),
        ("/today/", sittings),
        ("/today/", kit),
        ("/now/", kit),
        ("/practices/", favourites),
        ("/practices/", sittings),
        ("/practices/feet/", sittings),
        ("/practices/three-lines/sit/", kit),
        ("/practices/three-lines/sit/", notes),
        ("/practices/feet/done/", sittings),
        ("/practices/steady/", kit),
        ("/practices/steady/", sittings),
        ("/practices/kit/", kit),
        ("/practices/kit/", favourites),
        ("/journal/", letters),
        ("/journal/", days),
        ("/journal/", drafts),
        ("/journal/bin/", binned),
        ("/today/", drafts),
        ("/today/", letters),
        ("/journal/letters/new/", drafts),
    ],
)
def test_a_page_of_fifty_rows_asks_no_more_than_a_page_of_one(ada, path, rows):
    rows(ada, 1)
    one = queries(ada, path)

    rows(ada, 49)

    assert queries(ada, path) == one


@pytest.mark.parametrize(
    "path",
    [
        "/journal/",
        "/journal/letters/new/",
        "/journal/letters/new/?seven=3",
        "/journal/letters/seven/",
        "/journal/memories/new/",
        "/journal/notes/new/",
        "/now/",
        "/practices/",
        "/practices/three-lines/sit/",
    ],
)
def test_a_main_page_asks_little(ada, path):
    write_a_little(ada)

    assert queries(ada, path) <= MOST


def test_the_days_page_asks_for_the_journal_and_for_practices(ada):
    write_a_little(ada)

    assert queries(ada, "/today/") <= MOST + 3  # sittings, lines, whether gentle mode was declined


def write_a_little(ada: Person) -> None:
    for rows in (letters, days, drafts, sittings, kit):
        rows(ada, 3)
    ada.sat("hum", response="harder")
    ada.sat("hum", response="harder")


def test_reading_a_letter_asks_little(ada):
    letter = ada.letter(title="The coat")

    assert queries(ada, f"/journal/{letter.uuid}/") <= MOST


@pytest.mark.parametrize("page_of_it", ["", "reply/", "edit/"])
def test_a_page_with_fifty_answers_asks_no_more_than_one_with_one(ada, page_of_it):
    letter = ada.letter(title="The coat")

    def answers(number: int) -> None:
        for _ in range(number):
            answer = ada.letter("You came home.")
            Entry.objects.filter(pk=answer.pk).update(reply_to=letter)

    answers(1)
    one = queries(ada, f"/journal/{letter.uuid}/{page_of_it}")

    answers(49)

    assert queries(ada, f"/journal/{letter.uuid}/{page_of_it}") == one
    assert one <= MOST + 1


def test_a_memory_with_six_pictures_asks_once_for_all_of_them(ada):
    entry = Entry(owner=ada.user, kind=Entry.Kind.MEMORY, day=timezone.localdate())
    pictures = [str(ada.picture("The sea.").uuid) for _ in range(6)]
    entry.seal(ada.vault, Content(title="The sea", pictures=pictures))
    entry.save()
    write_uses(entry, pictures)

    assert queries(ada, f"/journal/{entry.uuid}/") <= MOST + 1
    assert queries(ada, f"/practices/kind-memory/sit/?picture={pictures[0]}") <= MOST


def test_a_public_page_asks_nothing_for_a_visitor(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        for path in ("/", "/now/", "/practices/", "/practices/feet/", "/practices/steady/"):
            assert client.get(path).status_code == 200
