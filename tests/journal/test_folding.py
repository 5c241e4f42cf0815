"""Folding: what is the same word, in any script."""

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journal.search.folding import fold

SCRIPTS = ["Ὅταν", "ς", "ᾳ", "שָׁלוֹם", "مُحَمَّد", "が", "한국어", "汉", "ﬁ", "①", "🙂", "👩\u200d🦰"]
ACCENTS = ["e\u0301", "\u0345", "\u0323\u0301", "é", "ñ"]
WORDS = st.sampled_from([*SCRIPTS, *ACCENTS, "aZ", "ß", "ẞ", "İ", "ı", "I", ",", "\n"])
TEXTS = st.lists(WORDS, max_size=12).map(" ".join) | st.text(max_size=20)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_folding_twice_is_folding_once_and_case_and_accents_are_gone(text):
    once = fold(text)

    assert fold(once) == once
    assert once == once.casefold()
    assert not any(unicodedata.combining(letter) for letter in once)
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


@pytest.mark.parametrize("signs", ["\u0301\u0323", "\ufdfa\0", "é"])
def test_the_longest_letter_is_folded_while_somebody_waits_for_it(signs):
    """By the whole text's NFKD the first took five minutes."""
    began = time.process_time()

    assert fold("a" + signs * 250_000) == "a" + fold(signs) * 250_000
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("typed", "looked_for"),
    [
        ("STRASSE", "straße"),
        ("İSTANBUL ırmak", "istanbul IRMAK"),
        ("Ὅταν ὁ φίλος", "οταν ο ΦΙΛΟΣ"),
        ("café", "CAFE"),
        ("שָׁלוֹם", "שלום"),
        ("مُحَمَّد", "محمد"),
        ("ﬁne", "fine"),
    ],
)
def test_words_are_found_however_they_are_written(typed, looked_for):
    assert fold(typed) == fold(looked_for)
