"""What is known about the practices: that it can be read, and says what the papers said."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

from accounts.content_files import Mistake
from practices.checks import mistakes_of_notes
from practices.library import evidence
from practices.library.catalogue import practices
from practices.library.evidence import Note, Source, Standing, notes

DOI = re.compile(r"10\.\d{4,9}/[^\s]+")  # without the address before it
CITE = re.compile(r".+, (19|20)\d\d, .+")  # whom, when, where

# What the papers found, as it has to stand in the notes: (figures, DOIs).
FOUND = {
    "E1": (["seven days", "three months", "six"], ["10.1080/17439760.2010.516763"]),
    "E2": (["Twenty-five", "Twenty-seven", "eight weeks", "a year"], ["10.1002/jclp.21923"]),
    "E3": (
        ["27", "0.75", "0.66", "0.56", "1.37", "0.51", "56"],
        [
            "10.1007/s12671-019-01134-6",
            "10.1007/s12671-018-1037-6",
            "10.1002/cpp.2586",
            "10.1007/s12671-023-02148-x",
        ],
    ),
    "E4": (["47", "0.49", "0.40"], ["10.1037/cps0000193"]),
    "E5": (["135", "twenty seconds", "28", "0.71"], ["10.1016/j.brat.2024.104498"]),
    "E6": (["159", "cortisol"], ["10.1016/j.cpnec.2021.100091"]),
    "E7": (["five studies"], ["10.1037/0022-3514.92.5.887"]),
    "E8": (["four experiments"], ["10.1177/0146167212445599"]),
    "E9": (["0.47", "30 trials"], ["10.1037/0022-006X.66.1.174"]),
    "E10": (
        ["223", "30 people"],
        ["10.1016/j.neubiorev.2022.104711", "10.1007/s10484-014-9253-x"],
    ),
    "E11": (
        ["Ten", "fifteen times", "528", "nine"],
        ["10.1164/rccm.200202-138BC", "10.4236/health.2018.109088"],
    ),
    "E12": (["135"], ["10.1177/2167702618812438"]),
    "E13": (["0.49"], ["10.1177/0146167220965303"]),
    "E14": (["10.6", "8.3"], ["10.1080/10503307.2021.1933646", "10.1111/acps.13225"]),
    "E15": (
        ["0.65", "3.3", "3.5"],
        ["10.1016/S0065-2601(06)38002-1", "10.2196/14567", "10.2196/38342"],
    ),
    "E16": (["128"], ["10.1186/s13612-016-0045-3"]),
    "E17": (["a week"], ["10.1007/s10902-005-3650-z"]),
    "E18": (["204", "six hours"], ["10.1037/cou0000060"]),
    "E19": (["0.49", "Six months"], ["10.2196/41643"]),
    "E20": (["eleven minutes", "0.08 to 0.16"], ["10.1111/aphw.12366", "10.1002/smi.70049"]),
    "E21": (["amygdala"], ["10.1111/j.1467-9280.2007.01916.x"]),
    "E22": (["126"], ["10.1521/jscp.2007.26.10.1120", "10.1521/jscp.2010.29.7.727"]),
    "E23": (
        ["0.37", "−0.55"],
        ["10.1007/s12671-020-01401-x", "10.1007/s12671-017-0850-7", "10.3389/fpsyg.2021.630798"],
    ),
    "E24": (["119"], ["10.1037/cbs0000150"]),
    "E25": (["proposed"], ["10.1192/apt.bp.107.005264"]),
}


def found() -> list[Note]:
    return list(notes("en").values())


def text_of(note: Note) -> str:
    return "\n\n".join([note.title, *note.words])


def test_all_of_them_are_read_in_the_order_of_their_numbers():
    """A later note needs no line here; none of these goes, and no number is left out."""
    numbers = [int(note.id.removeprefix("E")) for note in found()]

    assert numbers == list(range(1, len(numbers) + 1))
    assert set(FOUND) - {note.id for note in found()} == set()


@pytest.mark.parametrize("number", FOUND)
def test_the_figures_are_those_of_the_papers(number):
    note = notes("en")[number]
    figures, dois = FOUND[number]

    assert [figure for figure in figures if figure not in text_of(note)] == []
    assert [source.doi for source in note.sources if source.doi] == dois


@pytest.mark.parametrize("note", found(), ids=lambda note: note.id)
def test_a_note_says_whom_it_has_it_from_and_when_somebody_looked(note):
    assert [source.cite for source in note.sources if not CITE.fullmatch(source.cite)] == []
    dois = [source.doi for source in note.sources if source.doi]
    assert [doi for doi in dois if not DOI.fullmatch(doi)] == []
    assert date(2026, 11, 23) <= note.checked
    assert note.standing != Standing.NONE or note.sources == ()


@pytest.mark.parametrize("note", found(), ids=lambda note: note.id)
def test_a_note_is_short_and_is_plain_text(note):
    text = text_of(note)

    assert 1 <= len(note.words) <= 3
    assert len(text.split()) <= 180
    assert re.findall(r"[*_`#<>\[\]!]|https?:", text) == []


SAID_LIKE_A_SCIENTIST = [
    "statistic", "significan", "correlat", "meta-analys", "cohort", "intention to treat",
    "placebo", "p <", "effect size", "baseline", "hedge", "SMD", "HRV", "RCT", "control group",
]  # fmt: skip
PROMISED = [
    "proven", "guarantee", "will help", "will make you", "will calm", "will feel", "works because",
    "you will be", "heals", "cures",
]  # fmt: skip


@pytest.mark.parametrize("note", found(), ids=lambda note: note.id)
def test_a_note_promises_nothing_and_needs_no_degree(note):
    text = text_of(note).lower()

    assert [word for word in SAID_LIKE_A_SCIENTIST if word.lower() in text] == []
    assert [word for word in PROMISED if word in text] == []


@pytest.mark.parametrize("note", found(), ids=lambda note: note.id)
def test_a_figure_for_how_much_comes_with_its_yardstick(note):
    figures = re.findall(r"(?<![\d.])[01]\.\d\d?(?!\d)", " ".join(note.words))

    if note.id not in {"E5", "E14"}:  # said in words there; parts of a hundred there
        assert not figures or re.search(
            r"called small|called medium|0 is not at all", " ".join(note.words)
        )


def test_every_note_that_a_practice_names_is_there():
    named = {note for practice in practices("en").values() for note in practice.evidence}

    assert named - set(notes("en")) == set()


# --- files -----------------------------------------------------------------------

NOTE = """\
---
title: A cup of tea
standing: none
checked: 2026-11-23
sources: []
---
Nobody has
looked.

So drink it, or not.
"""


TRANSLATED = """\
---
title: Eine Tasse Tee
---
Niemand hat nachgesehen.
"""


@pytest.fixture
def content(tmp_path: Path, settings) -> Path:
    """Content with nothing in it yet."""
    settings.CONTENT = tmp_path
    return tmp_path


def write(content: Path, text: str, name: str = "E1", language: str = "en") -> Path:
    path = content / language / "evidence" / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_lines_of_a_paragraph_are_one_and_empty_lines_part_them(content):
    assert evidence.read_note(write(content, NOTE)) == Note(
        id="E1",
        title="A cup of tea",
        standing=Standing.NONE,
        checked=date(2026, 11, 23),
        sources=(),
        words=("Nobody has looked.", "So drink it, or not."),
    )


def test_a_source_can_be_without_a_doi(content):
    sources = "sources:\n  - cite: Pell, 1911, The Kettle\n"
    note = evidence.read_note(write(content, NOTE.replace("sources: []\n", sources)))

    assert note.sources == (Source("Pell, 1911, The Kettle", ""),)


@pytest.mark.parametrize(
    ("was", "then", "line"),
    [
        ("standing: none", "standing: certain", 3),
        ("checked: 2026-11-23", "checked: lately", 4),
        ("title: A cup of tea", "titel: A cup of tea", 2),
        ("sources: []", "sources: [{cit: Pell}]", 5),
        ("---\nNobody", "Nobody", 1),
        ("Nobody has\nlooked.\n\nSo drink it, or not.\n", "", 7),
    ],
    ids=["standing", "date", "name", "source", "front matter", "nothing said"],
)
def test_a_mistaken_file_is_named_with_its_line(content, was, then, line):
    path = write(content, NOTE.replace(was, then))

    with pytest.raises(Mistake) as mistaken:
        evidence.read_note(path)

    assert (mistaken.value.path, mistaken.value.line) == (path, line)
    assert str(mistaken.value).startswith(f"{path}:{line}: ")
    assert mistaken.value.mend


def test_the_check_finds_it_in_every_language(content):
    write(content, NOTE)
    path = write(content, TRANSLATED.replace("title", "titel"), language="de")
    called = write(content, NOTE, "tea")

    found = [(it.path, it.line) for it in mistakes_of_notes()]

    assert found == [(called, 1), (path, 2)]


def test_a_note_is_shown_in_the_language_of_the_page_and_in_english_where_there_is_none(content):
    write(content, NOTE)
    write(content, NOTE, "E2")
    write(content, TRANSLATED, language="de")

    def titles() -> list[str]:
        return [note.title for note in notes().values()]

    with translation.override("de-at"):
        assert titles() == ["Eine Tasse Tee", "A cup of tea"]
    with translation.override("fr"):
        assert titles() == ["A cup of tea", "A cup of tea"]


def test_a_translation_has_the_facts_of_the_english_note(content):
    sources = "sources:\n  - cite: Pell, 1911, The Kettle\n"
    write(content, NOTE.replace("sources: []\n", sources))
    write(content, TRANSLATED, language="de")

    assert notes("de")["E1"] == Note(
        id="E1",
        title="Eine Tasse Tee",
        standing=Standing.NONE,
        checked=date(2026, 11, 23),
        sources=(Source("Pell, 1911, The Kettle", ""),),
        words=("Niemand hat nachgesehen.",),
    )


@pytest.mark.parametrize("fact", ["standing: checked", "checked: 2026-11-24", "sources: []"])
def test_a_translation_that_says_a_fact_again_is_named_with_its_line(content, fact):
    write(content, NOTE)
    path = write(content, TRANSLATED.replace("Tee\n", f"Tee\n{fact}\n"), language="de")

    (mistake,) = mistakes_of_notes()

    assert (mistake.path, mistake.line) == (path, 3)
    assert mistake.mend == (
        "A translation has a title and its words. The rest stands in the English note alone."
    )


def test_the_word_about_the_folder_is_no_note(settings):
    assert (settings.CONTENT / "en/evidence/README.md").exists()
    assert "README" not in notes("en")
