"""Which practice to offer, and why: from the hour, the time at hand, and how it was lately.

Pure: nothing is read or kept here. The same day and the same sittings give the same answer.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from zlib import crc32

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.days import NIGHT_ENDS
from practices.after.sittings import PastSitting
from practices.library.catalogue import Named
from practices.library.filters import asks_least
from practices.library.practice import Backdraft, Intensity, Practice, PracticeKind

LONGER = 10  # minutes: from here on what leaves room comes first
LEAVES_ROOM = 5 * 60  # seconds: what can last longer than that has room in it
CAREFUL_DAYS = 3  # after one that left it harder or numb
LATELY_DAYS = 14
MORNING, EVENING, NIGHT = range(NIGHT_ENDS, 11), range(17, 23), {23, *range(NIGHT_ENDS)}

# They name a state that nobody should be told they are in: only what was felt calls for them.
ONLY_AFTER_NUMB = {Named.NUMB, Named.SETBACK}
OCCASIONS = {"numb", "slipped", "made-a-mistake", "ashamed"}  # the same, for whatever is for these
BY_DAY, BY_NIGHT = "do-something", "cannot-sleep"  # needs that have their hours

type Reasons = Iterator[tuple[float, str]]


class Suggestion(msgspec.Struct, frozen=True):
    practice: Practice
    why: str  # a sentence


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the person and the hour. Slugs are of sittings of the last two weeks."""

    day: date
    hour: int
    minutes: int | None
    gentle: bool
    known: frozenset[str]
    softer: frozenset[str]
    spoiled: frozenset[str]  # left it harder or numb when it was last sat with
    today: frozenset[str]
    after_harder: bool
    after_numb: bool


def suggest(
    library: dict[str, Practice],
    *,
    hour: int,
    minutes: int | None,
    recent: Sequence[PastSitting],
    gentle: bool,
    day: date,
) -> list[Suggestion]:
    """What to offer, first what fits best; each practice at most once.

    `hour` is the person's, 0 to 23; `minutes` how long they have, None: not known, `LONGER` or
    more: no hurry; `recent` their sittings, newest first. Empty only where nothing is gentle
    enough.
    """
    now = _moment(hour, minutes, recent, gentle, day)
    left = [it for it in library.values() if _may_be_offered(it, now)]
    for fits in (_is_not_spoiled, _is_called_for, _fits_the_night, _fits_the_time):
        left = [it for it in left if fits(it, now)] or left
    ranked = sorted(left, key=lambda it: (-_rank(it, now), it.slug))
    return [Suggestion(it, _why(it, now)) for it in ranked]


def _moment(
    hour: int, minutes: int | None, recent: Sequence[PastSitting], gentle: bool, day: date
) -> Moment:
    lately = [it for it in recent if (day - it.day).days < LATELY_DAYS]
    careful = [it.response for it in lately if (day - it.day).days <= CAREFUL_DAYS]
    last: dict[str, str] = {}
    for sitting in lately:
        if sitting.response:
            last.setdefault(sitting.slug, sitting.response)
    return Moment(
        day=day,
        hour=hour,
        minutes=minutes,
        gentle=gentle,
        known=frozenset(it.slug for it in lately),
        softer=frozenset(slug for slug, response in last.items() if response == "softer"),
        spoiled=frozenset(slug for slug, response in last.items() if response in _HARD),
        today=frozenset(it.slug for it in lately if it.day == day),
        after_harder="harder" in careful,
        after_numb="numb" in careful,
    )


_HARD = {"harder", "numb"}


# --- what may be offered at all -------------------------------------------------


def _may_be_offered(practice: Practice, now: Moment) -> bool:
    """Never bent. What goes deeper is there to be chosen; it is only offered to go on with."""
    if now.gentle or now.after_harder or now.after_numb:
        return asks_least(practice)
    asks_more = practice.intensity == Intensity.DEEP or practice.imagery  # evidence/E12.md
    return not asks_more or practice.slug in now.softer


# Each of these is bent where it would leave nothing.


def _is_not_spoiled(practice: Practice, now: Moment) -> bool:
    return practice.slug not in now.spoiled


def _is_called_for(practice: Practice, now: Moment) -> bool:
    if practice.slug in ONLY_AFTER_NUMB or OCCASIONS.issuperset(practice.needs):
        return now.after_numb and "numb" in practice.needs
    return True


def _fits_the_night(practice: Practice, now: Moment) -> bool:
    """Nothing to write, to plan or to hum: nothing that wakes someone up, or others."""
    return now.hour not in NIGHT or (
        set(practice.kinds) == {PracticeKind.EMBODIED} and not _hums(practice)
    )


def _fits_the_time(practice: Practice, now: Moment) -> bool:
    return now.minutes is None or practice.shortest <= now.minutes * 60


# --- in which order, and why ----------------------------------------------------


def _rank(practice: Practice, now: Moment) -> float:
    chance = crc32(f"{now.day} {practice.slug}".encode()) / 2**32
    body_first = 30 if now.gentle and not _FIRST.isdisjoint(practice.kinds) else 0
    mild = 8 if practice.is_gentle else 0
    again = -25 if practice.slug in now.today else 0
    return sum(worth for worth, _why in _reasons(practice, now)) + (
        body_first + mild + again + 8 * chance
    )


def _why(practice: Practice, now: Moment) -> str:
    """What speaks for it most; and, where they said how long they have, that it fits."""
    most = next(why for _worth, why in _reasons(practice, now))
    asked = [why for _worth, why in _minutes(practice, now) if why != most]
    return " ".join([most, *asked])


def _reasons(practice: Practice, now: Moment) -> Reasons:
    """What speaks for it, the most telling first: how much, and as a sentence."""
    for of_one_kind in _KINDS_OF_REASON:
        yield from of_one_kind(practice, now)


def _after_harder(practice: Practice, now: Moment) -> Reasons:
    if not now.after_harder:
        return
    if _grounds(practice):
        yield 150, _("Lately it was harder after a practice. This one is for eyes and feet.")
    elif PracticeKind.BEHAVIOURAL in practice.kinds:
        yield 120, _("Lately it was harder after a practice. This one is a small thing to do.")
    elif PracticeKind.EMBODIED in practice.kinds:
        yield 110, _("Lately it was harder after a practice. This one stays with the body.")
    else:
        yield 0, _("Lately it was harder after a practice. This is one of the gentlest.")


def _after_numb(practice: Practice, now: Moment) -> Reasons:
    if not now.after_numb:
        return
    if "numb" in practice.needs and practice.slug in ONLY_AFTER_NUMB:
        yield 170, _("It was numb lately. Here nothing has to be felt.")
    elif _grounds(practice):
        yield 130, _("It was numb lately. This one asks for eyes and feet, and for no feeling.")


def _softer(practice: Practice, now: Moment) -> Reasons:
    if practice.slug in now.softer:
        yield 30, _("You said it was softer after this one, not long ago.")


def _hour(practice: Practice, now: Moment) -> Reasons:
    if now.hour in NIGHT:
        worth = 20 if BY_NIGHT in practice.needs else 8
        yield worth, _("It is late, and this one asks for very little.")
    elif now.hour in MORNING and BY_DAY in practice.needs:
        yield 14, _("A small thing to take into the day.")
    elif now.hour in EVENING and BY_NIGHT in practice.needs:
        yield 14, _("Something to set the day down with.")


def _minutes(practice: Practice, now: Moment) -> Reasons:
    if now.minutes is None:
        return
    if now.minutes >= LONGER:
        if practice.longest > LEAVES_ROOM:
            yield 40, _("There is room in it to stay a while.")
    elif _fits_the_time(practice, now):
        fits = ngettext(
            "It fits into the minute you have.",
            "It fits into the %(n)d minutes you have.",
            now.minutes,
        )
        yield 10, fits % {"n": now.minutes}


def _gentle_mode(practice: Practice, now: Moment) -> Reasons:
    if now.gentle:
        yield 0, _("Gentle mode is on, and this is one of the gentlest.")


def _variety(practice: Practice, now: Moment) -> Reasons:
    if now.known and practice.slug not in now.known:
        yield 10, _("Something other than lately, if you like a change.")


def _otherwise(practice: Practice, now: Moment) -> Reasons:
    if practice.is_gentle:
        yield 0, _("One of the gentlest here. You can stop at any moment.")
    else:
        yield 0, _("For a day with a little room in it. You can stop at any moment.")


_KINDS_OF_REASON: tuple[Callable[[Practice, Moment], Reasons], ...] = (
    _after_harder,
    _after_numb,
    _softer,
    _hour,
    _minutes,
    _gentle_mode,
    _variety,
    _otherwise,
)
_FIRST = {PracticeKind.EMBODIED, PracticeKind.BEHAVIOURAL}


def _grounds(practice: Practice) -> bool:
    """Whether it is for eyes and feet: in the body, hardly ever too much, no breath to follow."""
    return (
        set(practice.kinds) == {PracticeKind.EMBODIED}
        and practice.backdraft == Backdraft.LOW
        and "room" in practice.anchors
        and not any(step.breath for step in practice.steps)
    )


def _hums(practice: Practice) -> bool:
    return any(step.breath and step.breath.hum for step in practice.steps)
