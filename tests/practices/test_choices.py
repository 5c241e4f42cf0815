"""How someone likes to sit: remembered once chosen, sealed or in a cookie without a word."""

import json
from http.cookies import _unquote
from unittest import mock

import msgspec
import pytest

from accounts.quota import JournalFull
from practices.choices import COOKIE, Choices
from practices.models import Progress
from tests.people import Person, sign_in

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
UNTOUCHED = Choices(touch=False)  # a box that is not ticked is not sent


def kept_in(browser) -> Choices:
    return msgspec.json.decode(_unquote(browser.cookies[COOKIE].value), type=Choices)


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
        ("pitch", ""),
    ],
)
def test_what_is_no_choice_is_as_if_it_had_not_been_made(client, db, name, value):
    client.post(CHOICES, {"next": SIT, name: value})

    assert kept_in(client) == UNTOUCHED
    assert (value in client.cookies[COOKIE].value) == (value == "")


@pytest.mark.parametrize(
    "value", ["", "no", "[]", '{"eyes": "odd"}', '{"pitch": 90000}', '{"inhale": 1e300}', "{"]
)
def test_a_cookie_that_cannot_be_read_counts_as_none(client, db, value):
    client.cookies[COOKIE] = value

    assert client.get(SIT).context["chosen"] == Choices()


def test_a_full_journal_says_that_it_was_not_remembered(ada):
    with mock.patch("accounts.quota.take", side_effect=JournalFull(1)):
        page = ada.browser.post(CHOICES, CLOSED, follow=True)

    assert page.status_code == 200
    assert "so this was not remembered" in page.content.decode()
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
