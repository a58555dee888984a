"""Codes of territories: sources write them with their country, the register as digits alone."""

import re

COUNTRY = "LV"  # ISO 3166-1
_PREFIXED = re.compile(r"([A-Z]{2})(\d+)")


def plain_code(text: str) -> str:
    """A code as the register holds it, "0034000" for "LV0034000".

    A table that keeps codes as numbers makes "34000.0" of them; the fraction goes, too. A code of
    another country stays as it is and so matches nothing.
    """
    code = text.strip()
    if code.replace(".", "", 1).isdecimal():
        return code.removesuffix(".0")
    prefixed = _PREFIXED.fullmatch(code.upper())
    return prefixed[2] if prefixed and prefixed[1] == COUNTRY else code


def country_of_code(text: str) -> str | None:
    """The letters that a code begins with, "EE" of "EE0037"; None for digits alone."""
    prefixed = _PREFIXED.fullmatch(text.strip().upper())
    return prefixed[1] if prefixed else None
