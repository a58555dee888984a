"""Personal data in what people wrote: e-mail addresses, telephone numbers, personal codes.

In an answer of a survey it is told and its text is kept from everybody; nobody's answers are
refused for it. In a table that everybody may read it is a fault. Names of people cannot be found
this way: that is one reason why free text is never public.
"""

import re
import unicodedata
from enum import StrEnum

from geo_kopienas.domain.schema.problems import Problem


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
#: Most texts hold none of it; they are let go after one look.
_SUSPECT = re.compile(r"@|[(\[][ae]t[)\]]|(?:\d[\s().–-]{0,3}){8}", re.IGNORECASE)
#: Eight digits that are no telephone number: days, spans of years, coordinates, sums of money
#: and the numbers of OpenStreetMap's objects.
_NO_NUMBER = re.compile(
    r"(?<!\d)(?:1[89]|20)\d\d[-.](?:0[1-9]|1[0-2])[-.](?:0[1-9]|[12]\d|3[01])(?!\d)"
    r"|(?<!\d)(?:0?[1-9]|[12]\d|3[01])\.\s?(?:0?[1-9]|1[0-2])\.\s?(?:1[89]|20)\d\d(?!\d)"
    r"|(?<!\d)(?:1[89]|20)\d\d\s?[-–/\s]\s?(?:1[89]|20)\d\d(?!\d)"
    r"|(?<![\d.,])\d{1,3}[.,]\d{5,}"
    r"|(?<!\d)\d{1,3}(?:\s\d{3})+(?:[.,]\d\d?)?\s?(?:€|eur|eiro|euro|ls\b|m²|m2)"
    r"|(?:€|\beur)\s?\d{1,3}(?:\s\d{3})+"
    r"|\b(?:node|way|relation|mezgl\w*)\W{0,3}\d+",
    re.IGNORECASE,
)
_PUBLISHED = {
    PersonalData.EMAIL: Problem("published_email"),
    PersonalData.PERSONAL_CODE: Problem("published_personal_code"),
    PersonalData.TELEPHONE: Problem("published_telephone"),
}
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


def personal_data(text: str) -> tuple[PersonalData, ...]:
    """The kinds of personal data that a text seems to hold; none for most texts."""
    plain = unicodedata.normalize("NFKC", text)
    if not _SUSPECT.search(plain):
        return ()
    plain = _NO_NUMBER.sub(" … ", plain)
    kinds: list[PersonalData] = []
    for kind, pattern in _PATTERNS.items():
        if pattern.search(plain):
            kinds.append(kind)
            # What is a personal code is not a telephone number as well.
            plain = pattern.sub(" ", plain)
    return tuple(kinds)


def publication_faults(text: str) -> tuple[Problem, ...]:
    """What a text that everybody may read must not hold.

    Not within web addresses, where an @ or digits may mean anything. The faults do not quote it:
    the page that shows the faults of a data directory is public as well.
    """
    return tuple(_PUBLISHED[kind] for kind in personal_data(_ADDRESS.sub(" ", text)))
