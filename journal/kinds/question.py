"""What a kind of writing asks, as data: a form, a page, a copy and an export are made from it.

A new question is one more `Question` in the file of its kind. Names are for good: answers are
sealed under them, and drafts, pages left open and words without a connection know them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from enum import StrEnum, auto
from typing import TYPE_CHECKING, Any

from accounts.days import Half
from practices.library.practice import Practice

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

type Words = str | _StrPromise
type Choices = Iterable[tuple[Any, Words]]


class Type(StrEnum):
    """What kind of box a question has."""

    LINE = auto()
    TEXT = auto()
    CHOICE = auto()  # one of several, all of them in sight
    MENU = auto()  # one of several, in a list that opens
    SCALE = auto()  # 0 to 10
    CHOICES = auto()
    YES = auto()
    DATE = auto()
    NUMBER = auto()  # filled in by the page, out of sight
    MARK = auto()  # a mark of the page's own: nobody types it
    MARKS = auto()  # several of them
    TEXTS = auto()  # a text for each of the pictures


class Place(StrEnum):
    """Where an answer shows once it is kept."""

    TITLE = auto()
    BODY = auto()
    GREETING = auto()  # of a letter: "Dear …"
    SIGNATURE = auto()  # of a letter: "from a kind friend"
    FEELINGS = auto()  # beside the words, in the journal alone
    ANSWER = auto()  # under its label
    WRITING = auto()  # only while someone writes, and in what they take along


FIELDS_OF_CONTENT = {Place.TITLE, Place.BODY, Place.FEELINGS}  # beside the `answers` there


class Shape(StrEnum):
    """How an answer is set under its label."""

    LINE = auto()  # as it was typed
    LIST = auto()  # a thing on each line
    PROSE = auto()
    CHIPS = auto()


@dataclass(frozen=True, eq=False)
class Question:
    """One question of a kind: what its box is like, and what becomes of the answer.

    `section` names the place of its box on the form; without one it is with the others.
    `told_as` is its label on a page and in a copy, where that is another than the form's; `told`,
    what is told for a tick. `told_with` names the question under whose label it is told.
    `unless` names questions: a tick is taken away where one of them is answered.
    """

    name: str
    label: Words = ""
    type: Type = Type.LINE
    _: KW_ONLY
    place: Place = Place.ANSWER
    section: str = ""
    shape: Shape = Shape.LINE
    told_as: Words = ""
    told: Words = ""
    told_with: str = ""
    unless: tuple[str, ...] = ()
    help: Words = ""
    placeholder: Words = ""
    choices: Choices | Callable[[], Choices] = ()
    initial: str = ""
    longest: int = 300  # characters
    most: int = 0  # of a number
    rows: int = 2  # of a box for text
    errors: Mapping[str, Words] = field(default_factory=dict)

    @property
    def offered(self) -> dict[str, str]:
        """What may be chosen, and how it is called on this page."""
        choices = self.choices() if callable(self.choices) else self.choices
        return {str(value): str(label) for value, label in choices}

    @property
    def is_typed(self) -> bool:
        return self.type in {Type.LINE, Type.TEXT}

    @property
    def is_mark(self) -> bool:
        """Whether it says what a page is or shows, and nothing that was answered."""
        return self.type in {Type.MARK, Type.MARKS, Type.TEXTS}

    @property
    def is_hidden(self) -> bool:
        """Whether the page itself fills it in."""
        return self.is_mark or self.type == Type.NUMBER


@dataclass(frozen=True, eq=False)
class Part:
    """What several kinds can hold beside their own questions. `journal.writing` has its logic."""

    name: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, eq=False, kw_only=True)
class Kind:
    """A letter, a memory, a note or one half of a day. `name` is its `Draft.Form`, for good."""

    name: str
    questions: tuple[Question, ...]
    parts: tuple[Part, ...] = ()
    drawing: str
    when_blank: Words  # where all of it was left empty
    needs_a_body: bool = False  # or a picture; otherwise any answer will do
    begun: Words  # what an unfinished one is called
    changed: Words = ""  # what an unfinished change of a kept one is called
    binned_meanwhile: Words = ""  # where what a page changes went to the bin
    damaged_meanwhile: Words = ""  # where what a page changes cannot be opened
    half: Half | None = None
    practice: Practice | None = None

    @property
    def asked(self) -> tuple[Question, ...]:
        """Its own questions in order, then those of its parts: all that its form has."""
        return self.questions + tuple(it for part in self.parts for it in part.questions)

    @property
    def wanted(self) -> list[Question]:
        """The questions of which one has to be answered, where no picture says it all."""
        if self.needs_a_body:
            return self.at(Place.BODY)
        return [it for it in self.questions if not (it.is_hidden or it.initial)]

    def at(self, place: Place) -> list[Question]:
        return [question for question in self.questions if question.place == place]

    def consistent(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """`answers` without the ticks that others of them contradict."""
        contradicted = {
            it.name for it in self.questions if any(map(is_an_answer, map(answers.get, it.unless)))
        }
        return {name: name not in contradicted and it for name, it in answers.items()}


def is_an_answer(value: Any) -> bool:
    """Whether somebody said something, beside blanks."""
    return bool(value.strip() if isinstance(value, str) else value)
