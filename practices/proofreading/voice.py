"""How a practice sounds, in English: as much of docs/voice.md as a machine can hold."""

import re
from collections.abc import Iterator

from accounts.content_files import Mistake
from practices.library.practice import Step
from practices.proofreading.written import Written

LONGEST_LINE = 22  # words: what can be read at a glance, large, on a telephone
WORD = re.compile(r"[\w’]+")
SENTENCE = re.compile(r".*[.?!]\*?", re.DOTALL)  # of "!" more is said below
NOT_A_WRITERS = "'\"`—–;"
NOT_OUR_WORDS = {
    "simply", "just", "easy", "easily", "journey", "embrace", "toxic", "must", "should", "ought",
    "failed", "failure", "lazy", "weak", "vault", "kit", "backdraft", "mindful", "mindfulness",
    "healing", "trauma", "trigger", "session", "congratulations", "streak",
}  # fmt: skip
NOT_OUR_PHRASES = {
    "inner child", "let go of your", "well done", "good job", "you will feel", "you’ll feel",
    "feel better", "it is working", "it works", "welcome back", "every day", "relax",
}  # fmt: skip
PROMISES = re.compile(
    r"\b(will|’ll) (calm|soothe|ease|heal|help|relax|steady|settle|soften|pass|lift|make you)\b"
    r"|\b(heals?|cures?|guarantees?d?|proven|proves|scientific(ally)?|stud(y|ies)|research)\b"
)


def voice_mistakes(written: Written) -> Iterator[Mistake]:
    it = written.practice
    fields = {key: getattr(it, key) for key in ("title", "aim", "keeps", "caution")}
    about = [(written.at(key), text) for key, text in fields.items()]
    ways = written.at("adaptations")
    about += [(written.line_of(text, ways), text) for text in it.adaptations]
    for line, text in about:
        yield from _of_words(written, line, text)
        if text and text != it.title and not SENTENCE.fullmatch(text):
            yield written.mistake(line, "This is no whole sentence.", "End on a full stop.")
    for step in it.steps:
        yield from _of_words(written, step.line, step.title)
        yield from _of_lines(written, step)


def _of_lines(written: Written, step: Step) -> Iterator[Mistake]:
    """The lines of a step: each is shown alone, so each has to make sense alone."""
    choices = [it.label for it in step.question.choices] if step.question else []
    for text in (*step.words, *step.instead, *choices):
        line = written.line_of(text, step.line)
        yield from _of_words(written, line, text)
        if (words := len(text.split())) > LONGEST_LINE:
            mend = f"At most {LONGEST_LINE} can be read at a glance. Make it two."
            yield written.mistake(line, f"{words} words stand in one line.", mend)
        if text not in choices and not _is_sentence(text):
            mend = "A capital first, and a full stop or a question mark at its end."
            yield written.mistake(line, "This is no whole sentence.", mend)


def _is_sentence(line: str) -> bool:
    return bool(SENTENCE.fullmatch(line)) and line.lstrip("*")[:1].isupper()


def _of_words(written: Written, line: int, text: str) -> Iterator[Mistake]:
    if "!" in text:
        yield written.mistake(line, "This shouts.", "End on a full stop.")
    if odd := "".join(sorted(set(text) & set(NOT_A_WRITERS))):
        mend = "Apostrophes and quotation marks as in print, ’ “ ”; no dashes, no semicolons."
        yield written.mistake(line, f"This has {odd} in it.", mend)
    if text.count("*") % 2:
        yield written.mistake(line, "An asterisk is alone.", "*So* is a word said with emphasis.")
    words = {word.lower() for word in WORD.findall(text)} & NOT_OUR_WORDS
    for word in sorted(words | {it for it in NOT_OUR_PHRASES if it in text.lower()}):
        mend = "docs/voice.md says how we do. All of them: practices/proofreading/voice.py."
        yield written.mistake(line, f"{word!r} is nothing that we say.", mend)
    if promise := PROMISES.search(text.lower()):
        mend = "Say what to do, and let them find what it does. What is known is for a note."
        yield written.mistake(line, f"{promise[0]!r} promises, or quotes science.", mend)
