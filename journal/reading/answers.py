"""What an entry says: each answer under the question it was given to.

A page, a line in a list, a copy, an export and the search all have it from here. What a kind or
a practice asks can change after someone wrote. Nothing they wrote is hidden then: an answer
without its question is told under the name it is kept as.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from journal.content import Answer, Content
from journal.kinds.catalogue import HALVES, KINDS, kinds_in
from journal.kinds.question import FIELDS_OF_CONTENT, Kind, Place, Question, Shape, Type

TWICE = ("_before", "_after")  # names of one question that is asked again later
# Marks of pages, which are no answers. "held" was one once: what the kit held.
MARKS = {it.name for kind in KINDS.values() for it in kind.asked if it.is_mark} | {"held"}


@dataclass(frozen=True, slots=True)
class Answered:
    """One question's label and what was answered, each choice or word apart.

    `abreast`: it is set beside its neighbours, to be looked at together: the same question
    before and after, or the same choices of several things.
    """

    label: str
    texts: tuple[str, ...]
    shape: Shape = field(default=Shape.LINE, compare=False)
    abreast: bool = field(default=False, compare=False)
    is_typed: bool = field(default=True, compare=False)

    @property
    def text(self) -> str:
        """All of it as one text, a line for each choice or word."""
        return "\n".join(self.texts)

    @property
    def lines(self) -> list[str]:
        return [line.strip() for line in self.text.splitlines() if line.strip()]


def answered(content: Content, of: str) -> list[Answered]:
    """What a page tells, in the order it was asked. What was left empty is left out.

    `of` is the kind of its entry, or one half of its day.
    """
    told = [it for it in _questions(content, of) if it.place == Place.ANSWER]
    return [*_under(told, content.answers), *unasked(content, of)]


def all_answered(content: Content, of: str) -> list[Answered]:
    """All that someone takes along, under the labels of the form: also what no page tells.

    What was left as the form had it is left out.
    """
    asked = [it for it in _questions(content, of) if it.place not in FIELDS_OF_CONTENT]
    return [*_under(asked, content.answers, as_asked=True), *unasked(content, of)]


def unasked(content: Content, of: str) -> list[Answered]:
    """Answers of an entry of the kind `of` that nothing asks for any more. None of half a day."""
    if of in HALVES:
        return []
    return list(_left_over({it.name for it in _questions(content, of)}, content.answers))


def all_typed(kind: Kind | None, fields: Mapping[str, list[str]]) -> list[Answered]:
    """What was typed into an unfinished page, under its form's labels. `kind` None: it is gone."""
    asked = [it for it in kind.asked if not it.is_mark] if kind else []
    known = {it.name for it in asked} | MARKS
    return [*_under(asked, fields, as_asked=True), *_left_over(known, fields)]


def searched(content: Content, of: str) -> Iterator[str]:
    """Each text of the answers that a reader would look for: typed ones, and choices as told."""
    asked = [it for it in _questions(content, of) if it.place not in FIELDS_OF_CONTENT]
    told = [it for it in asked if it.is_typed or (it.place == Place.ANSWER and it.type != Type.YES)]
    for it in [*_under(told, content.answers), *unasked(content, of)]:
        yield from it.texts


def _questions(content: Content, of: str) -> list[Question]:
    kinds = [KINDS[of]] if of in HALVES else kinds_in(of, content)
    return [question for kind in kinds for question in kind.questions]


# --- questions and their answers --------------------------------------------------


def _under(
    questions: Iterable[Question], answers: Mapping[str, Answer], *, as_asked: bool = False
) -> Iterator[Answered]:
    """Each answer under its question. `as_asked`: under the label of the form, and without what
    was left as the form had it."""
    asked = list(questions)
    own = {it.told_with: it for it in asked if it.told_with}
    for group in _together(it for it in asked if not it.told_with):
        found = [
            it
            for question in group
            if (it := _answer(question, own.get(question.name), answers, as_asked=as_asked))
        ]
        yield from (replace(it, abreast=True) for it in found) if len(found) > 1 else found


def _together(questions: Iterable[Question]) -> list[list[Question]]:
    """Questions that ask the same are told together, where the first of them was asked."""
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
    if one.type != other.type or one.type not in {Type.CHOICE, Type.SCALE}:
        return False
    return bool(one.choices and one.choices == other.choices) or _stem(one) == _stem(other)


def _stem(question: Question) -> str:
    return next(
        (question.name.removesuffix(end) for end in TWICE if question.name.endswith(end)),
        question.name,
    )


def _answer(
    question: Question, own: Question | None, answers: Mapping[str, Answer], *, as_asked: bool
) -> Answered | None:
    """What was answered to `question`, with the `own` words beside its choices."""
    answer = answers.get(question.name, "")
    if as_asked and _is_as_offered(question, answer):
        return None
    texts = _texts(question, answer, as_asked=as_asked)
    shape = question.shape
    if own and (words := _plain(answers.get(own.name, ""))):
        texts += words
        shape = Shape.CHIPS if len(texts) > 1 else shape
    label = question.label if as_asked else question.told_as or question.label
    return Answered(str(label), texts, shape, is_typed=question.is_typed) if texts else None


def _is_as_offered(question: Question, answer: Answer) -> bool:
    """Whether one choice of several was left as the form had it."""
    is_one = question.type in {Type.CHOICE, Type.MENU}
    return is_one and answer in (question.initial, [question.initial])


def _texts(question: Question, answer: Answer, *, as_asked: bool) -> tuple[str, ...]:
    """An answer with its choices as they were offered; a word that is none stays as it is."""
    texts = _plain(answer)
    if question.type == Type.YES and texts:
        return (str(question.told) if question.told and not as_asked else _("yes"),)
    if question.type == Type.SCALE:
        return tuple(_("%(number)s of 10") % {"number": text} for text in texts)
    offered = question.offered
    return tuple(offered.get(text, text) for text in texts)


def _left_over(known: Collection[str], answers: Mapping[str, Answer]) -> Iterator[Answered]:
    for name, answer in answers.items():
        if name not in known and (texts := _plain(answer)):
            yield Answered(name, texts, _shape_of(answer), is_typed=isinstance(answer, str))


def _shape_of(answer: Answer) -> Shape:
    """How an answer without its question is shown."""
    if isinstance(answer, list):
        return Shape.CHIPS
    return Shape.PROSE if "\n" in str(answer) else Shape.LINE


def _plain(answer: Answer) -> tuple[str, ...]:
    match answer:
        case bool():
            return (_("yes"),) if answer else ()
        case list():
            return tuple(text for text in answer if text)
        case _:
            return (str(answer),) if str(answer).strip() else ()
