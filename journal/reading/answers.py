"""What a note of a practice says: each answer under the question it was given to.

A practice can be changed or taken out after someone wrote. Nothing they wrote is hidden
then: an answer without its question stands under the name it is kept as.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from django.utils.translation import gettext as _

from journal.content import Answer, Content
from practices.library.catalogue import Asks, Question, practice

TWICE = ("_before", "_after")  # names of one question that is asked again later


class Shape(StrEnum):
    """How an answer is shown."""

    LINE = "line"
    LIST = "list"  # a thing on each line
    PROSE = "prose"
    CHIPS = "chips"


SHAPES = {
    Asks.LINES: Shape.LIST,
    Asks.TEXT: Shape.PROSE,
    Asks.SEVERAL: Shape.CHIPS,
}


@dataclass(frozen=True, slots=True)
class Said:
    """One question's label and what was said to it, each choice or word apart.

    `abreast`: it stands beside its neighbours, to be looked at together: the same question
    before and after, or the same choices of several things.
    """

    label: str
    texts: tuple[str, ...]
    shape: Shape = field(default=Shape.LINE, compare=False)
    abreast: bool = field(default=False, compare=False)

    @property
    def text(self) -> str:
        """The same as one text, a line for each."""
        return "\n".join(self.texts)

    @property
    def lines(self) -> list[str]:
        return [line.strip() for line in self.text.splitlines() if line.strip()]


def asked(content: Content) -> list[Said]:
    """The answers of a note, in the order they were asked. What was left empty is left out."""
    sat_with = practice(content.practice)
    questions = _together(sat_with.questions) if sat_with else []
    return list(_under_questions(questions, content.answers))


def _together(questions: list[Question]) -> list[list[Question]]:
    """Questions that ask the same stand together, where the first of them was asked."""
    groups: list[list[Question]] = []
    for question in questions:
        same = (group for group in groups if _asks_the_same(group[0], question))
        group = next(same, None)
        if group is None:
            groups.append([question])
        else:
            group.append(question)
    return groups


def _asks_the_same(one: Question, other: Question) -> bool:
    if one.asks != other.asks or one.asks not in {Asks.ONE, Asks.SCALE}:
        return False
    return bool(one.choices and one.choices == other.choices) or _stem(one) == _stem(other)


def _stem(question: Question) -> str:
    return next(
        (question.name.removesuffix(end) for end in TWICE if question.name.endswith(end)),
        question.name,
    )


def _under_questions(groups: list[list[Question]], answers: dict[str, Answer]) -> Iterator[Said]:
    left = dict(answers)
    for group in groups:
        said = [it for question in group if (it := _under(question, left))]
        yield from (replace(it, abreast=True) for it in said) if len(said) > 1 else said
    for name, answer in left.items():
        if texts := _plain(answer):
            yield Said(name, texts, _shape_of(answer))


def _under(question: Question, left: dict[str, Answer]) -> Said | None:
    """What was said to `question`, taken out of what is `left`."""
    texts = _texts(question, left.pop(question.name, ""))
    if question.own:
        texts += _plain(left.pop(f"{question.name}_own", ""))
    shape = SHAPES.get(question.asks, Shape.LINE)
    if len(texts) > 1:
        shape = Shape.CHIPS
    return Said(question.label, texts, shape) if texts else None


def _shape_of(answer: Answer) -> Shape:
    """How an answer without its question is shown."""
    if isinstance(answer, list):
        return Shape.CHIPS
    return Shape.PROSE if "\n" in str(answer) else Shape.LINE


def _texts(question: Question, answer: Answer) -> tuple[str, ...]:
    """An answer with its choices as they were offered; a word that is none stays as it is."""
    offered = {choice.value: choice.label for choice in question.choices}
    texts = tuple(offered.get(text, text) for text in _plain(answer))
    if question.asks == Asks.SCALE:
        return tuple(_("%(number)s of 10") % {"number": text} for text in texts)
    return texts


def _plain(answer: Answer) -> tuple[str, ...]:
    match answer:
        case bool():
            return (_("yes"),) if answer else ()
        case list():
            return tuple(text for text in answer if text)
        case _:
            return (str(answer),) if str(answer).strip() else ()
