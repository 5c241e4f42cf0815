"""A practice beside its file, so that whatever is wrong with it can say in which line."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from accounts.content_files import Mistake
from practices.library.practice import Practice


@dataclass(frozen=True)
class KnownNames:
    """What a file may name: the other practices, and the notes of evidence.

    A practice that is None has a file that cannot be read, of which that is told by itself.
    """

    practices: Mapping[str, Practice | None]
    notes: Collection[str]


@dataclass(frozen=True)
class Written:
    path: Path
    practice: Practice

    @cached_property
    def lines(self) -> list[str]:
        return self.path.read_text(encoding="utf-8").split("\n")

    def at(self, *keys: str) -> int:
        """The line of a key of the front matter, from 1: the first of these that is there."""
        found = (
            n for key in keys for n, line in enumerate(self.lines, 1) if line.startswith(f"{key}:")
        )
        return next(found, 1)

    def line_of(self, text: str, after: int) -> int:
        """The line of `text`, from line `after` on; or that line, if it runs over several."""
        rest = enumerate(self.lines[after - 1 :], after)
        return next((n for n, line in rest if text in line), after)

    def mistake(self, line: int, what: str, mend: str) -> Mistake:
        return Mistake(self.path, line, what, mend)
