"""The form in which names are compared: composed, folded, without punctuation or with no marks."""

from __future__ import annotations

import re
import unicodedata

ABBREVIATIONS = {
    "pag": "pagasts",
    "nov": "novads",
    "apk": "apkaime",
    "pils": "pilsēta",
    "c": "ciems",
}
_DOTTED_ABBREVIATION = re.compile(r"\b(" + "|".join(ABBREVIATIONS) + r")\.")
# "pils" is also a castle and "c" a letter: these two are expanded with their full stop only.
_UNDOTTED_ABBREVIATIONS = ("pag", "nov", "apk")


def normalise_name(text: str) -> str:
    """Reduce a text to the form in which names are compared.

    Composed Unicode, case folded, punctuation and every kind of space as one space,
    abbreviations of place kinds written out. Empty where no letter or digit remains.
    """
    text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    folded = unicodedata.normalize("NFKC", text.casefold())
    while folded != text:
        text, folded = folded, unicodedata.normalize("NFKC", folded.casefold())
    text = _DOTTED_ABBREVIATION.sub(lambda found: ABBREVIATIONS[found[1]] + " ", text)
    text = "".join(c if c.isalnum() or _is_mark(c) else " " for c in text)
    words = [word for word in map(_without_leading_marks, text.split()) if word]
    for place in range(1, len(words)):
        if words[place] in _UNDOTTED_ABBREVIATIONS:
            words[place] = ABBREVIATIONS[words[place]]
    return " ".join(words)


def strip_diacritics(text: str) -> str:
    """Give the text without its marks: "ķīšezerā" → "kisezera"."""
    return text if text.isascii() else text.translate(_BARE)


class _BareLetters(dict[int, str]):
    """Every character without its marks, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        decomposed = unicodedata.normalize("NFD", chr(code))
        bare = "".join(c for c in decomposed if not _is_mark(c))
        self[code] = bare
        return bare


_BARE = _BareLetters()


def _is_mark(character: str) -> bool:
    return character > "\x7f" and unicodedata.category(character).startswith("M")


def _without_leading_marks(word: str) -> str:
    start = 0
    while start < len(word) and _is_mark(word[start]):
        start += 1
    return word[start:]
