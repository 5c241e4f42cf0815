"""What a note of a practice says: each answer under the question it was given to.

A practice can be changed or taken out after someone wrote. Nothing they wrote is hidden
then: an answer without its question stands under the name it is kept as.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from journal.content import Answer, Content
from practices.library import Asks, Question, practice


@dataclass(frozen=True, slots=True)
class Said:
    """One question's label and what was said to it, each choice or word apart."""

    label: str
    texts: tuple[str, ...]

    @property
    def text(self) -> str:
        """The same as one text, a line for each."""
        return "\n".join(self.texts)


def asked(content: Content) -> list[Said]:
    """The answers of a note, in the order they were asked. What was left empty is left out."""
    sat_with = practice(content.practice)
    questions = sat_with.questions if sat_with else []
    return list(_under_questions(questions, content.answers))


def _under_questions(questions: list[Question], answers: dict[str, Answer]) -> Iterator[Said]:
    left = dict(answers)
    for question in questions:
        texts = _texts(question, left.pop(question.name, ""))
        if question.own:
            texts += _plain(left.pop(f"{question.name}_own", ""))
        if texts:
            yield Said(question.label, texts)
    for name, answer in left.items():
        if texts := _plain(answer):
            yield Said(name, texts)


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
