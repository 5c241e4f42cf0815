"""Crisis lines by country, from `help_lines/*.toml` and the host's own in the data folder."""

import logging
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path

import msgspec
from django.conf import settings

logger = logging.getLogger(__name__)


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


@cache
def countries(*, skip_broken: bool = False) -> list[Country]:
    """Every country, by name. A host's file of the same name takes the place of ours.

    Raises `msgspec.DecodeError` with the file's name where one is wrong; or, with
    `skip_broken`, leaves it out: nobody is to find no help because of a slip in a file.
    """
    ours = Path(__file__).resolve().parents[1] / "content/en/help_lines"
    found = {}
    for path in [*ours.glob("*.toml"), *(settings.DEARSELF_DATA / "help_lines").glob("*.toml")]:
        try:
            found[path.stem] = _read(path)
        except msgspec.DecodeError as error:
            if not skip_broken:
                raise
            logger.error("A file of help lines is left out. %s", error)
    return sorted(found.values(), key=lambda country: country.country)


@cache
def _countries_by_zone() -> dict[str, str]:
    """Country codes by time zone, from the time zone database's own table (zone.tab)."""
    table = resources.files("tzdata").joinpath("zoneinfo/zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {row[2]: row[0].lower() for row in rows}


def country_of_zone(zone: str) -> str:
    """The code of the country a time zone is in, or "" for UTC and the like."""
    return _countries_by_zone().get(zone, "")


def _read(path: Path) -> Country:
    try:
        country = msgspec.toml.decode(path.read_bytes(), type=Country)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise msgspec.DecodeError(f"{path}: {error}") from error
    return msgspec.structs.replace(country, code=path.stem)
