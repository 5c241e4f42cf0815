"""A practice is one text file: what it may hold, and what a slip in one says."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core import checks as django_checks
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from practices.checks import mistakes, the_library_is_whole
from practices.library import catalogue
from practices.library.catalogue import Named, practices
from practices.library.front_matter import Mistake
from practices.library.parser import read
from practices.library.practice import (
    LEAST_STEP,
    Asks,
    Breath,
    Choice,
    Intensity,
    Kind,
    Question,
    Step,
)

TEA = """\
---
title: A cup of tea
aim: Something warm, and nothing else.
kind: [embodied, behavioural]
intensity: gentle
backdraft: low
minutes: [1, 5]
needs: [ordinary-day]
anchors: [object]
covers: [33, 49]
drawing: leaf
---

## Warm {seconds: 30}
Hold the cup in *both* hands.

Let it be warm.
> Look at the steam.

## Breathe {seconds: 30, stretches: yes, breath: [4, 6.5], hum: yes}
Blow on it.

## What it was like {seconds: 20, asks: several, as: liking, own: yes, reads: line, part: 2}
Any of these, or none.
- warm
- too-hot: Too hot, to be honest
"""


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A library of one practice, and no evidence."""
    (tmp_path / "practices").mkdir()
    (tmp_path / "evidence").mkdir()
    return write(tmp_path, TEA)


def write(folder: Path, text: str, name: str = "tea.md") -> Path:
    (folder / "practices" / name).write_text(text, encoding="utf-8")
    return folder


def said(folder: Path) -> list[str]:
    """The mistakes in a library, as file, line and what is wrong."""
    found = mistakes(folder / "practices", folder / "evidence")
    return [str(mistake).replace(f"{folder}/practices/", "") for mistake in found]


# --- one file -----------------------------------------------------------------


def test_a_file_becomes_a_practice(shelf):
    tea = read(shelf / "practices/tea.md")

    assert (tea.slug, tea.title) == ("tea", "A cup of tea")
    assert tea.kinds == (Kind.EMBODIED, Kind.BEHAVIOURAL)
    assert (tea.intensity, tea.is_gentle) == (Intensity.GENTLE, True)
    assert (tea.shortest, tea.seconds, tea.longest) == (60, 80, 300)
    warm, breathe, like = tea.steps
    assert warm == Step(
        title="Warm",
        seconds=30,
        words=("Hold the cup in *both* hands.", "Let it be warm."),
        instead=("Look at the steam.",),
        line=14,
    )
    assert breathe.breath == Breath(4, 6.5, hum=True)
    assert like.question == Question(
        name="liking",
        label="What it was like",
        asks=Asks.SEVERAL,
        own=True,
        choices=(Choice("warm", "warm"), Choice("too-hot", "Too hot, to be honest")),
    )
    assert (like.reads, like.part) == ("line", 2)


def test_one_kind_needs_no_list(shelf):
    write(shelf, TEA.replace("[embodied, behavioural]", "writing"))

    assert read(shelf / "practices/tea.md").kinds == (Kind.WRITING,)


@pytest.mark.parametrize(
    ("was", "becomes", "wrong"),
    [
        (TEA, "", "1: It has no front matter."),
        ("---\ntitle", "title", "1: It has no front matter."),
        ("gentle", "soft", "5: Invalid enum value 'soft' - at `$.intensity`"),
        ("aim: ", "name: ", "3: Object contains unknown field `name`"),
        ("aim: Something", "aim: [Something", "3: while parsing a flow sequence"),
        ("minutes: [1, 5]\n", "", "1: Its length is said twice, or not at all."),
        ("needs: [", "needs: [tea, ", "8: needs has 'tea', which is none."),
        ("anchors: [object]", "anchors: [tea]", "9: anchors has 'tea', which is none."),
        ("covers: [33, 49]", "covers: [72]", "10: It covers no method."),
        ("drawing: leaf", "drawing: tea", "11: drawing has 'tea', which is none."),
        ("covers:", "evidence: [E99]\ncovers:", "10: evidence has 'E99', which is none."),
        ("covers:", "alternatives: [x]\ncovers:", "10: alternatives has 'x', which is none."),
        ("covers:", "alternatives: [tea]\ncovers:", "10: alternatives has 'tea', which is none."),
        ("gentle", "deep", "5: It goes deep and offers no gentle other way."),
        ("[1, 5]", "[2, 5]", "1: Its steps add up to 80 seconds; it says 120 to 300."),
        ("Warm {seconds: 30}", "Warm", "14: Object missing required field `seconds`"),
        ("seconds: 30}", "seconds: 30, warm: 1}", "14: Object contains unknown field `warm`"),
        ("Blow on it.\n", "", "20: This step says nothing."),
        ("Blow on it.", "Blow. " * 100, "20: 100 words in 30 seconds"),
        (", as: liking", "", "23: This question has no name."),
        ("asks: several, as: liking, own: yes, ", "", "23: It has answers, but asks nothing."),
        ("asks: several", "asks: text", "23: Its choices do not fit what it asks."),
        ("reads: line", "reads: poems", "23: There is no 'poems' in the kit."),
        ("\n## Warm", "Sit down.\n\n## Warm", "13: This stands before the first step."),
        ("> Look", "> Look. " + "Look " * 90, "14: 94 words without touch in 30 seconds"),
        ("[4, 6.5]", "[0, 0]", "20: Nobody can breathe like this."),
        ("[4, 6.5]", "[4, -6]", "20: Nobody can breathe like this."),
        ("[4, 6.5]", "[4, 15.5]", "20: Nobody can breathe like this."),
        ("as: liking", "as: Liking", "23: Nothing can be kept as 'Liking'."),
        ("as: liking", "as: 'what it was'", "23: Nothing can be kept as 'what it was'."),
        ("- warm\n", "- warm\n- warm\n", "23: Two of its choices are kept as 'warm'."),
        ("- warm\n", "- warm\n- warm: Warm\n", "23: Two of its choices are kept as 'warm'."),
        ("own: yes", "writes: care", "23: What it writes would stand in no area."),
        ("own: yes", "writes: care, area: bdy", "23: There is no area 'bdy'."),
        ("own: yes", "area: body", "23: It has an area, and writes nothing into it."),
        ("30}", "30, area: body}", "14: It has answers, but asks nothing."),
    ],
)  # fmt: skip
def test_a_slip_is_said_with_its_file_and_line(shelf, was, becomes, wrong):
    assert was in TEA
    assert said(shelf) == []

    write(shelf, TEA.replace(was, becomes, 1))

    (mistake,) = said(shelf)
    assert mistake.startswith(f"tea.md:{wrong}")


def test_every_mistake_says_how_to_mend_it(shelf):
    write(shelf, TEA.replace("needs: [", "needs: [tea, ").replace("reads: line", "reads: poems"))

    mends = [mistake.mend for mistake in mistakes(shelf / "practices", shelf / "evidence")]

    assert len(mends) == 2
    assert "ordinary-day" in mends[0]
    assert "care" in mends[1]


def test_a_file_that_is_no_text_says_so(shelf):
    (shelf / "practices/tea.md").write_bytes(b"\xff\xfe\x00")

    assert said(shelf) == ["tea.md:1: It is not UTF-8 text."]


def test_two_answers_are_never_kept_under_one_name(shelf):
    again = "\n## Once more {seconds: 5, asks: line, as: liking}\nAnd now?\n"
    write(shelf, TEA + again)

    assert set(said(shelf)) == {
        "tea.md:23: Two questions are kept as 'liking'.",
        "tea.md:28: Two questions are kept as 'liking'.",
    }


def test_a_title_that_begins_another_does_not_lead_to_the_wrong_line(shelf):
    write(
        shelf,
        TEA.replace("## Breathe", "## Warm hands").replace("## Warm {", "## Warm hands, too {"),
    )
    write(shelf, (shelf / "practices/tea.md").read_text().replace("Blow on it.", "Blow. " * 100))

    assert said(shelf) == ["tea.md:20: 100 words in 30 seconds cannot be read without hurry."]


@pytest.mark.parametrize("word", ["steady", "kit", "before", "choices"])
def test_a_practice_never_takes_the_address_of_another_page(shelf, word):
    write(shelf, TEA, f"{word}.md")

    assert said(shelf) == [f"{word}.md:1: This name is the address of another page."]


@pytest.mark.parametrize(
    ("other", "found"),
    [
        ("gentle", []),
        ("moderate", ["tea.md:5: It goes deep and offers no gentle other way."]),
    ],
)
def test_what_goes_deep_offers_something_gentle(shelf, other, found):
    deep = TEA.replace("gentle", "deep").replace("covers:", "alternatives: [soup]\ncovers:")
    write(shelf, deep)
    write(shelf, TEA.replace("gentle", other), "soup.md")

    assert said(shelf) == found


# --- the library --------------------------------------------------------------


def test_the_library_that_ships_is_whole():
    assert the_library_is_whole(None) == []
    assert len(practices()) >= 14


def test_a_slip_in_the_library_stops_the_start(shelf, monkeypatch, db):
    monkeypatch.setattr(catalogue, "FOLDER", write(shelf, "Tea.") / "practices")

    (error,) = [e for e in django_checks.run_checks() if e.id == "practices.E001"]

    assert error.is_serious()
    assert error.msg == f"{shelf}/practices/tea.md:1: It has no front matter."
    assert error.hint == "Begin with it, between two lines of ---"


def test_a_new_practice_is_one_file_and_nothing_else(shelf, client, monkeypatch, db):
    monkeypatch.setattr(catalogue, "FOLDER", shelf / "practices")
    client.post("/practices/before/", {"next": "/practices/tea/sit/"})

    pages = [client.get(f"/practices/{path}") for path in ("", "tea/", "tea/sit/", "tea/after/")]

    assert [answer.status_code for answer in pages] == [200] * 4
    assert ["A cup of tea" in answer.content.decode() for answer in pages[:3]] == [True] * 3
    assert "Let it be warm." in pages[2].content.decode()


def test_what_is_translated_is_shown_in_the_language_of_the_page(shelf, monkeypatch):
    monkeypatch.setattr(catalogue, "FOLDER", write(shelf, TEA, "water.md") / "practices")
    (shelf / "practices/de").mkdir()
    write(shelf, TEA.replace("A cup of tea", "Eine Tasse Tee"), "de/tea.md")

    with translation.override("de-at"):
        titles = {slug: it.title for slug, it in practices().items()}

    assert titles == {"tea": "Eine Tasse Tee", "water": "A cup of tea"}
    assert practices("en")["tea"].title == "A cup of tea"
    assert said(shelf) == []


def test_a_translation_of_nothing_is_said(shelf):
    (shelf / "practices/de").mkdir()
    write(shelf, TEA, "de/coffee.md")

    assert said(shelf) == ["de/coffee.md:1: It translates no practice."]


@pytest.mark.parametrize(
    ("was", "becomes", "wrong"),
    [
        ("intensity: gentle", "intensity: moderate", "5: intensity"),
        ("minutes: [1, 5]", "minutes: [1, 6]", "7: longest"),
        ("kind: [embodied, behavioural]", "kind: embodied", "4: kinds"),
        ("needs: [ordinary-day]", "needs: [low]", "8: needs"),
        ("Warm {seconds: 30}", "Warm {seconds: 31}", "14: seconds"),
        ("> Look at the steam.\n", "", "14: way without touch"),
        ("[4, 6.5]", "[4, 6]", "20: breath"),
        ("as: liking", "as: wie", "23: as"),
        ("asks: several", "asks: one", "23: asks"),
        ("reads: line", "reads: care", "23: reads"),
        ("own: yes", "own: yes, writes: line", "23: writes"),
        ("- too-hot: Too hot", "- zu: Zu heiß", "23: choices"),
        ("- warm\n", "- warm\n- lau\n", "23: choices"),
    ],
)
def test_a_translation_changes_words_alone(shelf, was, becomes, wrong):
    (shelf / "practices/de").mkdir()
    german = TEA.replace("A cup of tea", "Eine Tasse Tee").replace("Let it be warm.", "Warm.")
    write(shelf, german.replace("too-hot: Too hot, to be honest", "too-hot: Zu heiß"), "de/tea.md")
    assert said(shelf) == []

    assert was in german
    write(shelf, german.replace(was, becomes), "de/tea.md")

    assert said(shelf) == [f"de/tea.md:{wrong}: not as in the English file."]


def test_a_translation_has_as_many_steps(shelf):
    (shelf / "practices/de").mkdir()
    write(shelf, TEA + "\n## Noch einer {seconds: 30}\nGut.\n", "de/tea.md")

    assert said(shelf) == ["de/tea.md:1: It has 4 steps; the English file has 3."]


def test_a_practice_that_a_page_names_is_missed(shelf, monkeypatch):
    for slug in set(Named) - {Named.HAND_PAUSE}:
        write(shelf, TEA, f"{slug}.md")
    monkeypatch.setattr(catalogue, "FOLDER", shelf / "practices")

    (error,) = the_library_is_whole(None)

    assert error.msg == (
        f"{shelf}/practices/hand-pause.md:1: Now needs hand-pause, and there is no such file."
    )


def test_reading_a_folder_stops_at_the_first_slip(shelf):
    with pytest.raises(Mistake):
        read(write(shelf, "Tea.") / "practices/tea.md")


# --- time ---------------------------------------------------------------------

every_practice = pytest.mark.parametrize("slug", sorted(practices()))


@every_practice
@given(seconds=st.integers(-10, 10_000))
def test_a_sitting_takes_as_long_as_was_chosen(slug, seconds):
    practice = practices()[slug]

    times = practice.timed(seconds)

    assert len(times) == len(practice.steps)
    assert sum(times) == pytest.approx(practice.within(seconds))
    assert min(times) >= LEAST_STEP - 1e-9


def test_without_a_step_that_stretches_all_scale_alike(shelf):
    write(shelf, TEA.replace(", stretches: yes", ""))

    assert read(shelf / "practices/tea.md").timed(160) == [60, 60, 40]


def test_a_step_that_stretches_takes_what_a_longer_sitting_adds(shelf):
    assert read(shelf / "practices/tea.md").timed(300) == pytest.approx([30, 250, 20])


def test_a_step_that_stretches_keeps_its_share_of_a_short_sitting(shelf):
    assert read(shelf / "practices/tea.md").timed(60) == pytest.approx([21.6, 24, 14.4])


@every_practice
def test_gentle_mode_is_never_longer(slug):
    practice = practices()[slug]

    assert practice.shortest <= practice.default_seconds(gentle=True) <= practice.seconds


def test_pages_of_the_library_are_not_templates():
    assert not list((settings.BASE_DIR / "practices").rglob("*.html"))
