"""How things of the kit are put into words."""

import re
from collections.abc import Mapping

from django import template

from practices.kit.from_answers import AlreadyThere
from practices.library.phrasing import in_minutes
from practices.library.vocabulary import IT_COSTS, IT_TAKES
from practices.models import Item

register = template.Library()

ONLY_AT_HOME = re.compile(r"\(\s*0\s*\)")  # dialled within the country, never after its code


@register.filter
def beside(in_kit: Mapping[str, AlreadyThere], question: str) -> AlreadyThere | None:
    """What the kit has already where this question's answer would be added."""
    return in_kit.get(question) if in_kit else None


@register.filter
def takes(item: Item) -> str:
    """What something takes: "10 minutes, costs nothing, a little energy". Empty where unsaid."""
    beside = [(IT_COSTS, item.cost), (IT_TAKES, item.energy)]
    parts = [minutes(item), *(str(words.get(key, "")) for words, key in beside)]
    return ", ".join(part for part in parts if part)


@register.filter
def minutes(item: Item) -> str:
    """ "10 minutes", or nothing where it was left open."""
    return in_minutes(item.minutes) if item.minutes else ""


@register.filter
def tel(phone: str) -> str:
    """A number as a phone dials it (RFC 3966): digits, a plus at its front, an extension."""
    number, *extension = phone.lower().replace("#", "x").replace("ext", "x").split("x")
    plus = "+" if number.lstrip(" (").startswith("+") else ""
    number = ONLY_AT_HOME.sub("", number, count=1) if plus else number
    then = "".join(f";ext={_digits(it)}" for it in extension if _digits(it))
    return f"tel:{plus}{_digits(number)}{then}"


def _digits(text: str) -> str:
    """Also of ٠١٢: a phone dials 012."""
    return "".join(str(int(letter)) for letter in text if letter.isdecimal())
