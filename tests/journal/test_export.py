"""Taking everything along at `/journal/export/`: all of it, in two forms, and nobody else's."""

import io
import re
import tempfile
import zipfile
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest
import time_machine
from django.utils import timezone

from journal.content import Content
from journal.export import lossless
from journal.export.lossless import Journal
from journal.keeping import keep
from journal.models import Draft, Entry, EntryVersion
from tests.belongings import rows
from tests.pages import WHOLE, send
from tests.people import PASSWORD, Person, sign_in

EXPORT = "/journal/export/"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def download(person: Person) -> Any:
    return person.browser.post(EXPORT, {"password": PASSWORD})


def unpacked(person: Person) -> dict[str, bytes]:
    """What is in the file that someone downloads, by name."""
    answer = download(person)
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def journal_of(person: Person) -> Journal:
    return lossless.decode(unpacked(person)["journal.json"])


def text_of(person: Person) -> str:
    return unpacked(person)["journal.txt"].decode()


def damage(row: Any) -> None:
    type(row).objects.filter(pk=row.pk).update(content=b"\x01" + bytes(row.content)[:-1] + b"x")


# --- the page ---


def test_the_page_says_what_is_in_it_and_that_it_is_in_clear(ada):
    before = rows()

    page = ada.browser.get(EXPORT).content.decode()

    assert "Whoever has the file can read all of it, without a password." in page
    assert "Letters that are closed until a later day are in it too" in page
    assert rows() == before


@pytest.mark.parametrize("said", [{}, {"password": ""}, {"password": "wrong horse battery"}])
def test_an_open_screen_is_not_enough(ada, said):
    ada.letter("You came home.")

    answer = ada.browser.post(EXPORT, {"anything": "else"} | said)

    assert answer.status_code == 422
    assert answer["Content-Type"].startswith("text/html")
    assert "You came home." not in answer.content.decode()


def test_guessing_at_it_is_slowed_down(ada, settings):
    settings.ACCOUNT_RATE_LIMITS = {"reauthenticate": "3/m/user"}
    guesses = [ada.browser.post(EXPORT, {"password": "a guess"}).status_code for _ in range(3)]

    assert (guesses, download(ada).status_code) == ([422, 422, 422], 429)


def test_a_locked_journal_gives_nothing(ada):
    ada.browser.post("/accounts/lock/")

    assert download(ada).url == "/accounts/unlock/?next=/today/"


def test_the_password_hashed_anew_keeps_the_person_signed_in(ada, settings):
    settings.VAULT_KDF = {"time_cost": 2, "memory_kib": 16}

    assert download(ada).status_code == 200
    assert ada.browser.get("/journal/").status_code == 200


def test_the_file_is_named_for_the_persons_day_and_kept_by_nobody(ada):
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # past midnight in Vienna

    with time_machine.travel(late, tick=False):
        answer = sign_in(ada.user).post(EXPORT, {"password": PASSWORD})

    assert answer["Content-Disposition"] == 'attachment; filename="dear-self-2026-11-23.zip"'
    assert answer["Content-Type"] == "application/zip"
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_nothing_is_changed_and_nothing_touches_the_disk(ada, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for _ in range(50):
        ada.letter("You came home. " * 2000)
    before = rows()

    assert len(unpacked(ada)["journal.json"]) > 1_000_000

    assert rows() == before
    assert list(tmp_path.iterdir()) == []


def test_settings_lead_here(ada):
    assert f'href="{EXPORT}"' in ada.browser.get("/accounts/settings/").content.decode()


# --- what is in it ---


def test_three_files_and_a_word_about_them(ada):
    files = unpacked(ada)

    assert list(files) == ["README.txt", "journal.txt", "journal.json"]
    assert "They are not sealed any more" in files["README.txt"].decode()
    assert "%(" not in files["README.txt"].decode()


EVERYTHING = Content(
    title="w-title",
    body="w-body, first line\n\nw-body, last line",
    answers={
        "to": "w-to",
        "writer": "other",
        "writer_name": "w-writer-name",
        "voice": "name",
        "focus_1": "w-focus",
        "focus_2": "w-focus-2",
        "if_then": "w-if-then",
        "given": "w-given\nw-given-more",
        "received": "w-received",
        "to_self": "w-to-self",
        "effort": "w-effort",
        "kindness": "w-kindness",
        "where": ["threat", "w-where"],
        "stillness": 77,
        "nothing": True,
        "an_answer_of_later": "w-later",
    },
    tags=["w-tag", "w-other-tag"],
    feelings=["tired", "w-feeling"],
    favourite=True,
    hard=True,
    practice="w-practice",
    pictures=["a-picture"],  # of one that is not there any more
    shows={"a-picture": "w-shows"},
)


def every_field(person: Person) -> Entry:
    entry = Entry(owner=person.user, kind="letter", day=date(2026, 6, 17))
    entry.seal(person.vault, EVERYTHING)
    entry.save()
    return entry


def test_every_kept_word_is_in_both(ada):
    entry = every_field(ada)
    assert {name for name, said in msgspec.structs.asdict(EVERYTHING).items() if not said} == set()

    files = unpacked(ada)

    (exported,) = lossless.decode(files["journal.json"]).entries
    assert exported.content == EVERYTHING == entry.open(ada.vault)
    text = files["journal.txt"].decode()
    typed = re.findall(r"w-[a-z0-9-]+", repr(EVERYTHING))
    assert len(typed) == 21
    assert [word for word in typed if not re.search(rf"{word}\b(?!-)", text)] == []


def test_answers_stand_under_the_labels_they_were_asked_with(ada):
    send(ada, "/journal/letters/new/", WHOLE)

    text = text_of(ada)

    assert "### The coat" in text
    assert "- Whom it is for: Ada\n" in text
    assert "- Who is writing: Someone else\n" in text
    assert "- What was there: tired, tender, tomato, a bit taller" in text
    assert "You came home.\n\nSit down." in text
    assert "*To be found again on 14 March 2031.*" in text


def test_a_day_reads_as_it_was_asked(ada):
    ada.day(date(2026, 6, 17), focus_1="soup", where=["soothe"], nothing=True, stillness=20)

    text = text_of(ada)

    assert "## Wednesday 17 June 2026\n\n*A day*" in text
    assert "- Morning focus: soup\n" in text
    assert "- Where am I right now? Settled: safe enough, rested, connected" in text
    assert "- Nothing today: yes" in text
    assert "- Seconds of stillness: 20" in text


def test_everything_that_is_known_of_an_entry_is_in_the_one_for_programs(ada):
    first = ada.letter("You came home.", day=date(2026, 6, 17))
    send(ada, f"/journal/{first.uuid}/edit/", {"body": "Sit down.", "base": 1})
    reply = ada.letter("I did.", day=date(2026, 6, 18), opens_on=date(2031, 3, 14))
    Entry.objects.filter(pk=reply.pk).update(reply_to=first)
    day = ada.day(date(2026, 6, 19), focus_1="soup")
    binned = ada.letter("Not this one.", day=date(2026, 6, 20))
    keep.bin_entry(ada.user, ada.vault, binned)

    exported = journal_of(ada)

    for record in (first, reply, day, binned):
        record.refresh_from_db()
    same = ("uuid", "kind", "day", "created", "updated", "written", "version", "opens_on")
    same += ("binned_at", "morning_at", "evening_at")
    assert [[getattr(e, name) for name in same] for e in exported.entries] == [
        [getattr(e, name) for name in same] for e in (first, reply, day, binned)
    ]
    assert [e.reply_to for e in exported.entries] == [None, first.uuid, None, None]
    (version,) = exported.entries[0].versions
    standing = EntryVersion.objects.get()
    assert (version.version, version.written) == (standing.version, standing.written)
    assert version.content == Content(body="You came home.")
    assert (exported.format, exported.schema, exported.time_zone) == (
        "dear-self",
        1,
        "Europe/Vienna",
    )


def test_earlier_versions_are_not_in_the_one_to_read(ada):
    letter = ada.letter("You came home.")
    send(ada, f"/journal/{letter.uuid}/edit/", {"body": "Sit down.", "base": 1})

    text = text_of(ada)

    assert ("Sit down." in text, "You came home." in text) == (True, False)


def test_versions_are_in_their_order(ada):
    letter = ada.letter("One.")
    for number, body in enumerate(("Two.", "Three.", "Four."), start=1):
        send(ada, f"/journal/{letter.uuid}/edit/", {"body": body, "base": number})

    (entry,) = journal_of(ada).entries

    assert [v.content.body for v in entry.versions if v.content] == ["One.", "Two.", "Three."]


def test_a_letter_closed_until_later_is_in_both(ada):
    ada.letter("For when I am fifty.", opens_on=timezone.localdate() + timedelta(days=4000))

    files = unpacked(ada)

    assert "For when I am fifty." in files["journal.txt"].decode()
    assert b"For when I am fifty." in files["journal.json"]


def test_what_is_in_the_bin_is_in_both_and_says_so(ada):
    letter = ada.letter("Not this one.")
    with time_machine.travel(NOON, tick=False):
        keep.bin_entry(ada.user, ada.vault, letter)

    text = text_of(ada)

    assert "Not this one." in text
    assert "*In the bin since 22 November 2026.*" in text
    assert [entry.binned_at for entry in journal_of(ada).entries] == [NOON]


def test_what_is_unfinished_is_in_both(ada):
    typed = {"form": "letter", "title": "Half a title", "body": "Half of it", "feelings": "tired"}
    ada.browser.post("/journal/drafts/", typed)
    draft = Draft.objects.get()

    files = unpacked(ada)

    (exported,) = lossless.decode(files["journal.json"]).drafts
    assert exported.fields == draft.open(ada.vault).fields
    assert (exported.uuid, exported.form, exported.entry_uuid) == (
        draft.uuid,
        "letter",
        draft.entry_uuid,
    )
    text = files["journal.txt"].decode()
    assert "*Unfinished*" in text
    assert "- Title: Half a title\n- Your letter: Half of it\n" in text


def test_the_oldest_day_comes_first_in_both(ada):
    for day in (19, 17, 18):
        ada.letter(f"On the {day}th.", day=date(2026, 6, day))

    files = unpacked(ada)

    days = [entry.day.day for entry in lossless.decode(files["journal.json"]).entries]
    text = files["journal.txt"].decode()
    assert days == [17, 18, 19]
    assert text.index("On the 17th.") < text.index("On the 18th.") < text.index("On the 19th.")


@pytest.mark.parametrize(
    "words",
    [
        "שלום לך. נשמי רגע.",
        "مرحبا بك يا صديقي",
        "👩🏽‍🦱 made tea ☕️, and 🏳️‍🌈",
        "今日はよくやった",
        "# not a heading\n- not a list\n```\n---\n|a|b|",
        'a "quoted" \\ word, a tab\tand a line\u2028separator',
    ],
)
def test_words_of_any_script_come_through_as_they_are(ada, words):
    ada.letter(words, title=words.splitlines()[0])

    files = unpacked(ada)

    (entry,) = lossless.decode(files["journal.json"]).entries
    assert entry.content is not None
    assert entry.content.body == words
    assert words in files["journal.txt"].decode()


def test_what_is_damaged_is_listed_with_its_date_and_takes_nothing_else_with_it(ada):
    damaged = ada.letter("Lost.", day=date(2026, 6, 17))
    damage(damaged)
    whole = ada.letter("Whole.", day=date(2026, 6, 18))
    send(ada, f"/journal/{whole.uuid}/edit/", {"body": "Whole again.", "base": 1})
    damage(EntryVersion.objects.get())
    ada.browser.post("/journal/drafts/", {"form": "letter", "body": "Half of it"})
    damage(Draft.objects.get())

    files = unpacked(ada)

    exported = lossless.decode(files["journal.json"])
    assert [(e.day.day, e.content) for e in exported.entries] == [
        (17, None),
        (18, Content(body="Whole again.")),
    ]
    assert [v.content for v in exported.entries[1].versions] == [None]
    assert [d.fields for d in exported.drafts] == [None]
    text = files["journal.txt"].decode()
    assert "## Wednesday 17 June 2026\n\n*A letter*\n\nThis one cannot be opened" in text
    assert text.count("This one cannot be opened") == 2
    assert "Whole again." in text


def test_an_empty_journal_is_a_whole_file_too(ada):
    files = unpacked(ada)

    exported = lossless.decode(files["journal.json"])
    assert (exported.entries, exported.drafts) == ([], [])
    assert files["journal.txt"].decode() == "# My journal\n"


def test_bens_has_nothing_of_adas(ada, ben):
    for person, name in ((ada, "Ada"), (ben, "Ben")):
        letter = person.letter(f"{name}'s words.")
        send(person, f"/journal/{letter.uuid}/edit/", {"body": f"{name}'s later.", "base": 1})
        person.browser.post("/journal/drafts/", {"form": "letter", "body": f"{name}'s draft"})

    files = unpacked(ben)

    exported = lossless.decode(files["journal.json"])
    assert [e.content for e in exported.entries] == [Content(body="Ben's later.")]
    assert len(exported.entries[0].versions) == len(exported.drafts) == 1
    assert b"Ada" not in b"".join(files.values())
    hers = [row.uuid.hex.encode() for row in (*Entry.objects.of(ada.user), *Draft.objects.all())]
    assert len(hers) == 3
    ids = [str(row.uuid).encode() for row in Entry.objects.of(ada.user)]
    assert [uuid for uuid in ids if uuid in b"".join(files.values())] == []
