"""What a note asks: a free page, or the questions of one practice, a kind for each."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from journal.kinds.parts import PICTURES
from journal.kinds.question import Kind, Part, Place, Question, Shape, Type
from practices.library.phrasing import spoken
from practices.library.practice import Asks, Practice
from practices.library.practice import StepQuestion as Asked
from practices.player.questions import LINE_LETTERS, TEXT_LETTERS

LONGEST_HINT = 200  # letters; more than that belongs to the sitting
TYPES = {
    Asks.LINE: Type.LINE,
    Asks.LINES: Type.TEXT,
    Asks.TEXT: Type.TEXT,
    Asks.ONE: Type.CHOICE,
    Asks.SEVERAL: Type.CHOICES,
    Asks.SCALE: Type.SCALE,
}
SHAPES = {Asks.LINES: Shape.LIST, Asks.TEXT: Shape.PROSE, Asks.SEVERAL: Shape.CHIPS}

SENTENCES: dict[str, Any] = {
    "drawing": "page",
    "begun": _("a note you began, %(when)s"),
    "changed": _("a note you were changing, %(when)s"),
    "binned_meanwhile": _(
        "This note was put in the bin meanwhile. Your words are in the form below; you can keep "
        "them as a note of their own."
    ),
    "damaged_meanwhile": _(
        "The record of this note is damaged, so nothing is written over it. Your words are "
        "below; Keep makes a note of their own."
    ),
}


def _of_practice(slug: str) -> Part:
    """The mark of whose answers they are, so that a draft knows its practice."""
    question = Question("practice", type=Type.MARK, initial=slug)
    return Part("practice", (question,))


NOTE = Kind(
    name="note",
    **SENTENCES,
    needs_a_body=True,
    when_blank=_("There is nothing on the page yet. One sentence is enough."),
    parts=(_of_practice(""), PICTURES),
    questions=(
        Question("title", _("Title"), place=Place.TITLE, section="sheet", longest=200),
        Question(
            "body",
            _("Your note"),
            Type.TEXT,
            place=Place.BODY,
            section="sheet",
            rows=8,
            longest=TEXT_LETTERS,
            errors={
                "max_length": _(
                    "This is longer than one note can be (%(limit_value)d letters and spaces; "
                    "yours has %(show_value)d). It is still in the box. You could keep the first "
                    "part here and the rest as a second note."
                )
            },
        ),
    ),
)


def note_of(practice: Practice, *, hinted: bool = False) -> Kind:
    """What `practice` asks, in the language of the page.

    `hinted`: under each question are the words of its step, for a page that is no sitting.
    """
    return _note_of(practice, hinted, get_language())


@cache
def _note_of(practice: Practice, hinted: bool, language: str | None) -> Kind:
    return Kind(
        name="note",
        **SENTENCES,
        when_blank=gettext(
            "Nothing is on the page yet. One word in any of the boxes is enough, or none at all."
        ),
        parts=(_of_practice(practice.slug),),
        questions=tuple(_questions(practice, hinted=hinted)),
        practice=practice,
    )


def _questions(practice: Practice, *, hinted: bool) -> Iterator[Question]:
    for step in practice.steps:
        if step.question is None:
            continue
        hint = " ".join(step.words)
        is_short = hinted and len(hint) <= LONGEST_HINT
        yield _question(step.question, spoken(hint) if is_short else "")
        if step.question.own:
            name, label = step.question.name, gettext("In your own word")
            yield Question(f"{name}_own", label, told_with=name, longest=LINE_LETTERS)


def _question(asked: Asked, hint: str) -> Question:
    return Question(
        asked.name,
        asked.label,
        TYPES[asked.asks],
        shape=SHAPES.get(asked.asks, Shape.LINE),
        help=hint,
        choices=[(choice.value, choice.label) for choice in asked.choices],
        longest=LINE_LETTERS if asked.asks == Asks.LINE else TEXT_LETTERS,
        rows=4,
    )
