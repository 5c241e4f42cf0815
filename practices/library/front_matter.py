"""A text file with front matter, taken apart. A mistake says file and line."""

import re
from pathlib import Path

import msgspec

from accounts.content_files import Mistake

MEND = "README.md beside the English files says what it may hold."


def text_of(path: Path) -> str:
    """Raises `Mistake` for what is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Mistake(path, 1, "It is not UTF-8 text.", "Save it as UTF-8.") from error


def front_matter[T](
    path: Path, lines: list[str], shape: type[T], mend: str = MEND
) -> tuple[T, int]:
    """What stands between the two `---`, and the number of the line after them.

    Raises `Mistake`, with `mend`, where that has not this shape.
    """
    try:
        end = lines.index("---", 1) if lines[0] == "---" else 0
    except ValueError:
        end = 0
    if not end:
        raise Mistake(path, 1, "It has no front matter.", "Begin with it, between two lines of ---")
    try:
        return msgspec.yaml.decode("\n".join(lines[1:end]), type=shape), end + 2
    except msgspec.DecodeError as error:
        raise Mistake(path, _line_of(str(error), lines[:end]), str(error), mend) from error


def front_and_paragraphs[T](
    path: Path, shape: type[T], mend: str = MEND
) -> tuple[T, tuple[str, ...]]:
    """A text that is front matter and paragraphs: both, each paragraph on one line.

    Raises `Mistake`, also for one that says nothing.
    """
    lines = text_of(path).split("\n")
    front, begins = front_matter(path, lines, shape, mend)
    paragraphs = "\n".join(lines[begins - 1 :]).split("\n\n")
    words = tuple(" ".join(text.split()) for text in paragraphs if text.strip())
    if not words:
        raise Mistake(path, begins, "It says nothing.", "Write it under the front matter.")
    return front, words


def _line_of(error: str, lines: list[str]) -> int:
    """Where in the front matter an error of msgspec or of YAML is."""
    if at := re.search(r"line (\d+)", error):
        return int(at[1]) + 1
    name = re.search(r"\$\.(\w+)", error) or re.search(r"field `(\w+)`", error)
    key = name and name[1]
    return next((n for n, line in enumerate(lines, 1) if key and line.startswith(f"{key}:")), 1)
