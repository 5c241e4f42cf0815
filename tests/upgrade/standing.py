"""What a person's rows say, opened, in the same shape as `pages.json` and `expected.json`."""

import base64
import json
from collections import Counter
from typing import Any

from journal.models import Draft, Entry
from practices.models import KitItem, Sitting
from tests.people import Person


def plain(plaintext: bytes) -> Any:
    """A record as JSON; as text in base64 where it is none (a picture)."""
    try:
        return json.loads(plaintext)
    except ValueError:
        return "base64:" + base64.b64encode(plaintext).decode()


class Standing:
    """What stands in someone's journal, to say later what has come to it or changed."""

    def __init__(self, person: Person) -> None:
        self._person = person
        self._entries = self._of(Entry)
        self._drafts = self._of(Draft)
        self._counted = {model: self._count(model) for model in (KitItem, Sitting)}

    def since(self) -> dict[str, Any]:
        """Entries by id, a day by its date; a list each of drafts, kit items and sittings.

        Where nothing came, it is left out.
        """
        entries = [self._entry(it) for it in self._changed(Entry, self._entries)]
        found = {
            "entries": dict(entries),
            "drafts": [self._draft(it) for it in self._changed(Draft, self._drafts)],
            "kit": self._new(KitItem),
            "sittings": self._new(Sitting),
        }
        return {name: rows for name, rows in found.items() if rows}

    def _says(self, row: Any) -> Any:
        try:
            return plain(self._person.vault.open(row, "content", row.content))
        except Exception:  # noqa: BLE001 - a damaged one: whatever it raises, it says nothing
            return None

    def _rows(self, model: Any) -> Any:
        return model._base_manager.filter(owner=self._person.user).order_by("pk")

    def _of(self, model: Any) -> dict[str, Any]:
        return {str(row.uuid): self._says(row) for row in self._rows(model)}

    def _changed(self, model: Any, before: dict[str, Any]) -> list[Any]:
        return [it for it in self._rows(model) if before.get(str(it.uuid)) != self._says(it)]

    def _entry(self, row: Entry) -> tuple[str, dict[str, Any]]:
        return str(row.day if row.kind == Entry.Kind.DAY else row.uuid), {
            "kind": row.kind,
            "day": str(row.day),
            "opens_on": str(row.opens_on) if row.opens_on else None,
            "reply_to": str(row.reply_to.uuid) if row.reply_to else None,
            "content": self._says(row),
        }

    def _draft(self, row: Draft) -> dict[str, Any]:
        return {
            "form": row.form,
            "entry": str(row.entry_uuid),
            "day": str(row.day),
            "base": row.base,
            "fields": self._says(row)["fields"],
        }

    def _all(self, model: Any) -> list[str]:
        """Each as one text, so that they can be counted."""
        said = [(self._says(row), getattr(row, "kind", None)) for row in self._rows(model)]
        kinds = [({"kind": kind} if kind else {}) | says for says, kind in said if says]
        return [json.dumps(it, sort_keys=True) for it in kinds]

    def _count(self, model: Any) -> Counter[str]:
        return Counter(self._all(model))

    def _new(self, model: Any) -> list[Any]:
        return [json.loads(it) for it in (self._count(model) - self._counted[model]).elements()]
