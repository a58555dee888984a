"""Personal data in what people wrote: e-mail addresses, telephone numbers, personal codes.

What is found is told and its text is kept from everybody; nobody's answers are refused for it.
Names of people cannot be found this way: that is one reason why free text is never public.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum


class PersonalData(StrEnum):
    """Kind of personal data."""

    EMAIL = "email"
    PERSONAL_CODE = "personal_code"
    TELEPHONE = "telephone"


_PATTERNS = {
    PersonalData.EMAIL: re.compile(
        r"[\w.+-]+\s?(?:@|\(at\)|\[at\]|\(et\))\s?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}", re.IGNORECASE
    ),
    # Until 2017 the date of birth, since then 32; with or without the hyphen.
    PersonalData.PERSONAL_CODE: re.compile(
        r"(?<![\d+])(?:(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}\s?[-–]?\s?[0-2]\d{4}"
        r"|3[2-9]\d{4}\s?[-–]?\s?\d{5})(?!\d)"
    ),
    # Latvian numbers have eight digits and begin with 2 (mobile) or 6; others with their +.
    PersonalData.TELEPHONE: re.compile(
        r"(?<![\d.,])(?:(?:\+|00)\s?371[\s-]?)?[26]\d(?:[\s.-]?\d){6}(?!\d)"
        r"|\+\d(?:[\s()-]?\d){7,13}(?!\d)"
    ),
}


def personal_data(text: str) -> tuple[PersonalData, ...]:
    """The kinds of personal data that a text seems to hold; none for most texts."""
    plain = unicodedata.normalize("NFKC", text)
    found: list[PersonalData] = []
    for kind, pattern in _PATTERNS.items():
        if pattern.search(plain):
            found.append(kind)
            # What is a personal code is not a telephone number as well.
            plain = pattern.sub(" ", plain)
    return tuple(found)
