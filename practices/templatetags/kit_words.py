"""How things of the kit are put into words."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practices.models import Item

register = template.Library()


@register.filter
def takes(item: Item) -> str:
    """What something takes: "10 minutes, costs nothing, a little energy". Empty where unsaid."""
    cost = {
        "nothing": _("costs nothing"),
        "little": _("costs a little"),
        "more": _("costs something"),
    }
    energy = {
        "little": _("a little energy"),
        "some": _("some energy"),
        "more": _("a good deal of energy"),
    }
    said = [minutes(item), cost.get(item.cost), energy.get(item.energy)]
    return ", ".join(words for words in said if words)


@register.filter
def minutes(item: Item) -> str:
    """ "10 minutes", or nothing where it was left open."""
    said = ngettext("%(n)d minute", "%(n)d minutes", item.minutes) % {"n": item.minutes}
    return said if item.minutes else ""


@register.filter
def tel(phone: str) -> str:
    """A number as a phone dials it (RFC 3966): digits, a plus at its front, an extension."""
    number, *extension = phone.lower().replace("#", "x").replace("ext", "x").split("x")
    plus = "+" if number.strip().startswith("+") else ""
    then = "".join(f";ext={_digits(it)}" for it in extension if _digits(it))
    return f"tel:{plus}{_digits(number)}{then}"


def _digits(text: str) -> str:
    """Also of ٠١٢: a phone dials 012."""
    return "".join(str(int(letter)) for letter in text if letter.isdecimal())
