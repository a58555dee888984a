"""The order of names as Latvian dictionaries have it."""

from __future__ import annotations

import unicodedata

_ALPHABET = "aābcčdeēfgģhiījkķlļmnņoōpqrŗsštuūvwxyzž"
_POSITIONS = {letter: number for number, letter in enumerate(_ALPHABET, start=1)}


def name_key(name: str) -> tuple[tuple[int, str], ...]:
    """Key that sorts names by the Latvian alphabet: K before Ķ, Ķ before L.

    Other characters come before the letters, in the order of their codes.
    """
    folded = unicodedata.normalize("NFC", name).casefold()
    return tuple((_POSITIONS.get(letter, 0), letter) for letter in folded)
