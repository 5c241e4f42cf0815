"""How an opened entry's facts are put into words."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from journal import words
from journal.asked import asked
from journal.content import Content
from journal.forms import HALVES
from journal.prose import prose
from journal.queries import Opened
from journal.slips import Slip, slip
from practices.library import practice

register = template.Library()
register.filter(asked)
register.filter(prose)


@register.filter
def answers(content: Content | None, half: str) -> list[dict[str, Any]]:
    """What one half of a day says, in the order it was asked: label and text."""
    if content is None:
        return []
    form_class = HALVES[half]
    said: list[dict[str, Any]] = []
    for name in form_class.asked():
        answer = content.answers.get(name)
        if name == "stillness" or not answer:
            continue
        field = form_class.base_fields[name]
        if name == "nothing":
            said.append({"label": _("This evening"), "text": _("Nothing today.")})
        elif isinstance(answer, list):
            offered = dict(field.choices)  # type: ignore[attr-defined] # lists come from choices
            text = "\n".join(str(offered.get(item, item)) for item in answer)
            said.append({"label": field.label, "text": text})
        else:
            said.append({"label": field.label, "text": answer})
    return said


@register.filter
def signature(content: Content) -> str:
    """Who wrote a letter: "from a kind friend"."""
    writer = content.answers.get("writer", "")
    if writer == "other":
        name = content.answers.get("writer_name")
        return _("from %(name)s") % {"name": name} if name else ""
    return str(words.SIGNATURES.get(str(writer), ""))


@register.filter
def greets(content: Content) -> bool:
    """Whether the page should say "Dear …": a name is given, and the letter has no greeting yet."""
    name = str(content.answers.get("to", "")).strip().casefold()
    first_line = content.body.strip().partition("\n")[0].casefold()
    return bool(name) and not first_line.startswith((name, _("Dear").casefold()))


@register.filter
def can_be_changed(content: Content) -> bool:
    """Whether there are boxes for what a note says: its practice is still in the library."""
    return not content.practice or practice(content.practice) is not None


@register.filter
def feeling(word: str) -> str:
    """A feeling as it is shown: offered ones translated, own ones as typed."""
    return str(dict(words.FEELINGS).get(word, word))


@register.filter
def slips(rows: list[Opened]) -> list[Slip]:
    """Opened entries as lines of a list."""
    return [slip(row, timezone.localdate()) for row in rows]
