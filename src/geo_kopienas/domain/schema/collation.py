"""The Latvian order of names, in which people look for one in a list."""

import unicodedata
from collections.abc import Iterable, Mapping

_ALPHABET = "aābcčdeēfgģhiīyjkķlļmnņoōpqrŗsštuūvwxzž"
_RANKS = {letter: rank for rank, letter in enumerate(_ALPHABET)}


def name_key(name: str) -> tuple[list[tuple[int, str]], str]:
    """Key that sorts names by the Latvian alphabet: A before Ā, K before Ķ, Ķ before L.

    Y follows I, as CLDR has it for Latvian. Signs and digits come before the letters. A foreign
    letter stands with the plain one that it is made of (É with E), one of another script at the
    end. Foreign marks and capitals only tell equal names apart.
    """
    composed = unicodedata.normalize("NFC", name)
    return [_place(letter) for letter in composed.casefold()], composed


def by_name(ids: Iterable[str], names: Mapping[str, str]) -> list[str]:
    """Ids in the order of their names."""
    return sorted(ids, key=lambda id_: name_key(names[id_]))


def _place(letter: str) -> tuple[int, str]:
    if letter not in _RANKS:
        letter = unicodedata.normalize("NFD", letter)[0]
    return _RANKS.get(letter, len(_RANKS) if letter.isalpha() else -1), letter
