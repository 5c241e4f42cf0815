"""Two pages of a day put on one: every word is there, it agrees with itself, it can be changed."""

from datetime import date

import pytest

from journal.keeping import keep
from journal.models import Entry
from tests.pages import fields_of, send
from tests.people import Person

DAY = date(2026, 6, 17)
MORNING = f"/journal/days/{DAY}/morning/"
EVENING = f"/journal/days/{DAY}/evening/"


def as_one(ada: Person, then: dict[str, object], now: dict[str, object]) -> Entry:
    """The day that said `now`, once the binned one that said `then` was put on its page."""
    binned = ada.day(DAY, **then)
    keep.bin_entry(ada.user, ada.vault, binned)
    ada.day(DAY, **now)
    for _twice in range(2):  # the second time adds nothing: the binned one is still there
        answer = ada.browser.post(f"/journal/{binned.uuid}/restore/", {"both": "1"})
        assert answer.status_code == 302
    return Entry.objects.of(ada.user).get()


@pytest.mark.parametrize(
    ("then", "now", "both"),
    [
        ("Tea for Rosa", "Tea for Rosamund", "Tea for Rosamund\n\nTea for Rosa"),
        ("Tea.", "Soup.\n\nTea.", "Soup.\n\nTea."),
        ("Tea.\n\nBread.", "Soup.", "Soup.\n\nTea.\n\nBread."),
    ],
)
def test_a_text_is_left_out_only_where_it_stands_there_whole(ada, then, now, both):
    day = as_one(ada, {"given": then}, {"given": now})

    assert day.open(ada.vault).answers == {"given": both}


def test_a_line_is_left_out_only_where_it_stands_there_whole(ada):
    day = as_one(ada, {"focus_1": "the pen"}, {"focus_1": "the pencil"})

    assert day.open(ada.vault).answers == {"focus_1": "the pencil · the pen"}


@pytest.mark.parametrize("ticked", ["then", "now"])
@pytest.mark.parametrize("name", ["given", "received", "to_self"])
def test_nothing_today_makes_way_for_a_kindness_of_the_other_page(ada, ticked, name):
    said = {"then": {name: "Soup."}, "now": {name: "Soup."}, ticked: {"nothing": True}}

    day = as_one(ada, **said)

    assert day.open(ada.vault).answers == {name: "Soup."}


def test_nothing_today_stays_where_neither_page_says_a_kindness(ada):
    day = as_one(ada, {"nothing": True}, {"effort": "The stairs."})

    assert day.open(ada.vault).answers == {"effort": "The stairs.", "nothing": True}


@pytest.mark.parametrize(
    ("path", "name", "length"), [(MORNING, "focus_1", 290), (EVENING, "given", 19_990)]
)
def test_what_became_longer_than_its_box_can_still_be_kept_beside_a_change(ada, path, name, length):
    said = {"then": {name: "a" * length}, "now": {name: "b" * length}}
    kept = as_one(ada, **said).open(ada.vault).answers[name]
    form = fields_of(ada.browser.get(path))
    other = "if_then" if path == MORNING else "effort"

    answers = [
        send(ada, path, form | {other: ["I breathe out."]}),
        send(ada, path, fields_of(ada.browser.get(path)) | {name: [f"{kept}c"]}),
        send(ada, path, fields_of(ada.browser.get(path)) | {name: [kept[:-1]]}),
    ]

    assert [answer.status_code for answer in answers] == [302, 422, 302]
    assert fields_of(answers[1])[name] == [f"{kept}c"]
    day = Entry.objects.of(ada.user).get()
    assert day.open(ada.vault).answers == {name: kept[:-1], other: "I breathe out."}


def test_a_draft_of_what_became_longer_than_its_box_is_gone_on_with(ada):
    said = {"focus_1": "b" * 290}
    kept = as_one(ada, {"focus_1": "a" * 290}, said).open(ada.vault).answers["focus_1"]
    form = fields_of(ada.browser.get(MORNING))
    state = form | {"form": ["morning"], "day": [str(DAY)], "if_then": ["I breathe out."]}
    state["revision"] = ["1"]
    send(ada, "/journal/drafts/", state)

    page = ada.browser.get(MORNING)

    assert fields_of(page)["if_then"] == ["I breathe out."]
    assert f'maxlength="{len(kept)}"' in page.content.decode()
    assert send(ada, MORNING, fields_of(page)).status_code == 302
