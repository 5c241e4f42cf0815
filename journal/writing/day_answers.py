"""What one half of a day says: each answer under the question it was given to."""

from django.utils.translation import gettext as _

from journal.content import Answer, Content
from journal.reading.answers import Said
from journal.writing.forms import HALVES, HalfDayForm


def said_in(content: Content, half: str) -> list[Said]:
    """In the order it was asked. What was left empty is left out."""
    form_class = HALVES[half]
    given = {name: content.answers.get(name) for name in form_class.seen()}
    return [_under(form_class, name, answer) for name, answer in given.items() if answer]


def _under(form_class: type[HalfDayForm], name: str, answer: Answer) -> Said:
    if name == "nothing":
        return Said(_("This evening"), (_("Nothing today."),))
    field = form_class.base_fields[name]
    if isinstance(answer, list):
        offered = dict(field.choices)  # type: ignore[attr-defined] # lists come from choices
        return Said(str(field.label), tuple(str(offered.get(item, item)) for item in answer))
    return Said(str(field.label), (str(answer),))
