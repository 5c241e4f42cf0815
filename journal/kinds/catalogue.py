"""All kinds, by the names that rows and pages know them by."""

from journal.content import Content
from journal.kinds.evening import EVENING
from journal.kinds.letter import LETTER
from journal.kinds.memory import MEMORY
from journal.kinds.morning import MORNING
from journal.kinds.note import NOTE, note_of
from journal.kinds.question import Kind
from journal.models import Entry
from practices.library import catalogue as library

# Those that ask the same of everyone. What a practice's note asks, its practice says.
KINDS = {kind.name: kind for kind in (LETTER, MEMORY, NOTE, MORNING, EVENING)}
HALVES = [kind.name for kind in (MORNING, EVENING)]  # the two forms of one sealed day


def kind(name: str, practice: str = "", *, hinted: bool = False) -> Kind | None:
    """The kind called `name`; of a note, what `practice` asks. None where there is none.

    `hinted`: as `note.note_of`.
    """
    if name == NOTE.name and practice:
        found = library.practice(practice)
        return note_of(found, hinted=hinted) if found else None
    return KINDS.get(name)


def kinds_in(entry_kind: str, content: Content) -> list[Kind]:
    """What an entry's words were asked by: one kind, or both halves of a day.

    None for a note whose practice was taken out of the library since.
    """
    names = HALVES if entry_kind == Entry.Kind.DAY else [entry_kind]
    return [found for name in names if (found := kind(name, content.practice))]
