"""Dates of which only the year or the month may be known."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo_kopienas.domain.schema.codes import DateBasis

#: A year before this is a slip of the pen ("0202"), not a date of the ledger.
FIRST_YEAR = 1000

_PARTIAL_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as precisely as the source states it.

    Attributes:
        year: Calendar year.
        month: 1 to 12, or None where only the year is known.
        day: Day of the month, or None where only the month is known.
    """

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def first_day(self) -> dt.date:
        """The earliest day that it may mean."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> dt.date:
        """The latest day that it may mean."""
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"]
        parts += [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)


def parse_partial_date(text: str) -> PartialDate | None:
    """Read YYYY, YYYY-MM or YYYY-MM-DD; None for anything else and for days that do not exist."""
    match = _PARTIAL_DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day = (None if part is None else int(part) for part in match.groups())
    if year is None or year < FIRST_YEAR or 0 in {month, day}:
        return None
    date = PartialDate(year, month, day)
    try:
        # The calendar of the standard library knows which days exist.
        _ = date.first_day, date.last_day
    except ValueError:
        return None
    return date


#: How people type a day: 14.06.2022, 06.2022, or 2022-06-14.
_TYPED = re.compile(r"(?:(?:(\d{1,2})\.\s?)?(\d{1,2})\.\s?)?(\d{4})\.?")


def typed_date(text: str) -> str | None:
    """A day, month or year as people type it, as the ledger writes it; None if it is none."""
    typed = _TYPED.fullmatch(text.strip())
    if typed is None:
        known = parse_partial_date(text.strip())
    else:
        day, month, year = typed.groups()
        parts = [year, *(part.zfill(2) for part in (month, day) if part)]
        known = parse_partial_date("-".join(parts))
    return None if known is None else str(known)


def known_from(date: str, date_end: str | None, basis: str | None) -> dt.date | None:
    """The day from which a fact is certain.

    It is the last possible day of `date`. A fact that happened on an unknown day between `date`
    and `date_end` is certain only at the last possible day of `date_end`.

    Returns:
        The day; None if the date that decides is missing or unreadable.
    """
    text = date_end if basis == DateBasis.BETWEEN else date
    parsed = parse_partial_date(text) if text else None
    return parsed.last_day if parsed else None


def last_day(date: str, date_end: str | None) -> dt.date | None:
    """The last day that a fact may reach to; None if it is unreadable."""
    parsed = parse_partial_date(date_end or date)
    return parsed.last_day if parsed else None


def evidence_days(
    date: str, date_end: str | None, basis: str | None
) -> tuple[dt.date | None, dt.date | None]:
    """`known_from` and `last_day` of one fact."""
    return known_from(date, date_end, basis), last_day(date, date_end)


def first_day(text: Any) -> dt.date | None:  # noqa: ANN401 - a cell, perhaps missing
    """The first day of a date of a table; None where there is none."""
    parsed = None if pd.isna(text) else parse_partial_date(str(text))
    return None if parsed is None else parsed.first_day
