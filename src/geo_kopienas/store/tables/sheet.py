"""A sheet of text cells, and the limits that every sheet from outside keeps."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median_high
from typing import TYPE_CHECKING

from geo_kopienas.domain.schema.cells import clean_text, column_letters, quoted
from geo_kopienas.domain.schema.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

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


def fit_row(
    number: int, cells: list[str], header: list[str], problem: Problem, *, may_be_short: bool
) -> Problem | None:
    """Bring a row to the width of the header in place; the fault if content would be lost.

    Args:
        number: The row's number.
        cells: Its cells.
        header: The header.
        problem: A fault that names file and sheet; its other parts are filled in.
        may_be_short: Whether missing cells are empty ones, as in a workbook.
    """
    width, length = len(header), len(cells)
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    if length == width or len(cells) == width:
        return None
    is_long = len(cells) > width
    if not is_long and may_be_short:
        cells.extend([""] * (width - len(cells)))
        return None
    code = "row_too_long" if is_long else "row_too_short"
    return Problem(
        code,
        file=problem.file,
        sheet=problem.sheet,
        row=number,
        value=str(length),
        details={"expected": str(width)},
    )


def column_name(header: list[str], position: int) -> str:
    """What people call a column: its heading, or its letters where it has none."""
    named = clean_text(header[position]) if position < len(header) else ""
    return quoted(named) or column_letters(position)


def title_above(header: list[str], rows: Sequence[list[str]], widths: Sequence[int]) -> str | None:
    """The title, or the names of groups of columns, that was taken for the header.

    Args:
        header: The first row.
        rows: Rows that fit below it.
        widths: Numbers of cells of those that are longer, which would all be said to be wrong.

    Returns:
        What stands there, if the names of the columns come below it.
    """
    named = [clean_text(cell) for cell in header if cell.strip()]
    # Further short lines are a subtitle or notes below the table; the names make one line more.
    if len(widths) > len(rows) + 1:
        width = int(median_high(widths))
    elif rows and all(map(str.strip, rows[0])):
        width = len(rows[0])  # names of groups over every column
    else:
        return None
    is_titled = width >= TITLED_COLUMNS and 2 * len(named) <= width
    return quoted(" · ".join(named)) if is_titled else None
