"""The security documents: each ASVS requirement once, and no test or section that is not there."""

import ast
import re

import pytest

from config.env import BASE

ASVS = (BASE / "docs" / "asvs.md").read_text(encoding="utf-8")
SECURITY = (BASE / "docs" / "security.md").read_text(encoding="utf-8")

# OWASP ASVS 5.0.0: the requirements of levels 1 and 2 in each section. Those of level 3 are
# not asked for, which is why some numbers are missing.
LEVELS_1_AND_2 = {
    "V1.1": "1-2", "V1.2": "1-9", "V1.3": "1-11", "V1.4": "1-3", "V1.5": "1-2",
    "V2.1": "1-3", "V2.2": "1-3", "V2.3": "1-4", "V2.4": "1-1",
    "V3.2": "1-2", "V3.3": "1-4", "V3.4": "1-6", "V3.5": "1-5", "V3.7": "1-2",
    "V4.1": "1-3", "V4.2": "1-1", "V4.3": "1-2", "V4.4": "1-4",
    "V5.1": "1-1", "V5.2": "1-3", "V5.3": "1-2", "V5.4": "1-3",
    "V6.1": "1-3", "V6.2": "1-12", "V6.3": "1-4", "V6.4": "1-4", "V6.5": "1-5",
    "V6.6": "1-3", "V6.8": "1-4",
    "V7.1": "1-3", "V7.2": "1-4", "V7.3": "1-2", "V7.4": "1-5", "V7.5": "1-2", "V7.6": "1-2",
    "V8.1": "1-2", "V8.2": "1-3", "V8.3": "1-1", "V8.4": "1-1",
    "V9.1": "1-3", "V9.2": "1-4",
    "V10.1": "1-2", "V10.2": "1-2", "V10.3": "1-4", "V10.4": "1-11", "V10.5": "1-5",
    "V10.6": "1-2", "V10.7": "1-3",
    "V11.1": "1-2", "V11.2": "1-3", "V11.3": "1-3", "V11.4": "1-4", "V11.5": "1-1", "V11.6": "1-1",
    "V12.1": "1-3", "V12.2": "1-2", "V12.3": "1-4",
    "V13.1": "1-1", "V13.2": "1-5", "V13.3": "1-2", "V13.4": "1-5",
    "V14.1": "1-2", "V14.2": "1-4", "V14.3": "1-3",
    "V15.1": "1-3", "V15.2": "1-3", "V15.3": "1-7",
    "V16.1": "1-1", "V16.2": "1-5", "V16.3": "1-4", "V16.4": "1-3", "V16.5": "1-3",
    "V17.1": "1-1", "V17.2": "1-4", "V17.3": "1-2",
}  # fmt: skip
STANDINGS = ("Met", "Partly", "Not met", "No such thing", "Up to the host")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in ASVS.splitlines()
    if line.startswith("| V")
]


def requirements() -> list[str]:
    asked = []
    for section, span in LEVELS_1_AND_2.items():
        first, last = span.split("-")
        asked += [f"{section}.{number}" for number in range(int(first), int(last) + 1)]
    return asked


def test_the_standard_has_253_requirements_of_levels_one_and_two():
    assert len(requirements()) == 253


def test_each_requirement_has_its_row_and_only_one():
    answered = [asked for row in ROWS for asked in row[0].split(", ")]

    assert answered == requirements()


@pytest.mark.parametrize("row", ROWS, ids=[row[0].split(",")[0] for row in ROWS])
def test_a_row_says_how_things_stand(row):
    assert len(row) == 4
    assert row[2].startswith(STANDINGS)
    # What is not met says why.
    assert not row[2].startswith(("Partly", "Not met")) or len(row[2]) > 20


def named_tests() -> list[str]:
    return sorted(set(re.findall(r"[\w/]+\.py::\w+", ASVS + SECURITY)))


@pytest.mark.parametrize("named", named_tests())
def test_a_test_that_is_named_is_there(named):
    path, _, function = named.partition("::")
    program = ast.parse((BASE / "tests" / path).read_text(encoding="utf-8"))

    assert function in {node.name for node in program.body if isinstance(node, ast.FunctionDef)}


def test_many_tests_are_named():
    assert len(named_tests()) > 60


def test_every_section_and_file_that_is_linked_is_there():
    for place, text in (("asvs.md", ASVS), ("security.md", SECURITY)):
        for link in re.findall(r"\]\(([^)]+)\)", text):
            if link.startswith("https:"):
                continue
            file, _, section = link.partition("#")
            target = BASE / "docs" / (file or place)
            assert target.exists(), link
            heads = re.findall(r"(?m)^#+ (.*)$", target.read_text(encoding="utf-8"))
            anchors = {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}
            assert not section or section in anchors, link


def test_the_page_on_privacy_and_the_document_say_the_same_of_addresses():
    """Each list, by what its lines begin with."""
    page = BASE / "templates" / "accounts" / "partials" / "privacy_addresses.html"
    told = re.findall(r'<li>{% translate "(.*)" %}', page.read_text(encoding="utf-8"))
    listed = re.findall(
        r"(?m)^- (.*)[;.]$", SECURITY.partition("**Addresses**")[2].split("\n## ")[0]
    )

    subjects = ["a day", "an entry", "a draft", "a picture", "a practice", "a sitting"]
    subjects += [
        "what practices",
        "which of the seven",
        "which kind of entries",
        "a tag, as twelve letters",
    ]
    for lines in (told, listed):
        begin = [line[: len(what)] for line, what in zip(lines, subjects, strict=True)]
        assert begin == subjects
