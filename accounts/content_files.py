"""Where the texts that writers write stand, and which of them a page gets.

`content/<language>/<kind>/` holds them: `content/en/practices/feet.md`. English is the original,
and whole. A translation is a file of the same name in the folder of its own language; whatever
has none is read in English. `content/README.md` says how to write and translate them.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache, wraps
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language

ORIGINAL = "en"
LANGUAGE = re.compile(r"[a-z]{2,3}")  # without a region: `de-at` reads `de`


class Mistake(Exception):
    """A file that is not as it should be. `line` counts from 1, `mend` says what to do."""

    def __init__(self, path: Path, line: int, what: str, mend: str = "") -> None:
        super().__init__(f"{path}:{line}: {what}")
        self.path, self.line, self.what, self.mend = path, line, what, mend


def by_language[T](read: Callable[[str], T]) -> Callable[..., T]:
    """`read` once for each language. Called without one, it is the language of the page."""

    @cache
    def once(content: Path, language: str) -> T:
        return read(language)

    @wraps(read)
    def found(language: str | None = None) -> T:
        return once(settings.CONTENT, folder_language(language))

    return found


def folder_language(language: str | None = None) -> str:
    """A language, or that of the page, as its folder is named: `de` for `de-at`."""
    return (language or get_language() or ORIGINAL).partition("-")[0]


def originals(kind: str, ending: str = ".md") -> dict[str, Path]:
    """The English files of a kind by their names, in the order of these."""
    return _files(ORIGINAL, kind, ending)


def translations(kind: str, language: str, ending: str = ".md") -> dict[str, Path]:
    """The files that translate one of the originals into this language, by their names."""
    if language == ORIGINAL:
        return {}
    known = originals(kind, ending)
    return {name: it for name, it in _files(language, kind, ending).items() if name in known}


def files_for(kind: str, language: str, ending: str = ".md") -> dict[str, Path]:
    """One file for each original, by name: its translation, or itself where there is none."""
    return originals(kind, ending) | translations(kind, language, ending)


def every_file(kind: str, ending: str = ".md") -> list[tuple[str, Path]]:
    """All that is read of a kind, each file with its language. The originals come first."""
    found = [(ORIGINAL, path) for path in originals(kind, ending).values()]
    for language in languages():
        found += [(language, path) for path in translations(kind, language, ending).values()]
    return found


def languages() -> list[str]:
    """The languages beside English that have a folder."""
    folders = [path.name for path in settings.CONTENT.glob("*") if path.is_dir()]
    return sorted(name for name in folders if name != ORIGINAL)


def strays() -> Iterator[Mistake]:
    """The files, of any kind, that no page would ever read."""
    for language in languages():
        folder = settings.CONTENT / language
        if not LANGUAGE.fullmatch(language):
            mend = "Name it by the language alone: de, and not de-at or de_AT."
            yield Mistake(folder, 1, "No page reads this folder.", mend)
        for path in sorted([*folder.rglob("*.md"), *folder.rglob("*.toml")]):
            original = settings.CONTENT / ORIGINAL / path.relative_to(folder)
            if path.name != "README.md" and not original.exists():
                mend = f"Name it as the English file is named. There is no {original}."
                yield Mistake(path, 1, "It translates nothing.", mend)


def _files(language: str, kind: str, ending: str) -> dict[str, Path]:
    found = (settings.CONTENT / language / kind).glob(f"*{ending}")
    return {path.stem: path for path in sorted(found) if path.name != "README.md"}
