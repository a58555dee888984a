"""Partial dates: a source may state a year, a month or a day, and a rule must not pretend more."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from geo_kopienas.domain.codes import DateBasis, DatePrecision

_PATTERN = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as precise as its source."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def precision(self) -> DatePrecision:
        """How much of the date is known."""
        if self.day is not None:
            return DatePrecision.DAY
        return DatePrecision.YEAR if self.month is None else DatePrecision.MONTH

    @property
    def first_day(self) -> date:
        """The first day that it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> date:
        """The last day that it can mean."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])


def parse_partial_date(text: str) -> PartialDate | None:
    """Read YYYY, YYYY-MM or YYYY-MM-DD; None for anything else, 2022-13-40 included."""
    match = _PATTERN.fullmatch(text)
    if match is None:
        return None
    year, month, day = (None if part is None else int(part) for part in match.groups())
    if year is None:
        return None
    try:
        date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return None
    return PartialDate(year, month, day)


def evidence_days(first: str, last: str | None, basis: str) -> tuple[date | None, date | None]:
    """The day from which a fact is certain, and its last possible day.

    A fact is certain from the last possible day of its (first) date; one that lies at an unknown
    day between two dates only from the last possible day of the second.

    Args:
        first: `date` of the evidence.
        last: `date_end` of the evidence, or None.
        basis: A DateBasis value.

    Returns:
        `known_from` and `last_day`; None where a date cannot be read.
    """
    start = parse_partial_date(first)
    end = parse_partial_date(last) if last else start
    if start is None or end is None:
        return None, None
    certain = end if basis == DateBasis.BETWEEN else start
    return certain.last_day, end.last_day
