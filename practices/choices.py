"""How someone likes to sit: eyes, an anchor, touch, a pace, sounds. Remembered once chosen.

Sealed in their journal where it is open. Otherwise a cookie of this browser holds them:
fixed words and numbers, nothing typed. Everything that makes a sound is off until chosen.
"""

from typing import Any, Literal

import msgspec
from django.conf import settings
from django.http import HttpResponseBase

from practices import progress

COOKIE = "dearself-sit"
YEAR = 365 * 24 * 60 * 60


class Choices(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    eyes: Literal["open", "lowered", "closed"] = "open"
    anchor: Literal["feet", "hands", "object", "room", "sound", "breath"] = "feet"
    touch: bool = True  # False: what a practice offers in place of touch
    press_next: bool = False  # no step moves on by itself
    inhale: float = 0  # seconds, 1 to 10. 0: as the practice has it
    exhale: float = 0
    bell: bool = False
    vibrate: bool = False
    voice: bool = False
    voice_volume: int = 70  # percent
    tone: bool = False
    tone_volume: int = 30
    pitch: int = 180  # hertz, 100 to 600


def choices_of(request: Any) -> Choices:
    """This visit's choices. Whatever cannot be read is as if nothing had been chosen."""
    if request.user.is_authenticated and request.vault.is_open:
        return read(progress.steps_of(request.user, request.vault).choices)
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
    if request.user.is_authenticated and request.vault.is_open:
        return progress.steps_of(request.user, request.vault).met
    return MET in request.COOKIES


def remember_met(request: Any, response: HttpResponseBase) -> None:
    """The page before the first practice is shown once. Raises `quota.JournalFull`."""
    if request.user.is_authenticated and request.vault.is_open:
        progress.change(
            request.user, request.vault, lambda steps: msgspec.structs.replace(steps, met=True)
        )
    else:
        _give(response, MET, "1")


def _give(response: HttpResponseBase, name: str, value: str) -> None:
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(name, value, max_age=YEAR, secure=secure, httponly=True, samesite="Lax")
