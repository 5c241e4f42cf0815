"""What `manage.py check` says of a practice: each slip with its file, its line and its mend."""

from pathlib import Path

import pytest
from django.conf import settings as project
from django.core import checks as django_checks

from practices.checks import practice_mistakes, the_library_is_whole
from practices.library.catalogue import Named
from practices.player.questions import RESERVED
from practices.proofreading.front_matter import drawn
from practices.proofreading.voice import PROMISES
from tests.practices.shelves import TEA, WATER, copied, write


@pytest.fixture
def shelf(tmp_path: Path, settings) -> Path:
    """A library of two practices, each the other thing to do beside the other. No evidence."""
    settings.CONTENT = tmp_path
    write(tmp_path, WATER, "water")
    write(tmp_path, TEA, "tea")
    return tmp_path


def said(shelf: Path) -> list[str]:
    """The mistakes in a library, as file, line and what is wrong."""
    return [
        str(it).replace(f"{shelf}/", "").replace("en/practices/", "").replace("practices/", "")
        for it in practice_mistakes()
    ]


@pytest.mark.parametrize(
    ("was", "becomes", "wrong"),
    [
        # what cannot be read
        (TEA, "", "1: It has no front matter."),
        ("---\ntitle", "title", "1: It has no front matter."),
        ("gentle", "soft", "5: Invalid enum value 'soft' - at `$.intensity`"),
        ("aim: ", "name: ", "3: Object contains unknown field `name`"),
        ("aim: Something", "aim: [Something", "3: while parsing a flow sequence"),
        ("minutes: [1, 5]\n", "", "1: Its length is said twice, or not at all."),
        ("Warm {seconds: 30}", "Warm", "19: Object missing required field `seconds`"),
        ("seconds: 30}", "seconds: 30, warm: 1}", "19: Object contains unknown field `warm`"),
        ("Blow on it, and stop if you get dizzy.\n", "", "25: This step says nothing."),
        (", as: liking", "", "28: This question has no name."),
        ("asks: several, as: liking, own: yes, ", "", "28: It has answers, but asks nothing."),
        ("asks: several", "asks: text", "28: Its choices do not fit what it asks."),
        ("\n## Warm", "Sit down.\n\n## Warm", "18: This stands before the first step."),
        ("30}", "30, area: body}", "19: It has answers, but asks nothing."),
        # the front matter
        ("A cup of tea", "A cup of tea.", "2: This is no title for a card."),
        ("A cup of tea", "A cup of tea for the two of us", "2: This is no title for a card."),
        ("needs: [", "needs: [tea, ", "8: needs has 'tea', which is none."),
        ("anchors: [object]", "anchors: [tea]", "9: anchors has 'tea', which is none."),
        ("[water]", "[soup]", "10: alternatives has 'soup', which is none."),
        ("[water]", "[tea]", "10: alternatives has 'tea', which is none."),
        ("alternatives: [water]\n", "", "5: It names no gentle practice in its place."),
        ("  - Hold the cup, and drink nothing.", "  []", "11: It says no other way to do it."),
        ("covers:", "evidence: [E99]\ncovers:", "13: evidence has 'E99', which is none."),
        ("covers: [33, 49]", "covers: [72]", "13: It covers no method."),
        ("covers: [33, 49]", "covers: []", "13: It covers no method."),
        ("drawing: bowl", "drawing: tea", "14: drawing has 'tea', which is none."),
        ("drawing: bowl", "drawing: sill", "14: drawing has 'sill', which is none."),
        ("If you keep it", "If you like it", "15: `keeps` does not say what is kept"),
        # its time
        ("[1, 5]", "[2, 5]", "7: Its steps add up to 80 seconds; it says 120 to 300."),
        ("Let it be warm.\n", "Sit and wait.\n" * 25, "19: 81 words in 30 seconds"),
        ("> Look at the steam.\n", "> Sit and wait.\n" * 27, "19: 81 words without touch in 30 s"),
        ("and stop if you get dizzy.\n", "and stop if you get dizzy.\n" + "Sit and wait.\n" * 24,
         "25: 81 words in 30 seconds cannot be read without hurry."),
        # the body
        ("> Look at the steam.", "A hand on the cup.", "23: It asks for touch, and says no other"),
        ("[4, 6.5]", "[0, 0]", "25: Nobody can breathe like this."),
        ("[4, 6.5]", "[4, -6]", "25: Nobody can breathe like this."),
        ("[4, 6.5]", "[4, 15.5]", "25: Nobody can breathe like this."),
        ("[4, 6.5]", "[6, 6]", "25: It breathes in for as long as out, or longer."),
        (", stretches: yes", "", "25: A longer sitting would slow this breath down."),
        (", and stop if you get dizzy", "", "25: It does not say what to do when dizzy."),
        ("If you get dizzy", "If you like", "16: Its caution does not say what to do when dizzy."),
        # its questions
        ("reads: line", "reads: poems", "28: There is no 'poems' in the kit."),
        ("own: yes", "writes: care", "28: What it writes would stand in no area."),
        ("own: yes", "writes: care, area: bdy", "28: There is no area 'bdy'."),
        ("own: yes", "area: body", "28: It has an area, and writes nothing into it."),
        ("own: yes", "writes: line", "28: The kit takes three lines, each from a box of its own."),
        ("as: liking", "as: Liking", "28: Nothing can be kept as 'Liking'."),
        ("as: liking", "as: 'what it was'", "28: Nothing can be kept as 'what it was'."),
        ("it was like", "it was like:", "28: This is no label for a box."),
        ("it was like", "it was like, as far as you know", "28: This is no label for a box."),
        ("- warm\n", "- warm\n- warm\n", "28: Two of its choices are kept as 'warm'."),
        ("- warm\n", "- warm\n- warm: Warm\n", "28: Two of its choices are kept as 'warm'."),
        ("- warm\n", "- Warm milk\n", "30: A choice would be kept as 'Warm milk', and change"),
        # its voice
        ("Let it be warm.", "Let it be warm!", "22: This shouts."),
        ("## Warm", "## Warm!", "19: This shouts."),
        ("Let it be warm.", "Simply let it be.", "22: 'simply' is nothing that we say."),
        ("Let it be warm.", "That is well done.", "22: 'well done' is nothing that we say."),
        ("too-hot: Too hot", "too-hot: Just too hot", "31: 'just' is nothing that we say."),
        ("Let it be warm.", "It will calm you.", "22: 'will calm' promises, or quotes science."),
        ("Let it be warm.", "Let it be 'warm'.", "22: This has ' in it."),
        ("Hold the cup, and", "Hold the cup — and", "12: This has — in it."),
        ("*both*", "*both", "20: An asterisk is alone."),
        ("Let it be warm.", "Let it" + " be" * 20 + " warm.", "22: 23 words stand in one line."),
        ("Let it be warm.", "let it be warm.", "22: This is no whole sentence."),
        ("Let it be warm.", "Let it be warm", "22: This is no whole sentence."),
        ("and nothing else.", "and nothing else", "3: This is no whole sentence."),
        ("drink nothing.", "drink nothing", "12: This is no whole sentence."),
    ],
)  # fmt: skip
def test_a_slip_is_said_with_its_file_and_line(shelf, was, becomes, wrong):
    assert was in TEA
    assert said(shelf) == []

    write(shelf, TEA.replace(was, becomes, 1), "tea")

    (mistake,) = said(shelf)
    assert mistake.startswith(f"tea.md:{wrong}")


TWO_FOR_THE_BODY = """\
## Cup {seconds: 5, asks: lines, as: cup, writes: care, area: body}
A thing.
## Pot {seconds: 5, asks: lines, as: pot, writes: care, area: body}
A thing.
"""
FOUR_LINES = "".join(
    f"## Line {{seconds: 8, asks: line, as: line{n}, writes: line}}\nOne.\n" for n in "1234"
)


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ("## How warm {seconds: 5, asks: scale, as: warmth}\nAs a guess.\n",
         ["33: A gentle practice asks for no number."]),
        ("## Once more {seconds: 5, asks: line, as: liking}\nAnd now?\n",
         ["28: Two questions are kept as 'liking'.", "33: Two questions are kept as 'liking'."]),
        ("## Once more {seconds: 5, asks: line, as: liking_own}\nAnd now?\n",
         ["33: Two questions are kept as 'liking_own'."]),
        (TWO_FOR_THE_BODY, ["35: Two boxes write into 'body'."]),
        (FOUR_LINES, ["39: The kit takes three lines, each from a box of its own."]),
    ],
    ids=["a number", "one name", "a name with _own", "one area", "four lines"],
)  # fmt: skip
def test_questions_are_looked_at_together(shelf, more, wrong):
    write(shelf, f"{TEA}\n{more}", "tea")

    assert said(shelf) == [f"tea.md:{it}" for it in wrong]


def test_the_first_line_of_a_step_has_time_even_at_the_shortest(shelf):
    """A short sitting may have no time for more, so the first line carries the step."""
    long = "Hold the cup in both hands, for as long as it is warm, and look at the steam of it."
    text = TEA.replace("minutes: [1, 5]", "seconds: [20, 300]")
    write(shelf, text.replace("Hold the cup in *both* hands.", long), "tea")

    assert said(shelf) == ["tea.md:20: 20 words, in a step of 7.2 seconds at its shortest."]


def test_a_step_is_never_over_at_once(shelf):
    write(shelf, TEA.replace("minutes: [1, 5]", "seconds: [10, 300]"), "tea")

    assert "tea.md:28: At its shortest this step lasts 2.4 seconds." in said(shelf)


def test_the_words_of_a_practice_leave_some_silence(shelf):
    full = TEA.replace("Let it be warm.\n", "Sit and wait.\n" * 24)
    write(shelf, full.replace("get dizzy.\n", "get dizzy.\n" + "Sit and wait.\n" * 23, 1), "tea")

    assert said(shelf) == ["tea.md:7: 161 words in 80 seconds leave no silence."]


def test_two_practices_are_told_apart_by_title_and_aim(shelf):
    write(shelf, WATER.replace("A glass of water", "A cup of tea").replace("cool", "warm"), "water")

    assert said(shelf) == [
        "water.md:2: tea has the same title.",
        "water.md:3: tea has the same aim.",
    ]


@pytest.mark.parametrize(("other", "found"), [("gentle", 0), ("moderate", 1)])
def test_in_the_place_of_what_goes_deep_there_is_something_gentle(shelf, other, found):
    write(shelf, TEA.replace("gentle", "deep"), "tea")
    write(shelf, WATER.replace("gentle", other).replace("[tea]", "[soup]"), "water")
    soup = TEA.replace("A cup of tea", "Soup").replace("Something warm", "Soup")
    write(shelf, soup.replace("[water]", "[bread]"), "soup")
    bread = TEA.replace("A cup of tea", "Bread").replace("Something warm", "Bread")
    write(shelf, bread.replace("[water]", "[soup]"), "bread")

    assert said(shelf) == ["tea.md:10: It names no gentle practice in its place."] * found


def test_every_mistake_says_how_to_mend_it(shelf):
    text = TEA.replace("needs: [", "needs: [tea, ").replace("reads: line", "reads: poems")
    write(shelf, text, "tea")

    mends = [mistake.mend for mistake in practice_mistakes()]

    assert len(mends) == 2
    assert "ordinary-day" in mends[0]
    assert "care" in mends[1]


def test_a_file_that_is_no_text_says_so(shelf):
    (shelf / "en/practices/tea.md").write_bytes(b"\xff\xfe\x00")

    assert said(shelf) == ["tea.md:1: It is not UTF-8 text."]


def test_a_title_that_begins_another_does_not_lead_to_the_wrong_line(shelf):
    text = TEA.replace("## Breathe", "## Warm hands").replace("## Warm {", "## Warm hands, too {")
    write(shelf, text.replace("get dizzy.\n", "get dizzy.\n" + "Sit and wait.\n" * 24, 1), "tea")

    assert said(shelf) == ["tea.md:25: 81 words in 30 seconds cannot be read without hurry."]


@pytest.mark.parametrize("word", ["steady", "kit", "before", "choices"])
def test_a_practice_never_takes_the_address_of_another_page(shelf, word):
    text = TEA.replace("A cup of tea", "Once more").replace("Something warm", "Once more")
    write(shelf, text, word)

    assert said(shelf) == [f"{word}.md:1: This name is the address of another page."]


@pytest.mark.parametrize("name", ["entry", "draft", "practice", "seconds", "errors", "of"])
def test_a_question_named_as_the_page_itself_needs_is_a_mistake(shelf, name):
    write(shelf, TEA.replace("as: liking", f"as: {name}"), "tea")

    assert said(shelf) == [f"tea.md:28: {name!r} is a name that the page itself needs."]


def test_what_the_form_for_notes_carries_is_reserved():
    carried = {"entry", "base", "draft", "revision", "whose", "practice", "seconds", "stop"}

    assert carried - RESERVED == set()


def test_a_promise_would_be_found():
    assert PROMISES.search("this will calm you")
    assert PROMISES.search("kindness heals")


# --- translations -------------------------------------------------------------

TEE = TEA.replace("A cup of tea", "Eine Tasse Tee").replace("Let it be warm.", "Einfach warm.")


@pytest.mark.parametrize(
    ("was", "becomes", "wrong"),
    [
        ("intensity: gentle", "intensity: moderate", "5: intensity"),
        ("minutes: [1, 5]", "minutes: [1, 6]", "7: longest"),
        ("kind: [embodied, behavioural]", "kind: embodied", "4: kinds"),
        ("needs: [ordinary-day]", "needs: [low]", "8: needs"),
        ("drawing: bowl", "drawing: hand", "14: drawing"),
        ("Warm {seconds: 30}", "Warm {seconds: 31}", "19: seconds"),
        ("> Look at the steam.\n", "", "19: way without touch"),
        ("[4, 6.5]", "[4, 6]", "25: breath"),
        ("as: liking", "as: wie", "28: as"),
        ("asks: several", "asks: one", "28: asks"),
        ("reads: line", "reads: care", "28: reads"),
        ("own: yes", "own: yes, writes: line", "28: writes"),
        ("- too-hot: ", "- zu: ", "28: choices"),
        ("- warm\n", "- warm\n- lau\n", "28: choices"),
    ],
)
def test_a_translation_changes_words_alone(shelf, was, becomes, wrong):
    text = TEE.replace("too-hot: Too hot, to be honest", "too-hot: Zu heiß")
    write(shelf, text, "tea", language="de")
    assert said(shelf) == []

    assert was in TEE
    write(shelf, text.replace(was, becomes), "tea", language="de")

    assert said(shelf) == [f"de/tea.md:{wrong}: not as in the English file."]


def test_a_translation_has_as_many_steps(shelf):
    write(shelf, TEE + "\n## Noch einer {seconds: 30}\nGut.\n", "tea", language="de")

    assert said(shelf) == ["de/tea.md:1: It has 4 steps; the English file has 3."]


def test_a_translation_too_can_be_read_without_hurry(shelf):
    long = "Einfach warm.\n" * 40
    write(shelf, TEE.replace("Einfach warm.\n", long), "tea", language="de")

    assert said(shelf) == ["de/tea.md:19: 86 words in 30 seconds cannot be read without hurry."]


# --- the library --------------------------------------------------------------


def test_the_library_that_ships_is_whole():
    assert the_library_is_whole(None) == []


def test_a_slip_in_the_library_stops_the_start(shelf, db):
    write(shelf, "Tea.", "tea")

    error = next(e for e in django_checks.run_checks() if e.id == "practices.E001")

    assert error.is_serious()
    assert error.msg == f"{shelf}/en/practices/tea.md:1: It has no front matter."
    assert error.hint == "Begin with it, between two lines of ---"


def test_a_practice_that_a_page_names_is_missed(tmp_path, settings):
    settings.CONTENT = copied(tmp_path, without=Named.SETBACK)

    (error,) = the_library_is_whole(None)

    assert error.msg == (
        f"{tmp_path}/en/practices/setback.md:1: "
        "The suggestion for today needs setback, and there is no such file."
    )


def test_every_need_finds_two_gentle_practices(shelf):
    unmet = [it.msg for it in the_library_is_whole(None) if "among their needs" in it.msg]

    where = f"{shelf}/en/practices:1:"
    assert f"{where} 0 gentle practices have 'numb' among their needs." in unmet
    assert [it for it in unmet if "ordinary-day" in it] == []


# --- drawings -----------------------------------------------------------------


def test_a_drawing_for_a_card_is_lines_on_a_small_square():
    offered = drawn(project.BASE_DIR / "templates/drawings")

    assert {"hand", "feet", "bowl"} <= offered
    assert {"sill", "envelope", "back"} & offered == set()
