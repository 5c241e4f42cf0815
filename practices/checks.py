"""Mistakes in the library's files, said with file, line and mend before anyone meets them.

`manage.py check` says all that is asked of a practice: what cannot be read here, the rest by the
rules in `practices/proofreading/`. The tests ask nothing more of the files.
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from accounts.content_files import ORIGINAL, Mistake, every_file, originals
from practices.library import catalogue, evidence, parser, vocabulary
from practices.library.catalogue import NAMED_BY
from practices.library.evidence import Note
from practices.library.practice import Practice
from practices.proofreading import front_matter, steps, translation, voice
from practices.proofreading.written import KnownNames, Written

GENTLE_FOR_A_NEED = 2  # practices, so that someone who did not like one has another


@register()
def the_library_is_whole(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every file of the library and of the evidence, in every language."""
    return [
        *(_error(it, "practices.E001") for it in (*mistakes_of_notes(), *practice_mistakes())),
        *(_error(it, "practices.E002") for it in (*missing_practices(), *unmet_needs())),
    ]


def _error(mistake: Mistake, called: str) -> Error:
    return Error(str(mistake), hint=mistake.mend or None, id=called)


def practice_mistakes() -> Iterator[Mistake]:
    """What is wrong with the practices, file by file and from top to bottom."""
    shelf: dict[str, Practice | None] = dict.fromkeys(originals(catalogue.KIND))
    found: list[tuple[str, Written]] = []
    for language, path in every_file(catalogue.KIND):
        try:
            written = Written(path, parser.read_practice(path))
        except Mistake as mistake:
            yield mistake
        else:
            found.append((language, written))
            if language == ORIGINAL:
                shelf[path.stem] = written.practice
    names = KnownNames(shelf, originals(evidence.KIND))
    for language, written in found:
        rules = _in_english(written, names) if language == ORIGINAL else _translated(written, names)
        yield from sorted(rules, key=lambda it: it.line)


def _in_english(written: Written, shelf: KnownNames) -> Iterator[Mistake]:
    yield from front_matter.front_matter_mistakes(written, shelf)
    yield from steps.step_mistakes(written)
    yield from voice.voice_mistakes(written)


def _translated(written: Written, shelf: KnownNames) -> Iterator[Mistake]:
    yield from steps.mistakes_of_time(written)
    if original := shelf.practices[written.practice.slug]:
        yield from translation.translation_mistakes(written, original)


def mistakes_of_notes() -> Iterator[Mistake]:
    found: dict[str, Note] = {}
    for language, path in every_file(evidence.KIND):
        if not path.stem.removeprefix("E").isdigit():
            yield Mistake(path, 1, "A note is called E and a number.", "Rename it: E25.md")
        try:
            if language == ORIGINAL:
                found[path.stem] = evidence.read_note(path)
            elif path.stem in found:
                evidence.translated(found[path.stem], path)
        except Mistake as mistake:
            yield mistake


def missing_practices() -> Iterator[Mistake]:
    """The practices that pages name, and that have no file."""
    known, folder = originals(catalogue.KIND), settings.CONTENT / ORIGINAL / catalogue.KIND
    for slug, page in NAMED_BY.items():
        if slug not in known:
            what = f"{page} needs {slug}, and there is no such file."
            mend = (
                "Put it back, or take its name out of practices/library/catalogue.py and that page."
            )
            yield Mistake(folder / f"{slug}.md", 1, what, mend)


def unmet_needs() -> Iterator[Mistake]:
    """The needs that too few gentle practices answer. Nothing, where a file cannot be read."""
    try:
        gentle = [it for it in catalogue.practices(ORIGINAL).values() if it.is_gentle]
    except Mistake:
        return
    for need in vocabulary.NEEDS:
        many = sum(need in it.needs for it in gentle)
        if many < GENTLE_FOR_A_NEED:
            what = f"{many} gentle practices have {need!r} among their needs."
            mend = f"It takes {GENTLE_FOR_A_NEED}: a person may not like the first."
            yield Mistake(settings.CONTENT / ORIGINAL / catalogue.KIND, 1, what, mend)
