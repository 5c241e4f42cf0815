"""Everything kept, as one text to read: Markdown, the oldest day first.

Pure: records in, text out. Words stand as they were written, under the labels they were
asked with. What was left as the form had it is left out here. It is in the other file, and
so are earlier versions.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import zip_longest
from typing import Any

import msgspec
from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from journal import choices as words
from journal.content import Answer, Content
from journal.export import practised
from journal.export.lossless import (
    KeptDraft,
    KeptEntry,
    KeptItem,
    KeptPicture,
    KeptProgress,
    KeptSitting,
)
from journal.models import Draft, Entry
from journal.reading.answers import asked
from journal.reading.list_items import day_in_full
from journal.writing.forms import WRITING
from journal.writing.note import FreeNoteForm

FIELDS: dict[str, Any] = {
    name: form.base_fields[name] for form in WRITING.values() for name in form.asked()
}
# A title or a body is asked for in other words on another page.
FIELDS_OF: dict[str, dict[str, Any]] = {
    kind: FIELDS | form.base_fields for kind, form in WRITING.items()
} | {Draft.Form.NOTE: FIELDS | FreeNoteForm.base_fields}
OF_PICTURES = ("pictures", "shows", "left_out")  # what a form says of them: ids, and words
type Pictures = Mapping[str, KeptPicture]
BETWEEN = "\n\n"
BESIDE = "· · ·"  # between someone's words and what was noted with them


def write(
    entries: Iterable[KeptEntry],
    drafts: Iterable[KeptDraft],
    kit: Iterable[KeptItem] = (),
    sittings: Iterable[KeptSitting] = (),
    progress: Iterable[KeptProgress] = (),
    pictures: Iterable[KeptPicture] = (),
) -> Iterator[str]:
    """The text, piece by piece."""
    yield f"# {_('My journal')}\n"
    by_id = {str(picture.uuid): picture for picture in pictures}
    for entry in entries:
        yield BETWEEN.join(["\n---", *_entry(entry, by_id)]) + "\n"
    for draft in drafts:
        yield BETWEEN.join(["\n---", *_draft(draft, by_id)]) + "\n"
    for title, lines in practised.sections(kit, sittings, progress):
        beginning = f"\n---{BETWEEN}## {title}\n\n"  # with the first line, or not at all
        for line in lines:
            yield f"{beginning}{line}\n"
            beginning = ""


def _entry(entry: KeptEntry, pictures: Pictures) -> Iterator[str]:
    yield f"## {day_in_full(entry.day)}"
    yield _italic(str(Entry.Kind(entry.kind).label))
    yield from map(_italic, _standing(entry))
    if entry.content is None:
        yield _("This one cannot be opened: its record is damaged. Nothing was written over it.")
    elif entry.kind == Entry.Kind.NOTE and entry.content.practice:
        yield from _note(entry.content, pictures)
    else:
        fields = FIELDS_OF.get(entry.kind, FIELDS)
        told_first = entry.kind == Entry.Kind.MEMORY  # its questions follow on what happened
        yield from _content(entry.content, pictures, fields, told_first=told_first)


def _standing(entry: KeptEntry) -> Iterator[str]:
    """Where an entry stands: closed until later, in the bin, an answer to another."""
    if entry.opens_on and entry.opened_at:
        opened = _day(timezone.localdate(entry.opened_at))
        closed = _("It was closed until %(day)s, and opened on %(opened)s.")
        yield closed % {"day": _day(entry.opens_on), "opened": opened}
    elif entry.opens_on:
        yield _("To be found again on %(day)s.") % {"day": _day(entry.opens_on)}
    if entry.binned_at:
        binned = timezone.localdate(entry.binned_at)
        yield _("In the bin since %(day)s.") % {"day": _day(binned)}
    if entry.reply_to and entry.reply_to_day:
        yield _("It answers what you wrote on %(day)s.") % {"day": _day(entry.reply_to_day)}
    elif entry.reply_to:
        yield _("It answers something you wrote before.")


def _note(content: Content, pictures: Pictures) -> Iterator[str]:
    """A practice's note: what was asked, and what was said."""
    yield f"### {content.title or practised.title_of(content.practice)}"
    if said := _asked(content):
        yield said
    called = content.practice if content.title else ""  # otherwise its name is the heading
    rest = msgspec.structs.replace(content, title="", answers={}, practice=called)
    yield from _content(rest, pictures)


def _asked(content: Content) -> str:
    return "\n".join(_labelled(said.label, "; ".join(said.texts)) for said in asked(content))


def _content(
    content: Content,
    pictures: Pictures,
    fields: dict[str, Any] = FIELDS,
    *,
    told_first: bool = False,
) -> Iterator[str]:
    if content.title:
        yield f"### {content.title}"
    answers = "\n".join(
        _answer(name, content.answers[name], fields)
        for name in _in_order(content.answers, fields)
        if not _is_as_offered(name, content.answers[name], fields)
    )
    shown = "\n".join(
        _picture(pictures.get(uuid), content.shows.get(uuid, "")) for uuid in content.pictures
    )
    parts = [shown, content.body, answers] if told_first else [answers, shown, content.body]
    yield from filter(None, parts)
    yield from _noted(content)


def _noted(content: Content) -> Iterator[str]:
    """What was said about the words, set apart from them."""
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


def _picture(picture: KeptPicture | None, typed: str) -> str:
    """A line for a picture: what it shows, and which file it is. `typed`: what its page says."""
    if picture is None:
        text = typed or _("It is not in this file: it was added, or let go of, meanwhile.")
    elif picture.file is None:
        cannot = _("This one cannot be opened: its record is damaged. Nothing was written over it.")
        text = " ".join(filter(None, [typed or picture.alt, cannot]))
    else:
        shows = typed or picture.alt
        text = f"{shows} ({picture.file})" if shows else picture.file
    return _labelled(_("Picture"), text)


def _draft(draft: KeptDraft, pictures: Pictures) -> Iterator[str]:
    yield f"## {day_in_full(draft.day)}"
    yield _italic(_("Unfinished"))
    if draft.fields is None:
        yield _("This one cannot be opened: its record is damaged. Nothing was written over it.")
        return
    is_note = draft.form == Draft.Form.NOTE
    fields = FIELDS_OF.get(draft.form, FIELDS)
    typed = {
        name: draft.fields[name]
        for name in _in_order(draft.fields, fields)
        if name not in {"held", "reply_to", "seven", *OF_PICTURES}  # the page's own: no words
    }
    if is_note and (slug := "".join(typed.pop("practice", []))):
        yield f"### {practised.title_of(slug)}"
        said = _asked(Content(practice=slug, answers=dict(typed)))
    else:
        said = "\n".join(
            _answer(name, [v for v in values if v], fields)
            for name, values in typed.items()
            if any(values) and not _is_as_offered(name, values, fields)
        )
    if said:
        yield said
    if shown := _typed_pictures(draft.fields, pictures):
        yield "\n".join(shown)


def _typed_pictures(fields: Mapping[str, list[str]], pictures: Pictures) -> list[str]:
    """A line for each picture of an unfinished page, with its words as typed."""
    ids, shows, left_out = (fields.get(name, []) for name in OF_PICTURES)
    return [
        _picture(pictures.get(uuid), words)
        for uuid, words in zip_longest(ids, shows, fillvalue="")
        if (uuid or words) and uuid not in left_out
    ]


def _in_order(names: Iterable[str], fields: dict[str, Any]) -> list[str]:
    """As the forms ask; what no form asks for (any more) comes after."""
    known = list(fields)
    return sorted(names, key=lambda name: known.index(name) if name in fields else len(known))


def _is_as_offered(name: str, answer: Answer, fields: dict[str, Any]) -> bool:
    """Whether one choice of several was left as the form had it."""
    field = fields.get(name)
    if not isinstance(field, forms.ChoiceField):
        return False
    return answer in (field.initial or "", [field.initial or ""])


def _answer(name: str, answer: Answer, fields: dict[str, Any]) -> str:
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
