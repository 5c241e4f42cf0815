"""Everything kept, as one text to read: Markdown, the oldest day first.

Pure: records in, text out. Words stand as they were written, under the labels they were
asked with. What was left as the form had it is left out here. It is in the other file, and
so are earlier versions.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import zip_longest

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from journal.content import Content
from journal.export import practised
from journal.export.lossless import (
    KeptDraft,
    KeptEntry,
    KeptItem,
    KeptPicture,
    KeptProgress,
    KeptSitting,
)
from journal.kinds.catalogue import kind
from journal.kinds.letter import FEELINGS
from journal.models import Entry
from journal.reading.answers import Answered, all_answered, all_typed
from journal.reading.list_items import day_in_full

OF_PICTURES = ("pictures", "shows", "left_out")  # what a form says of them: ids, and words
type Pictures = Mapping[str, KeptPicture]
BETWEEN = "\n\n"
BESIDE = "· · ·"  # between someone's words and what was noted with them


def write_markdown(
    entries: Iterable[KeptEntry],
    drafts: Iterable[KeptDraft],
    kit: Iterable[KeptItem] = (),
    sittings: Iterable[KeptSitting] = (),
    progress: Iterable[KeptProgress] = (),
    pictures: Iterable[KeptPicture] = (),
) -> Iterator[str]:
    """Everything kept, as one Markdown text, piece by piece."""
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
    yield from map(_italic, _whereabouts(entry))
    if entry.content is None:
        yield _("This one cannot be opened: its record is damaged. Nothing was written over it.")
    else:
        yield from _content(entry.kind, entry.content, pictures)


def _whereabouts(entry: KeptEntry) -> Iterator[str]:
    """Where an entry is: closed until later, in the bin, an answer to another."""
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


def _content(kind: str, content: Content, pictures: Pictures) -> Iterator[str]:
    """The words and what was said about them. A note without a title is called by its practice."""
    called = practised.title_of(content.practice)
    if title := content.title or called:
        yield f"### {title}"
    answers = _list_of(all_answered(content, kind))
    shown = "\n".join(
        _picture(pictures.get(uuid), content.shows.get(uuid, "")) for uuid in content.pictures
    )
    told_first = kind == Entry.Kind.MEMORY  # its questions follow on what happened
    parts = [shown, content.body, answers] if told_first else [answers, shown, content.body]
    yield from filter(None, parts)
    yield from _noted(content, practice="" if title == called else called)


def _list_of(answers: Iterable[Answered]) -> str:
    return "\n".join(_labelled(it.label, "; ".join(it.texts)) for it in answers)


def _noted(content: Content, *, practice: str) -> Iterator[str]:
    """What was said about the words, set apart from them."""
    feelings = dict(FEELINGS)
    notes = [
        (
            _("What was there"),
            ", ".join(str(feelings.get(word, word)) for word in content.feelings),
        ),
        (_("Tags"), ", ".join(content.tags)),
        (_("Practice"), practice),
        (_("Marked"), ", ".join(_marks(content))),
    ]
    if lines := [f"- {label}: {text}" for label, text in notes if text]:
        if content.body:
            yield BESIDE
        yield "\n".join(lines)


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
    slug = "".join(draft.fields.get("practice", []))
    if slug:
        yield f"### {practised.title_of(slug)}"
    if answers := _list_of(all_typed(kind(draft.form, slug), draft.fields)):
        yield answers
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


def _labelled(label: str, text: str) -> str:
    """A line of a list. Further lines are set in, so that the list goes on."""
    colon = "" if label.endswith(("?", ".", "…", ":")) else ":"
    return f"- {label}{colon} {text}".replace("\n", "\n  ")


def _italic(text: str) -> str:
    return f"*{text}*"


def _day(day: date) -> str:
    return date_format(day, "j F Y")
