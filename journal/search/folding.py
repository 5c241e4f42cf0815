"""Words as they are compared: without case, without accents, in one form of each letter."""

import unicodedata

# Turkish has an i without a dot, whose capital is everyone's I. All four are one letter here.
_ONE_I = str.maketrans({"ı": "i"})
_BETWEEN = "\0"  # between letters that have nothing to do with each other. It folds to itself


def fold(text: str) -> str:
    """`text` by Unicode's NFKD and casefold, without combining accents. Folded, it stays as it is.

    The accents go before the case does, too: casefolding makes letters of some of them. Without
    accents each letter folds alone, so each different one is folded once. NFKD of the whole text
    takes minutes where very many accents are on one letter. One sign can become 18 letters.
    """
    if text.isascii():
        return text.lower()
    letters = list(set(text) - {_BETWEEN})
    apart = _plain(_plain(_BETWEEN.join(letters)).casefold()).translate(_ONE_I)
    return text.translate(dict(zip(map(ord, letters), apart.split(_BETWEEN), strict=True)))


def _plain(text: str) -> str:
    """The letters of `text`, taken apart, and none of the marks on them."""
    return "".join(filter(_is_alone, unicodedata.normalize("NFKD", text)))


def _is_alone(letter: str) -> bool:
    return not unicodedata.combining(letter)
