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


def title_fault(rows: Sequence[Row], widths: Sequence[int]) -> Problem | None:
    """The fault of a title, or of names of groups of columns, that was taken for the header.

    Args:
        rows: The header and the rows that fit below it.
        widths: Numbers of cells of those that are longer, which would all be said to be wrong.
    """
    if not rows:
        return None
    (number, header), below = rows[0], rows[1:]
    named = [clean_text(cell) for cell in header if cell.strip()]
    # Further short lines are a subtitle or notes below the table; the names make one line more.
    if len(widths) > len(below) + 1:
        width = int(median_high(widths))
    elif below and all(map(str.strip, below[0][1])):
        width = len(below[0][1])  # names of groups over every column
    else:
        return None
    if width < TITLED_COLUMNS or 2 * len(named) > width:
        return None
    title = without_foreign_bytes(quoted(" · ".join(named)))
    return Problem("title_above_header", row=number, value=title)
