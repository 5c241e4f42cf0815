"""How someone likes to sit: remembered once chosen, sealed or in a cookie without a word."""

import json
import re
from unittest import mock

import msgspec
import pytest
from msgspec.structs import replace

from accounts.vault.quota import JournalFull
from practices.models import Progress
from practices.player.sitting_choices import Choices
from practices.views.remembered_choices import COOKIE, MET
from tests.people import PASSWORD, Person, sign_in

CHOICES = "/practices/choices/"
SIT = "/practices/hum/sit/?now=1"
CLOSED = {
    "next": SIT,
    "eyes": "closed",
    "anchor": "hands",
    "press_next": "on",
    "inhale": "3.5",
    "exhale": "6",
    "voice": "on",
    "voice_volume": "40",
    "tone_volume": "20",
    "pitch": "220",
}
AS_CHOSEN = Choices(
    eyes="closed",
    anchor="hands",
    touch=False,
    press_next=True,
    inhale=3.5,
    exhale=6,
    voice=True,
    voice_volume=40,
    tone_volume=20,
    pitch=220,
)
NO_TICKS = {"touch": False, "press_next": False, "voice": False}  # no tick: nothing is sent


def kept_in(browser) -> Choices:
    return msgspec.json.decode(browser.cookies[COOKIE].value, type=Choices)


def sealed_for(person: Person) -> dict[str, object]:
    return Progress.objects.of(person.user).get().try_open(person.vault).choices


def test_a_visitors_choices_wait_in_a_cookie_of_fixed_words(client, db):
    answer = client.post(CHOICES, CLOSED)

    assert answer.headers["Location"] == SIT
    assert kept_in(client) == AS_CHOSEN
    assert client.cookies[COOKIE]["httponly"]
    assert client.cookies[COOKIE]["samesite"] == "Lax"


def test_they_stand_in_the_form_the_next_time(client, db):
    client.post(CHOICES, CLOSED)

    form = client.get(SIT).context["choices_form"]

    said = {name: form[name].value() for name in Choices.__struct_fields__}
    assert Choices(**said) == AS_CHOSEN
    assert client.get(SIT).context["chosen"] == AS_CHOSEN


def test_a_persons_choices_are_sealed_and_follow_them(ada):
    ada.browser.post(CHOICES, CLOSED)

    assert sealed_for(ada) == msgspec.to_builtins(AS_CHOSEN)
    assert COOKIE not in ada.browser.cookies
    assert b"closed" not in bytes(Progress.objects.of(ada.user).get().content)
    assert sign_in(ada.user).get(SIT).context["chosen"] == AS_CHOSEN


def test_cookies_go_once_the_journal_knows_as_much(ada):
    ada.browser.post("/accounts/lock/")
    ada.browser.post("/practices/before/", {"next": SIT})
    ada.browser.post(CHOICES, CLOSED)
    ada.browser.post("/accounts/unlock/", {"password": PASSWORD})

    answer = ada.browser.post(CHOICES, CLOSED)

    gone = {name: answer.cookies[name]["max-age"] for name in (COOKIE, MET)}
    assert gone == {COOKIE: 0, MET: 0}
    assert sign_in(ada.user).get("/practices/hum/sit/").status_code == 200  # it has been met


def test_the_cookie_of_the_first_page_goes_once_that_is_sealed(ada):
    ada.browser.post("/accounts/lock/")
    ada.browser.post("/practices/before/", {"next": SIT})
    ada.browser.post("/accounts/unlock/", {"password": PASSWORD})

    answer = ada.browser.post("/practices/before/", {"next": SIT})

    assert {name: it["max-age"] for name, it in answer.cookies.items() if name == MET} == {MET: 0}


def test_ben_does_not_sit_as_ada_likes_to(ada, ben):
    ada.browser.post(CHOICES, CLOSED)

    assert ben.browser.get(SIT).context["chosen"] == Choices()


def test_someone_locked_sits_as_this_browser_remembers(ada):
    ada.browser.post("/accounts/lock/")

    ada.browser.post(CHOICES, CLOSED)

    assert kept_in(ada.browser) == AS_CHOSEN
    assert not Progress.objects.of(ada.user).exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("eyes", "upside-down"),
        ("eyes", "my mother's kitchen"),
        ("anchor", "nowhere"),
        ("inhale", "0.2"),
        ("inhale", "1e9"),
        ("inhale", "nan"),
        ("exhale", "long"),
        ("voice_volume", "101"),
        ("pitch", "99"),
        ("pitch", "20000"),
    ],
)
def test_what_is_no_choice_changes_nothing_and_can_be_mended(client, db, name, value):
    client.post(CHOICES, CLOSED)

    answer = client.post(CHOICES, {"next": SIT, "bell": "on", name: value})

    assert kept_in(client) == replace(AS_CHOSEN, **NO_TICKS, bell=True)
    assert value not in client.cookies[COOKIE].value
    assert answer.status_code == 422
    form = answer.context["form"]
    assert [*form.errors] == [name]
    assert form[name].value() == value
    page = answer.content.decode()
    assert len(re.findall('<(?:div|fieldset) class="field', page)) == 1
    assert "It stays as it was, and the rest is remembered." in page
    assert f'<input type="hidden" name="next" value="{SIT}">' in page


def test_what_is_mended_there_keeps_the_rest(client, db):
    answer = client.post(CHOICES, CLOSED | {"inhale": "0.2", "bell": "on"})
    page = answer.content.decode()
    assert "A breath takes 1 to 10 seconds here." in page
    boxes = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)

    mended = client.post(CHOICES, {**dict(boxes), "inhale": "2"})

    assert mended.headers["Location"] == SIT
    assert kept_in(client) == replace(AS_CHOSEN, inhale=2, bell=True)


def test_a_pace_that_is_taken_out_is_the_practices_again(client, db):
    client.post(CHOICES, CLOSED)

    client.post(CHOICES, CLOSED | {"inhale": "", "pitch": ""})

    assert kept_in(client) == replace(AS_CHOSEN, inhale=0)  # a slider cannot be empty


def test_a_choice_that_does_not_fit_erases_no_sealed_one(ada):
    ada.browser.post(CHOICES, CLOSED)

    ada.browser.post(CHOICES, CLOSED | {"inhale": "0.2", "eyes": "lowered"})

    assert sealed_for(ada) == msgspec.to_builtins(replace(AS_CHOSEN, eyes="lowered"))


@pytest.mark.parametrize(
    "value", ["", "no", "[]", '{"eyes": "odd"}', '{"pitch": 90000}', '{"inhale": 1e300}', "{"]
)
def test_a_cookie_that_cannot_be_read_counts_as_none(client, db, value):
    client.cookies[COOKIE] = value

    assert client.get(SIT).context["chosen"] == Choices()


def test_a_full_journal_says_that_it_was_not_remembered(ada):
    with mock.patch("accounts.vault.quota.take", side_effect=JournalFull(1)):
        page = ada.browser.post(CHOICES, CLOSED, follow=True)

    assert page.status_code == 200
    assert "Your journal is full. It may hold 1 MB here" in page.content.decode()
    assert page.context["chosen"] == Choices()


def test_everything_that_makes_a_sound_is_off_until_chosen():
    choices = Choices()

    assert [choices.bell, choices.vibrate, choices.voice, choices.tone] == [False] * 4
    assert json.loads(msgspec.json.encode(choices)) == {}


def test_without_touch_what_stands_in_its_place_is_marked(client, db):
    client.post(CHOICES, CLOSED)
    without = client.get("/practices/hand-pause/sit/?now=1").content.decode()
    client.post(CHOICES, CLOSED | {"touch": "on"})
    with_touch = client.get("/practices/hand-pause/sit/?now=1").content.decode()

    assert 'class="player no-touch"' in without
    assert "Or, without touch:" not in without
    assert 'class="player"' in with_touch
    assert "Or, without touch:" in with_touch
