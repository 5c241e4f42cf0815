"""Everything kept, as one text to read: Markdown, the oldest day first.

Pure: records in, text out. Words stand as they were written, under the labels they were
asked with. What was left as the form had it is left out here. It is in the other file, and
so are earlier versions.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import msgspec
from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from journal import words
from journal.asked import asked
from journal.content import Answer, Content
from journal.export import practised
from journal.export.lossless import KeptDraft, KeptEntry, KeptItem, KeptProgress, KeptSitting
from journal.forms import WRITING
from journal.models import Draft, Entry
from journal.note_form import FreeNoteForm
from journal.slips import day_in_full

FIELDS: dict[str, Any] = {
    name: form.base_fields[name] for form in WRITING.values() for name in form.asked()
}
NOTE_FIELDS = FIELDS | FreeNoteForm.base_fields
BETWEEN = "\n\n"
BESIDE = "· · ·"  # between someone's words and what was noted with them


def write(
    entries: Iterable[KeptEntry],
    drafts: Iterable[KeptDraft],
    kit: Iterable[KeptItem] = (),
    sittings: Iterable[KeptSitting] = (),
    progress: Iterable[KeptProgress] = (),
) -> Iterator[str]:
    """The text, piece by piece."""
    yield f"# {_('My journal')}\n"
    for entry in entries:
        yield BETWEEN.join(["\n---", *_entry(entry)]) + "\n"
    for draft in drafts:
        yield BETWEEN.join(["\n---", *_draft(draft)]) + "\n"
    for title, lines in practised.sections(kit, sittings, progress):
        beginning = f"\n---{BETWEEN}## {title}\n\n"  # with the first line, or not at all
        for line in lines:
            yield f"{beginning}{line}\n"
            beginning = ""


def _entry(entry: KeptEntry) -> Iterator[str]:
    yield f"## {day_in_full(entry.day)}"
    yield _italic(str(Entry.Kind(entry.kind).label))
    yield from map(_italic, _standing(entry))
    if entry.content is None:
        yield _("This one cannot be opened: its record is damaged. Nothing was written over it.")
    elif entry.kind == Entry.Kind.NOTE and entry.content.practice:
        yield from _note(entry.content)
    else:
        yield from _content(entry.content)


def _standing(entry: KeptEntry) -> Iterator[str]:
    """Where an entry stands: closed until later, in the bin, an answer to another."""
    if entry.opens_on:
        yield _("To be found again on %(day)s.") % {"day": _day(entry.opens_on)}
    if entry.binned_at:
        yield _("In the bin since %(day)s.") % {"day": _day(entry.binned_at.date())}
    if entry.reply_to:
        yield _("It answers another letter.")


def _note(content: Content) -> Iterator[str]:
    """A practice's note: what was asked, and what was said."""
    yield f"### {content.title or practised.title_of(content.practice)}"
    if said := _asked(content):
        yield said
    called = content.practice if content.title else ""  # otherwise its name is the heading
    yield from _content(msgspec.structs.replace(content, title="", answers={}, practice=called))


def _asked(content: Content) -> str:
    return "\n".join(_labelled(said.label, "; ".join(said.texts)) for said in asked(content))


def _content(content: Content) -> Iterator[str]:
    if content.title:
        yield f"### {content.title}"
    answers = [
        _answer(name, content.answers[name])
        for name in _in_order(content.answers)
        if not _is_as_offered(name, content.answers[name])
    ]
    if answers:
        yield "\n".join(answers)
    if content.body:
        yield content.body
    notes = [
        (
            _("What was there"),
            ", ".join(_offered(words.FEELINGS, word) for word in content.feelings),
        ),
        (_("Tags"), ", ".join(content.tags)),
        (_("Practice"), practised.title_of(content.practice)),
        (_("Marked"), ", ".join(_marks(content))),
    ]
    if said := [f"- {label}: {text}" for label, text in notes if text]:
        if content.body:
            yield BESIDE
        yield "\n".join(said)


def _marks(content: Content) -> Iterator[str]:
    if content.favourite:
        yield _("a favourite")
    if content.hard:
        yield _("hard")


def _draft(draft: KeptDraft) -> Iterator[str]:
    yield f"## {day_in_full(draft.day)}"
    yield _italic(_("Unfinished"))
    if draft.fields is None:
        yield _("This one cannot be opened: its record is damaged. Nothing was written over it.")
        return
    is_note = draft.form == Draft.Form.NOTE
    typed = {name: draft.fields[name] for name in _in_order(draft.fields)}
    typed.pop("held", None)  # marks of what its boxes showed: no words
    if is_note and (slug := "".join(typed.pop("practice", []))):
        yield f"### {practised.title_of(slug)}"
        said = _asked(Content(practice=slug, answers=dict(typed)))
    else:
        fields = NOTE_FIELDS if is_note else FIELDS
        said = "\n".join(
            _answer(name, [v for v in values if v], fields)
            for name, values in typed.items()
            if any(values) and not _is_as_offered(name, values)
        )
    if said:
        yield said


def _in_order(names: Iterable[str]) -> list[str]:
    """As the forms ask; what no form asks for (any more) comes after."""
    known = list(FIELDS)
    return sorted(names, key=lambda name: known.index(name) if name in FIELDS else len(known))


def _is_as_offered(name: str, answer: Answer) -> bool:
    """Whether one choice of several was left as the form had it."""
    field = FIELDS.get(name)
    if not isinstance(field, forms.ChoiceField):
        return False
    return answer in (field.initial or "", [field.initial or ""])


def _answer(name: str, answer: Answer, fields: dict[str, Any] = FIELDS) -> str:
    """One answer under its label."""
    field = fields.get(name)
    label = str(field.label) if field is not None and field.label else _plain_label(name)
    choices = getattr(field, "choices", [])
    if isinstance(answer, bool):
        text = _("yes") if answer else _("no")
    elif isinstance(answer, list):
        text = "; ".join(_offered(choices, item) for item in answer)
    else:
        text = _offered(choices, str(answer))
    return _labelled(label, text)


def _labelled(label: str, text: str) -> str:
    """A line of a list. Further lines are set in, so that the list goes on."""
    colon = "" if label.endswith(("?", ".", "…", ":")) else ":"
    return f"- {label}{colon} {text}".replace("\n", "\n  ")


def _plain_label(name: str) -> str:
    return _("Seconds of stillness") if name == "stillness" else name


def _offered(choices: Any, word: str) -> str:
    """A choice as it was offered; anything else as it was typed."""
    return str(dict(choices).get(word, word))


def _italic(text: str) -> str:
    return f"*{text}*"


def _day(day: date) -> str:
    return date_format(day, "j F Y")
