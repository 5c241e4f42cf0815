"""What a question may be kept as: not under a name that the page with its form needs."""

from pathlib import Path

import pytest

from practices.checks import mistakes
from practices.library.catalogue import FOLDER as LIBRARY
from practices.library.evidence import FOLDER as EVIDENCE
from practices.player.questions import RESERVED


@pytest.fixture
def library(tmp_path: Path) -> Path:
    for path in LIBRARY.glob("*.md"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", ["entry", "draft", "practice", "seconds", "errors", "of"])
def test_a_question_named_as_the_page_itself_needs_is_a_mistake(library, name):
    file = library / "need-finder.md"
    text = file.read_text(encoding="utf-8").replace("as: action", f"as: {name}")
    file.write_text(text, encoding="utf-8")

    found = [str(mistake) for mistake in mistakes(library, EVIDENCE)]

    line = next(n for n, line in enumerate(text.split("\n"), 1) if f"as: {name}" in line)
    assert found == [f"{file}:{line}: {name!r} is a name that the page itself needs."]


def test_what_the_form_for_notes_carries_is_reserved():
    carried = {"entry", "base", "draft", "revision", "whose", "practice", "seconds", "stop"}

    assert carried - RESERVED == set()
