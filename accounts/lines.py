"""Crisis lines by country, from `help_lines/*.toml` and the host's own in the data folder."""

from datetime import date
from functools import cache
from pathlib import Path

import msgspec
from django.conf import settings


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


class Country(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    country: str
    emergency: str
    line: list[Line]
    code: str = ""

    @property
    def lines(self) -> list[Line]:
        return self.line


@cache
def countries() -> list[Country]:
    """Every country, by name. A host's file of the same name takes the place of ours.

    Raises `msgspec.ValidationError` with the file's name where a file is wrong.
    """
    ours = Path(__file__).parent / "help_lines"
    found = {}
    for path in [*ours.glob("*.toml"), *(settings.DEARSELF_DATA / "help_lines").glob("*.toml")]:
        try:
            country = msgspec.toml.decode(path.read_bytes(), type=Country)
        except msgspec.ValidationError as error:
            raise msgspec.ValidationError(f"{path}: {error}") from error
        found[path.stem] = msgspec.structs.replace(country, code=path.stem)
    return sorted(found.values(), key=lambda country: country.country)


def country_called(code: str) -> Country | None:
    return next((country for country in countries() if country.code == code), None)
