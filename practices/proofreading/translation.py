"""A translation of a practice: what someone kept in one language has to fit it in another."""

from collections.abc import Iterator
from typing import Any

import msgspec

from accounts.content_files import Mistake
from practices.library.practice import Practice, Step
from practices.proofreading.written import Written

# What a translation says in its own words. All else is the practice, and the same in each.
COMPARED = {"slug", "title", "aim", "adaptations", "caution", "keeps", "steps"}
WRITTEN_AS = {
    "kinds": ("kind",),
    "shortest": ("seconds", "minutes"),
    "longest": ("seconds", "minutes"),
}
COMPARED_IN_A_STEP = {"title", "words", "instead", "question", "line"}


def translation_mistakes(written: Written, original: Practice) -> Iterator[Mistake]:
    it = written.practice
    here, there = _facts(it, COMPARED), _facts(original, COMPARED)
    for key in here:
        if here[key] != there[key]:
            line = written.at(*WRITTEN_AS.get(key, (key,)))
            yield _not_as_there(written, line, key, there[key])
    if len(it.steps) != len(original.steps):
        what = f"It has {len(it.steps)} steps; the English file has {len(original.steps)}."
        yield written.mistake(1, what, "A translation changes words alone.")
        return
    for step, its in zip(it.steps, original.steps, strict=True):
        here, there = _facts_of_step(step), _facts_of_step(its)
        for key in here | there:
            if (here.get(key) or None) != (there.get(key) or None):
                yield _not_as_there(written, step.line, key, there.get(key))


def _not_as_there(written: Written, line: int, key: str, there: object) -> Mistake:
    english = msgspec.json.encode(there).decode() if there else "none"
    mend = f"A translation changes words alone. There it is: {english}"
    return written.mistake(line, f"{key}: not as in the English file.", mend)


def _facts(struct: msgspec.Struct, but: set[str]) -> dict[str, Any]:
    return {name: getattr(struct, name) for name in struct.__struct_fields__ if name not in but}


def _facts_of_step(step: Step) -> dict[str, Any]:
    """By what they are called in the file."""
    facts = _facts(step, COMPARED_IN_A_STEP) | {"way without touch": bool(step.instead)}
    if step.question is None:
        return facts
    facts |= _facts(step.question, {"label", "name", "choices"})
    return facts | {
        "as": step.question.name,
        "choices": [choice.value for choice in step.question.choices],
    }
