"""The form of a letter, a memory or a note: an entry each, at a version."""

import uuid

from accounts.days import today_of
from accounts.vault.sealing import AnyVault
from journal.content import Content
from journal.keeping import keep
from journal.models import Entry
from journal.writing.base import WritingForm
from journal.writing.onto import written_onto


class PageForm(WritingForm):
    def keep(self, vault: AnyVault) -> Entry:
        def beside(entry: Entry, before: Content, after: Content) -> None:
            for part in self.parts.values():
                part.beside(vault, entry, before, after)

        return keep.keep_page(
            self.user,
            vault,
            new=self.new_entry(),
            written_onto=self.written_onto,
            expected_version=version_of(self.cleaned_data["base"]),
            beside=beside,
        )

    def new_entry(self) -> Entry:
        """The unsaved entry that this valid form would become."""
        uuid_of_it = self.cleaned_data["entry"] or uuid.uuid4()
        day = today_of(self.user)
        entry = Entry(owner=self.user, uuid=uuid_of_it, kind=self.kind.name, day=day)
        for part in self.parts.values():
            part.new_entry(entry)
        return entry

    def written_onto(self, content: Content) -> Content:
        """`content` with what this valid form says; what it does not ask about stays."""
        content = written_onto(content, self.kind, self.cleaned_data)
        for part in self.parts.values():
            content = part.written_onto(content)
        return content

    @classmethod
    def base_of(cls, entry: Entry) -> str:
        return str(entry.version)


def version_of(base: str) -> int:
    """The version of an entry that a page was opened on. 0: a new one, or nonsense."""
    return int(base) if base.isdecimal() and len(base) < 10 else 0
