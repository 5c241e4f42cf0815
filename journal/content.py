"""What is inside an entry, once opened: one shape for every kind, so that search,
export and review read them all alike.

It is stored as JSON (msgspec) and sealed as one piece. A field added later has a
default, and a field this version does not know is ignored, so older and newer
entries both open.
"""

from typing import Any

import msgspec

type Answer = str | list[str] | bool | int


class Content(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The words of an entry and what its writer said about them.

    `answers` holds what its kind asks for, by the names of the questions (`journal.kinds`).
    """

    title: str = ""
    body: str = ""
    answers: dict[str, Answer] = msgspec.field(default_factory=dict)
    tags: list[str] = msgspec.field(default_factory=list)
    feelings: list[str] = msgspec.field(default_factory=list)
    favourite: bool = False
    hard: bool = False
    practice: str = ""
    pictures: list[str] = msgspec.field(default_factory=list)  # ids of `accounts.Picture`, in order
    shows: dict[str, str] = msgspec.field(default_factory=dict)  # what each shows, by its id

    def to_bytes(self) -> bytes:
        return msgspec.json.encode(self)

    @classmethod
    def from_bytes(cls, packed: bytes) -> "Content":
        return _decoder.decode(packed)

    def with_answers(self, answers: dict[str, Answer]) -> "Content":
        """A copy with these answers added or changed; empty ones are taken out."""
        merged = {name: answer for name, answer in {**self.answers, **answers}.items() if answer}
        return msgspec.structs.replace(self, answers=merged)


_decoder = msgspec.json.Decoder(Content)


class Typed(msgspec.Struct, frozen=True):
    """An unfinished form, as typed: every field's values."""

    fields: dict[str, list[str]]

    def to_bytes(self) -> bytes:
        return msgspec.json.encode(self)

    @classmethod
    def from_bytes(cls, packed: bytes) -> "Typed":
        return msgspec.json.decode(packed, type=cls)

    def initial(self, form_class: Any) -> dict[str, Any]:
        """The fields as initial values for a form of `form_class`."""
        return {
            name: values if _takes_many(form_class.base_fields[name]) else values[0]
            for name, values in self.fields.items()
            if name in form_class.base_fields and values
        }


def _takes_many(field: Any) -> bool:
    return hasattr(field.widget, "allow_multiple_selected") and field.widget.allow_multiple_selected
