"""What a memory asks: something kind that happened, or an image that does one good.

All of it is optional; not all of it can be empty. One picture is a whole memory.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from journal.kinds.parts import PICTURES
from journal.kinds.question import Kind, Place, Question, Type, Words

# No memory to hand: an image that comforts, or words only.
WHAT = [
    ("kindness", _("Something kind that happened")),
    ("place", _("A place or a picture that does me good")),
    ("words", _("Words only")),
]


def _sense(name: str, label: Words, **asked: Any) -> Question:
    return Question(name=name, label=label, type=Type.TEXT, rows=1, longest=5_000, **asked)


MEMORY = Kind(
    name="memory",
    drawing="shell",
    begun=_("a memory you began, %(when)s"),
    changed=_("a memory you were changing, %(when)s"),
    when_blank=_("Nothing is on the page yet. One line is enough, or one picture."),
    binned_meanwhile=_(
        "This memory was put in the bin meanwhile. Your words are in the form below; you can keep "
        "them as a memory of their own."
    ),
    damaged_meanwhile=_(
        "The record of this memory is damaged, so nothing is written over it. Your words are "
        "below; Keep makes a memory of their own."
    ),
    parts=(PICTURES,),
    questions=(
        Question(
            "what",
            _("What it is"),
            Type.CHOICE,
            place=Place.WRITING,
            section="what",
            choices=WHAT,
            initial="kindness",
        ),
        Question("title", _("Title"), place=Place.TITLE, section="sheet", longest=200),
        Question(
            "body",
            _("What happened, or what is there"),
            Type.TEXT,
            help=_("As you would tell it to someone who was not there. Out of order is fine."),
            place=Place.BODY,
            section="sheet",
            rows=6,
            longest=100_000,
        ),
        _sense("saw", _("I saw"), section="senses"),
        _sense("heard", _("I heard"), section="senses"),
        _sense("smelled", _("I smelled or tasted"), section="senses"),
        _sense("touched", _("I touched"), section="senses"),
        _sense(
            "who",
            _("Who was kind, and how could you tell?"),
            told_as=_("Who was kind"),
            help=_("A face, a voice, what their hands did. It may have been you."),
        ),
        Question(
            "come_back",
            _("A few words to come back by"),
            told_as=_("To come back by"),
            help=_("Short enough to say under your breath: the green bench, her blue coat."),
            longest=200,
        ),
    ),
)
