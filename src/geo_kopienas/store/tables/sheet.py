"""A sheet of text cells, and the limits that every sheet from outside keeps."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_high

from geo_kopienas.domain.schema.cells import clean_text, column_letters, quoted
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.store.files.text import without_foreign_bytes

#: Four times the answers that the largest round may have.
MAX_SHEET_ROWS = 200_000
#: The questionnaire with each option as a column of its own needs about 200.
MAX_SHEET_COLUMNS = 1_000
#: Below a line of one cell this many columns make it a title; two could be a text with a comma.
TITLED_COLUMNS = 3

Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet.

    Attributes:
        name: Its name in a workbook; None of a text file.
        rows: Number as a spreadsheet counts and cells of each row that holds anything. The first
            is the header; the others have as many cells as it has.
        is_hidden: Whether a workbook hides it.
    """

    name: str | None
    rows: list[Row]
    is_hidden: bool = False

    @property
    def header(self) -> list[str]:
        """The names of the columns; empty for an empty sheet."""
        return self.rows[0][1] if self.rows else []

    @property
    def records(self) -> list[Row]:
        """The rows below the header."""
        return self.rows[1:]


class Stop(Exception):  # noqa: N818 - it ends the reading and never leaves the reader
    """Reading ends here, with this fault."""

    def __init__(self, fault: Problem) -> None:
        super().__init__(fault.code)
        self.fault = fault


def width_fault(number: int, length: int, width: int) -> Problem:
    """The fault of a row that has more or fewer cells than the header."""
    code = "row_too_long" if length > width else "row_too_short"
    return Problem(code, row=number, value=str(length), details={"expected": str(width)})


def fit_row(number: int, cells: list[str], width: int, *, may_be_short: bool) -> Problem | None:
    """Bring a row to the width of the header in place; the fault if content would be lost.

    Args:
        number: The row's number.
        cells: Its cells.
        width: Number of cells of the header.
        may_be_short: Whether missing cells are empty ones, as in a workbook.
    """
    length = len(cells)
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    if may_be_short:
        cells.extend([""] * (width - len(cells)))
    fits = length == width or len(cells) == width
    return None if fits else width_fault(number, length, width)


def column_name(header: list[str], position: int) -> str:
    """What people call a column: its heading, or its letters where it has none."""
    named = clean_text(header[position]) if position < len(header) else ""
    return quoted(named) or column_letters(position)


def below_title(rows: Sequence[Row], *, are_alike: bool = False) -> tuple[list[Row], list[Problem]]:
    """The rows from the header on, and the fault of what was taken for one.

    A title stands above the header, perhaps with a subtitle, or names of groups of columns. It is
    said once, and what stands below it is read.

    Args:
        rows: All rows, as long as they stand in the file.
        are_alike: Whether only rows of one width tell of a title: texts with commas in a single
            column come to any number of cells.
    """
    width = _width_below(rows, are_alike=are_alike)
    if width is None:
        return list(rows), []
    number, header = rows[0]
    named = [clean_text(cell) for cell in header if cell.strip()]
    title = without_foreign_bytes(quoted(" · ".join(named)))
    fault = Problem("title_above_header", row=number, value=title)
    first = next(
        (place for place, (_, cells) in enumerate(rows[1:], 1) if 2 * _filled(cells) > width),
        len(rows),
    )
    return list(rows[first:]), [fault]


def _width_below(rows: Sequence[Row], *, are_alike: bool) -> int | None:
    """Number of cells of the table below a title; None where the first row is the header."""
    if not rows:
        return None
    header = rows[0][1]
    own = _width(header)
    widths = [len(cells) for _, cells in rows[1:] if _width(cells) > own]
    below = [cells for _, cells in rows[1:] if _width(cells) <= own]
    # Further short lines are a subtitle or notes below the table; the names make one line more.
    if len(widths) > len(below) + 1:
        if are_alike and len(set(widths)) > 1:
            return None
        width = int(median_high(widths))
    elif below and len(rows[1][1]) <= own and all(map(str.strip, rows[1][1])):
        width = len(rows[1][1])  # names of groups over every column
    else:
        return None
    return width if width >= TITLED_COLUMNS and 2 * _filled(header) <= width else None


def _width(cells: Sequence[str]) -> int:
    """Number of cells up to the last that holds anything."""
    return next((n for n in range(len(cells), 0, -1) if cells[n - 1].strip()), 0)


def _filled(cells: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)
