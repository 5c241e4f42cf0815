"""The attention log: a morning half and an evening half, at `/today/` and on each day's pages."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from journal.content import Content
from journal.models import Entry, EntryVersion
from tests.pages import error_title, fields_of, send
from tests.people import sign_in, sign_up

NOON = datetime(2026, 6, 17, 12, tzinfo=ZoneInfo("Europe/Vienna"))
DAY = date(2026, 6, 17)
MORNING = f"/journal/days/{DAY}/morning/"
EVENING = f"/journal/days/{DAY}/evening/"


@pytest.fixture
def at_noon():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


# --- the half that belongs to the hour ----------------------------------------


def moments():
    """A zone, a local date and time in it, and the day and half that belong to them."""
    for zone, day in [
        ("Pacific/Auckland", date(2026, 6, 17)),
        ("America/Los_Angeles", date(2026, 6, 17)),
        ("Europe/Vienna", date(2026, 3, 29)),  # an hour shorter: at two it is three
        ("Europe/Vienna", date(2026, 10, 25)),  # an hour longer: half past two comes twice
    ]:
        eve = day - timedelta(days=1)
        for hour, minute, of_day, half in [
            (0, 30, eve, "evening"),
            (2, 30, eve, "evening"),
            (3, 59, eve, "evening"),
            (4, 0, day, "morning"),
            (8, 0, day, "morning"),
            (13, 59, day, "morning"),
            (14, 0, day, "evening"),
            (20, 0, day, "evening"),
            (23, 59, day, "evening"),
        ]:
            now = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone))
            yield pytest.param(zone, now, of_day, half, id=f"{zone} {now:%F %H:%M}")


@pytest.mark.django_db
@pytest.mark.parametrize(("zone", "now", "day", "half"), list(moments()))
def test_today_leads_with_the_half_that_belongs_to_the_hour(zone, now, day, half):
    with time_machine.travel(now, tick=False):
        ada = sign_up("ada", time_zone=zone)

        answer = ada.browser.get("/today/")

    field = {"morning": "focus_1", "evening": "given"}
    other = {"morning": "evening", "evening": "morning"}[half]
    assert f'action="/journal/days/{day}/{half}/"' in answer.content.decode()
    assert field[half] in fields_of(answer)
    assert field[other] not in fields_of(answer)
    assert f'<a class="tap" href="/journal/days/{day}/{other}/">' in answer.content.decode()


@pytest.mark.django_db
def test_what_is_kept_after_midnight_belongs_to_the_day_before():
    with time_machine.travel(datetime(2026, 6, 18, 0, 30, tzinfo=UTC), tick=False):
        ada = sign_up("ada", time_zone="UTC")
        form = fields_of(ada.browser.get("/today/"))

        send(ada, "/journal/days/2026-06-17/evening/", form | {"given": ["Tea for Cleo."]})

    assert Entry.objects.of(ada.user).get().day == date(2026, 6, 17)


def test_a_half_that_is_written_is_shown_in_place_of_its_form(at_noon, ada):
    send(ada, MORNING, {"focus_1": "the fat pen"})

    answer = ada.browser.get("/today/")

    assert '<dt>Morning focus</dt><dd dir="auto">the fat pen</dd>' in answer.content.decode()
    assert "focus_1" not in fields_of(answer)


def test_the_mornings_words_are_shown_in_the_evening(at_noon, ada):
    send(ada, MORNING, {"focus_1": "the fat pen", "focus_2": "soup", "if_then": "If rain, hat."})
    at_noon.move_to(NOON.replace(hour=20))
    ada.browser = sign_in(ada.user)  # hours later her journal has locked itself

    for path in ("/today/", EVENING):
        page = ada.browser.get(path).content.decode()

        said = [f'<p class="said" dir="auto">{x}</p>' for x in ("the fat pen", "soup")]
        assert "This morning you chose to look out for" in page
        assert "".join(said) + '<p class="said" dir="auto">If rain, hat.</p>' in page


def test_without_a_morning_the_evening_mentions_none(at_noon, ada):
    ada.day(DAY - timedelta(days=1), focus_1="yesterday's pen")
    at_noon.move_to(NOON.replace(hour=20))
    ada.browser = sign_in(ada.user)  # hours later her journal has locked itself

    page = ada.browser.get("/today/").content.decode()

    assert "This morning you chose" not in page
    assert "yesterday's pen" not in page


# --- keeping ------------------------------------------------------------------


def test_nothing_today_is_a_whole_answer(at_noon, ada):
    answer = send(ada, EVENING, {"nothing": "on"}, follow=True)

    assert answer.redirect_chain == [(f"/journal/days/{DAY}/", 302)]
    assert Entry.objects.of(ada.user).get().open(ada.vault).answers == {"nothing": True}
    assert '<dt>This evening</dt><dd dir="auto">Nothing today.</dd>' in answer.content.decode()


@pytest.mark.parametrize("name", ["given", "received", "to_self"])
def test_nothing_today_makes_way_for_a_kindness_that_was_written(at_noon, ada, name):
    send(ada, EVENING, {"nothing": "on", name: "Tea for Cleo."})

    assert Entry.objects.of(ada.user).get().open(ada.vault).answers == {name: "Tea for Cleo."}


@pytest.mark.parametrize("said", [{"given": " "}, {"effort": "The stairs."}])
def test_nothing_today_stays_beside_what_is_no_kindness(at_noon, ada, said):
    send(ada, EVENING, {"nothing": "on"} | said)

    assert Entry.objects.of(ada.user).get().open(ada.vault).answers["nothing"] is True


@pytest.mark.parametrize(
    ("path", "said", "words"),
    [
        (MORNING, {"focus_1": "  "}, "One word is enough, or leave it for today."),
        (EVENING, {"given": " \n "}, "tick the box that says so"),
        (EVENING, {"stillness": "60"}, "tick the box that says so"),
    ],
)
def test_an_empty_half_is_asked_for_kindly(at_noon, ada, path, said, words):
    answer = send(ada, path, said)

    assert answer.status_code == 422
    assert error_title(answer) == "Nothing to keep yet."
    assert words in answer.content.decode()
    assert not Entry.objects.exists()


def test_every_answer_is_kept_and_stands_in_the_form_again(at_noon, ada):
    morning = {"focus_1": "the fat pen", "focus_2": "soup", "if_then": "If rain, hat."}
    evening = {
        "stillness": "60", "given": "a\nb", "received": "c", "to_self": "d",
        "effort": "e", "kindness": "f", "where": ["threat", "soothe"],
    }  # fmt: skip

    send(ada, MORNING, morning)
    send(ada, EVENING, evening)

    day = Entry.objects.of(ada.user).get()
    assert day.open(ada.vault).answers == morning | evening | {"stillness": 60}
    again = fields_of(ada.browser.get(MORNING)) | fields_of(ada.browser.get(EVENING))
    said = morning | evening
    assert {name: again[name] for name in said} == {
        name: value if isinstance(value, list) else [value] for name, value in said.items()
    }


def test_a_day_is_one_entry_that_knows_when_each_half_was_kept(at_noon, ada):
    send(ada, MORNING, {"focus_1": "the fat pen"})
    at_noon.move_to(NOON.replace(hour=20))
    ada.browser = sign_in(ada.user)  # hours later her journal has locked itself
    send(ada, EVENING, {"given": "Tea for Cleo."})

    day = Entry.objects.of(ada.user).get()
    assert (day.kind, day.day) == ("day", DAY)
    assert (day.morning_at, day.evening_at) == (NOON, NOON.replace(hour=20))
    assert day.open(ada.vault).answers == {"focus_1": "the fat pen", "given": "Tea for Cleo."}


def test_a_day_long_past_can_be_filled(at_noon, ada):
    answer = send(ada, "/journal/days/1971-02-28/evening/", {"to_self": "It was not your fault."})

    assert answer.url == "/journal/days/1971-02-28/"
    assert Entry.objects.of(ada.user).get().day == date(1971, 2, 28)


@pytest.mark.parametrize("half", ["", "morning/", "evening/"], ids=["day", "morning", "evening"])
def test_tomorrow_has_a_page_that_says_it_has_not_come(at_noon, ada, half):
    answer = ada.browser.get(f"/journal/days/2026-06-18/{half}")

    assert answer.status_code == 404
    assert "That day has not come yet" in answer.content.decode()


def test_tomorrow_cannot_be_kept_and_the_words_stay(at_noon, ada):
    answer = send(ada, "/journal/days/2026-06-18/morning/", {"focus_1": "the fat pen"})

    assert answer.status_code == 422
    assert "That day has not come yet." in answer.content.decode()
    assert fields_of(answer)["focus_1"] == ["the fat pen"]
    assert not Entry.objects.exists()


def test_west_of_the_date_line_what_was_written_on_a_day_is_read_and_gone_on_with(at_noon, ada):
    """It is tomorrow again there: the morning is kept, the evening half-written."""
    tomorrow = "/journal/days/2026-06-18/"
    at_noon.move_to(datetime(2026, 6, 18, 10, tzinfo=UTC))
    ada.browser = sign_in(ada.user)
    send(ada, f"{tomorrow}morning/", {"focus_1": "the fat pen"})
    autosave = {"form": "evening", "day": "2026-06-18", "given": "Tea for Cleo."}
    send(ada, "/journal/drafts/", autosave)
    send(ada, "/journal/drafts/", autosave | {"day": "2026-06-19", "given": "Soup."})
    at_noon.move_to(NOON)
    ada.browser = sign_in(ada.user)

    evening = ada.browser.get(f"{tomorrow}evening/")
    kept = send(ada, f"{tomorrow}evening/", fields_of(evening))

    assert "the fat pen" in ada.browser.get(tomorrow).content.decode()
    assert fields_of(ada.browser.get(f"{tomorrow}morning/"))["focus_1"] == ["the fat pen"]
    assert fields_of(evening)["given"] == ["Tea for Cleo."]
    assert (kept.status_code, kept.url) == (302, tomorrow)
    draft_alone = ada.browser.get("/journal/days/2026-06-19/evening/")
    assert fields_of(draft_alone)["given"] == ["Soup."]
    assert send(ada, "/journal/days/2026-06-19/evening/", fields_of(draft_alone)).status_code == 302
    assert ada.browser.get("/journal/days/2026-06-20/").status_code == 404


@pytest.mark.parametrize("day", ["2026-02-31", "2026-13-01", "0000-01-01", "1899-12-31"])
def test_a_day_that_never_was_has_no_page(at_noon, ada, day):
    for half in ("", "morning/", "evening/"):
        answer = ada.browser.get(f"/journal/days/{day}/{half}")

        assert answer.status_code == 404
        assert "There may be a slip in the address" in answer.content.decode()


# --- two tabs -----------------------------------------------------------------


def test_both_halves_from_two_tabs_become_one_day(at_noon, ada):
    morning, evening = (fields_of(ada.browser.get(path)) for path in (MORNING, EVENING))

    first = send(ada, MORNING, morning | {"focus_1": ["the fat pen"]})
    second = send(ada, EVENING, evening | {"given": ["Tea for Cleo."]})

    assert (first.status_code, second.status_code) == (302, 302)
    said = Entry.objects.of(ada.user).get().open(ada.vault).answers
    assert said == {"focus_1": "the fat pen", "given": "Tea for Cleo."}


def test_the_same_half_from_two_tabs_shows_both_and_a_second_keep_wins(at_noon, ada):
    form = fields_of(ada.browser.get(MORNING))
    send(ada, MORNING, form | {"focus_1": ["from the first tab"]})

    answer = send(ada, MORNING, form | {"focus_1": ["from the second tab"]})

    assert answer.status_code == 409
    assert '<dd dir="auto">from the first tab</dd>' in answer.content.decode()
    assert fields_of(answer)["focus_1"] == ["from the second tab"]
    day = Entry.objects.of(ada.user).get()
    assert day.open(ada.vault) == Content(answers={"focus_1": "from the first tab"})
    assert send(ada, MORNING, fields_of(answer)).status_code == 302
    day.refresh_from_db()
    assert day.open(ada.vault) == Content(answers={"focus_1": "from the second tab"})
    earlier = [v.open(ada.vault).answers["focus_1"] for v in day.versions.all()]
    assert earlier == ["from the first tab"]


def test_the_same_half_kept_twice_by_one_form_is_one_keep(at_noon, ada):
    form = fields_of(ada.browser.get(MORNING)) | {"focus_1": ["the fat pen"]}

    answers = [send(ada, MORNING, form), send(ada, MORNING, form)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert (Entry.objects.count(), EntryVersion.objects.count()) == (1, 0)


def test_changing_a_half_leaves_its_earlier_words_behind(at_noon, ada):
    send(ada, EVENING, {"given": "Tea.", "received": "Soup."})
    form = fields_of(ada.browser.get(EVENING))

    send(ada, EVENING, form | {"given": ["Tea for Cleo."], "received": [""]})

    day = Entry.objects.of(ada.user).get()
    assert day.open(ada.vault).answers == {"given": "Tea for Cleo."}
    earlier = day.versions.get()
    assert earlier.open(ada.vault).answers == {"given": "Tea.", "received": "Soup."}


def test_a_damaged_day_says_so_on_every_page_and_is_not_written_over(at_noon, ada):
    ada.day(DAY - timedelta(days=1), given="Soup.")
    day = ada.day(DAY, given="Tea.")
    Entry.objects.filter(pk=day.pk).update(content=bytes(day.content)[:-1])

    pages = [ada.browser.get(p).content.decode() for p in ("/today/", f"/journal/days/{DAY}/")]
    answer = send(ada, EVENING, {"given": "New words."})

    assert "This day's record is damaged" in pages[0]
    assert "This day cannot be opened" in pages[1]
    assert answer.status_code == 409
    assert fields_of(answer)["given"] == ["New words."]
    assert bytes(Entry.objects.get(pk=day.pk).content) == bytes(day.content)[:-1]


@pytest.mark.parametrize("half", ["", "morning/", "evening/"])
def test_the_last_day_there_is_has_a_page_like_any_other(ada, half):
    ada.browser.post("/journal/drafts/", {"form": "evening", "day": date.max, "given": "Soup."})

    assert ada.browser.get(f"/journal/days/{date.max}/{half}").status_code == 200


def test_the_day_after_the_last_is_offered_by_no_page(ada):
    ada.day(date.max, given="Soup.")

    page = ada.browser.get(f"/journal/days/{date.max}/").content.decode()

    assert 'rel="prev"' in page
    assert 'rel="next"' not in page
