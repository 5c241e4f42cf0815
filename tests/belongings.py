"""What people have in the database, and writing some of it as the journal does."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps

from accounts.vault.sealed_models import sealed_models
from accounts.vault.sealing import OpenVault
from journal.content import Content, Typed
from journal.drafts import store
from journal.keeping import keep
from journal.models import Draft, Entry
from journal.search import volumes
from practices.models import ProgressRecord
from practices.player import progress
from tests.people import Person

DAY = date(2026, 6, 17)


def rows() -> dict[str, list[tuple[Any, ...]]]:
    """Everything in the database, but for sessions: those change on any visit."""
    return {
        model._meta.label: sorted(model.objects.values_list(), key=repr)
        for model in apps.get_models()
        if model._meta.label not in {"sessions.Session", "usersessions.UserSession"}
    }


def write_everywhere(person: Person) -> list[Entry]:
    """A letter changed once, a day, a binned letter and a draft; a kit, a sitting. The entries."""
    letter = person.letter("At first.", title="The coat")
    change(person, letter, "You came home.")
    binned = person.letter("Not this one.")
    keep.bin_entry(person.user, person.vault, binned)
    day = person.day(DAY, focus_1="soup", given="Tea.")
    save_draft(person, "Half a sentence")
    person.kit("line", text="I can be on my own side.")
    person.sat("hum", seconds=60, response="softer")
    progress.change_progress(person.user, person.vault, lambda _: ProgressRecord(met=True))
    volumes.mend(person.user, person.vault)
    return [letter, binned, day]


def change(person: Person, letter: Entry, body: str, vault: OpenVault | None = None) -> Entry:
    letter.refresh_from_db()
    return keep.keep_page(
        person.user,
        vault or person.vault,
        new=Entry(owner=person.user, uuid=letter.uuid, kind=Entry.Kind.LETTER, day=letter.day),
        written_onto=lambda standing: Content(title=standing.title, body=body),
        expected_version=letter.version,
    )


def save_draft(person: Person, body: str, vault: OpenVault | None = None) -> Draft:
    return store.save_draft(
        person.user,
        vault or person.vault,
        uuid=uuid4(),
        revision=0,
        form=Draft.Form.LETTER,
        entry_uuid=uuid4(),
        day=DAY,
        base="",
        typed=Typed({"body": [body]}),
    )


def sealed(person: Person) -> list[tuple[Any, str]]:
    """Every sealed field there is of this person: its row, its name."""
    return [
        (row, name)
        for model in sealed_models()
        for row in model._base_manager.filter(owner=person.user).order_by("pk")
        for name in row.sealed_fields
        if getattr(row, name)
    ]


def keep_letter(person: Person, uuid: UUID, body: str, version: int) -> Entry:
    return keep.keep_page(
        person.user,
        person.vault,
        new=Entry(owner=person.user, uuid=uuid, kind=Entry.Kind.LETTER, day=DAY),
        written_onto=lambda _: Content(body=body),
        expected_version=version,
    )
