"""A library of its own for a test: practices written as files, as the real ones are.

A test that wants pages to read it says so by a setting: `settings.CONTENT = tmp_path`.
"""

import shutil
from pathlib import Path

from practices.library import parser
from practices.library.practice import Practice

OURS = Path(__file__).resolve().parents[2] / "content"

TEA = """\
---
title: A cup of tea
aim: Something warm, and nothing else.
kind: [embodied, behavioural]
intensity: gentle
backdraft: low
minutes: [1, 5]
needs: [ordinary-day]
anchors: [object]
alternatives: [water]
adaptations:
  - Hold the cup, and drink nothing.
covers: [33, 49]
drawing: bowl
keeps: If you keep it, a word for how it was, as a note.
caution: If you get dizzy, breathe as you like.
---

## Warm {seconds: 30}
Hold the cup in *both* hands.

Let it be warm.
> Look at the steam.

## Breathe {seconds: 30, stretches: yes, breath: [4, 6.5], hum: yes}
Blow on it, and stop if you get dizzy.

## What it was like {seconds: 20, asks: several, as: liking, own: yes, reads: line, part: 2}
Any of these, or none.
- warm
- too-hot: Too hot, to be honest
"""
# The other thing to do that a practice has to name, and that a translation has to leave as it is.
WATER = (
    TEA.replace("A cup of tea", "A glass of water")
    .replace("Something warm", "Something cool")
    .replace("[water]", "[tea]")
)
# A practice of which a test says only what it is about.
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


def write(content: Path, text: str, slug: str, language: str = "en") -> Path:
    """One practice, as it stands in `text`."""
    path = content / language / "practices" / f"{slug}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def put(content: Path, slug: str, **said: object) -> None:
    """A practice in `content`. What is not said is as mild as can be."""
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
    write(content, FILE.format(**facts | said), slug)


def practices_in(content: Path) -> list[Practice]:
    """Those that stand in `content`, in the order of the library."""
    found = map(parser.read_practice, (content / "en/practices").glob("*.md"))
    return sorted(found, key=lambda it: (it.shortest, it.slug))


def copied(to: Path, *, without: str = "") -> Path:
    """A copy of our own content in `to`; one practice may be left out of it, by its slug."""
    shutil.copytree(OURS, to, dirs_exist_ok=True)
    if without:
        (to / "en/practices" / f"{without}.md").unlink()
    return to
