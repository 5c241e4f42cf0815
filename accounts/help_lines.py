"""Crisis lines by country: ours, from `content/en/help_lines/`, and the host's own.

A number, its hours and its source stand once, in the English file. A translation labels them:
it has the country's name, and what a line is and when, found by the line's own name.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path

import msgspec
from django.conf import settings

from accounts.content_files import (
    ORIGINAL,
    Mistake,
    every_file,
    folder_language,
    originals,
    translations,
)

logger = logging.getLogger(__name__)

KIND = "help_lines"
LINE = "[[line]]"  # what begins one in a file


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    what: str
    source: str
    checked: date
    verified: bool
    tel: str = ""
    tel_shown: str = ""
    sms: str = ""
    sms_shown: str = ""
    sms_words: str = ""
    hours: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        for address in (self.url, self.source):
            if address and not address.startswith(("https://", "http://")):
                raise ValueError(f"{address!r} is not a web address")


class Country(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    country: str
    emergency: str
    line: list[Line]
    code: str = ""

    @property
    def lines(self) -> list[Line]:
        return self.line


class LineLabels(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a translation says of the line of this name."""

    name: str
    what: str
    hours: str = ""


class Labels(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a translation of a country holds."""

    country: str
    line: list[LineLabels] = []


def countries() -> list[Country]:
    """Every country, by its name in the language of the page.

    A host's file of the same name takes the place of ours. One that cannot be read is left out:
    nobody is to find no help because of a slip in a file.
    """
    return _countries(settings.CONTENT, settings.DEARSELF_DATA, folder_language())


@cache
def _countries(content: Path, data: Path, language: str) -> list[Country]:
    found: dict[str, Country] = {}
    for code, path in originals(KIND, ".toml").items():
        with _left_out_where_mistaken():
            found[code] = read_country(path)
    for code, path in translations(KIND, language, ".toml").items():
        with _left_out_where_mistaken():
            if code in found:
                found[code] = labelled(found[code], path)
    for path in _of_the_host():
        with _left_out_where_mistaken():
            found[path.stem] = read_country(path)
    return sorted(found.values(), key=lambda country: country.country)


@contextmanager
def _left_out_where_mistaken() -> Iterator[None]:
    try:
        yield
    except Mistake as mistake:
        logger.error("A file of help lines is left out. %s", mistake)


def help_line_mistakes() -> Iterator[Mistake]:
    """What is wrong with our files, in any language, and with the host's."""
    found: dict[str, Country] = {}
    files = every_file(KIND, ".toml") + [(ORIGINAL, path) for path in _of_the_host()]
    for language, path in files:
        try:
            if language == ORIGINAL:
                found[path.stem] = read_country(path)
            elif path.stem in found:
                labelled(found[path.stem], path)
        except Mistake as mistake:
            yield mistake


def read_country(path: Path) -> Country:
    """A country, whole: one of ours in English, or a host's. Raises `Mistake`."""
    country = _decoded(path, Country, "content/en/help_lines/README.md shows what it may hold.")
    names = [line.name for line in country.line]
    for nth, name in enumerate(names):
        if name in names[:nth]:
            mend = "Call each differently: a translation finds a line by its name."
            raise Mistake(path, _begins(path, nth), f"Two lines are called {name!r}.", mend)
    return msgspec.structs.replace(country, code=path.stem)


def labelled(country: Country, path: Path) -> Country:
    """`country` with the labels of the translation in `path`. Raises `Mistake`."""
    mend = "A translation has country, and the name, what and hours of lines. All else stands once."
    labels = _decoded(path, Labels, mend)
    lines = {line.name: line for line in country.line}
    for nth, label in enumerate(labels.line):
        if label.name not in lines:
            what = f"The English file has no line called {label.name!r}."
            raise Mistake(path, _begins(path, nth), what, "Copy the name from there.")
        line = lines[label.name]
        hours = line.hours and (label.hours or line.hours)
        lines[label.name] = msgspec.structs.replace(line, what=label.what, hours=hours)
    return msgspec.structs.replace(country, country=labels.country, line=list(lines.values()))


@cache
def _countries_by_zone() -> dict[str, str]:
    """Country codes by time zone, from the time zone database's own table (zone.tab)."""
    table = resources.files("tzdata").joinpath("zoneinfo/zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {row[2]: row[0].lower() for row in rows}


def country_of_zone(zone: str) -> str:
    """The code of the country a time zone is in, or "" for UTC and the like."""
    return _countries_by_zone().get(zone, "")


def _of_the_host() -> list[Path]:
    return sorted((settings.DEARSELF_DATA / "help_lines").glob("*.toml"))


def _decoded[T](path: Path, shape: type[T], mend: str) -> T:
    try:
        return msgspec.toml.decode(path.read_bytes(), type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Mistake(path, _line_of(str(error), path), str(error), mend) from error


def _line_of(error: str, path: Path) -> int:
    """Where in a file an error of msgspec or of TOML is: its key, or what it is a key of."""
    if at := re.search(r"\(at line (\d+)", error):
        return int(at[1])
    nth = re.search(r"\$\.line\[(\d+)\]", error)
    begins = _begins(path, int(nth[1])) if nth else 1
    key = re.search(r"\$.*\.(\w+)`", error) or re.search(r"unknown field `(\w+)`", error)
    rest = enumerate(_lines(path)[begins - 1 :], begins)
    return next((n for n, line in rest if key and line.startswith(key[1])), begins)


def _begins(path: Path, nth: int) -> int:
    """In which line of a file its nth help line begins, from 0."""
    return [n for n, line in enumerate(_lines(path), 1) if line.startswith(LINE)][nth]


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8", errors="replace").split("\n")
