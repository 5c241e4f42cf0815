"""How someone likes to sit: eyes, an anchor, touch, a pace, sounds. No request, no database.

Fixed words and numbers, nothing typed. Everything that makes a sound is off until chosen.
`remembered_choices.py` says where they are remembered.
"""

from typing import Annotated, Any, Literal

import msgspec

type Breathed = Annotated[float, msgspec.Meta(ge=0, le=10)]
type Percent = Annotated[int, msgspec.Meta(ge=0, le=100)]
type Hertz = Annotated[int, msgspec.Meta(ge=100, le=600)]


MOST_LETTERS = 1000  # of a cookie; ours take some three hundred


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


def choices_in(kept: dict[str, Any]) -> Choices:
    """Choices out of a sealed record. What does not fit any more counts as nothing chosen."""
    try:
        return msgspec.convert(kept, type=Choices, strict=False)
    except msgspec.ValidationError:
        return Choices()


def choices_in_cookie(kept: str) -> Choices:
    """Choices out of what `cookie_of` wrote, whatever became of it since."""
    try:
        return msgspec.json.decode(kept[:MOST_LETTERS], type=Choices)
    except msgspec.DecodeError:
        return Choices()


def cookie_of(choices: Choices) -> str:
    return msgspec.json.encode(choices).decode()
