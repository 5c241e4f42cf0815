"""Which practice is offered, and why."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.days import NIGHT_ENDS
from practices.after.sittings import PastSitting
from practices.after.suggest import LONGER, NIGHT, Suggestion, suggest
from practices.library.catalogue import practices
from practices.library.filters import asks_least
from practices.library.practice import (
    Asks,
    Backdraft,
    Breath,
    Intensity,
    Practice,
    PracticeKind,
    Step,
    StepQuestion,
)
from practices.library.vocabulary import ANCHORS, NEEDS, RESPONSES

DAY = date(2026, 6, 17)
NOON, MORNING, EVENING, LATE = 12, 8, 20, 2


def made(slug: str, kind: str = "writing", intensity: str = "gentle", **said: object) -> Practice:
    breath = said.pop("breath", None)
    said = {"needs": ("ordinary-day",), "anchors": ("feet",), "shortest": 60, "longest": 300} | said
    return Practice(
        slug=slug,
        title=slug.title(),
        aim="",
        kinds=tuple(PracticeKind(it) for it in kind.split()),
        intensity=Intensity(intensity),
        backdraft=Backdraft(said.pop("backdraft", "low")),
        alternatives=(),
        adaptations=(),
        evidence=(),
        covers=(),
        drawing="leaf",
        steps=(Step(title="Here", seconds=60, words=("Here.",), breath=breath),),
        **said,
    )


SHELF = {
    it.slug: it
    for it in (
        made("eyes", "embodied", anchors=("room",), needs=("numb", "anxious")),
        made("hand", "embodied", backdraft="low-medium", shortest=20),
        made("out", "embodied", needs=("cannot-sleep",), breath=Breath(4, 6)),
        made("hum", "embodied", needs=("cannot-sleep",), breath=Breath(4, 6, hum=True)),
        made("step", "behavioural", needs=("do-something",), shortest=180),
        made("words", "writing"),
        made("numb", "embodied", anchors=("room",), needs=("numb", "low")),
        made("setback", "writing", "moderate", needs=("slipped", "harsh")),
        made("slip", "writing", needs=("slipped", "ashamed")),
        made("stay", "mental embodied", "moderate"),
        made("picture", "mental", imagery=True),
        made("belief", "writing", "deep", backdraft="high"),
    )
}
OUT_OF_THE_BLUE = {"eyes", "hand", "out", "hum", "step", "words", "stay"}
GENTLE = OUT_OF_THE_BLUE - {"stay"}


def felt(slug: str, response: str, days_ago: int = 0) -> PastSitting:
    return PastSitting(DAY - timedelta(days=days_ago), slug, response)


def offered(
    *recent: PastSitting,
    hour: int = NOON,
    minutes: int | None = None,
    gentle: bool = False,
    library: dict[str, Practice] = SHELF,
    day: date = DAY,
) -> dict[str, str]:
    """Slug to reason, in the order of the ranking."""
    found = suggest(library, hour=hour, minutes=minutes, recent=recent, gentle=gentle, day=day)
    return {it.practice.slug: it.why for it in found}


HARDER = "Lately it was harder after a practice. "


@pytest.mark.parametrize(
    ("recent", "said", "first", "why"),
    [
        ([felt("stay", "harder")], {}, "eyes", HARDER + "This one is for eyes and feet."),
        ([felt("stay", "harder", 3)], {}, "eyes", HARDER + "This one is for eyes and feet."),
        (
            [felt("stay", "harder"), felt("eyes", "harder")],
            {},
            "step",
            HARDER + "This one is a small thing to do.",
        ),
        ([felt("stay", "numb")], {}, "numb", "It was numb lately. Here nothing has to be felt."),
        (
            [felt("numb", "numb")],
            {},
            "eyes",
            "It was numb lately. This one asks for eyes and feet, and for no feeling.",
        ),
        ([felt("numb", "harder")], {}, "eyes", HARDER + "This one is for eyes and feet."),
        (
            [felt("words", "softer", 2)],
            {},
            "words",
            "You said it was softer after this one, not long ago.",
        ),
        ([], {"hour": MORNING}, "step", "A small thing to take into the day."),
        ([], {"hour": LATE}, "out", "It is late, and this one asks for very little."),
    ],
)
def test_what_is_offered_first_and_why(recent, said, first, why):
    found = offered(*recent, **said)

    assert next(iter(found.items())) == (first, why)


def test_in_the_evening_what_helps_people_sleep_comes_first():
    first, second, *_ = offered(hour=EVENING).items()

    assert {first[0], second[0]} == {"out", "hum"}
    assert first[1] == second[1] == "Something to set the day down with."


@pytest.mark.parametrize(
    ("recent", "said", "slugs"),
    [
        ([], {}, OUT_OF_THE_BLUE),
        ([], {"gentle": True}, GENTLE),
        ([felt("stay", "harder")], {}, GENTLE),
        ([felt("stay", "harder", 3)], {}, GENTLE),
        ([felt("stay", "harder", 4)], {}, OUT_OF_THE_BLUE - {"stay"}),
        ([felt("stay", "harder", 14)], {}, OUT_OF_THE_BLUE),
        ([felt("stay", "softer"), felt("stay", "harder", 5)], {}, OUT_OF_THE_BLUE),
        ([felt("stay", "numb", 1)], {}, GENTLE | {"numb"}),
        ([felt("words", "numb", 1)], {}, GENTLE - {"words"} | {"numb"}),
        ([felt("numb", "softer", 1)], {}, OUT_OF_THE_BLUE),
        ([felt("setback", "softer", 1)], {}, OUT_OF_THE_BLUE),
        ([felt("belief", "softer", 1)], {}, OUT_OF_THE_BLUE | {"belief"}),
        ([felt("belief", "softer", 1)], {"gentle": True}, GENTLE),
        ([felt("hum", "harder"), felt("belief", "softer", 1)], {}, GENTLE - {"hum"}),
        ([], {"hour": 23}, {"eyes", "hand", "out"}),
        ([], {"hour": NIGHT_ENDS - 1}, {"eyes", "hand", "out"}),
        ([], {"hour": NIGHT_ENDS}, OUT_OF_THE_BLUE),
        ([felt("stay", "harder")], {"hour": LATE}, {"eyes", "hand", "out"}),
        ([], {"minutes": 2}, OUT_OF_THE_BLUE - {"step"}),
        ([], {"minutes": 3}, OUT_OF_THE_BLUE),
    ],
)
def test_what_may_be_offered(recent, said, slugs):
    assert set(offered(*recent, **said)) == slugs


@pytest.mark.parametrize(
    ("slugs", "said"),
    [
        (["numb"], {}),
        (["step"], {"hour": LATE}),
        (["step"], {"minutes": 1}),
        (["words"], {"recent": [felt("words", "harder")]}),
    ],
)
def test_what_is_only_unfit_is_offered_where_there_is_nothing_else(slugs, said):
    library = {slug: SHELF[slug] for slug in slugs}

    assert list(offered(*said.pop("recent", []), library=library, **said)) == slugs


def test_what_is_not_gentle_is_not_offered_after_harder_though_there_is_nothing_else():
    library = {slug: SHELF[slug] for slug in ("stay", "picture", "belief", "setback")}

    assert offered(felt("words", "harder"), library=library) == {}
    assert offered(library=library, gentle=True) == {}
    assert list(offered(library=library)) != []


def test_minutes_at_hand_are_the_reason_where_nothing_speaks_louder():
    assert offered(minutes=1)["words"] == "It fits into the minute you have."
    assert offered(minutes=4)["words"] == "It fits into the 4 minutes you have."
    assert "It fits" not in offered(minutes=0)["hand"]


def test_that_it_fits_is_said_beside_what_speaks_louder_too():
    late = offered(hour=LATE, minutes=2)

    assert late["out"] == (
        "It is late, and this one asks for very little. It fits into the 2 minutes you have."
    )


def test_with_longer_what_leaves_room_comes_first():
    shelf = SHELF | {"roomy": made("roomy", longest=600), "step": made("step", longest=600)}
    found = offered(minutes=LONGER, library=shelf)

    assert set(list(found)[:2]) == {"roomy", "step"}
    assert found["roomy"] == "There is room in it to stay a while."
    assert "fits" not in " ".join(found.values())


def test_longer_says_nothing_of_what_ends_soon():
    assert "stay a while" not in " ".join(offered(minutes=LONGER).values())


def test_something_else_than_lately_comes_before_what_was_done_today():
    found = offered(felt("words", "same"), felt("hand", ""))

    assert list(found)[-2:] == sorted(["words", "hand"], key=list(found).index)
    assert found["out"] == "Something other than lately, if you like a change."


def test_in_gentle_mode_the_body_and_things_to_do_come_first():
    assert list(offered(gentle=True))[-1] == "words"
    assert offered(gentle=True)["words"] == "Gentle mode is on, and this is one of the gentlest."


def test_a_day_has_its_own_order_and_keeps_it():
    orders = {tuple(offered(day=DAY + timedelta(days=n))) for n in range(14)}

    assert offered() == offered()
    assert len({order[0] for order in orders}) > 2


@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize("response", ["", *RESPONSES])
def test_the_library_as_it_is_has_something_for_every_hour_and_answer(hour, response):
    recent = [felt("labels", response)]

    found = suggest(practices(), hour=hour, minutes=None, recent=recent, gentle=False, day=DAY)

    assert len(found) >= 3
    if response == "harder":
        assert found[0].practice.slug in {"feet", "look-around"}
    if response == "numb":
        assert found[0].practice.slug == "numb"


# --- whatever the library and the sittings are ------------------------------------

slugs = st.sampled_from([*SHELF, "feet", "gone"])
a_practice = st.builds(
    Practice,
    slug=slugs,
    title=st.just("A"),
    aim=st.just(""),
    kinds=st.lists(st.sampled_from(PracticeKind), min_size=1, max_size=2, unique=True).map(tuple),
    intensity=st.sampled_from(Intensity),
    backdraft=st.sampled_from(Backdraft),
    shortest=st.integers(10, 600),
    longest=st.integers(600, 1800),
    needs=st.lists(st.sampled_from([*NEEDS]), max_size=4, unique=True).map(tuple),
    anchors=st.lists(st.sampled_from([*ANCHORS]), max_size=4, unique=True).map(tuple),
    alternatives=st.just(()),
    adaptations=st.just(()),
    evidence=st.just(()),
    covers=st.just(()),
    drawing=st.just("leaf"),
    imagery=st.booleans(),
    steps=st.sampled_from(
        [
            (Step(title="Here", seconds=60, words=("Here.",)),),
            (Step(title="In", seconds=60, words=("In.",), breath=Breath(4, 6, hum=True)),),
            (
                Step(
                    title="Ask",
                    seconds=60,
                    words=("?",),
                    question=StepQuestion(name="a", label="A", asks=Asks.LINE),
                ),
            ),
        ]
    ),
)
a_library = st.lists(a_practice, unique_by=lambda it: it.slug, max_size=8).map(
    lambda found: {it.slug: it for it in found}
)
a_sitting = st.builds(felt, slugs, st.sampled_from(["", *RESPONSES]), st.integers(-2, 40))
a_moment = st.fixed_dictionaries(
    {
        "hour": st.integers(0, 23),
        "minutes": st.none() | st.integers(0, 60),
        "recent": st.lists(a_sitting, max_size=6).map(
            lambda found: sorted(found, key=lambda it: it.day, reverse=True)
        ),
        "gentle": st.booleans(),
        "day": st.just(DAY),
    }
)


@given(a_library, a_moment)
def test_each_is_offered_once_with_a_reason_and_the_same_again(library, moment):
    found = suggest(library, **moment)

    slugs = [it.practice.slug for it in found]
    assert len(slugs) == len(set(slugs))
    assert all(library[it.practice.slug] is it.practice and it.why for it in found)
    assert suggest(library, **moment) == found


@given(a_library, a_moment)
def test_after_harder_and_in_gentle_mode_nothing_else_than_the_gentle(library, moment):
    recent = [felt("gone", "harder", 2), *moment["recent"]]

    after_harder = suggest(library, **moment | {"recent": recent, "gentle": False})
    in_gentle_mode = suggest(library, **moment | {"gentle": True})

    assert all(asks_least(it.practice) for it in after_harder + in_gentle_mode)


@given(a_library, a_moment)
def test_where_something_is_gentle_something_is_offered(library, moment):
    if any(asks_least(it) for it in library.values()):
        assert suggest(library, **moment) != []


@given(a_library, a_moment)
def test_what_goes_deep_or_pictures_is_offered_only_to_those_it_was_softer_for(library, moment):
    softer = {it.slug for it in moment["recent"] if it.response == "softer"}

    deep = {
        it.practice.slug
        for it in suggest(library, **moment)
        if it.practice.intensity == Intensity.DEEP or it.practice.imagery
    }

    assert deep <= softer


@given(a_library, a_moment)
def test_at_night_nothing_that_wakes_comes_beside_something_quiet(library, moment):
    found = suggest(library, **moment | {"hour": 2})

    def is_quiet(it: Suggestion) -> bool:
        hums = any(step.breath and step.breath.hum for step in it.practice.steps)
        return set(it.practice.kinds) == {PracticeKind.EMBODIED} and not hums

    assert 2 in NIGHT
    assert len({is_quiet(it) for it in found}) <= 1
