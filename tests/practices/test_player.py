"""The player's page: for anyone, with or without an account, and readable as it stands."""

import re
from html import unescape
from unittest import mock
from urllib.parse import quote

import msgspec
import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from accounts.vault.quota import JournalFull
from accounts.vault.sealing import ClosedVault
from practices.library.catalogue import practices
from practices.models import KitItem, Progress
from practices.player.answer_keeper import answer_keeper
from tests.people import sign_in

SLUGS = [*practices()]
ASKS = "need-finder"
WITHOUT_QUESTIONS = "hand-pause"
STATE = {"entry", "base", "draft", "revision", "whose"}  # what the journal wants to know


@pytest.fixture
def visitor(client: Client) -> Client:
    """Someone without an account, who has read the page before the first practice."""
    client.post("/practices/before/", {"next": "/now/"})
    return client


def sit(slug: str, query: str = "now=1") -> str:
    return f"/practices/{slug}/sit/?{query}"


def words_of(html: str) -> list[str]:
    """The lines as they are shown, without their emphasis."""
    lines = re.findall(r"<p class=\"sentence\" data-line>(.*?)</p>", html)
    return [re.sub("</?em>", "*", line).replace("&#x27;", "'") for line in lines]


def length_of(answer) -> int:
    return int(re.search(r'data-length="(\d+)"', answer.content.decode())[1])


# --- the page -------------------------------------------------------------------


@pytest.mark.parametrize("slug", SLUGS)
def test_every_step_stands_on_the_page_in_order(visitor, db, slug):
    practice = practices()[slug]

    html = visitor.get(sit(slug)).content.decode()

    assert words_of(html) == [
        line for step in practice.steps for line in (*step.words, *step.instead)
    ]
    assert html.count("<section") == len(practice.steps)


def test_an_unknown_practice_is_a_missing_page(visitor, db):
    assert visitor.get(sit("no-such-practice")).status_code == 404


def test_what_a_file_says_is_shown_and_not_obeyed(visitor, db, monkeypatch):
    practice = practices()[WITHOUT_QUESTIONS]
    crafted = msgspec.structs.replace(practice.steps[0], words=("<b>No</b> *yes*",))
    replaced = msgspec.structs.replace(practice, steps=(crafted,))
    monkeypatch.setattr("practices.views.player.practice_or_404", lambda slug: replaced)

    html = visitor.get(sit(WITHOUT_QUESTIONS)).content.decode()

    assert words_of(html) == ["&lt;b&gt;No&lt;/b&gt; *yes*"]


def test_a_visitors_boxes_stand_in_no_form(visitor, db):
    """Enter in a box of a form would send its words, by GET into the address."""
    html = visitor.get(sit(ASKS)).content.decode()
    before_the_boxes = html[: html.index('name="action"')]

    assert before_the_boxes.count("<form") == before_the_boxes.count("</form")
    assert "Nothing is sent or kept here." in html


def test_someone_locked_is_told_that_unlocking_keeps_it(ada):
    ada.browser.post("/accounts/lock/")

    html = ada.browser.get(sit(ASKS)).content.decode()

    assert "data-draft" not in html
    assert f"/accounts/unlock/?next={quote(sit(ASKS), safe='/')}" in html


def test_a_members_boxes_can_be_kept_and_save_themselves(ada):
    html = ada.browser.get(sit(ASKS)).content.decode()
    (form,) = re.findall(r"<form[^>]*data-script.*?</form>", html, re.DOTALL)

    assert 'action="/journal/notes/new/"' in form
    assert 'data-draft="/journal/drafts/" data-draft-form="note"' in form
    hidden = re.findall(r'<input type="hidden" name="(\w+)"', form)
    assert set(hidden) == {*STATE, "csrfmiddlewaretoken", "practice", "seconds"}
    assert len(hidden) == len(set(hidden))
    assert f'name="practice" value="{ASKS}"' in form
    after = f'formaction="/practices/{ASKS}/after/"'
    assert re.findall(rf'<button[^>]*{after} name="response" value="harder"', form) != []
    assert re.findall(rf'<button[^>]*{after} name="stop" value="1"', form) != []


def test_enter_in_a_box_means_keep_before_it_means_harder(ada):
    html = ada.browser.get(sit(ASKS)).content.decode()

    submits = re.findall(r"<button class=\"(?!link live)[^>]*>", html[html.index("data-script") :])
    sending = [button for button in submits if 'type="button"' not in button]

    assert "formaction" not in sending[0]


def test_a_practice_that_asks_nothing_has_no_words_to_send(ada):
    html = ada.browser.get(sit(WITHOUT_QUESTIONS)).content.decode()

    after = f"/practices/{WITHOUT_QUESTIONS}/after/"
    assert "data-draft" not in html
    assert "/journal/notes/new/" not in html
    assert f'href="{after}?sitting=' in html
    (harder,) = re.findall(rf'<form method="post" action="{after}">.*?</form>', html)
    assert set(re.findall(r'name="(\w+)"', harder)) == {
        "csrfmiddlewaretoken", "seconds", "sitting", "response",
    }  # fmt: skip


def test_steady_ground_is_a_link_for_a_visitor(visitor):
    html = visitor.get(sit(WITHOUT_QUESTIONS)).content.decode()

    assert f'href="/practices/steady/?from={WITHOUT_QUESTIONS}"' in html


def test_ones_own_lines_take_the_place_of_the_borrowed_ones(ada):
    reads = next(s for p in practices().values() for s in p.steps if s.reads == "line")
    slug = next(slug for slug, p in practices().items() if reads in p.steps)
    borrowed = [line.strip("*") for line in reads.words if line.startswith("*")]

    before = unescape(ada.browser.get(sit(slug)).content.decode())
    ada.kit(KitItem.Kind.LINE, text="Nothing is needed of you.")
    after = unescape(ada.browser.get(sit(slug)).content.decode())

    assert [line in before for line in borrowed] == [True] * len(borrowed) != []
    assert [line in after for line in borrowed] == [False] * len(borrowed)


def test_ones_own_lines_are_shown_and_nobody_elses(ada, ben):
    reads = next(p for p in practices().values() if any(s.reads == "line" for s in p.steps))
    ada.kit(KitItem.Kind.LINE, text="Nothing is <needed> of you.")
    ben.kit(KitItem.Kind.LINE, text="Ben's own line.")

    html = ada.browser.get(sit(reads.slug)).content.decode()

    assert re.findall(r'<ul class="plain-list said">(.*?)</ul>', html) == [
        '<li class="own" dir="auto" data-line>Nothing is &lt;needed&gt; of you.</li>'
    ] * sum(1 + bool(step.instead) for step in reads.steps if step.reads == "line")


def test_a_question_is_kept_under_its_own_label_wherever_it_is_asked(visitor, db):
    """Two practices may keep an answer under the same name, and ask it in other words."""
    for practice in practices().values():
        html = visitor.get(sit(practice.slug)).content.decode()
        labels = re.findall(
            r'<div class="fields boxes">.*?<(?:label|legend)[^>]*>(.*?)<', html, re.DOTALL
        )
        assert labels == [question.label for question in practice.questions]


def test_the_form_of_questions_is_made_once():
    nobody = AnonymousUser()

    first, second = (
        answer_keeper().form_for(nobody, ClosedVault(), practices()[ASKS]) for _ in range(2)
    )

    assert type(first) is type(second)


@pytest.mark.parametrize(
    ("slug", "goes_away"), [(ASKS, True), (WITHOUT_QUESTIONS, False), ("long-exhale", False)]
)
def test_the_idle_lock_takes_away_only_what_may_hold_words(ada, slug, goes_away):
    html = ada.browser.get(sit(slug)).content.decode()

    assert ("data-unreached" in html) == goes_away
    assert "data-lock=" in html


# --- how long -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "seconds"),
    [
        ("", None),
        ("seconds=150", 150),
        ("minutes=3", 180),
        ("minutes=2.5", 150),
        ("seconds=1", 60),
        ("seconds=-9", 60),
        ("minutes=999", 300),
        ("minutes=1e999", 300),
        ("minutes=-1e999", 60),
        ("seconds=nan", None),
        ("seconds=soon", None),
        ("seconds=&minutes=3", 180),
    ],
)
def test_a_length_is_taken_or_brought_within_what_the_practice_has(visitor, db, query, seconds):
    practice = practices()["long-exhale"]
    assert (practice.shortest, practice.longest) == (60, 300)

    answer = visitor.get(sit(practice.slug, f"now=1&{query}"))

    assert answer.status_code == 200
    assert length_of(answer) == (seconds or practice.seconds)


def test_gentle_mode_opens_shorter(ada):
    practice = practices()["long-exhale"]
    as_it_is = length_of(ada.browser.get(sit(practice.slug)))
    ada.user.gentle = True
    ada.user.save()

    gentle = length_of(ada.browser.get(sit(practice.slug)))

    assert as_it_is == practice.seconds
    assert gentle == practice.default_seconds(gentle=True) < as_it_is


# --- the page before the first one ------------------------------------------------


def first_visit(browser: Client) -> str:
    return browser.get("/practices/feet/sit/?minutes=2").headers.get("Location", "")


BEFORE = f"/practices/before/?next={quote('/practices/feet/sit/?minutes=2', safe='')}"


def test_the_page_before_the_first_one_comes_once_to_a_visitor(client, db):
    assert first_visit(client) == BEFORE
    page = client.get(BEFORE).content.decode()
    assert "It does not mean that you did it badly. It is no sign that it is working" in page

    onward = client.post("/practices/before/", {"next": "/practices/feet/sit/?minutes=2"})

    assert onward.headers["Location"] == "/practices/feet/sit/?minutes=2"
    assert first_visit(client) == ""


def test_the_page_before_the_first_one_comes_once_to_a_person_whatever_browser(ada):
    assert first_visit(ada.browser) == BEFORE
    ada.browser.post("/practices/before/", {"next": "/now/"})

    assert first_visit(sign_in(ada.user)) == ""


def test_a_full_journal_does_not_hold_anybody_up_at_that_page(ada):
    with mock.patch("accounts.vault.quota.take", side_effect=JournalFull(1)):
        ada.browser.post("/practices/before/", {"next": "/now/"})

    assert first_visit(ada.browser) == ""
    assert not Progress.objects.of(ada.user).exists()


@pytest.mark.parametrize("begun", ["now=1", "begun=1"])
def test_help_in_the_moment_is_not_held_up(client, db, begun):
    assert client.get(f"/practices/feet/sit/?{begun}").status_code == 200


@pytest.mark.parametrize(
    "elsewhere",
    ["https://example.org/", "//example.org/", "javascript:alert(1)", "/\\example.org", "", "now/"],
)
@pytest.mark.parametrize("form", ["before", "choices"])
def test_nobody_is_led_off_the_site(client, db, form, elsewhere):
    answer = client.post(f"/practices/{form}/", {"next": elsewhere})

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/practices/"


# --- what leaves no trace ---------------------------------------------------------


def test_a_sitting_puts_no_word_and_no_practice_into_the_session(ada):
    ada.browser.get(sit(ASKS))

    assert ASKS not in str(dict(ada.browser.session))
    assert ASKS not in ada.browser.cookies.output()


def test_the_page_and_its_doors_take_only_what_they_should(client, db):
    assert client.post(sit(ASKS)).status_code == 405
    assert client.get("/practices/choices/").status_code == 405
    assert client.delete("/practices/before/").status_code == 405


def test_nothing_but_its_box_bears_the_name_of_a_question(visitor):
    html = visitor.get(sit(ASKS)).content.decode()

    sections = re.findall(r'<section class="step"[^>]*>', html)
    assert len(sections) == len(practices()[ASKS].steps)
    assert [tag for tag in sections if "aria-label" in tag] == []
