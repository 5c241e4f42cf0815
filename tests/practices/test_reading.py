"""A practice is one text file: what it becomes, and how its steps share a sitting."""

import pytest
from django.conf import settings
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from practices.library.catalogue import practices
from practices.library.parser import read_practice
from practices.library.practice import (
    LEAST_STEP,
    Asks,
    Breath,
    Choice,
    Intensity,
    PracticeKind,
    Step,
    StepQuestion,
)
from tests.practices.shelves import TEA, WATER, write


def test_a_file_becomes_a_practice(tmp_path):
    tea = read_practice(write(tmp_path, TEA, "tea"))

    assert (tea.slug, tea.title) == ("tea", "A cup of tea")
    assert tea.kinds == (PracticeKind.EMBODIED, PracticeKind.BEHAVIOURAL)
    assert (tea.intensity, tea.is_gentle) == (Intensity.GENTLE, True)
    assert (tea.shortest, tea.seconds, tea.longest) == (60, 80, 300)
    warm, breathe, like = tea.steps
    assert warm == Step(
        title="Warm",
        seconds=30,
        words=("Hold the cup in *both* hands.", "Let it be warm."),
        instead=("Look at the steam.",),
        line=19,
    )
    assert breathe.breath == Breath(4, 6.5, hum=True)
    assert like.question == StepQuestion(
        name="liking",
        label="What it was like",
        asks=Asks.SEVERAL,
        own=True,
        choices=(Choice("warm", "warm"), Choice("too-hot", "Too hot, to be honest")),
    )
    assert (like.reads, like.part) == ("line", 2)


def test_one_kind_needs_no_list(tmp_path):
    text = TEA.replace("[embodied, behavioural]", "writing")

    assert read_practice(write(tmp_path, text, "tea")).kinds == (PracticeKind.WRITING,)


def test_what_is_translated_is_shown_in_the_language_of_the_page(tmp_path, settings):
    settings.CONTENT = tmp_path
    write(tmp_path, TEA, "tea")
    write(tmp_path, WATER, "water")
    write(tmp_path, TEA.replace("A cup of tea", "Eine Tasse Tee"), "tea", language="de")

    with translation.override("de-at"):
        titles = {slug: it.title for slug, it in practices().items()}

    assert titles == {"tea": "Eine Tasse Tee", "water": "A glass of water"}
    assert practices("en")["tea"].title == "A cup of tea"


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


def test_without_a_step_that_stretches_all_scale_alike(tmp_path):
    text = TEA.replace(", stretches: yes", "")

    assert read_practice(write(tmp_path, text, "tea")).timed(160) == [60, 60, 40]


def test_a_step_that_stretches_takes_what_a_longer_sitting_adds(tmp_path):
    assert read_practice(write(tmp_path, TEA, "tea")).timed(300) == pytest.approx([30, 250, 20])


def test_a_step_that_stretches_keeps_its_share_of_a_short_sitting(tmp_path):
    assert read_practice(write(tmp_path, TEA, "tea")).timed(60) == pytest.approx([21.6, 24, 14.4])


@every_practice
def test_gentle_mode_is_never_longer(slug):
    practice = practices()[slug]

    assert practice.shortest <= practice.default_seconds(gentle=True) <= practice.seconds


def test_pages_of_the_library_are_not_templates():
    assert not list((settings.BASE_DIR / "practices").rglob("*.html"))
