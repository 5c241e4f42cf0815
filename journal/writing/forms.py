"""The form of each kind, made from what the kind asks and the parts that it has."""

from functools import cache
from typing import Any, cast

from journal.kinds import catalogue
from journal.kinds.question import Kind
from journal.writing.base import FormPart, WritingForm
from journal.writing.envelope import Envelope
from journal.writing.fields import field_of
from journal.writing.half_day import HalfForm
from journal.writing.kit import PracticePart
from journal.writing.page import PageForm
from journal.writing.pictures import Pictures
from journal.writing.reply import Reply, Seventh

PARTS: dict[str, type[FormPart]] = {
    "pictures": Pictures,
    "reply": Reply,
    "seven": Seventh,
    "envelope": Envelope,
    "practice": PracticePart,
}


@cache  # one class each: blank fields are rendered once for a class
def form_of(kind: Kind) -> type[WritingForm]:
    base = HalfForm if kind.half else PageForm
    fields: dict[str, Any] = {question.name: field_of(question) for question in kind.asked}
    name = kind.practice.slug if kind.practice else kind.name
    form_class: type[WritingForm] = type(f"{base.__name__} of {name}", (base,), fields)
    form_class.kind = kind
    form_class.part_classes = {part.name: PARTS[part.name] for part in kind.parts}
    return form_class


def form_called(name: str, practice: str = "", *, hinted: bool = False) -> type[WritingForm] | None:
    """The form of the kind called `name`; of a note, the one of `practice`. None without one.

    `hinted`: under each question of a practice are the words of its step, for a page that is
    no sitting.
    """
    kind = catalogue.kind(name, practice, hinted=hinted)
    return form_of(kind) if kind else None


def page_form(name: str) -> type[WritingForm]:
    """The form of a letter, a memory or a free note."""
    return form_of(catalogue.KINDS[name])


def half_form(half: str) -> type[HalfForm]:
    return cast(type[HalfForm], form_of(catalogue.KINDS[half]))
