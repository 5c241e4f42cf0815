"""Opening a closed letter by choice, what stays shut until then, and choosing the day."""

import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as some

from journal.content import Content
from journal.keeping import closed_letters, keep
from journal.models import Draft, Entry
from practices.player import progress
from tests.pages import NEW, fields_of, send
from tests.people import sign_up

OPENS = date(2031, 3, 14)
DRAFTS = "/journal/drafts/"
WORDS = ("Nobody came", "The coat")


@pytest.fixture
def closed(ada) -> Entry:
    """A letter of Ada's that was changed once, and is closed."""
    letter = ada.letter("Nobody came at first.", title="The coat")
    new = Entry(owner=ada.user, uuid=letter.uuid, kind="letter", day=letter.day, opens_on=OPENS)
    said = Content(title="The coat", body="Nobody came to the door.")
    return keep.keep_page(
        ada.user, ada.vault, new=new, written_onto=lambda _: said, expected_version=letter.version
    )


def shows_words(answer) -> bool:
    return any(words in answer.content.decode() for words in WORDS)


# --- opening ---


@pytest.mark.parametrize("hours", [-24 * 365, 24])
def test_it_opens_by_choice_on_its_day_and_before(db, hours):
    with time_machine.travel(datetime(2031, 3, 14, 9, tzinfo=UTC), tick=False) as clock:
        clock.shift(hours * 3600)
        ada = sign_up("ada")
        letter = ada.letter("Nobody came to the door.", opens_on=OPENS)

        answer = ada.browser.post(f"/journal/{letter.uuid}/open/")

        letter.refresh_from_db()
        assert answer.headers["Location"] == f"/journal/{letter.uuid}/"
        assert letter.opened_at == datetime.now(UTC)
        assert letter.opens_on == OPENS
        assert shows_words(ada.browser.get(answer.headers["Location"]))


def test_another_day_alone_leaves_no_version_and_is_noticed_by_a_form_opened_before(ada):
    letter = ada.letter("Nobody came.", opens_on=OPENS, answers={"voice": "you"})
    ada.browser.post(f"/journal/{letter.uuid}/open/")
    path = f"/journal/{letter.uuid}/edit/"
    one, other = (fields_of(ada.browser.get(path)) for _ in range(2))

    another = {"closes": "day", "opens_on": "2032-01-01"}
    assert send(ada, path, one | another).status_code == 302
    ada.browser.post(f"/journal/{letter.uuid}/open/")
    late = send(ada, path, other | {"closes": "day", "opens_on": "2033-01-01"})

    letter.refresh_from_db()
    assert (letter.opens_on, letter.versions.count()) == (date(2032, 1, 1), 0)
    assert late.status_code == 409


def test_pressed_twice_it_is_opened_once(ada, closed, monkeypatch):
    put = []
    monkeypatch.setattr("journal.search.volumes.put_without_quota", lambda *said: put.append(said))

    for _ in range(2):
        assert ada.browser.post(f"/journal/{closed.uuid}/open/").status_code == 302
        closed.refresh_from_db()
        put.append(closed.opened_at)

    assert len(put) == 3
    assert put[0][0] == closed
    assert put[1] == put[2]


def test_a_look_does_not_open_it(ada, closed):
    assert ada.browser.get(f"/journal/{closed.uuid}/open/").status_code == 405

    closed.refresh_from_db()
    assert closed.is_closed


def test_no_one_else_can_open_it(ben, closed):
    assert ben.browser.post(f"/journal/{closed.uuid}/open/").status_code == 404

    closed.refresh_from_db()
    assert closed.is_closed


def test_in_the_bin_it_stays_closed_and_comes_back_as_an_envelope(ada, closed):
    path = f"/journal/{closed.uuid}/"

    ada.browser.post(path + "delete/")
    ada.browser.post(path + "open/")
    binned = ada.browser.get(path)
    ada.browser.post(path + "restore/")
    back = ada.browser.get(path)

    closed.refresh_from_db()
    assert closed.is_closed
    assert "This is in the bin" in binned.content.decode()
    assert "Open it early" not in binned.content.decode()
    assert "Open it early" in back.content.decode()
    assert not shows_words(binned)
    assert not shows_words(back)


# --- what stays shut ---

READS = ["edit/", "versions/", "reply/", "markdown/"]
WRITES = ["edit/", "mark/", "versions/1/restore/", "reply/"]


@pytest.mark.parametrize("of_it", READS)
def test_every_page_of_it_leads_to_the_envelope(ada, closed, of_it):
    answer = ada.browser.get(f"/journal/{closed.uuid}/{of_it}")

    assert (answer.status_code, answer.headers["Location"]) == (302, f"/journal/{closed.uuid}/")


@pytest.mark.parametrize("of_it", WRITES)
def test_nothing_can_be_written_onto_it(ada, closed, of_it):
    before = Entry.objects.filter(pk=closed.pk).values().get()

    answer = send(
        ada, f"/journal/{closed.uuid}/{of_it}", {"body": "Ada is back.", "favourite": "1"}
    )

    assert Entry.objects.filter(pk=closed.pk).values().get() == before
    assert not shows_words(answer)
    assert answer.status_code in {302, 409}


def test_words_for_a_letter_that_was_closed_meanwhile_come_back_and_make_one_of_their_own(ada):
    letter = ada.letter("Nobody came to the door.", title="The coat")
    path = f"/journal/{letter.uuid}/edit/"
    form = fields_of(ada.browser.get(path))
    assert send(ada, path, form | {"opens_on": [OPENS.isoformat()]}).status_code == 302

    late = send(ada, path, form | {"title": [""], "body": ["Somebody did come."]})
    kept = send(ada, path, fields_of(late))

    assert late.status_code == 409
    assert "That letter is closed" in late.content.decode()
    assert fields_of(late)["body"] == ["Somebody did come."]
    assert not shows_words(late)
    letter.refresh_from_db()
    assert letter.open(ada.vault).body == "Nobody came to the door."
    assert letter.is_closed
    other = Entry.objects.exclude(pk=letter.pk).get()
    assert kept.headers["Location"] == f"/journal/{other.uuid}/"
    assert other.open(ada.vault).body == "Somebody did come."


def test_an_unfinished_change_waits_with_it(ada, closed):
    state = {"form": "letter", "entry": closed.uuid, "base": "1", "body": "Nobody came, and"}
    draft = ada.browser.post(DRAFTS, state).json()
    shut = [
        ada.browser.get(path) for path in ("/today/", "/journal/", NEW, f"/journal/{closed.uuid}/")
    ]
    by_address = ada.browser.get(f"{NEW}?draft={draft['draft']}")
    ada.browser.post(f"/journal/{closed.uuid}/open/")
    opened = ada.browser.get(f"/journal/{closed.uuid}/")

    assert not any(shows_words(page) for page in shut)
    assert not any(draft["draft"] in page.content.decode() for page in shut)
    assert "A change you had begun is kept." in shut[3].content.decode()
    assert by_address.headers["Location"] == f"/journal/{closed.uuid}/"
    assert f"draft={draft['draft']}" in opened.content.decode()
    assert Draft.objects.get().uuid.hex == draft["draft"].replace("-", "")


# --- after Keep ---


def test_kept_with_a_day_it_is_an_envelope_at_once_and_says_when_it_comes(ada):
    form = fields_of(ada.browser.get(NEW))
    sent = form | {"title": ["The coat"], "body": ["Nobody came."], "opens_on": ["2031-03-14"]}

    page = ada.browser.get(send(ada, NEW, sent).headers["Location"])

    assert "It comes back to you on Friday 14 March 2031." in page.content.decode()
    assert "Open it early" in page.content.decode()
    assert not shows_words(page)


def test_keep_pressed_twice_is_one_letter(ada):
    form = fields_of(ada.browser.get(NEW)) | {"body": ["Nobody came."], "closes": ["month"]}

    answers = [send(ada, NEW, form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Entry.objects.get().is_closed


def test_a_save_that_arrives_after_keep_brings_nothing_back(ada):
    form = fields_of(ada.browser.get(NEW)) | {"body": ["Nobody came."], "closes": ["month"]}
    send(ada, NEW, form)

    saved = send(ada, DRAFTS, form | {"form": "letter"}).json()

    assert saved["revision"] == 0
    assert not Draft.objects.exists()


# --- the day ---


@pytest.mark.parametrize(
    ("today", "said", "opens_on"),
    [
        ("2027-01-31", {"closes": "month"}, "2027-02-28"),
        ("2027-08-31", {"closes": "half"}, "2028-02-29"),
        ("2028-02-29", {"closes": "year"}, "2029-02-28"),
        ("2027-01-31", {"closes": "open"}, None),
        ("2027-01-31", {"closes": "open", "opens_on": "2028-01-01"}, None),
        ("2027-01-31", {"closes": "day", "opens_on": "2028-01-01"}, "2028-01-01"),
        ("2027-01-31", {"opens_on": "2028-01-01"}, "2028-01-01"),
        ("2027-01-31", {"closes": "month", "opens_on": "2028-01-01"}, "2027-02-28"),
        ("2027-03-13", {"closes": "birthday"}, "2027-03-14"),
        ("2027-03-14", {"closes": "birthday"}, "2028-03-14"),
        ("2027-03-14", {"birthday_day": "14"}, None),
    ],
)  # fmt: skip
def test_the_day_follows_from_what_was_chosen(db, today, said, opens_on):
    with time_machine.travel(f"{today}T12:00:00Z", tick=False):
        ada = sign_up("ada")
        birthday = {"birthday_day": "14", "birthday_month": "3"}

        answer = send(ada, NEW, {"body": "Sit down."} | birthday | said)

    assert answer.status_code == 302
    assert Entry.objects.get().opens_on == (opens_on and date.fromisoformat(opens_on))


def test_the_day_is_counted_from_the_persons_own_today(db):
    with time_machine.travel("2027-01-30T12:00:00Z", tick=False):
        ada = sign_up("ada", time_zone="Pacific/Kiritimati")  # where it is the 31st
        send(ada, NEW, {"body": "Sit down.", "closes": "month"})

    assert Entry.objects.get().opens_on == date(2027, 2, 28)


@given(today=some.dates(date(2000, 1, 1), date(2200, 1, 1)), birth=some.dates())
def test_a_birthday_is_always_to_come_and_within_a_year(today, birth):
    day = closed_letters.next_birthday(today, birth.month, birth.day)

    assert 1 <= (day - today).days <= 366
    assert (day.month, day.day) in {(birth.month, birth.day), (2, 28)}


@pytest.mark.parametrize(
    ("today", "opens_on"), [("2027-01-01", "2027-02-28"), ("2027-03-01", "2028-02-29")]
)
def test_someone_born_on_the_29th_of_february_has_a_birthday_each_year(today, opens_on):
    assert closed_letters.next_birthday(date.fromisoformat(today), 2, 29).isoformat() == opens_on


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"closes": "birthday"}, "Which day is your birthday?"),
        ({"closes": "birthday", "birthday_day": "3"}, "Which day is your birthday?"),
        (
            {"closes": "birthday", "birthday_day": "31", "birthday_month": "4"},
            "That month has no such day.",
        ),
        ({"closes": "day"}, "Which day? Any later one"),
    ],
)
def test_a_choice_without_its_day_asks_for_it_and_keeps_every_word(ada, said, why):
    answer = send(ada, NEW, {"body": "Sit down."} | said)

    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert fields_of(answer)["closes"] == [said["closes"]]
    assert fields_of(answer)["body"] == ["Sit down."]
    assert not Entry.objects.exists()


BORN = {"closes": "birthday", "birthday_day": "29", "birthday_month": "2"}


def test_a_birthday_is_asked_for_once(ada, ben):
    send(ada, NEW, {"body": "Sit down."} | BORN)

    asked = [fields_of(person.browser.get(NEW)) for person in (ada, ben)]

    assert progress.progress_of(ada.user, ada.vault).birthday == "02-29"
    shown = [(form["birthday_day"], form["birthday_month"], form["closes"]) for form in asked]
    assert shown == [(["29"], ["2"], []), ([""], [""], [])]


def test_a_remembered_birthday_is_no_word_that_anybody_wrote(ada):
    send(ada, NEW, {"body": "Sit down."} | BORN)
    form = fields_of(ada.browser.get(NEW))

    send(ada, DRAFTS, form | {"form": "letter"})

    assert not Draft.objects.exists()


@pytest.mark.parametrize("said", [BORN, {"closes": "day", "opens_on": "in spr"}])
def test_a_draft_keeps_what_was_chosen(ada, said):
    saved = ada.browser.post(DRAFTS, {"form": "letter", "body": "You came "} | said).json()

    form = fields_of(ada.browser.get(saved["page"]))

    assert {name: form[name] for name in said} == {name: [value] for name, value in said.items()}


def test_opened_early_and_changed_it_can_be_closed_until_the_same_day_again(ada):
    send(ada, NEW, {"body": "Sit dwon.", "closes": "month"})
    letter = Entry.objects.get()
    ada.browser.post(f"/journal/{letter.uuid}/open/")
    path = f"/journal/{letter.uuid}/edit/"
    form = fields_of(ada.browser.get(path)) | {"body": ["Sit down."]}
    states = []
    for closes in ({}, {"closes": ["month"]}):
        send(ada, path, form | closes)
        states.append(Entry.objects.get().is_closed)
        form["base"] = ["2"]

    assert states == [False, True]
    assert Entry.objects.get().opens_on == letter.opens_on


def test_an_opened_one_stands_as_not_closed_where_it_is_changed_and_keeps_what_its_page_says(ada):
    letter = ada.letter("Sit down.", opens_on=OPENS, answers={"voice": "you"})
    ada.browser.post(f"/journal/{letter.uuid}/open/")
    path = f"/journal/{letter.uuid}/"
    page = ada.browser.get(path).content.decode()
    form = fields_of(ada.browser.get(f"{path}edit/"))

    send(ada, f"{path}edit/", form)
    same = Entry.objects.get()
    late = send(ada, DRAFTS, form | {"form": ["letter"]}).json()
    empty = send(ada, f"{path}edit/", form | {"body": [""]})

    assert f'href="{path}edit/#to-find-again">Close it again</a>' in page
    assert (form["closes"], form["opens_on"]) == (["open"], [""])
    assert (same.opens_on, same.is_closed, same.version) == (OPENS, False, 1)
    assert late["revision"] == 0
    assert empty.status_code == 422
    assert re.findall(r'<details class="card" id="to-find-again" (open)?>', empty.content.decode())
    send(ada, f"{path}edit/", form | {"body": ["Sit down, here."]})
    changed = Entry.objects.get()
    assert (changed.opens_on, changed.is_closed, changed.version) == (OPENS, False, 2)


def test_words_of_an_opened_one_that_become_a_letter_of_their_own_are_not_closed(ada):
    letter = ada.letter("Sit down.", opens_on=OPENS)
    ada.browser.post(f"/journal/{letter.uuid}/open/")
    path = f"/journal/{letter.uuid}/edit/"
    form = fields_of(ada.browser.get(path)) | {"body": ["Sit down, here."]}
    keep.bin_entry(ada.user, ada.vault, letter)

    late = send(ada, path, form)
    send(ada, path, fields_of(late))

    assert late.status_code == 409
    assert Entry.objects.exclude(pk=letter.pk).get().opens_on is None


@pytest.mark.parametrize(("day", "said"), [("29", 1), ("28", 0)])
def test_a_birthday_that_a_year_has_no_day_for_says_where_it_is_instead(db, day, said):
    with time_machine.travel("2026-11-22T12:00:00Z", tick=False):
        ada = sign_up("ada")
        letter = send(ada, NEW, {"body": "Sit down."} | BORN | {"birthday_day": day})
        page = ada.browser.get(letter.headers["Location"]).content.decode()

    assert "It comes back to you on Sunday 28 February 2027." in page
    assert page.count("2027 has no 29 February, so it comes on the 28th.") == said
