"""A sheet of text cells, and the limits that every sheet from outside keeps."""

from __future__ import annotations

from dataclasses import dataclass

from geo_kopienas.domain.cells import clean_text, quoted
from geo_kopienas.domain.problems import Problem

#: Four times the answers that the largest round may have.
MAX_SHEET_ROWS = 200_000
#: The questionnaire with each option as a column of its own needs about 200.
MAX_SHEET_COLUMNS = 1_000

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
        code, problem.file, problem.sheet, number, None, str(length), {"expected": str(width)}
    )


def column_name(header: list[str], position: int) -> str:
    """What people call a column: its heading, or its letters where it has none."""
    named = clean_text(header[position]) if position < len(header) else ""
    return quoted(named) or column_letters(position)


def column_letters(position: int) -> str:
    """Letters of a column, as a spreadsheet shows them: 0 → A, 26 → AA."""
    letters = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
