"""The form in which names are compared: composed, folded, without punctuation or with no marks."""

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
# What most names of a register are written with, and needs no composing.
_COMPOSED = re.compile(r"[ -~āčēģīķļņšūž“”„–]*")
# "pils" is also a castle and "c" a letter: these two are expanded with their full stop only.
_UNDOTTED_ABBREVIATIONS = ("pag", "nov", "apk")


def normalise_name(text: str) -> str:
    """Reduce a text to the form in which names are compared.

    Composed Unicode, case folded, punctuation and every kind of space as one space,
    abbreviations of place kinds written out. Empty where no letter or digit remains.
    """
    folded = text.casefold()
    is_composed = bool(_COMPOSED.fullmatch(folded))
    if not is_composed:
        folded = _compose(text)
    if "." in folded:
        folded = _DOTTED_ABBREVIATION.sub(lambda match: ABBREVIATIONS[match[1]] + " ", folded)
    words = folded.translate(_SPACED).split()
    if not is_composed:
        words = [word for word in map(_without_leading_marks, words) if word]
    for place in range(1, len(words)):
        if words[place] in _UNDOTTED_ABBREVIATIONS:
            words[place] = ABBREVIATIONS[words[place]]
    return " ".join(words)


def _compose(text: str) -> str:
    text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    folded = unicodedata.normalize("NFKC", text.casefold())
    while folded != text:
        text, folded = folded, unicodedata.normalize("NFKC", folded.casefold())
    return folded


def strip_diacritics(text: str) -> str:
    """Give the text without its marks: "ķīšezerā" → "kisezera"."""
    return text if text.isascii() else text.translate(_BARE)


class _SpacedLetters(dict[int, str]):
    """Letters, digits and marks as they are, everything else as a space."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        self[code] = character if character.isalnum() or _is_mark(character) else " "
        return self[code]


class _BareLetters(dict[int, str]):
    """Every character without its marks, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        decomposed = unicodedata.normalize("NFD", chr(code))
        bare = "".join(c for c in decomposed if not _is_mark(c))
        self[code] = bare
        return bare


_BARE, _SPACED = _BareLetters(), _SpacedLetters()


def _is_mark(character: str) -> bool:
    return character > "\x7f" and unicodedata.category(character).startswith("M")


def _without_leading_marks(word: str) -> str:
    start = 0
    while start < len(word) and _is_mark(word[start]):
        start += 1
    return word[start:]
