"""People who can help, at `/help/`: every number has a source, and claims only what was read."""

from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest
from django.utils import translation

from accounts import help_lines
from accounts.checks import help_lines_are_whole
from accounts.content_files import Mistake
from accounts.help_lines import Country, Line
from tests.practices.shelves import copied

FILES = sorted((Path(__file__).parents[2] / "content/en/help_lines").glob("*.toml"))
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
    return tmp_path / "help_lines"


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

    (error,) = help_lines_are_whole(None)
    assert f"{host_folder}/smithy.toml:" in error.msg
    assert error.hint == "content/en/help_lines/README.md shows what it may hold."


def test_a_hosts_mistake_does_not_take_help_from_anyone(client, db, host_folder):
    (host_folder / "smithy.toml").write_text("country = ", encoding="utf-8")

    assert "TelefonSeelsorge" in client.get("/help/?country=de").content.decode()


# --- translations ---

GERMAN = """
country = "Vereinigte Staaten"

[[line]]
name = "988 Suicide & Crisis Lifeline"
what = "Jemand zum Reden, wenn es zu viel wird."
hours = "Tag und Nacht."
"""


@pytest.fixture
def translated(tmp_path, settings):
    """Our content, with the United States in German: what to write into that file."""
    settings.CONTENT = copied(tmp_path)
    path = tmp_path / "de/help_lines/us.toml"
    path.parent.mkdir(parents=True)

    def write(text: str) -> Path:
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_translation_labels_the_lines_and_leaves_their_facts(translated):
    english = {it.code: it for it in help_lines.countries()}
    translated(GERMAN)

    with translation.override("de-at"):
        german = {it.code: it for it in help_lines.countries()}

    us = german.pop("us")
    assert us.country == "Vereinigte Staaten"
    assert us.line == [
        msgspec.structs.replace(
            english["us"].line[0],
            what="Jemand zum Reden, wenn es zu viel wird.",
            hours="Tag und Nacht.",
        )
    ]
    assert german == {code: it for code, it in english.items() if code != "us"}
    assert help_lines_are_whole(None) == []


def test_hours_that_nobody_knows_are_not_made_up_in_a_translation(translated, settings):
    ours = settings.CONTENT / "en/help_lines/us.toml"
    ours.write_text(ours.read_text().replace('hours = "Day and night."', 'hours = ""'))
    translated(GERMAN)

    with translation.override("de"):
        (us,) = [it for it in help_lines.countries() if it.code == "us"]

    assert us.line[0].hours == ""


def test_a_hosts_file_takes_the_place_of_a_translation_too(translated, host_folder):
    translated(GERMAN)
    (host_folder / "us.toml").write_text(SMITHY, encoding="utf-8")

    with translation.override("de"):
        (us,) = [it for it in help_lines.countries() if it.code == "us"]

    assert [line.name for line in us.line] == ["The night room at the Smithy"]


@pytest.mark.parametrize(
    ("was", "becomes", "wrong"),
    [
        ("hours", 'tel = "988"\nhours', "7: Object contains unknown field `tel`"),
        ("hours", "checked = 2026-11-22\nhours", "7: Object contains unknown field `checked`"),
        ("country", 'emergency = "911"\ncountry', "2: Object contains unknown field `emergency`"),
        ("what =", "was =", "6: Object contains unknown field `was`"),
        ('"Tag und Nacht."', "24", "7: Expected `str`, got `int`"),
        ("988 Suicide", "989 Suicide", "4: The English file has no line called '989 Suicide"),
        ("country =", "country", "2: "),
    ],
)
def test_a_translation_that_says_more_than_labels_is_named_and_english_is_shown(
    translated, was, becomes, wrong
):
    path = translated(GERMAN.replace(was, becomes, 1))

    (error,) = help_lines_are_whole(None)
    with translation.override("de"):
        (us,) = [it for it in help_lines.countries() if it.code == "us"]

    assert error.msg.startswith(f"{path}:{wrong}")
    assert error.hint
    assert us.country == "United States"


def test_two_lines_of_one_name_are_a_mistake(tmp_path):
    path = tmp_path / "at.toml"
    line = '[[line]]\nname = "A"\nwhat = "."\nsource = ""\nchecked = 2026-11-22\nverified = true\n'
    path.write_text(f'country = "Austria"\nemergency = "112"\n{line}{line}')

    with pytest.raises(Mistake) as wrong:
        help_lines.read_country(path)

    assert (wrong.value.line, "Two lines are called 'A'." in str(wrong.value)) == (9, True)
