"""Merged cells of a worksheet: one text for several rows, of which the file keeps the first only.

Merged downwards within a column, it holds for each of the rows: it is filled down, and said. Merged
sideways nobody can tell to which column it belongs.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from openpyxl.utils import column_index_from_string

from geo_kopienas.domain.schema.cells import quoted
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.store.tables.sheet import Row, column_name

_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")
#: Ranges do not overlap; a file that says otherwise fills no more cells than this.
_MAX_FILLED = 2_000_000


def fill_merged(rows: Sequence[Row], ranges: Sequence[str]) -> Iterator[Problem]:
    """Fill merged cells below the header down, in place.

    Args:
        rows: The header and the rows below it that hold anything.
        ranges: The merged ranges, such as "A2:A5".

    Yields:
        A repair for each range that was filled, a fault for each that is wider than a column or
        reaches from the header into the rows.
    """
    if not ranges or not rows:
        return
    first, header = rows[0]
    by_number = dict(rows)
    numbers = sorted(by_number)
    filled = 0
    for text in ranges:
        area = _area(text)
        # Names of groups above the columns are a fault of their own.
        if area is None or area.bottom <= first or area.left >= len(header):
            continue
        cells = by_number.get(area.top, [])
        value = cells[area.left] if area.left < len(cells) else ""
        below = numbers[bisect_right(numbers, area.top) : bisect_right(numbers, area.bottom)]
        filled += len(below)
        if filled > _MAX_FILLED:
            return
        if value.strip() and (below or area.left != area.right):
            is_certain = area.left == area.right and area.top > first
            for number in below if is_certain else ():
                by_number[number][area.left] = by_number[number][area.left] or value
            yield Problem(
                "merged_filled" if is_certain else "cells_merged",
                row=area.top,
                column=column_name(header, area.left),
                value=quoted(value),
                details={"range": text},
            )


class _Area(NamedTuple):
    """Columns from 0 and rows from 1 of a range."""

    left: int
    top: int
    right: int
    bottom: int


def _area(text: str) -> _Area | None:
    match = _RANGE.fullmatch(text)
    if match is None:
        return None
    left, right = (column_index_from_string(letters) - 1 for letters in match.group(1, 3))
    return _Area(left, int(match[2]), right, int(match[4]))
