"""Writing back at `/journal/<uuid>/reply/`, and the thread that stands around an entry."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.days import today_of
from accounts.models import InboxForm
from journal.content import Content
from journal.keeping import keep
from journal.models import Draft, Entry
from tests.damage import damaged
from tests.pages import NEW, error_title, fields_of, send
from tests.people import Person

THEN = date(2025, 3, 3)


def reply_page(entry: Entry) -> str:
    return f"/journal/{entry.uuid}/reply/"


def write_back(person: Person, original: Entry, body: str, **said: object) -> Entry:
    """An answer, by the form that its page holds."""
    form = fields_of(person.browser.get(reply_page(original)))
    assert send(person, NEW, form | {"body": [body]} | said).status_code == 302
    return Entry.objects.with_closed(person.user).get(uuid=form["entry"][0])


def shown(person: Person, entry: Entry) -> str:
    return person.browser.get(entry.get_absolute_url()).content.decode()


def turns(page: str) -> list[str]:
    """The beginning of each entry that a thread shows."""
    return re.findall(r'<details class="card turn[^>]*>', page)


def note(person: Person) -> Entry:
    sent = {"practice": "need-finder", "action": "A walk to the post.", "entry": uuid4()}
    person.browser.post("/journal/notes/new/", sent)
    return Entry.objects.with_closed(person.user).get()


def memory(person: Person) -> Entry:
    entry = Entry(owner=person.user, kind=Entry.Kind.MEMORY, day=THEN)
    entry.seal(person.vault, Content(answers={"heard": "A walk to the post."}))
    entry.save()
    return entry


KINDS = {
    "letter": lambda person: person.letter("A walk to the post.", day=THEN),
    "day": lambda person: person.day(THEN, given="A walk to the post."),
    "note": note,
    "memory": memory,
}


@pytest.mark.parametrize("kind", KINDS)
def test_anything_kept_can_be_answered_and_is_not_changed_by_it(ada, kind):
    original = KINDS[kind](ada)
    before = Entry.objects.filter(pk=original.pk).values().get()

    assert "A walk to the post." in ada.browser.get(reply_page(original)).content.decode()
    answer = write_back(ada, original, "I remember.")

    assert Entry.objects.filter(pk=original.pk).values().get() == before
    assert (answer.kind, answer.reply_to, answer.day) == (
        "letter",
        original,
        today_of(ada.user),
    )
    assert answer.open(ada.vault).answers == {"writer": "myself", "voice": "you"}


def test_the_thread_reads_from_both_ends(ada):
    original = ada.letter("It rained.", day=THEN, answers={"writer": "kind-friend"})
    first = write_back(ada, original, "It did.")
    second = write_back(ada, original, "And then it stopped.")
    Entry.objects.filter(pk=first.pk).update(day=date(2026, 1, 2))

    page = shown(ada, original)

    in_order = ["It rained.", "Written back", "2 January 2026", ", <bdi>from myself", "It did."]
    places = [page.index(words) for words in [*in_order, "And then it stopped."]]
    assert places == sorted(places)
    page = shown(ada, second)
    in_order = ["In answer to:", "3 March 2025", "from a kind friend", "It rained.", "And then"]
    places = [page.index(words) for words in in_order]
    assert places == sorted(places)
    assert "It did." not in page


def test_the_page_of_a_day_shows_what_was_written_back(ada):
    day = ada.day(THEN, given="Tea.")
    answer = write_back(ada, day, "It was good tea.")

    assert "It was good tea." in shown(ada, day)
    assert "Tea." in shown(ada, answer)


def test_an_answer_to_an_answer_leads_on_both_ways(ada):
    original = ada.letter("It rained.", day=THEN)
    first = write_back(ada, original, "It did.")
    second = write_back(ada, first, "Do you still hear it?")

    page = shown(ada, first)

    assert f'href="/journal/{original.uuid}/"' in page
    assert f'href="/journal/{second.uuid}/"' in page
    assert "It rained." not in shown(ada, second)


def test_what_is_binned_or_closed_shows_no_word_in_the_thread(ada):
    original = ada.letter("It rained.", day=THEN)
    binned = write_back(ada, original, "Into the bin.")
    later = {"closes": ["day"], "opens_on": ["2031-03-14"]}
    closed = write_back(ada, original, "Not before spring.", **later)
    keep.bin_entry(ada.user, ada.vault, binned)

    page = shown(ada, original)

    assert closed.is_closed
    assert "Into the bin." not in page
    assert "Not before spring." not in page
    assert "closed until 14 March 2031" in page


def test_an_answer_shows_no_word_of_what_was_binned_or_closed_since(ada):
    original = ada.letter("It rained.", day=THEN)
    answer = write_back(ada, original, "It did.")
    keep.bin_entry(ada.user, ada.vault, original)
    assert "It rained." not in shown(ada, answer)
    keep.restore_entry(ada.user, ada.vault, original)
    assert "It rained." in shown(ada, answer)

    Entry.objects.filter(pk=original.pk).update(opens_on=date(2031, 3, 14))

    assert "It rained." not in shown(ada, answer)
    assert "closed until 14 March 2031" in shown(ada, answer)


def test_a_letter_whose_original_is_gone_for_good_stands_alone(ada):
    original = ada.letter("It rained.", day=THEN)
    answer = write_back(ada, original, "It did.")
    keep.bin_entry(ada.user, ada.vault, original)
    original.refresh_from_db()
    keep.delete_for_good(ada.user, original)

    page = shown(ada, answer)

    assert "It did." in page
    assert "In answer to:" not in page


def test_a_damaged_one_says_so_at_both_ends(ada):
    original = ada.letter("It rained.", day=THEN)
    answer = write_back(ada, original, "It did.")
    for entry, other, says in (
        (original, answer, "This answers something from 3 March 2025, whose record is damaged"),
        (answer, original, "but its record is damaged and cannot be opened."),
    ):
        whole = bytes(Entry.objects.get(pk=entry.pk).content)
        Entry.objects.filter(pk=entry.pk).update(content=damaged(whole))
        assert says in shown(ada, other)
        Entry.objects.filter(pk=entry.pk).update(content=whole)


def test_what_was_marked_hard_is_folded_in_a_thread_and_beside_the_sheet(ada):
    original = ada.letter("It rained.", day=THEN, hard=True)
    answer = write_back(ada, original, "It did.")

    for page in (shown(ada, answer), ada.browser.get(reply_page(original)).content.decode()):
        assert [" open" in turn for turn in turns(page)] == [False]
        assert "You marked it as hard." in page
    assert [" open" in turn for turn in turns(shown(ada, original))] == [True]


def test_nobody_answers_someone_else(ada, ben):
    original = ada.letter("It rained.", day=THEN)
    said = {"reply_to": original.uuid, "body": "Hello.", "entry": uuid4()}

    kept = send(ben, NEW, said, follow=True).content.decode()

    letter = Entry.objects.with_closed(ben.user).get()
    assert letter.reply_to is None
    assert letter.open(ben.vault).body == "Hello."
    assert "this is now a letter of its own" in kept
    assert "It rained." not in kept
    assert "Hello." not in shown(ada, original)
    assert "It rained." not in ben.browser.get(f"{NEW}?reply_to={original.uuid}").content.decode()


@pytest.mark.parametrize("reply_to", ["nonsense", str(uuid4())])
def test_what_is_no_entry_keeps_no_letter_from_being_kept(ada, reply_to):
    kept = send(ada, NEW, {"reply_to": reply_to, "body": "Hello."}, follow=True)

    assert Entry.objects.with_closed(ada.user).get().reply_to is None
    assert "this is now a letter of its own" in kept.content.decode()


@pytest.mark.parametrize("gone", ["binned", "closed"])
def test_an_original_that_goes_while_one_writes_loses_no_word(ada, gone):
    original = ada.letter("It rained.", day=THEN)
    form = fields_of(ada.browser.get(reply_page(original)))
    if gone == "binned":
        keep.bin_entry(ada.user, ada.vault, original)
    else:
        Entry.objects.filter(pk=original.pk).update(opens_on=date(2031, 3, 14))

    kept = send(ada, NEW, form | {"body": ["It did."]}, follow=True).content.decode()

    letter = Entry.objects.with_closed(ada.user).get(uuid=form["entry"][0])
    assert letter.reply_to is None
    assert "It did." in kept
    assert "this is now a letter of its own" in kept


def test_a_form_that_comes_back_still_shows_what_it_answers(ada):
    original = ada.letter("It rained.", day=THEN)
    form = fields_of(ada.browser.get(reply_page(original)))

    answer = send(ada, NEW, form | {"title": [""]})

    assert answer.status_code == 422
    assert error_title(answer) == "Nothing to keep yet."
    assert "It rained." in answer.content.decode()
    assert fields_of(answer)["reply_to"] == [str(original.uuid)]


def test_an_unfinished_answer_goes_on_where_it_stands_and_from_its_own_page(ada):
    original = ada.letter("It rained.", day=THEN)
    form = fields_of(ada.browser.get(reply_page(original)))
    send(ada, "/journal/drafts/", form | {"form": "letter", "body": "It did, and"})
    draft = Draft.objects.of(ada.user).get()

    for path in (reply_page(original), draft.get_absolute_url()):
        answer = ada.browser.get(path)
        again = fields_of(answer)
        assert "It rained." in answer.content.decode()
        assert (again["body"], again["draft"]) == (["It did, and"], [str(draft.uuid)])
        assert again["reply_to"] == [str(original.uuid)]

    send(ada, NEW, again)
    assert Entry.objects.with_closed(ada.user).get(uuid=form["entry"][0]).reply_to == original
    assert not Draft.objects.of(ada.user).exists()


def test_of_an_answer_that_is_closed_no_word_is_offered(ada):
    original = ada.letter("One.")
    form = fields_of(ada.browser.get(reply_page(original))) | {"body": ["Nobody came, and"]}
    draft = send(ada, "/journal/drafts/", form | {"form": ["letter"]}).json()
    send(ada, NEW, form | {"draft": [], "closes": ["year"]})

    page = ada.browser.get(reply_page(original))

    assert "Nobody came" not in page.text
    assert draft["draft"] not in page.text


def test_an_answer_that_nobody_began_leaves_no_draft(ada):
    form = fields_of(ada.browser.get(reply_page(ada.letter(day=THEN))))

    send(ada, "/journal/drafts/", form | {"form": "letter"})

    assert not Draft.objects.of(ada.user).exists()


def test_a_save_that_comes_after_keep_brings_no_draft_back(ada):
    original = ada.letter("It rained.", day=THEN)
    form = fields_of(ada.browser.get(reply_page(original))) | {"body": ["It did."]}
    send(ada, NEW, form)

    send(ada, "/journal/drafts/", form | {"form": "letter"})

    assert not Draft.objects.of(ada.user).exists()


def test_changing_an_answer_leaves_it_an_answer(ada):
    original = ada.letter("It rained.", day=THEN)
    answer = write_back(ada, original, "It did.")
    keep.bin_entry(ada.user, ada.vault, original)
    page = f"/journal/{answer.uuid}/edit/"

    form = fields_of(ada.browser.get(page)) | {"body": ["It poured."]}
    kept = send(ada, page, form, follow=True).content.decode()

    answer.refresh_from_db()
    assert (answer.reply_to, answer.version) == (original, 2)
    assert "letter of its own" not in kept


def test_what_is_sent_to_the_address_of_the_reply_is_taken_too(ada):
    original = ada.letter("It rained.", day=THEN)
    form = fields_of(ada.browser.get(reply_page(original)))

    send(ada, reply_page(original), form | {"body": ["It did."]})

    assert Entry.objects.with_closed(ada.user).get(uuid=form["entry"][0]).reply_to == original


@pytest.mark.parametrize("path", ["reply", "edit"])
def test_what_ada_wrote_on_a_page_still_open_in_bens_browser_waits_for_her_alone(ada, ben, path):
    original = ada.letter("It rained.", day=THEN)
    form = fields_of(ada.browser.get(f"/journal/{original.uuid}/{path}/"))

    answer = send(ben, f"/journal/{original.uuid}/{path}/", form | {"body": ["It did."]})

    assert answer.status_code == 404
    assert "It did." not in answer.content.decode()
    assert InboxForm.objects.get().owner_id == ada.user.pk


def test_a_long_answer_stands_with_its_beginning_and_a_way_on(ada):
    original = ada.letter("It rained.", day=THEN)
    answer = write_back(ada, original, "It did. " * 2_000 + "The end.")

    page = shown(ada, original)

    assert "It did. It did." in page
    assert "The end." not in page
    assert "Read all of it" in page
    assert "The end." in shown(ada, answer)


def test_many_answers_stand_on_pages_and_cost_no_more(ada):
    original = ada.letter("It rained.", day=THEN)
    first = ada.letter("Answer 0.")
    Entry.objects.filter(pk=first.pk).update(reply_to=original, day=THEN + timedelta(days=1))

    def visit(path: str) -> tuple[str, int]:
        with CaptureQueriesContext(connection) as made:
            page = ada.browser.get(path).content.decode()
        return page, len(made)

    few = visit(original.get_absolute_url())[1]
    for number in range(1, 25):
        Entry.objects.filter(pk=ada.letter(f"Answer {number}.").pk).update(reply_to=original)
    page, many = visit(original.get_absolute_url())

    assert (many, few <= 7) == (few, True)
    assert [f"Answer {n}." in page for n in (0, 4, 5, 24)] == [False, False, True, True]
    earlier = page.split('href="?answers=')[1].split("#")[0]
    page, _ = visit(f"{original.get_absolute_url()}?answers={earlier}")
    assert [f"Answer {n}." in page for n in (0, 4, 5, 24)] == [True, True, False, False]
    assert visit(f"/journal/{Entry.objects.with_closed(ada.user).last().uuid}/")[1] <= 7
    assert visit(f"/journal/{first.uuid}/reply/")[1] <= 6


def test_it_is_offered_in_one_line_and_not_on_the_day_itself_or_in_the_bin(ada):
    letter, day = ada.letter(day=THEN), ada.day(THEN)
    today = ada.day(today_of(ada.user))
    binned = ada.letter(day=THEN)
    keep.bin_entry(ada.user, ada.vault, binned)

    offered = [shown(ada, it).count("Write back") for it in (letter, day, today, binned)]

    assert offered == [1, 1, 0, 0]
