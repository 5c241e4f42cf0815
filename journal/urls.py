from django.urls import path, register_converter

from journal.views import (
    closed,
    copying,
    days,
    drafts,
    editing,
    entries,
    export,
    history,
    letters,
    marks,
    memories,
    notes,
    pictures,
    replies,
    seven,
    welcome,
)
from journal.views.access import DayConverter

register_converter(DayConverter, "day")

urlpatterns = [
    path("", welcome.welcome, name="welcome"),
    path("today/", days.today, name="today"),
    path("journal/", entries.timeline, name="timeline"),
    path("journal/bin/", entries.binned, name="bin"),
    path("journal/export/", export.export, name="export"),
    path("journal/drafts/", drafts.autosave, name="draft-save"),
    path("journal/drafts/<uuid:uuid>/discard/", drafts.discard_draft, name="draft-discard"),
    path("journal/letters/new/", letters.new_letter, name="letter-new"),
    path("journal/letters/seven/", seven.path, name="seven-letters"),
    path("journal/memories/new/", memories.new_memory, name="memory-new"),
    path("journal/notes/new/", notes.new_note, name="note-new"),
    path("journal/pictures/", pictures.add, name="picture-add"),
    path("journal/tags/", marks.tags, name="tags"),
    path("journal/days/", days.find, name="day-find"),
    path("journal/days/<day:day>/", days.day, name="day"),
    path("journal/days/<day:day>/morning/", days.morning, name="day-morning"),
    path("journal/days/<day:day>/evening/", days.evening, name="day-evening"),
    path("journal/<uuid:uuid>/", entries.read, name="entry"),
    path("journal/<uuid:uuid>/edit/", editing.edit, name="entry-edit"),
    path("journal/<uuid:uuid>/open/", closed.open_letter, name="entry-open"),
    path("journal/<uuid:uuid>/reply/", replies.reply, name="entry-reply"),
    path("journal/<uuid:uuid>/mark/", marks.mark, name="entry-mark"),
    path("journal/<uuid:uuid>/markdown/", copying.markdown, name="entry-markdown"),
    path("journal/<uuid:uuid>/versions/", history.versions, name="entry-versions"),
    path(
        "journal/<uuid:uuid>/versions/<int:number>/restore/",
        history.restore_version,
        name="version-restore",
    ),
    path("journal/<uuid:uuid>/delete/", entries.delete, name="entry-delete"),
    path("journal/<uuid:uuid>/restore/", entries.restore, name="entry-restore"),
    path("journal/<uuid:uuid>/let-go/", entries.let_go, name="entry-let-go"),
]
