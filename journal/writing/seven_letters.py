"""The path of seven letters: what each of them offers to write about, and what someone wrote.

A prompt is a text file in `content/en/seven/`, named by its number. Which letter was written to
which is sealed with how far someone is (`practices.player.progress`), and asks nothing of
anybody: no dates, no order, no count.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
from django.conf import settings

from accounts.content_files import (
    ORIGINAL,
    Mistake,
    by_language,
    every_file,
    files_for,
    originals,
)
from accounts.models import User
from accounts.vault.sealing import AnyVault
from journal.models import Draft, Entry
from practices.library.front_matter import front_and_paragraphs
from practices.models import ProgressRecord
from practices.player import progress

KIND = "seven"
NUMBERS = tuple("1234567")
FEWEST, MOST = 60, 140  # words of a prompt


class PromptFront(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
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
class SevenStep:
    """One of the seven, what was written to it, and what was begun and not kept."""

    prompt: Prompt
    letter: Entry | None
    begun: Draft | None


@by_language
def prompts(language: str) -> dict[str, Prompt]:
    """All seven by number, in this language, and in English where there is none."""
    return {it.number: it for it in map(read_prompt, files_for(KIND, language).values())}


def prompt(number: str | None) -> Prompt | None:
    """One of the seven. None for anything else that an address or a form may say."""
    return prompts().get(number or "")


def read_prompt(path: Path) -> Prompt:
    """One prompt. Raises `Mistake`."""
    front, words = front_and_paragraphs(path, PromptFront)
    return Prompt(
        number=path.stem.partition("-")[0],
        title=front.title,
        aim=front.aim,
        gentler=front.gentler.strip(),
        words=words,
    )


def prompt_mistakes() -> Iterator[Mistake]:
    """What is wrong with the prompts, in any language."""
    for _language, path in every_file(KIND):
        try:
            length = sum(len(text.split()) for text in read_prompt(path).words)
        except Mistake as mistake:
            yield mistake
        else:
            if not FEWEST <= length <= MOST:
                mend = f"Between {FEWEST} and {MOST} are read through."
                yield Mistake(path, 1, f"Its prompt has {length} words.", mend)
    numbers = [name.partition("-")[0] for name in originals(KIND)]
    if numbers != list(NUMBERS):
        there = ", ".join(numbers) or "none"
        folder = settings.CONTENT / ORIGINAL / KIND
        yield Mistake(folder, 1, f"These of the seven are here: {there}.", "One file for each.")


def path_of(user: User, vault: AnyVault) -> list[SevenStep]:
    """The seven, each with what they wrote to it last and what they left unfinished."""
    letters, begun = _written(user, vault), _begun(user, vault)
    return [
        SevenStep(it, letters.get(it.number), begun.get(it.number)) for it in prompts().values()
    ]


def _written(user: User, vault: AnyVault) -> dict[str, Entry]:
    """By number. One that is in the bin or gone is not written; its words are not opened here."""
    named = progress.progress_of(user, vault).letters
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

    def changed(steps: ProgressRecord) -> ProgressRecord:
        return msgspec.structs.replace(steps, letters={**steps.letters, number: str(letter.uuid)})

    progress.change_progress(user, vault, changed)
