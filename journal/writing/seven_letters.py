"""The path of seven letters: what each of them offers to write about, and what someone wrote.

A prompt is a text file in `seven/`, named by its number. Which letter was written to which is
sealed with how far someone is (`practices.player.progress`), and asks nothing of anybody: no
dates, no order, no count.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec
from django.utils.translation import get_language

from accounts.models import User
from accounts.vault.sealing import AnyVault
from journal.models import Draft, Entry
from practices.library.front_matter import Mistake, files, front_matter, text_of
from practices.models import Steps
from practices.player import progress

FOLDER = Path(__file__).resolve().parents[2] / "content/en/seven"
NUMBERS = tuple("1234567")
FEWEST, MOST = 60, 140  # words of a prompt


class Front(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`gentler` is a way to write it for someone who would rather not go near."""

    title: str
    aim: str
    gentler: str = ""


class Prompt(msgspec.Struct, frozen=True, kw_only=True):
    """What one of the seven offers to write about. `words` are paragraphs."""

    number: str
    title: str
    aim: str
    gentler: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One of the seven, what was written to it, and what was begun and not kept."""

    prompt: Prompt
    letter: Entry | None
    begun: Draft | None


def prompts(language: str | None = None) -> dict[str, Prompt]:
    """All seven by number, in the language of the page, and in English where there is none."""
    return _prompts(FOLDER, (language or get_language() or "en").split("-")[0])


def prompt(number: str | None) -> Prompt | None:
    """One of the seven. None for anything else that an address or a form may say."""
    return prompts().get(number or "")


@cache
def _prompts(folder: Path, language: str) -> dict[str, Prompt]:
    translated = folder / language
    paths = [*files(folder), *(files(translated) if translated.is_dir() else [])]
    return {found.number: found for found in map(read, paths)}


def read(path: Path) -> Prompt:
    """One prompt. Raises `Mistake`."""
    lines = text_of(path).split("\n")
    front, begins = front_matter(path, lines, Front)
    paragraphs = "\n".join(lines[begins - 1 :]).strip().split("\n\n")
    return Prompt(
        number=path.stem.partition("-")[0],
        title=front.title,
        aim=front.aim,
        gentler=front.gentler.strip(),
        words=tuple(" ".join(text.split()) for text in paragraphs if text.strip()),
    )


def mistakes(folder: Path = FOLDER) -> Iterator[Mistake]:
    """What is wrong with the files in `folder` and in the languages below it."""
    numbers: list[str] = []
    for path in [*files(folder), *sorted(folder.glob("*/*.md"))]:
        try:
            found = read(path)
        except Mistake as mistake:
            yield mistake
            continue
        if path.parent == folder:
            numbers.append(found.number)
        length = sum(len(text.split()) for text in found.words)
        if not FEWEST <= length <= MOST:
            what = f"Its prompt has {length} words."
            yield Mistake(path, 1, what, f"Between {FEWEST} and {MOST} are read through.")
    if sorted(numbers) != list(NUMBERS):
        said = ", ".join(sorted(numbers)) or "none"
        yield Mistake(folder, 1, f"These of the seven are here: {said}.", "One file for each.")


def path_of(user: User, vault: AnyVault) -> list[Step]:
    """The seven, each with what they wrote to it last and what they left unfinished."""
    letters, begun = _written(user, vault), _begun(user, vault)
    return [Step(it, letters.get(it.number), begun.get(it.number)) for it in prompts().values()]


def _written(user: User, vault: AnyVault) -> dict[str, Entry]:
    """By number. One that is in the bin or gone is not written; its words are not opened here."""
    named = progress.steps_of(user, vault).letters
    found = (
        Entry.objects.with_closed(user)
        .outside_bin()
        .filter(uuid__in=named.values())
        .defer("content")
    )
    by_uuid = {str(entry.uuid): entry for entry in found}
    return {number: by_uuid[uuid] for number, uuid in named.items() if uuid in by_uuid}


def _begun(user: User, vault: AnyVault) -> dict[str, Draft]:
    """By number, the newest each. None of a closed letter."""
    drafts = Draft.objects.offered_to(user).filter(form=Draft.Form.LETTER, base="")
    begun: dict[str, Draft] = {}
    for draft, typed in drafts.looked_into(vault):
        begun.setdefault("".join(typed.fields.get("seven", [])), draft)
    return begun


def write_down(user: User, vault: AnyVault, number: str, letter: Entry) -> None:
    """That `letter` was written to this one of the seven. Raises `quota.JournalFull`, `Locked`."""

    def changed(steps: Steps) -> Steps:
        return msgspec.structs.replace(steps, letters={**steps.letters, number: str(letter.uuid)})

    progress.change(user, vault, changed)
