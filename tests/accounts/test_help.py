"""People who can help, at `/help/`: every number has a source, and claims only what was read."""

from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest

from accounts import help_lines
from accounts.help_lines import Country, Line

FILES = sorted((Path(help_lines.__file__).parents[1] / "content/en/help_lines").glob("*.toml"))
OURS = [
    msgspec.structs.replace(msgspec.toml.decode(file.read_bytes(), type=Country), code=file.stem)
    for file in FILES
]
LINES = [
    pytest.param(country.code, line, id=f"{country.code} {line.name}")
    for country in OURS
    for line in country.line
]
# Read in a trustworthy page by someone on the project. To add one, read it there first.
VERIFIED = {
    ("us", "988"),
    ("ca", "988"),
    ("gb", "116123"),
    ("ie", "116123"),
    ("au", "131114"),
    ("au", "0477131114"),
    ("fr", "3114"),
    ("de", "08001110111"),
    ("de", "08001110222"),
    ("br", "188"),
}
SMITHY = """
country = "Germany"
emergency = "112"

[[line]]
name = "The night room at the Smithy"
what = "Someone is up."
tel = "030123456"
tel_shown = "030 123456"
source = "https://smithy.example/"
checked = 2026-11-01
verified = true
"""


@pytest.fixture
def host_folder(tmp_path, settings):
    """The data folder of a host who has written down lines of their own."""
    settings.DEARSELF_DATA = tmp_path
    (tmp_path / "help_lines").mkdir()
    help_lines.countries.cache_clear()
    yield tmp_path / "help_lines"
    help_lines.countries.cache_clear()


def digits_of(shown: str) -> str:
    return "".join(c for c in shown if c.isdigit() or c == "+")


# --- the files ---


def test_every_file_is_a_country_by_its_code():
    assert {country.code for country in help_lines.countries()} >= {file.stem for file in FILES}
    assert [stem for stem in (file.stem for file in FILES) if len(stem) != 2] == []


@pytest.mark.parametrize("country", OURS, ids=lambda country: country.code)
def test_every_country_has_a_name_an_emergency_number_and_a_line(country):
    assert country.country
    assert country.emergency.isdigit()
    assert country.line


@pytest.mark.parametrize(("code", "line"), LINES)
def test_every_line_says_what_it_is_and_where_its_number_was_found(code: str, line: Line):
    assert line.name
    assert line.what
    assert urlsplit(line.source).scheme == "https"
    assert urlsplit(line.source).hostname
    assert line.checked.year >= 2026


@pytest.mark.parametrize(("code", "line"), LINES)
def test_every_number_dials_what_it_shows(code: str, line: Line):
    assert line.tel or line.sms
    assert line.tel == digits_of(line.tel_shown)
    assert line.sms == digits_of(line.sms_shown)


def test_only_numbers_that_someone_read_say_that_they_were_checked():
    claimed = {
        (country.code, number)
        for country in OURS
        for line in country.line
        if line.verified
        for number in (line.tel, line.sms)
        if number
    }

    assert claimed == VERIFIED


# --- the page ---


def test_a_chosen_country_shows_its_lines_and_no_others(client, db):
    page = client.get("/help/?country=de").content.decode()

    assert "TelefonSeelsorge" in page
    assert 'href="tel:08001110111"' in page
    assert "0800 111 0 111" in page
    assert 'href="tel:116123"' not in page


def test_a_chosen_country_puts_its_emergency_number_first(client, db):
    page = client.get("/help/?country=au").content.decode()

    assert "Australia: the emergency number." in page
    assert page.index('href="tel:000"') < page.index('href="tel:131114"')


@pytest.mark.parametrize("query", ["", "?country=", "?country=zz", "?country=../../secret_key"])
def test_without_a_known_country_every_country_is_there(client, db, query):
    page = client.get(f"/help/{query}").content.decode()

    assert [c.country for c in OURS if f"<summary>{c.country}</summary>" not in page] == []


def test_a_number_nobody_has_checked_says_so(client, db):
    shout = next(line for country in OURS for line in country.line if line.name == "Shout")
    assert not shout.verified

    page = client.get("/help/?country=gb").content.decode()

    assert page.count("We have not been able to check this number ourselves yet.") == 1
    assert 'href="sms:85258?&amp;body=SHOUT"' in page


def test_help_answers_while_the_journal_is_locked(ada):
    ada.browser.post("/accounts/lock/")

    assert ada.browser.get("/help/?country=de").status_code == 200


# --- a host's own lines ---


def test_a_hosts_file_replaces_ours_of_the_same_name(client, db, host_folder):
    (host_folder / "de.toml").write_text(SMITHY, encoding="utf-8")

    page = client.get("/help/?country=de").content.decode()

    assert "The night room at the Smithy" in page
    assert "TelefonSeelsorge" not in page


def test_a_hosts_file_of_another_name_stands_beside_ours(client, db, host_folder):
    smithy = SMITHY.replace("Germany", "The Smithy")
    (host_folder / "smithy.toml").write_text(smithy, encoding="utf-8")

    assert "The night room at the Smithy" in client.get("/help/?country=smithy").content.decode()
    assert "TelefonSeelsorge" in client.get("/help/?country=de").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(SMITHY.replace("2026-11-01", '"lately"'), id="no date"),
        pytest.param(SMITHY.replace('source = "https://smithy.example/"', ""), id="no source"),
        pytest.param(SMITHY + 'phone = "030"', id="an unknown key"),
        pytest.param("country = ", id="no TOML"),
    ],
)
def test_a_hosts_file_with_a_mistake_is_named(host_folder, wrong):
    (host_folder / "smithy.toml").write_text(wrong, encoding="utf-8")

    with pytest.raises(msgspec.DecodeError, match=r"smithy\.toml"):
        help_lines.countries()


def test_a_hosts_mistake_does_not_take_help_from_anyone(client, db, host_folder):
    (host_folder / "smithy.toml").write_text("country = ", encoding="utf-8")

    assert "TelefonSeelsorge" in client.get("/help/?country=de").content.decode()
