"""What the evening half of a day asks."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from journal.kinds.question import Kind, Place, Question, Type, Words

# Gilbert 2009: three emotion systems, taught here as a model, not as anatomy.
SYSTEMS = [
    ("threat", _("On guard: worried, cross, ashamed, braced")),
    ("drive", _("Pushing: chasing, striving, cannot stop")),
    ("soothe", _("Settled: safe enough, rested, connected")),
]
KINDNESSES = ("given", "received", "to_self")


def _text(name: str, label: Words, **asked: Any) -> Question:
    return Question(name=name, label=label, type=Type.TEXT, longest=20_000, **asked)


EVENING = Kind(
    name="evening",
    half="evening",
    drawing="moon",
    begun=_("the evening of %(day)s"),
    when_blank=_(
        "Nothing is on the page yet. If there was nothing today, tick the box that says so: "
        "that is a whole answer."
    ),
    questions=(
        Question(
            "stillness", _("Seconds of stillness"), Type.NUMBER, place=Place.WRITING, most=600
        ),
        _text("given", _("Kindness given"), section="kindness"),
        _text("received", _("Kindness received"), section="kindness"),
        _text("to_self", _("Kindness to myself"), section="kindness"),
        Question(
            "nothing",
            _("Nothing today"),
            Type.YES,
            help=_("That is a whole answer."),
            section="kindness",
            unless=KINDNESSES,
            told_as=_("This evening"),
            told=_("Nothing today."),
        ),
        _text("effort", _("Something I tried")),
        _text("kindness", _("A kind word about the trying")),
        Question("where", _("Where am I right now?"), Type.CHOICES, choices=SYSTEMS),
    ),
)
