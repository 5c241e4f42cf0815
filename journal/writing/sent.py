"""Forms that were sent and could not be taken: which kind they are of, and what they hold.

`accounts.inbox.rescue` asks, whatever page was sent.
"""

from collections.abc import Iterator

from django.http import QueryDict

from accounts.inbox.rescue import Words
from journal.kinds import catalogue
from journal.kinds.question import Kind, Type
from journal.writing.forms import form_of
from practices.player.questions import RESERVED


def kind_of(sent: QueryDict) -> Kind | None:
    """The kind whose form was sent, by the names of its fields. None for a note whose practice
    is gone."""
    if "practice" in sent:
        return catalogue.kind("note", str(sent["practice"]))
    return max(catalogue.KINDS.values(), key=lambda it: sum(q.name in sent for q in it.asked))


def holds_something(sent: QueryDict) -> bool | None:
    """Whether a page for writing came with what is worth a draft: ticks and pictures, too.

    None where it is no such page, or only part of one, as a script sends it with a picture.
    """
    kind = kind_of(sent) if "revision" in sent else None
    if kind is None:
        return None
    form_class = form_of(kind)
    return form_class.holds_something(form_class.typed_in(sent))


def typed_words(sent: QueryDict) -> Iterator[Words]:
    """Every text that was typed into one of the writing forms, under its label."""
    if holds_something(sent) is False:  # the title that it came with is nobody's words
        return
    kind = kind_of(sent)
    if kind is None:  # its practice was taken out since: no words of it are lost for that
        for name in sent:
            if name not in RESERVED and "password" not in name:
                yield Words(name, "\n".join(sent.getlist(name)))
        return
    for question in kind.asked:
        if question.name in sent and (question.is_typed or question.type == Type.TEXTS):
            yield Words(str(question.label), "\n".join(sent.getlist(question.name)))
