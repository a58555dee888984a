"""The Latvian order of letters, in which people look for a name in a list."""

from __future__ import annotations

_LETTERS = "aābcčdeēfgģhiīyjkķlļmnņoōpqrŗsštuūvwxzž"
_RANKS = {letter: rank for rank, letter in enumerate(_LETTERS)}
_AFTER_LETTERS = len(_LETTERS)


def latvian_order(text: str) -> tuple[tuple[int, str], ...]:
    """Key for sorting: ā after a, č after c; signs and digits before letters."""
    return tuple(
        (_RANKS.get(letter, _AFTER_LETTERS if letter.isalpha() else -1), letter)
        for letter in text.casefold()
    )
