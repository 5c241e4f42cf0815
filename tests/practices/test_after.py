"""After a practice: one question, and where its answers lead."""

import re
from datetime import date
from html import unescape
from unittest import mock
from uuid import uuid4

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.vault import quota
from practices.after import sittings
from practices.after.sittings import PastSitting
from practices.library.catalogue import practices
from practices.models import Sitting
from tests.pages import fields_of
from tests.people import sign_in

DAY = date(2026, 6, 17)
AFTER, DONE, STEADY = "/practices/hum/after/", "/practices/hum/done/", "/practices/steady/?from=hum"
NUMB = "/practices/numb/sit/"
NEW_TO_IT = f"{NUMB}?begun=1"  # for someone who has not met the page before: nothing to read
NOTE = "0b1c2d3e-4f50-4617-8293-a4b5c6d7e8f9"
LEADS_TO = [
    ("softer", DONE),
    ("same", DONE),
    ("", DONE),
    ("harder", STEADY),
    ("numb", NEW_TO_IT),
    ("splendid", DONE),
]


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(f"{DAY}T10:00:00Z", tick=False)


def kept_of(ada) -> list[PastSitting]:
    return sittings.recent(ada.user, ada.vault)


@pytest.mark.parametrize(("response", "there"), LEADS_TO)
def test_an_answer_leads_on_and_is_kept_for_a_member(ada, response, there):
    answer = ada.browser.post(AFTER, {"response": response, "seconds": "95"})

    assert answer.url == there
    known = "" if response == "splendid" else response
    assert kept_of(ada) == [PastSitting(DAY, "hum", known, 95)]


@pytest.mark.parametrize(("response", "there"), LEADS_TO)
def test_a_visitor_is_led_the_same_way_and_nothing_is_kept(client, db, response, there):
    answer = client.post(AFTER, {"response": response, "seconds": "95"})

    assert answer.url == there
    assert not Sitting.objects.exists()
    assert client.cookies == {}


@pytest.mark.parametrize(("response", "there"), LEADS_TO)
def test_someone_locked_is_led_the_same_way_and_told_that_nothing_is_kept(ada, response, there):
    ada.browser.post("/accounts/lock/")

    answer = ada.browser.post(AFTER, {"response": response})

    assert answer.url.replace("&", "?").split("?")[0] == there.split("?")[0]
    assert not Sitting.objects.exists()
    page = ada.browser.get(answer.url, follow=True).content.decode()
    assert "Your journal is locked, so how it was is not kept." in page


def test_after_harder_the_address_is_the_one_that_every_step_and_the_last_page_link_to(ada):
    there = ada.browser.post(AFTER, {"response": "harder"}).url

    assert f'href="{there}"' in ada.browser.get(DONE).content.decode()
    assert f'href="{there}"' in Client().get("/practices/hum/sit/?now=1").content.decode()
    note = ada.letter().uuid
    with_note = ada.browser.post(AFTER, {"response": "harder", "note": note}).url
    after_skipping = ada.browser.post(AFTER, {"response": "", "note": note}).url
    last = unescape(ada.browser.get(after_skipping).content.decode())
    assert f'href="{with_note}"' in last


def test_someone_locked_who_was_told_on_the_page_is_not_told_again(ada):
    ada.browser.post("/accounts/lock/")
    fields = fields_of(ada.browser.get(AFTER))

    answer = ada.browser.post(AFTER, fields | {"response": "harder"})

    assert answer.url == STEADY
    assert "so how it was is not kept" not in ada.browser.get(STEADY).content.decode()


def test_after_numb_nothing_is_to_be_read_first_and_the_caution_stands(client, db):
    there = client.post(AFTER, {"response": "numb"}).url

    page = client.get(there)

    assert page.status_code == 200
    assert 'class="caution"' in page.content.decode()
    assert "dearself-met" not in client.cookies
    assert client.get(NUMB).url.startswith("/practices/before/")


def test_someone_who_read_the_page_before_comes_to_numb_by_its_own_address(client, ada):
    client.cookies["dearself-met"] = "1"
    ada.browser.post("/practices/before/")

    for browser in (client, ada.browser):
        assert browser.post(AFTER, {"response": "numb"}).url == NUMB


def test_numb_after_numb_leads_to_steady_ground(ada):
    answer = ada.browser.post("/practices/numb/after/", {"response": "numb"})

    assert answer.url == "/practices/steady/?from=numb"


def test_the_question_has_four_answers_and_a_way_past_it(client, db):
    page = client.get(f"{AFTER}?seconds=95&note={NOTE}")

    answers = re.findall(r'name="response" value="(\w*)">([^<]+)<', page.content.decode())
    assert answers == [
        ("softer", "Softer"),
        ("same", "The same"),
        ("harder", "Harder"),
        ("numb", "Numb"),
        ("", "Skip"),
    ]
    fields = fields_of(page)
    assert (fields["seconds"], fields["note"]) == (["95"], [NOTE])
    assert "journal" not in page.content.decode().split("</main>")[0].split("<main")[1]


def test_a_visitor_and_a_member_are_asked_alike_and_the_locked_told_quietly(ada):
    assert "Your journal is locked" not in ada.browser.get(AFTER).content.decode()
    ada.browser.post("/accounts/lock/")

    assert "Your journal is locked" in ada.browser.get(AFTER).content.decode()


def test_each_page_asks_about_one_sitting_however_often_it_is_sent(ada):
    fields = fields_of(ada.browser.get(AFTER))
    for response in ("softer", "same"):
        ada.browser.post(AFTER, fields | {"response": response})
    ada.browser.post(AFTER, fields_of(ada.browser.get(AFTER)) | {"response": "numb"})

    assert [felt.response for felt in kept_of(ada)] == ["numb", "same"]


def test_going_back_to_the_question_and_answering_again_is_the_same_sitting(ada):
    sit = ada.browser.get("/practices/hum/sit/?now=1").content.decode()
    (link,) = set(re.findall(r'href="(/practices/hum/after/[^"]*)"', sit))
    for response in ("softer", "harder"):
        fields = fields_of(ada.browser.get(f"{link}&seconds=95"))
        ada.browser.post(AFTER, fields | {"response": response})

    assert kept_of(ada) == [PastSitting(DAY, "hum", "harder", 95)]


def test_one_note_is_of_one_sitting_and_its_row_does_not_say_which(ada):
    for response in ("softer", "harder"):
        fields = fields_of(ada.browser.get(f"{AFTER}?note={NOTE}"))
        ada.browser.post(AFTER, fields | {"response": response})

    assert kept_of(ada) == [PastSitting(DAY, "hum", "harder", 0)]
    assert str(Sitting.objects.get().uuid) != NOTE


def test_a_strangers_sitting_named_in_the_form_stays_as_it_was(ada, ben):
    ada.browser.post(AFTER, {"response": "softer", "sitting": str(uuid4())})
    theirs = Sitting.objects.of(ada.user).values().get()

    ben.browser.post(AFTER, {"response": "harder", "sitting": str(theirs["uuid"])})

    assert Sitting.objects.of(ada.user).values().get() == theirs
    assert kept_of(ben) == [PastSitting(DAY, "hum", "harder", 0)]


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("", 0),
        ("-5", 0),
        ("soon", 0),
        ("1.5", 0),
        ("nan", 0),
        ("95", 95),
        ("99999999", 900),
        ("9" * 5000, 0),
    ],
)
def test_a_clock_is_believed_within_reason(ada, said, seconds):
    assert practices()["hum"].longest == 300

    ada.browser.post(AFTER, {"response": "same", "seconds": said, "sitting": "not one"})

    assert kept_of(ada) == [PastSitting(DAY, "hum", "same", seconds)]


@pytest.mark.parametrize("name", ["note", "draft"])
def test_what_was_written_goes_along_and_what_is_no_id_does_not(ada, name):
    for response, there in (("harder", f"{STEADY}&"), ("softer", f"{DONE}?")):
        answer = ada.browser.post(AFTER, {"response": response, name: NOTE})
        assert answer.url == f"{there}{name}={NOTE}"

        answer = ada.browser.post(AFTER, {"response": response, name: "//example.net"})
        assert "example" not in answer.url


def test_half_past_midnight_belongs_to_the_evening_before(ada, time_machine):
    time_machine.move_to("2026-06-17T22:30:00Z")  # 00:30 on the 18th in Vienna
    browser = sign_in(ada.user)

    browser.post(AFTER, {"response": "same"})

    assert kept_of(ada) == [PastSitting(DAY, "hum", "same", 0)]
    assert "The same is fine" in browser.get(DONE).content.decode()


def test_a_practice_that_is_none_is_missing(client, db):
    assert client.get("/practices/gone/after/").status_code == 404
    assert client.post("/practices/gone/after/", {"response": "harder"}).status_code == 404
    assert client.get("/practices/gone/done/").status_code == 404


# --- nothing stands between someone and steady ground ------------------------------


@pytest.fixture
def full(ada, monkeypatch):
    monkeypatch.setattr(quota, "MEGABYTE", 1)
    User.objects.update(quota_mb=1)


@pytest.fixture
def busy(monkeypatch):
    busy = mock.Mock(side_effect=OperationalError("database is locked"))
    monkeypatch.setattr("practices.after.sittings.keep", busy)


@pytest.fixture
def no_room(disk):
    disk.free = 0


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        ("full", "Your journal holds as much as it may, so how it was is not kept."),
        ("busy", "How it was could not be kept just now. Nothing else is lost."),
        ("no_room", "How it was could not be kept just now. Nothing else is lost."),
    ],
)
@pytest.mark.parametrize("response", ["harder", "same", "numb"])
def test_what_cannot_be_kept_holds_nobody_up(ada, request, trouble, said, response):
    request.getfixturevalue(trouble)

    answer = ada.browser.post(AFTER, {"response": response})

    there = {"harder": STEADY, "same": DONE, "numb": NUMB}[response]
    assert answer.url.split("?")[0] == there.split("?")[0]
    assert "unkept" not in answer.url or trouble in {"busy", "no_room"}
    assert not Sitting.objects.exists()
    if response != "numb":
        page = ada.browser.get(answer.url)
        assert page.status_code == 200
        assert said in page.content.decode()


def test_a_page_that_grew_old_leads_on_and_keeps_nothing(ada):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = sign_in(ada.user).cookies

    answer = strict.post(AFTER, {"response": "harder"})

    assert answer.url == STEADY
    assert "had grown old, so how it was is not kept" in strict.get(answer.url).content.decode()
    assert not Sitting.objects.exists()


def test_a_page_that_is_ours_passes_the_same_look(ada):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = sign_in(ada.user).cookies
    fields = fields_of(strict.get(AFTER))

    assert strict.post(AFTER, fields | {"response": "harder"}).url == STEADY

    assert kept_of(ada) == [PastSitting(DAY, "hum", "harder", 0)]


# --- where it ends -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("response", "title"),
    [
        ("softer", "You can leave it there"),
        ("same", "The same is fine"),
        ("", "You can stop here"),
    ],
)
def test_the_last_words_follow_the_latest_answer(ada, ben, response, title):
    for said in ("harder", response):
        ada.browser.post(AFTER, {"response": said})
    ben.browser.post(AFTER, {"response": "softer"})

    assert f"<h1>{title}</h1>" in ada.browser.get(DONE).content.decode()


def test_an_answer_about_another_practice_or_day_says_nothing_here(ada, time_machine):
    ada.browser.post("/practices/feet/after/", {"response": "softer"})
    assert "<h1>You can stop here</h1>" in ada.browser.get(DONE).content.decode()
    ada.browser.post(AFTER, {"response": "same"})
    time_machine.move_to("2026-06-18T10:00:00Z")

    assert "<h1>You can stop here</h1>" in sign_in(ada.user).get(DONE).content.decode()


def test_after_the_same_there_is_one_shorter_and_one_of_another_kind(ada):
    ada.browser.post(AFTER, {"response": "same", "seconds": "120"})

    page = ada.browser.get(DONE)

    text = page.content.decode()
    assert text.count("/practices/hum/sit/?seconds=60") == 1
    other = page.context["another"]
    assert set(other.kinds).isdisjoint(practices()["hum"].kinds)
    assert text.count(f'href="/practices/{other.slug}/"') == 1


def test_the_last_words_go_away_with_the_lock_where_they_tell_of_someone(ada, client):
    assert "data-unreached" not in ada.browser.get(DONE).content.decode()
    ada.browser.post(AFTER, {"response": "softer"})

    assert "data-unreached" in ada.browser.get(DONE).content.decode()
    assert "data-unreached" not in client.get(DONE).content.decode()


def test_the_last_page_asks_as_little_after_one_sitting_as_after_fifteen(ada):
    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            ada.browser.get(DONE)
        return len(made)

    ada.browser.post(AFTER, {"response": "same"})
    queries()  # warm
    one = queries()
    for _ in range(14):
        ada.browser.post(AFTER, {"response": "same"})

    assert queries() == one <= 5


def test_after_the_shortest_no_shorter_one_is_offered(ada):
    ada.browser.post(AFTER, {"response": "same", "seconds": "60"})

    assert "?seconds=" not in ada.browser.get(DONE).content.decode()


def test_what_was_written_can_be_found_from_there_by_its_writer_only(ada, ben, client):
    note = ada.letter().uuid
    link = f'href="/journal/{note}/"'

    pages = [browser.get(f"{DONE}?note={note}") for browser in (ada.browser, ben.browser, client)]

    assert [link in page.content.decode() for page in pages] == [True, False, False]
    assert "javascript" not in ada.browser.get(f"{DONE}?note=javascript:x()").content.decode()


def test_no_answer_stands_in_an_address_a_title_or_a_cookie(ada):
    seen = []
    for response in ("softer", "same", "harder", "numb"):
        answer = ada.browser.post(AFTER, {"response": response})
        page = ada.browser.get(answer.url, follow=True).content.decode()
        seen += [answer.url, *re.findall(r"<title>[^<]*", page), str(ada.browser.cookies)]
        seen.append(repr(dict(ada.browser.session)))

    text = " ".join(seen).replace(NUMB, "").replace("Numb is allowed", "")
    assert re.findall(r"softer|same\b|harder|numb", text.replace("SameSite", "")) == []
