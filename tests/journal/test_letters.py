"""Writing a letter at `/journal/letters/new/`, reading it, changing it."""

import re
from datetime import UTC, date, datetime
from unittest import mock
from urllib.parse import quote, unquote_to_bytes
from uuid import uuid4

import pytest
from django.db import OperationalError

from journal.content import Content
from journal.kinds.letter import greets
from journal.models import Draft, Entry, EntryVersion
from tests.pages import NEW, WHOLE, error_title, fields_of, send


def test_a_kept_letter_is_read_as_it_was_written(ada):
    said = {"entry": uuid4(), "title": "The coat", "body": "You came home.\n\nSit down."}

    answer = ada.browser.post(NEW, said, follow=True)

    letter = Entry.objects.with_closed(ada.user).get()
    assert answer.redirect_chain == [(f"/journal/{letter.uuid}/", 302)]
    assert letter.open(ada.vault).body == "You came home.\n\nSit down."
    assert '<p dir="auto">Sit down.</p>' in answer.content.decode()


def test_an_empty_letter_is_asked_for_kindly_and_the_title_stays(ada):
    answer = ada.browser.post(NEW, {"title": "The coat", "body": " \n "})

    assert answer.status_code == 422
    assert error_title(answer) == "Not kept yet. Your words are still here."
    assert "One sentence is enough." in answer.content.decode()
    assert 'value="The coat"' in answer.content.decode()
    assert not Entry.objects.exists()


@pytest.mark.parametrize("said", [{}, {"body": [" \n "]}, {"title": ["  "]}])
def test_where_there_are_no_words_none_are_said_to_be_safe(ada, said):
    form = fields_of(ada.browser.get(NEW))

    answer = send(ada, NEW, form | said)

    assert answer.status_code == 422
    assert error_title(answer) == "Nothing to keep yet."


def test_everything_said_in_the_form_is_kept(ada):
    send(ada, NEW, WHOLE)

    letter = Entry.objects.with_closed(ada.user).get()
    assert letter.opens_on == date(2031, 3, 14)
    assert letter.open(ada.vault) == Content(
        title="The coat",
        body="You came home.\n\nSit down.",
        answers={"to": "Ada", "writer": "other", "writer_name": "Mrs Pell", "voice": "name"},
        feelings=["tired", "tender", "tomato", "a bit taller"],
    )


def test_everything_said_in_the_form_stands_in_it_again_on_edit(ada):
    """But for the day that it was closed until: it has been opened."""
    send(ada, NEW, WHOLE)
    letter = Entry.objects.with_closed(ada.user).get()
    ada.browser.post(f"/journal/{letter.uuid}/open/")

    form = fields_of(ada.browser.get(f"/journal/{letter.uuid}/edit/"))

    shown = {name: form[name] for name in WHOLE}
    said = WHOLE | {"opens_on": ""}
    assert shown == {n: it if isinstance(it, list) else [it] for n, it in said.items()}
    assert form["entry"] == [str(letter.uuid)]
    assert form["base"] == ["1"]


def test_changing_a_letter_leaves_alone_what_its_form_does_not_ask(ada):
    letter = ada.letter("Before.", favourite=True, hard=True, tags=["stairs"], practice="letter")

    send(ada, f"/journal/{letter.uuid}/edit/", {"body": "After.", "base": 1})

    letter.refresh_from_db()
    assert letter.open(ada.vault) == Content(
        body="After.", favourite=True, hard=True, tags=["stairs"], practice="letter"
    )


def test_a_feeling_of_ones_own_that_is_also_offered_is_kept_once(ada):
    said = {
        "body": "Hello.",
        "feelings": ["tired"],
        "own_feelings": " tired,, small ،small；\u200b",
    }

    send(ada, NEW, said)

    assert Entry.objects.with_closed(ada.user).get().open(ada.vault).feelings == ["tired", "small"]


def test_a_word_that_is_no_date_is_said_so_and_the_letter_stays(ada):
    answer = send(ada, NEW, WHOLE | {"opens_on": "in spring"})

    assert answer.status_code == 422
    assert "This is not a date." in answer.content.decode()
    assert fields_of(answer)["body"] == [WHOLE["body"]]
    assert fields_of(answer)["opens_on"] == ["in spring"]
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("said", "date_line"),
    [
        ({"writer": "kind-friend"}, ", from a kind friend</p>"),
        ({"writer": "other", "writer_name": "Mrs Pell"}, ", from Mrs Pell</p>"),
        ({"writer": "other"}, "</time></p>"),
        ({}, "</time></p>"),
    ],
)
def test_the_reading_page_greets_and_says_who_wrote(ada, said, date_line):
    letter = ada.letter("Sit down.", answers={"to": "Ada Ø", **said})

    page = ada.browser.get(f"/journal/{letter.uuid}/").content.decode()

    assert '<p dir="auto">Dear Ada Ø,</p>' in page
    assert f"{date_line}\n  <h1" in page


def test_a_letter_is_signed_by_nobody_unless_its_writer_says_so(ada):
    form = fields_of(ada.browser.get(NEW))

    letter = send(ada, NEW, form | {"body": ["Sit down."]}).url

    assert "</time></p>\n  <h1" in ada.browser.get(letter).content.decode()


@pytest.mark.parametrize("body", ["Dear Ada,\n\nSit down.", "  dear you,", "ada, sit.", "ADA!"])
def test_a_letter_that_greets_by_itself_is_not_greeted_again(ada, body):
    letter = ada.letter(body, answers={"to": "Ada"})

    page = ada.browser.get(f"/journal/{letter.uuid}/").content.decode()

    assert '<p dir="auto">Dear Ada,</p>\n  <div' not in page


@pytest.mark.parametrize(
    ("name", "body", "greets_by_itself"),
    [
        ("Al", "Although it rained, you went.", False),
        ("Jo", "Join me on the step.", False),
        ("Al", "Al-Anon was on tonight.", False),
        ("Jo", "Jo’s coat first.", False),
        ("Ada", "Dearly bought, that coat.", False),
        ("Ada", "Dearest Ada, sit.", True),
        ("Jo", "Jo\nsit down.", True),
        ("Jo", "Jo--sit down.", True),
        ("Jo", "Jo: sit down.", True),
        ("Jo", "Jo", True),
        ("José", "Jose\u0301, sit down.", True),
        ("Jose", "José is late.", False),
        ("نور", "نور، اجلسي قليلًا.", True),
        ("نور", "نورا، اجلسي قليلًا.", False),
        ("मीरा", "मीरा, बैठो।", True),
        ("मीर", "मीरा, बैठो।", False),
        ("小雨", "小雨，坐一会儿。", True),
        ("Dr. P. (mine)", "Dr. P. (mine), sit down.", True),
        ("Straße", "STRASSE, sit down.", True),
    ],
)
def test_a_name_greets_only_where_it_stands_as_a_word(name, body, greets_by_itself):
    content = Content(body=body, answers={"to": name})

    assert greets(content) is not greets_by_itself


def test_every_text_field_finds_its_own_reading_direction(ada):
    page = ada.browser.get(NEW).content.decode()

    fields = re.findall(r'<textarea[^>]*>|<input type="text"[^>]*>', page)
    assert len(fields) >= 5
    assert [field for field in fields if 'dir="auto"' not in field] == []


def test_the_reading_page_shows_feelings_and_how_long_it_was_closed(ada):
    letter = ada.letter(feelings=["proud", "tomato"], opens_on=date(2031, 3, 14))
    letter.opened_at = datetime(2027, 1, 2, 12, tzinfo=UTC)
    letter.save()

    page = ada.browser.get(f"/journal/{letter.uuid}/").content.decode()

    assert '<span class="chip on small" dir="auto">a bit proud</span>' in page
    assert '<span class="chip on small" dir="auto">tomato</span>' in page
    assert "It was closed until 14 March 2031, and opened on 2 January 2027." in page


def test_markdown_is_rendered(ada):
    letter = ada.letter("# Big\n\n*soft* and **strong**\nnext line\n\n- one\n- two\n\n> said")

    page = ada.browser.get(f"/journal/{letter.uuid}/").content.decode()

    for html in (
        '<h3 dir="auto">Big</h3>',
        "<em>soft</em> and <strong>strong</strong><br>\nnext line",
        '<ul dir="auto">\n<li dir="auto">one</li>',
        '<blockquote dir="auto">\n<p dir="auto">said</p>',
    ):
        assert html in page


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<b>bold</b>", "&lt;b&gt;bold&lt;/b&gt;"),
        ("hi <script>alert(1)</script>", "hi &lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
        ("![a cat](https://example.org/cat.png)", '<p dir="auto"></p>'),
        ("[tea](javascript:alert(1))", "[tea](javascript:alert(1))"),
        ("[tea](data:text/html,x)", "[tea](data:text/html,x)"),
    ],
)
def test_what_could_do_harm_is_shown_and_does_nothing(ada, written, shown):
    letter = ada.letter(written)

    page = ada.browser.get(f"/journal/{letter.uuid}/").content.decode()

    body = page.split('<div class="prose" dir="auto">')[1].split("</div>")[0]
    assert shown in body
    assert [mark for mark in ("<b>", "<script", "<img", "href=") if mark in body] == []


def test_a_link_leads_out_without_saying_from_where(ada):
    letter = ada.letter("[lines](https://findahelpline.com)")

    page = ada.browser.get(f"/journal/{letter.uuid}/").content.decode()

    link = '<a href="https://findahelpline.com" rel="noopener noreferrer nofollow">lines</a>'
    assert link in page


def test_right_to_left_writing_and_emoji_come_back_as_they_were(ada):
    said = {"title": "מעיל 🧥", "body": "שלום לך\n\nمرحبا 👩🏽‍💻", "to": "דנה"}

    send(ada, NEW, said)

    letter = Entry.objects.with_closed(ada.user).get()
    page = ada.browser.get(f"/journal/{letter.uuid}/").content.decode()
    assert '<h1 id="letter-heading" dir="auto">מעיל 🧥</h1>' in page
    assert '<p dir="auto">Dear דנה,</p>' in page
    assert '<p dir="auto">שלום לך</p>\n<p dir="auto">مرحبا 👩🏽‍💻</p>' in page


def test_a_letter_of_200_kb_is_kept_whole(ada):
    body = "You did what you could. " * 8_500

    answer = send(ada, NEW, {"body": body})

    assert answer.status_code == 302
    assert Entry.objects.with_closed(ada.user).get().open(ada.vault).body == body


def test_a_letter_of_5_mb_is_refused_and_stays_in_its_box(ada):
    body = "You did what you could. " * 220_000

    answer = send(ada, NEW, {"title": "Long", "body": body})

    assert answer.status_code == 422
    assert "This is longer than one letter can be" in answer.content.decode()
    assert fields_of(answer)["body"] == [body]
    assert not Entry.objects.exists()


def test_a_line_ending_counts_once_however_the_browser_sends_it(ada):
    answer = send(ada, NEW, {"title": "Lines", "body": "a\r\n" * 250_000})
    too_long = send(ada, NEW, {"body": "a\r\n" * 250_000 + "b"})

    assert answer.status_code == 302
    assert Entry.objects.with_closed(ada.user).get().open(ada.vault).body == "a\n" * 250_000
    assert "yours has 500001)" in too_long.content.decode()


@pytest.mark.parametrize(
    ("sent", "shown"), [("%00", "Sit\ufffddown."), ("%ED%A0%80", "Sit\ufffd\ufffd\ufffddown.")]
)
@pytest.mark.parametrize("in_parts", [False, True], ids=["urlencoded", "in parts"])
def test_broken_text_is_handed_back_to_be_copied(ada, caplog, sent, shown, in_parts):
    kind, body = (
        "application/x-www-form-urlencoded",
        f"body=Sit{sent}down.&password=hunter2".encode(),
    )
    if in_parts:
        kind = "multipart/form-data; boundary=line"
        head = b'--line\r\nContent-Disposition: form-data; name="body"\r\n\r\n'
        body = head + unquote_to_bytes(f"Sit{sent}down.") + b"\r\n--line--\r\n"

    answer = ada.browser.post(NEW, body, content_type=kind)

    page = answer.content.decode()
    assert (answer.status_code, answer.headers["Cache-Control"]) == (400, "no-store")
    assert f'autocomplete="off" dir="auto">{shown}</textarea>' in page
    assert "hunter2" not in page
    assert "down" not in caplog.text


def test_25_mb_are_refused_with_a_page_and_no_traceback(ada, caplog):
    answer = send(ada, NEW, b"body=" + b"marigold" * 3_000_000)

    assert answer.status_code == 400
    assert "We could not read that" in answer.content.decode()
    assert "Traceback" not in answer.content.decode()
    assert "marigold" not in caplog.text
    assert not Entry.objects.exists()


@pytest.mark.parametrize("broken", ["%00", "a%00b", "%ED%A0%80", "%FF"])
@pytest.mark.parametrize("field", ["title", "body"])
def test_text_that_is_broken_is_refused_whole(ada, field, broken):
    said = {"title": quote("The coat"), "body": quote("Sit down."), field: broken}

    answer = send(ada, NEW, "&".join(f"{n}={v}" for n, v in said.items()).encode())

    assert answer.status_code == 400
    assert not Entry.objects.exists()


def test_sending_the_same_form_twice_makes_one_letter(ada):
    said = WHOLE | {"entry": uuid4(), "base": "", "draft": uuid4()}

    first, second = send(ada, NEW, said), send(ada, NEW, said)

    letter = Entry.objects.with_closed(ada.user).get()
    assert first.url == second.url == f"/journal/{letter.uuid}/"
    assert (letter.version, EntryVersion.objects.count()) == (1, 0)


def test_keeping_a_letter_unchanged_adds_no_version(ada):
    send(ada, NEW, WHOLE)
    letter = Entry.objects.with_closed(ada.user).get()
    ada.browser.post(f"/journal/{letter.uuid}/open/")
    form = fields_of(ada.browser.get(f"/journal/{letter.uuid}/edit/"))

    answer = send(ada, f"/journal/{letter.uuid}/edit/", form)

    letter.refresh_from_db()
    assert answer.status_code == 302
    assert (letter.version, EntryVersion.objects.count()) == (1, 0)


def test_each_change_leaves_the_earlier_words_behind_the_last_ten_only(ada):
    letter = ada.letter("Words 1")

    for number in range(2, 15):
        said = {"body": f"Words {number}", "base": number - 1}
        assert send(ada, f"/journal/{letter.uuid}/edit/", said).status_code == 302

    letter.refresh_from_db()
    kept = letter.versions.order_by("version")
    assert letter.open(ada.vault).body == "Words 14"
    assert [v.open(ada.vault).body for v in kept] == [f"Words {n}" for n in range(4, 14)]


def test_a_busy_database_gives_every_word_back(ada):
    with mock.patch("journal.keeping.keep.keep_page", side_effect=OperationalError("is locked")):
        answer = send(ada, NEW, WHOLE | {"entry": uuid4(), "draft": uuid4()})

    assert answer.status_code == 503
    assert "Every word is still in the form below." in answer.content.decode()
    shown = fields_of(answer)
    assert {n: shown[n] for n in ("body", "feelings")} == {
        "body": [WHOLE["body"]],
        "feelings": WHOLE["feelings"],
    }
    assert send(ada, NEW, shown).status_code == 302
    assert Entry.objects.with_closed(ada.user).get().open(ada.vault).body == WHOLE["body"]


def test_a_busy_database_lets_go_of_no_draft(ada):
    draft = uuid4()
    autosaved = {"form": "letter", "entry": uuid4(), "draft": draft, "body": "Half of it"}
    send(ada, "/journal/drafts/", autosaved)

    with mock.patch("journal.keeping.keep.keep_page", side_effect=OperationalError("is locked")):
        send(ada, NEW, {"body": "All of it", "draft": draft})

    assert Draft.objects.of(ada.user).get().open(ada.vault).fields["body"] == ["Half of it"]
