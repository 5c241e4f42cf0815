"""Words as they are compared: without case, without accents, in one form of each letter."""

import unicodedata

# Turkish has an i without a dot, whose capital is everyone's I. All four are one letter here.
_ONE_I = str.maketrans({"ı": "i"})


def folded(text: str) -> str:
    """`text` by Unicode's NFKD and casefold, without combining accents. Folded, it stays as it is.

    The accents go before the case does, too: casefolding makes letters of some of them.
    """
    if text.isascii():
        return text.lower()
    return _plain(_plain(text).casefold()).translate(_ONE_I)


def _plain(text: str) -> str:
    """The letters of `text`, taken apart, and none of the marks on them."""
    apart = unicodedata.normalize("NFKD", text)
    if apart.isascii():
        return apart
    return "".join(filter(_stands_alone, apart))


def _stands_alone(letter: str) -> bool:
    return not unicodedata.combining(letter)
