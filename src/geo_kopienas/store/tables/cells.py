"""The cells of one worksheet as texts, read as a stream until a cap is reached."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import IO, Any
from xml.parsers import expat

from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel
from openpyxl.utils.escape import unescape

from geo_kopienas.domain.schema.cells import MAX_CELL_LENGTH, column_letters, quoted
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.store.files.text import without_foreign_bytes
from geo_kopienas.store.tables.merged import fill_merged
from geo_kopienas.store.tables.sheet import (
    MAX_SHEET_COLUMNS,
    MAX_SHEET_ROWS,
    Row,
    Stop,
    below_title,
    column_name,
    fit_row,
)

_CHUNK = 1 << 18
_ESCAPED = "_x"  # _x000D_ is a carriage return
_TRUTH = {"1": "true", "0": "false"}
_WHOLE = 1e15  # beyond, a double has no whole numbers any more
_TEXT_TAGS = frozenset({"v", "t"})


def parse_part(
    part: IO[bytes],
    start: Callable[[str, Any], None],
    end: Callable[[str], None] | None,
    text: Callable[[str], None] | None,
) -> None:
    """Parse a part of a workbook; its elements go to the handlers.

    Raises:
        Stop: The part declares entities, which no workbook needs and bombs are made of.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_entities
    parser.StartElementHandler = start
    if end:
        parser.EndElementHandler = end
    if text:
        parser.CharacterDataHandler = text
    while chunk := part.read(_CHUNK):
        parser.Parse(chunk, False)  # noqa: FBT003 - expat's own signature
    parser.Parse(b"", True)  # noqa: FBT003


def _refuse_entities(*_: object) -> None:
    raise Stop(Problem("workbook_entities"))


class SheetReader:
    """Reads one worksheet.

    Args:
        words: The shared texts of the workbook.
        date_styles: Numbers of the styles that show a number as a date.
        is_1904: Whether days are counted from 1904.

    Attributes:
        rows: The rows that hold anything.
        problems: Every fault of form, without file and sheet.
    """

    def __init__(
        self,
        words: list[str],
        date_styles: frozenset[str],
        *,
        is_1904: bool,
    ) -> None:
        self.rows: list[Row] = []
        self.problems: list[Problem] = []
        self._words = words
        self._date_styles = date_styles
        self._epoch = MAC_EPOCH if is_1904 else WINDOWS_EPOCH
        self._number = 0
        self._cells: list[str] = []
        self._values: dict[str, str] = {}
        self._position = -1
        self._text: list[str] = []
        self._value = ""
        self._has_formula = False
        self._is_wide = False
        self._merged: list[str] = []
        self._found: list[tuple[int, Problem]] = []  # with the position of their column

    def read(self, part: IO[bytes]) -> None:
        """Read the part of a worksheet."""
        try:
            parse_part(part, self._start, self._end, self._text.append)
        except Stop as stopped:
            if stopped.fault.code != "too_many_rows":
                raise
            self.problems.append(stopped.fault)
        self.rows, title = below_title(self.rows)
        header = self.rows[0][1] if self.rows else []
        named = [problem.at(column=column_name(header, place)) for place, problem in self._found]
        beside = [*self._fit(self.rows)]
        self.problems = [
            *title,
            *sorted([*named, *beside], key=lambda problem: problem.row or 0),
            *self.problems,
            *fill_merged(self.rows, self._merged),
        ]

    def _problem(self, code: str, value: str | None = None, limit: int = 0) -> None:
        """Note a fault of this cell."""
        shown = None if value is None else quoted(value)
        details = {"limit": str(limit)} if limit else {}
        problem = Problem(code, row=self._number, value=shown, details=details)
        self._found.append((self._position, problem))

    def _start(self, tag: str, values: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            self._values = values
            self._position = self._cell_position(values.get("r"))
            self._value = ""
            self._has_formula = False
        elif name in _TEXT_TAGS:
            self._text.clear()  # what stands between the elements is layout of the file
        elif name == "f":
            self._has_formula = True
        elif name == "mergeCell":
            self._merged.append(values.get("ref", ""))
        elif name == "row":
            number = values.get("r", "")
            self._number = int(number) if number.isdigit() else self._number + 1
            self._cells = []
            self._position = -1

    def _end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name in _TEXT_TAGS:
            self._value += "".join(self._text)  # a rich text has several
        elif name == "c":
            self._take_cell()
        elif name == "row":
            self._take_row()

    def _cell_position(self, reference: str | None) -> int:
        if not reference:
            return self._position + 1
        try:
            return column_index_from_string(reference.rstrip("0123456789")) - 1
        except ValueError:
            raise Stop(Problem("workbook_broken", value=quoted(reference))) from None

    def _take_cell(self) -> None:
        text = self._cell_text()
        if not text:
            return
        position = self._position
        if not 0 <= position < MAX_SHEET_COLUMNS:
            # One such cell would make every row as wide as the sheet.
            if not self._is_wide:
                self._problem("too_many_columns", str(position + 1), MAX_SHEET_COLUMNS)
            self._is_wide = True
            return
        cells = self._cells
        if len(text) > MAX_CELL_LENGTH:
            self._problem("cell_too_long", text, MAX_CELL_LENGTH)
            text = ""
        if len(cells) < position:
            cells.extend([""] * (position - len(cells)))
        if position < len(cells):
            cells[position] = text
        else:
            cells.append(text)

    def _cell_text(self) -> str:
        if self._has_formula:
            self._problem("cell_formula")
            return ""
        text, kind = self._value, self._values.get("t", "n")
        if not text or kind == "b":
            return _TRUTH.get(text, text)
        if kind == "n":
            return self._number_text(text)
        if kind == "e":
            self._problem("cell_error", text)
            return ""
        words = self._shared(text) if kind == "s" else text
        # Half of a sign that takes two is no text, and could not be written anywhere.
        return without_foreign_bytes(unescape(words)) if _ESCAPED in words else words

    def _shared(self, number: str) -> str:
        """A text that several cells share, by its number."""
        if not number.isdecimal() or int(number) >= len(self._words):
            raise Stop(Problem("workbook_broken", value=f"sharedStrings {quoted(number)}"))
        return self._words[int(number)]

    def _number_text(self, text: str) -> str:
        if self._values.get("s") in self._date_styles:
            return self._date_text(text)
        if text.isdigit():
            return text
        number = float(text)
        return str(int(number)) if number.is_integer() and abs(number) < _WHOLE else repr(number)

    def _date_text(self, text: str) -> str:
        try:
            value = from_excel(float(text), self._epoch)
        except (ValueError, OverflowError):
            return text
        if isinstance(value, dt.datetime):
            has_time = value.time() != dt.time.min
            return value.isoformat(timespec="seconds") if has_time else value.date().isoformat()
        return str(value)

    def _take_row(self) -> None:
        cells = self._cells
        if not any(map(str.strip, cells)):
            return
        if len(self.rows) > MAX_SHEET_ROWS:
            limit = {"limit": str(MAX_SHEET_ROWS)}
            raise Stop(Problem("too_many_rows", row=self._number, details=limit))
        self.rows.append((self._number, cells))

    def _fit(self, rows: list[Row]) -> Iterator[Problem]:
        """Bring the rows to the width of the header; what stands beside the table is left out.

        No column has shifted, as in a text file.
        """
        width = len(rows[0][1]) if rows else 0
        unnamed: set[int] = set()
        for number, cells in rows:
            if not fit_row(number, cells, width, may_be_short=True):
                continue
            for position in range(width, len(cells)):
                if cells[position].strip() and position not in unnamed:
                    unnamed.add(position)
                    yield Problem("column_unnamed", row=number, column=column_letters(position))
            del cells[width:]
