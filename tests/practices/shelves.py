"""A library of its own for a test: practices written as files, as the real ones are."""

from pathlib import Path

from practices.library.parser import read_folder
from practices.library.practice import Practice

FILE = """---
title: {title}
aim: {aim}
kind: {kind}
intensity: {intensity}
backdraft: {backdraft}
seconds: [{shortest}, {longest}]
needs: [{needs}]
anchors: [feet]
alternatives: [{alternatives}]
adaptations: [{adaptations}]
evidence: [{evidence}]
covers: [3]
drawing: leaf
imagery: {imagery}
keeps: {keeps}
caution: {caution}
---

{steps}
"""


def put(folder: Path, slug: str, **said: object) -> None:
    """A practice in `folder`. What is not said is as mild as can be."""
    facts = {
        "title": slug.replace("-", " ").capitalize(),
        "aim": "Something small.",
        "kind": "embodied",
        "intensity": "gentle",
        "backdraft": "low",
        "shortest": 60,
        "longest": 300,
        "needs": "",
        "alternatives": "",
        "adaptations": "",
        "evidence": "",
        "imagery": "false",
        "keeps": "''",
        "caution": "''",
        "steps": "## Stop {seconds: 60}\nPut it down.",
    }
    (folder / f"{slug}.md").write_text(FILE.format(**facts | said), encoding="utf-8")


def practices_in(folder: Path) -> list[Practice]:
    """What stands in `folder`, in the order of the library."""
    return sorted(read_folder(folder).values(), key=lambda it: (it.shortest, it.slug))
