"""No word of a closed letter is opened by anything but what is named here."""

import ast
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.days import today_of
from accounts.models import User
from config.env import BASE
from journal import queries
from journal.content import Content
from journal.keeping.rows import write_new
from journal.models import Entry
from journal.reading import thread

# Who asks for all of a person's entries, closed letters and the bin too, and why.
CALLERS = {
    "journal.models.of": "what everyone else asks for is made of it",
    "journal.models.offered_to": "drafts that change a closed letter wait with it",
    "journal.queries.timeline_page": "an envelope is a line of it, without words",
    "journal.queries.bin_page": "so it is in the bin",
    "journal.queries.answers": "and in a thread",
    "journal.queries.arriving": "letters whose day has come are closed until someone opens them",
    "journal.queries.unfinished": "whether what a draft changes is there at all",
    "journal.reading.thread._answered": "an envelope stands in a thread, without words",
    "journal.views.access.entry_of": "leads to the envelope",
    "journal.views.access.any_entry_of": "leads to the envelope",
    "journal.views.access.page_of": "leads to the envelope",
    "journal.views.access.page_exists": "whether it is there at all",
    "journal.views.access.binned_entry_of": "the bin: put back, let go",
    "journal.views.access.draft_to_go_on_with": "a change of a closed letter leads to the envelope",
    "journal.keeping.keep._current_for": "keeping finds it closed, and writes nothing over it",
    "journal.keeping.keep.delete_for_good": "the bin: gone for good",
    "journal.keeping.closed_letters._tell": "a chore: the mail that one has come",
    "journal.writing.seven_letters._written": "one of the seven leads to its envelope",
    "journal.drafts.store._is_kept": "whether a draft was kept, and closed, already",
    "journal.drafts.from_inbox._kept": "the same, for words that came late",
    "journal.drafts.from_inbox._page_with": "the page of a letter whose tags came late",
    "journal.export.kept.entries": "an export holds everything",
    "journal.keeping.pictures.in_envelopes": "pictures of closed letters are hidden",
    "journal.keeping.pictures.showable": "but for the page of that very letter",
    "journal.keeping.pictures._just_come": "and a form of its that is sent twice",
}
# Beside these, what goes over everybody's rows without a key, or has the row already.
OF_NOBODY = {
    "journal.keeping.closed_letters._to_be_told",
    "journal.keeping.keep.empty_old_bins",
    "journal.keeping.rows",
    "journal.management.commands.demo",
}


def calls(name: str) -> set[str]:
    """Where the product calls `Entry.objects.<name>`: module and outermost function's name."""
    found = set()
    for path in (BASE / "journal").rglob("*.py"):
        module = ".".join(path.relative_to(BASE).with_suffix("").parts)
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef):
                continue
            for node in ast.walk(function):
                if isinstance(node, ast.Attribute) and node.attr == name:
                    found.add(f"{module}.{function.name}")
    return found


def test_who_asks_for_closed_letters_is_named():
    assert calls("with_closed") == CALLERS.keys()


def test_nothing_else_reads_entries_past_the_two_ways():
    past = {
        where
        for path in (BASE / "journal").rglob("*.py")
        for where in _managers_used(path)
        if not any(where.startswith(allowed) for allowed in OF_NOBODY)
    }

    assert past == set()


def _managers_used(path):
    """`Entry.objects.filter(...)` and the like: each function that begins so."""
    module = ".".join(path.relative_to(BASE).with_suffix("").parts)
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                if _is_past_the_two_ways(node):
                    yield f"{module}.{function.name}"


def _is_past_the_two_ways(node):
    match node:
        case ast.Attribute(value=ast.Attribute(value=ast.Name(id="Entry"), attr="objects")):
            return node.attr not in {"of", "with_closed"}
        case ast.Attribute(value=ast.Name(id="Entry")):
            return node.attr in {"_default_manager", "_base_manager"}
        case ast.Call(args=[ast.Name(id="Entry"), *_]):
            return ast.unparse(node.func) in {"get_object_or_404", "get_list_or_404"}
    return False


def test_a_person_and_an_entry_lead_to_no_entries_past_them():
    leads = {
        field.related_model
        for field in (*User._meta.related_objects, *Entry._meta.related_objects)
        if not field.hidden
    }

    assert Entry not in leads


@pytest.fixture
def closed(ada):
    """A letter that Ada closed for a month, and one it answers."""
    before = Entry(owner=ada.user, kind=Entry.Kind.LETTER, day=today_of(ada.user))
    write_new(before, ada.vault, Content(body="What I asked."))
    letter = Entry(
        owner=ada.user,
        kind=Entry.Kind.LETTER,
        day=today_of(ada.user),
        opens_on=today_of(ada.user) + timedelta(days=30),
        reply_to=before,
    )
    return write_new(letter, ada.vault, Content(title="For spring", body="The green bench."))


def test_lists_have_it_without_its_words(ada, closed):
    rows = queries.timeline_page(ada.user, ada.vault).rows

    assert {row.entry.pk: row.content for row in rows}[closed.pk] is None


def test_a_thread_has_it_without_its_words(ada, closed):
    around = thread.thread(ada.user, ada.vault, closed.reply_to, Content(body="What I asked."))

    assert [(turn.entry, turn.content, turn.body) for turn in around.answers] == [
        (closed, None, "")
    ]


def test_what_answers_it_shows_none_of_its_words(ada, closed):
    answer = Entry(owner=ada.user, kind=Entry.Kind.LETTER, day=today_of(ada.user), reply_to=closed)
    write_new(answer, ada.vault, Content(body="I had your letter."))

    answered = thread.thread(ada.user, ada.vault, answer, Content(body="I had your letter."))

    assert answered.answered is not None
    assert (answered.answered.content, answered.answered.body) == (None, "")


def test_without_asking_for_it_nobody_meets_it(ada, closed):
    assert closed not in Entry.objects.of(ada.user)
    assert closed in Entry.objects.with_closed(ada.user)
    assert closed in Entry.objects.all()


def test_once_opened_it_is_like_any_other(ada, closed):
    Entry.objects.filter(pk=closed.pk).update(opened_at=timezone.now())

    assert closed in Entry.objects.of(ada.user)
