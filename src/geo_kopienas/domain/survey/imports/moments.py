"""When answers were sent: dates as KoboToolbox, Google and Latvian spreadsheets write them."""

import datetime as dt
import re
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from geo_kopienas.domain.schema.problems import Problem

_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)(.*)", re.DOTALL)
_YEAR_LAST = re.compile(r"(\d{1,2})([./-])(\d{1,2})[./-](\d{4})(?!\d)(.*)", re.DOTALL)
_TIME = re.compile(r"[T ,]*(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)?\s*([AP]M)?", re.IGNORECASE)
# Days since the end of 1899, as a spreadsheet writes a date without its format.
_SERIAL = re.compile(r"([3-6]\d{4})(?:[.,](\d+))?")
_SERIAL_ZERO = dt.date(1899, 12, 30)
_MONTHS = 12
_HALF_DAY = 12  # hours
_DAY_SECONDS = 24 * 60 * 60


class DayOrder(StrEnum):
    """Order of day and month in dates with slashes."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"
    UNKNOWN = "unknown"
    CONTRADICTORY = "contradictory"


class Moment(NamedTuple):
    """When a submission was sent.

    Attributes:
        day: The day; None where nothing or nothing readable stands.
        time: Time of the day, as it stands there; None where only the day does.
        has_seconds: Whether it tells the second.
        fault: What is wrong.
    """

    day: dt.date | None
    time: dt.time | None = None
    has_seconds: bool = False
    fault: Problem | None = None

    @property
    def at(self) -> dt.datetime | None:
        """Day and time, where both are known."""
        return dt.datetime.combine(self.day, self.time) if self.day and self.time else None


def day_order(texts: Iterable[str]) -> DayOrder:
    """What the dates of a column tell of their order: 25/04/2026 begins with the day."""
    orders = set()
    for text in texts:
        match = _YEAR_LAST.match(text.strip())
        if match and match[2] == "/":
            first, second = int(match[1]), int(match[3])
            if first > _MONTHS >= second:
                orders.add(DayOrder.DAY_FIRST)
            elif second > _MONTHS >= first:
                orders.add(DayOrder.MONTH_FIRST)
    if len(orders) > 1:
        return DayOrder.CONTRADICTORY
    return orders.pop() if orders else DayOrder.UNKNOWN


def read_moment(text: str, order: DayOrder) -> Moment:
    """Read when a submission was sent.

    Args:
        text: What stands there: "2026-03-04T05:12:33+02:00", "2026/03/04 5:12:33 PM EET",
            "04.03.2026 17:12", "04/03/2026", "46085.2".
        order: Order of dates with slashes in this column. With full stops the day is first, as
            everywhere in Latvia.
    """
    value = text.strip()
    if not value:
        return Moment(None)
    serial = _SERIAL.fullmatch(value)
    if serial:
        return _of_serial(serial[1], serial[2])
    first = _YEAR_FIRST.match(value)
    if first:
        return _moment(first[1], first[2], first[3], first[4])
    last = _YEAR_LAST.match(value)
    if not last:
        return Moment(None, fault=Problem("invalid_moment"))
    left, right = last[1], last[3]
    if last[2] == "/" and left != right:
        if order in {DayOrder.UNKNOWN, DayOrder.CONTRADICTORY}:
            return Moment(None, fault=Problem("ambiguous_date"))
        if order is DayOrder.MONTH_FIRST:
            left, right = right, left
    return _moment(last[4], right, left, last[5])


def _of_serial(days: str, part: str | None) -> Moment:
    """The moment of a spreadsheet's number: days, and the part of a day."""
    day = _SERIAL_ZERO + dt.timedelta(days=int(days))
    if part is None:
        return Moment(day)
    minutes, seconds = divmod(min(round(float(f"0.{part}") * _DAY_SECONDS), _DAY_SECONDS - 1), 60)
    return Moment(day, dt.time(*divmod(minutes, 60), seconds), has_seconds=True)


def _moment(year: str, month: str, day: str, rest: str) -> Moment:
    try:
        date = dt.date(int(year), int(month), int(day))
    except ValueError:
        return Moment(None, fault=Problem("invalid_moment"))
    clock = _TIME.match(rest)
    # Behind the time stands the zone; without a time it is no date.
    if rest.strip(" .") and clock is None:
        return Moment(None, fault=Problem("invalid_moment"))
    if clock is None:
        return Moment(date)
    half = (clock[4] or "").upper()
    hour = int(clock[1]) % _HALF_DAY + (_HALF_DAY if half == "PM" else 0) if half else int(clock[1])
    try:
        return Moment(date, dt.time(hour, int(clock[2]), int(clock[3] or 0)), bool(clock[3]))
    except ValueError:
        return Moment(None, fault=Problem("invalid_moment"))
