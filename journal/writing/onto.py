"""From the answers of a form to the words of an entry, and back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from journal.content import Answer, Content
from journal.keeping.marks import between_commas
from journal.kinds.question import FIELDS_OF_CONTENT, Kind, Place, is_an_answer


def written_onto(content: Content, kind: Kind, cleaned: Mapping[str, Any]) -> Content:
    """`content` with what a form of `kind` says; what it does not ask about stays."""
    fields: dict[str, Any] = {}
    for question in kind.questions:
        answer = cleaned[question.name]
        match question.place:
            case Place.TITLE:
                fields["title"] = answer
            case Place.BODY:
                fields["body"] = answer
            case Place.FEELINGS:
                words = answer if isinstance(answer, list) else between_commas(answer)
                fields["feelings"] = [*dict.fromkeys(fields.get("feelings", []) + words)]
    return msgspec.structs.replace(content.with_answers(stored_answers(kind, cleaned)), **fields)


def stored_answers(kind: Kind, cleaned: Mapping[str, Any]) -> dict[str, Answer]:
    """What is kept under its question's name. A blank answer is "", which takes out the old one."""
    asked = (it.name for it in kind.questions if it.place not in FIELDS_OF_CONTENT)
    return {name: _stored(cleaned[name]) if is_an_answer(cleaned[name]) else "" for name in asked}


def _stored(answer: Any) -> Answer:
    """An answer as it opens again. A day is stored as text: "2027-03-14"."""
    stored: Answer = answer.isoformat() if isinstance(answer, date) else answer
    return stored


def answers_in(kind: Kind, content: Content) -> dict[str, Any]:
    """What the boxes of `kind` hold where they are opened on `content`."""
    boxes: dict[str, Any] = {}
    left = list(content.feelings)
    for question in kind.questions:
        match question.place:
            case Place.TITLE:
                boxes[question.name] = content.title
            case Place.BODY:
                boxes[question.name] = content.body
            case Place.FEELINGS if question.choices:
                boxes[question.name] = [word for word in left if word in question.offered]
                left = [word for word in left if word not in question.offered]
            case Place.FEELINGS:
                boxes[question.name] = ", ".join(left)
            case _ if question.name in content.answers:
                boxes[question.name] = content.answers[question.name]
    return boxes
