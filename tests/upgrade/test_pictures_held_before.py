"""Pictures that one entry held: whatever a row may show of them stays, unopened as it is."""

from datetime import UTC, datetime

import time_machine
from django.db.models import Model

from accounts.models import Picture
from accounts.pictures.sweep import sweep
from accounts.vault.sealing import Damaged
from journal.keeping import rows
from journal.models import Draft, Entry, EntryVersion, PictureUse
from tests.people import Person

LONG_AFTER = datetime(2030, 1, 1, tzinfo=UTC)


def named_in(person: Person, model: type[Model]) -> dict[Model, set[str]]:
    """Each row of theirs, with the pictures that it shows, opened."""
    found = {}
    for row in model._default_manager.filter(owner=person.user):
        try:
            said = row.open(person.vault)
        except Damaged:
            continue
        typed = said.fields.get("pictures", []) if model is Draft else said.pictures
        found[row] = set(typed)
    return found


def of(person: Person) -> set[str]:
    return {str(uuid) for uuid in Picture.objects.of(person.user).values_list("uuid", flat=True)}


def shown_by_rows_of(person: Person) -> set[str]:
    named = [named_in(person, model) for model in (Entry, EntryVersion, Draft)]
    return {uuid for rows_of in named for shown in rows_of.values() for uuid in shown}


def test_the_sweep_takes_nothing_that_a_row_shows(ada, ben):
    before = [shown_by_rows_of(person) & of(person) for person in (ada, ben)]
    assert before[0]

    with time_machine.travel(LONG_AFTER):
        sweep()

    assert [shown & of(person) for person, shown in zip((ada, ben), before, strict=True)] == before


def test_the_first_write_of_an_entry_says_exactly_what_it_shows(ada):
    shown = {entry: it for entry, it in named_in(ada, Entry).items() if it}
    assert shown

    for entry, pictures in shown.items():
        rows.reseal(entry, ada.vault, entry.open(ada.vault))

        uses = PictureUse.objects.filter(entry=entry)
        assert {str(uuid) for uuid in uses.values_list("picture__uuid", flat=True)} == pictures
