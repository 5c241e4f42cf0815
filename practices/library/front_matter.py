"""A text file with front matter: found, opened, taken apart. A mistake says file and line."""

import re
from pathlib import Path

import msgspec


class Mistake(Exception):
    """A file that cannot be read. `line` counts from 1."""

    def __init__(self, path: Path, line: int, what: str, mend: str = "") -> None:
        super().__init__(f"{path}:{line}: {what}")
        self.path, self.line, self.what, self.mend = path, line, what, mend


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.md") if path.name != "README.md")


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Mistake(path, 1, "It is not UTF-8 text.", "Save it as UTF-8.") from error


def front_matter[T](path: Path, lines: list[str], shape: type[T]) -> tuple[T, int]:
    """What stands between the two `---`, and the number of the line after them."""
    try:
        end = lines.index("---", 1) if lines[0] == "---" else 0
    except ValueError:
        end = 0
    if not end:
        raise Mistake(path, 1, "It has no front matter.", "Begin with it, between two lines of ---")
    try:
        return msgspec.yaml.decode("\n".join(lines[1:end]), type=shape), end + 2
    except msgspec.DecodeError as error:
        line = _line_of(str(error), lines[:end])
        raise Mistake(
            path, line, str(error), "README.md beside it says what it may hold."
        ) from error


def _line_of(error: str, lines: list[str]) -> int:
    """Where in the front matter an error of msgspec or of YAML is."""
    if at := re.search(r"line (\d+)", error):
        return int(at[1]) + 1
    name = re.search(r"\$\.(\w+)", error) or re.search(r"field `(\w+)`", error)
    key = name and name[1]
    return next((n for n, line in enumerate(lines, 1) if key and line.startswith(f"{key}:")), 1)
