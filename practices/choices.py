"""How someone likes to sit: eyes, an anchor, touch, a pace, sounds. Remembered once chosen.

Sealed in their journal where it is open. Otherwise a cookie of this browser holds them:
fixed words and numbers, nothing typed. Everything that makes a sound is off until chosen.
"""

from typing import Annotated, Any, Literal

import msgspec
from django.conf import settings
from django.http import HttpResponseBase

from accounts.quota import JournalFull
from practices import progress
from practices.models import Steps

COOKIE = "dearself-sit"
YEAR = 365 * 24 * 60 * 60
type Breathed = Annotated[float, msgspec.Meta(ge=0, le=10)]
type Percent = Annotated[int, msgspec.Meta(ge=0, le=100)]
type Hertz = Annotated[int, msgspec.Meta(ge=100, le=600)]


class Choices(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    eyes: Literal["open", "lowered", "closed"] = "open"
    anchor: Literal["feet", "hands", "object", "room", "sound", "breath"] = "feet"
    touch: bool = True  # False: what a practice offers in place of touch
    press_next: bool = False  # no step moves on by itself
    inhale: Breathed = 0  # seconds, 1 to 10. 0: as the practice has it
    exhale: Breathed = 0
    bell: bool = False
    vibrate: bool = False
    voice: bool = False
    voice_volume: Percent = 70
    tone: bool = False
    tone_volume: Percent = 30
    pitch: Hertz = 180


def choices_of(request: Any) -> Choices:
    """This visit's choices. Whatever cannot be read is as if nothing had been chosen."""
    if steps := _steps_of(request):
        return read(steps.choices)
    try:
        return msgspec.json.decode(request.COOKIES.get(COOKIE, "{}"), type=Choices)
    except msgspec.DecodeError:
        return Choices()


def read(kept: dict[str, Any]) -> Choices:
    try:
        return msgspec.convert(kept, type=Choices, strict=False)
    except msgspec.ValidationError:
        return Choices()


def remember(request: Any, response: HttpResponseBase, choices: Choices) -> None:
    """Keep them for the next time. Raises `quota.JournalFull`."""
    kept = msgspec.to_builtins(choices)
    if request.user.is_authenticated and request.vault.is_open:
        progress.change(
            request.user,
            request.vault,
            lambda steps: msgspec.structs.replace(steps, choices=kept),
        )
    else:
        _give(response, COOKIE, msgspec.json.encode(kept).decode())


MET = "dearself-met"  # the page before the first practice was read


def has_met(request: Any) -> bool:
    steps = _steps_of(request)
    return MET in request.COOKIES or (steps is not None and steps.met)


def remember_met(request: Any, response: HttpResponseBase) -> None:
    """The page before the first practice is shown once. A full journal leaves it to the cookie,
    or nobody would come past it."""
    if request.user.is_authenticated and request.vault.is_open:
        try:
            progress.change(
                request.user, request.vault, lambda steps: msgspec.structs.replace(steps, met=True)
            )
        except JournalFull:
            _give(response, MET, "1")
    else:
        _give(response, MET, "1")


def _steps_of(request: Any) -> Steps | None:
    """How far they are, read once a visit. None where no journal is open."""
    if not (request.user.is_authenticated and request.vault.is_open):
        return None
    if not hasattr(request, "steps"):
        request.steps = progress.steps_of(request.user, request.vault)
    steps: Steps = request.steps
    return steps


def _give(response: HttpResponseBase, name: str, value: str) -> None:
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(name, value, max_age=YEAR, secure=secure, httponly=True, samesite="Lax")
