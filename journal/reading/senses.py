"""What a memory says beside its story: sense by sense, who was kind, a few words."""

from django.utils.translation import gettext_lazy as _

from journal import choices
from journal.content import Content
from journal.reading.answers import Said

ASKED = [
    *choices.SENSES,
    ("who", _("Who was kind")),
    ("come_back", _("To come back by")),
]


def senses(content: Content) -> list[Said]:
    """In the order they are asked. What was left empty is left out."""
    answers = content.answers
    return [Said(str(label), (str(answers[name]),)) for name, label in ASKED if answers.get(name)]
