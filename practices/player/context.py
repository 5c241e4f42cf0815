"""What the page of a practice shows, from what was asked and chosen. No request, no database."""

import math
from collections.abc import Mapping

from django.forms import Form

from practices.library.practice import MOST_FIXED, WORDS_A_SECOND, Practice
from practices.player.choices_form import ChoicesForm
from practices.player.sitting_choices import Choices

LONGEST_ASKED = 24 * 60 * 60  # seconds; whatever is beyond means: as long as it can be


def player_context(
    practice: Practice, *, seconds: int, chosen: Choices, form: Form, own: dict[str, list[str]]
) -> dict[str, object]:
    """The context of the page. `form`: the questions' boxes. `own`: the person's, by kind."""
    return {
        "practice": practice,
        "seconds": seconds,
        "steps": list(zip(practice.steps, map(round, practice.timed(seconds)), strict=True)),
        "most_fixed": MOST_FIXED,
        "pace": WORDS_A_SECOND,
        "own": own,
        "form": form,
        "can_keep": "draft" in form.fields and bool(practice.questions),
        "chosen": chosen,
        "choices_form": ChoicesForm.of(chosen, practice),
        "has_time": _has_time(practice),
        "breathes": any(step.breath for step in practice.steps),
    }


def seconds_asked(asked: Mapping[str, str], practice: Practice, *, gentle: bool) -> int:
    """The length that an address asks for, brought within what the practice has, or its own."""
    for name, unit in (("seconds", 1), ("minutes", 60)):
        try:
            seconds = float(asked.get(name, "")) * unit
        except ValueError:
            continue
        if not math.isnan(seconds):
            return practice.within(round(max(0, min(seconds, LONGEST_ASKED))))
    return practice.default_seconds(gentle=gentle)


def _has_time(practice: Practice) -> bool:
    """Whether a longer sitting is any different: most of it moves on by itself."""
    moving = sum(step.seconds for step in practice.steps if step.question is None)
    return practice.shortest != practice.longest and moving * 2 >= practice.seconds
