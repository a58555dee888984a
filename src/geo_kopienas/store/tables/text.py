"""Text files as sheets; their encoding and separator are detected, and said."""

from __future__ import annotations

import csv
import io
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import dropwhile, islice

from geo_kopienas.domain.schema.cells import MAX_CELL_LENGTH, quoted
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.store.files.text import (
    Encoding,
    detect_encoding,
    row_at,
    without_foreign_bytes,
    without_zeros,
)
from geo_kopienas.store.tables.sheet import (
    MAX_SHEET_COLUMNS,
    MAX_SHEET_ROWS,
    TITLED_COLUMNS,
    Row,
    Sheet,
    Stop,
    below_title,
    column_name,
    fit_row,
)

SEPARATORS = (",", ";", "\t", "|")
_SAMPLE_SIZE = 1 << 18
_SAMPLE_RECORDS = 20
# Longer texts are rarely written twice; short ones are kept once.
_SHARED_LENGTH = 120
_SEPARATOR_LINE = "sep="
#: Faults of the file as a whole, which are said last.
_OF_ALL = frozenset({"too_many_rows"})
_MARKUP = {"<": "HTML/XML", "{": "JSON", "[": "JSON"}


@dataclass(frozen=True, slots=True)
class TextTable:
    """A text file with rows, and how they are read.

    Attributes:
        content: The file.
        encoding: Its encoding.
        separator: What stands between its cells.
        has_separator_line: Whether a first line `sep=;` says so, which is no row.
        faults: Zero bytes, and quotation marks that do not match as `rows` finds them; what stands
            beside them is read.
    """

    content: bytes
    encoding: Encoding
    separator: str
    has_separator_line: bool
    faults: list[Problem] = field(default_factory=list)

    def rows(self) -> Iterator[Row]:
        """Yield number and cells of each row; a line without anything in it is counted only.

        Raises:
            Stop: There are more rows than `MAX_SHEET_ROWS`.
            UnicodeDecodeError: UTF-16 is broken.
        """
        text = _decoded(self.content, self.encoding)
        if self.has_separator_line:
            text.readline()
        shared: dict[str, str] = {}
        filled = 0
        for number, cells in self._records(_Lines(text)):
            filled += any(map(str.strip, cells))
            if filled > MAX_SHEET_ROWS + 1:
                limit = {"limit": str(MAX_SHEET_ROWS)}
                raise Stop(Problem("too_many_rows", row=number, details=limit))
            for position, cell in enumerate(cells):
                if len(cell) < _SHARED_LENGTH:
                    cells[position] = shared.setdefault(cell, cell)
            if cells:
                yield number, cells

    def _records(self, lines: _Lines) -> Iterator[Row]:
        """Number and cells of each record; below a broken one the next whole line goes on."""
        number = width = 0
        while lines.has_more():
            try:
                for cells in csv.reader(lines, delimiter=self.separator, strict=True):
                    number += 1
                    width = width or len(cells)
                    yield number, cells
                    lines.keep_none()
            except csv.Error:
                number += 1
                # The line itself is not shown: it tells whose row was lost.
                line = {"line": quoted(lines.begun())}
                self.faults.append(Problem("quote_broken", row=number, details=line))
                lines.go_on(partial(self._is_whole, width))

    def _is_whole(self, width: int, line: str) -> bool:
        """Whether a line is a record of this width by itself."""
        try:
            (cells,) = csv.reader([line], delimiter=self.separator, strict=True)
        except (csv.Error, ValueError):
            return False
        return len(cells) == width


class _Lines(Iterator[str]):
    """The lines of a text, of which those of the record that is being read are kept."""

    def __init__(self, text: Iterable[str]) -> None:
        self._lines = iter(text)
        self._kept: list[str] = []
        self._again: deque[str] = deque()

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self._kept.append(line)
        return line

    def has_more(self) -> bool:
        """Whether a line is left."""
        if not self._again:
            self._again.extend(islice(self._lines, 1))
        return bool(self._again)

    def begun(self) -> str:
        """The line in which the record began."""
        return next(iter(self._kept), "")

    def keep_none(self) -> None:
        """Forget the lines of a record that was read."""
        self._kept.clear()

    def go_on(self, is_whole: Callable[[str], bool]) -> None:
        """Leave out the line in which the record began, and those up to the next whole one."""
        rest = dropwhile(lambda line: not is_whole(line), self._kept[1:])
        self._again.extendleft(reversed([*rest]))
        self._kept.clear()


def _decoded(content: bytes, encoding: Encoding) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(content), encoding.codec, encoding.errors, newline="")


def open_text(content: bytes, *, has_commas: bool) -> TextTable:
    """Detect the encoding and the separator of a text file.

    Args:
        content: The file.
        has_commas: Whether its cells should stand between commas: then its first line alone
            tells another separator, and a line that names one is a row like any other.

    Raises:
        Stop: The file is a page of the web or JSON, or no text.
        UnicodeDecodeError: UTF-16 is broken.
    """
    encoding = detect_encoding(content)
    sample = _decoded(content, encoding).read(_SAMPLE_SIZE)
    kind = _MARKUP.get(sample.lstrip("\ufeff \t\r\n")[:1])
    if kind:
        raise Stop(Problem("file_kind_other", value=kind))
    faults: list[Problem] = []
    if not encoding.is_utf16 and (position := content.find(b"\0")) >= 0:
        fault = Problem("nul_byte", row=row_at(content, position))
        faults.append(fault)
        content = without_zeros(content)
        if not content:
            raise Stop(fault)
        sample = _decoded(content, encoding).read(_SAMPLE_SIZE)
    if not has_commas:
        return TextTable(content, encoding, *_separator(sample), faults)
    first = next((line for line in sample.split("\n", 20) if line.strip()), "")
    separator = next((sign for sign in SEPARATORS if sign in first), SEPARATORS[0])
    return TextTable(content, encoding, separator, has_separator_line=False, faults=faults)


def read_text_sheet(content: bytes) -> tuple[Sheet | None, TextTable | None, list[Problem]]:
    """Read a text file from outside, whose encoding and separator are not known.

    Returns:
        The sheet and how it was read, or None where no row can be read, and every fault of form:
        bytes of another encoding row by row, quotation marks, rows that are longer or shorter
        than the header.
    """
    try:
        text = open_text(content, has_commas=False)
        rows, problems = _fitted_rows(text)
    except Stop as stopped:
        return None, None, [stopped.fault]
    except UnicodeDecodeError:
        return None, None, [Problem("encoding_unknown")]
    if not rows:
        return None, None, problems or [Problem("file_empty")]
    return Sheet(None, rows), text, problems


def _separator(sample: str) -> tuple[str, bool]:
    """The separator, and whether a first line `sep=;` names it."""
    first, _, _ = sample.partition("\n")
    first = first.strip("\r\"' ")
    if first.lower().startswith(_SEPARATOR_LINE) and len(first) == len(_SEPARATOR_LINE) + 1:
        return first[-1], True
    return max(SEPARATORS, key=lambda separator: _width(sample, separator)), False


def _width(sample: str, separator: str) -> float:
    """Columns of the header times the share of records that agree with it or with one another.

    Rows that are all too long agree with one another only.
    """
    # The last record may be cut off.
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
    try:
        records = [record for record in islice(reader, _SAMPLE_RECORDS) if record]
    except csv.Error:
        return 0.0
    if not records:
        return 0.0
    width, *others = map(len, records)
    usual, number = Counter(others or [width]).most_common(1)[0]
    if width == 1:
        # Under a title the other records tell the separator.
        return 1.0 if usual >= TITLED_COLUMNS and number > len(others) / 2 else 0.5
    agreeing = max(others.count(width), number if usual > 1 else 0)
    return width * (agreeing + 1) / len(records)


def _fitted_rows(text: TextTable) -> tuple[list[Row], list[Problem]]:
    """The header and the rows that fit below it, and what is wrong with the others."""
    found: list[Row] = []
    problems: list[Problem] = []
    try:
        # A row without anything holds no answer.
        found += (row for row in text.rows() if any(map(str.strip, row[1])))
    except Stop as stopped:
        problems.append(stopped.fault)
    rows: list[Row] = []
    header: list[str] = []
    found, title = below_title(found, are_alike=True)
    for number, cells in found:
        if not rows:
            _trim_header(number, cells)
            header = [without_foreign_bytes(name) for name in cells]
        elif fault := fit_row(number, cells, len(header), may_be_short=False):
            problems.append(fault)  # its columns may have shifted: none of it is read
            continue
        problems += _cell_faults(number, cells, header, is_mixed=text.encoding.name is None)
        rows.append((number, cells))
    problems += text.faults
    problems.sort(key=lambda problem: (problem.code in _OF_ALL, problem.row or 0))
    return rows, [*title, *problems]


def _trim_header(number: int, cells: list[str]) -> None:
    while cells and not cells[-1].strip():
        cells.pop()
    if len(cells) > MAX_SHEET_COLUMNS:
        limit = {"limit": str(MAX_SHEET_COLUMNS)}
        raise Stop(Problem("too_many_columns", row=number, value=str(len(cells)), details=limit))


def _cell_faults(
    number: int, cells: list[str], header: list[str], *, is_mixed: bool
) -> Iterator[Problem]:
    """Cells that are too long or have bytes of another encoding; they are emptied."""
    if not is_mixed and max(map(len, cells)) <= MAX_CELL_LENGTH:
        return
    for position, cell in enumerate(cells):
        shown = without_foreign_bytes(cell)
        if shown == cell and len(cell) <= MAX_CELL_LENGTH:
            continue
        name, value = column_name(header, position), quoted(shown)
        if len(cell) > MAX_CELL_LENGTH:
            limit = {"limit": str(MAX_CELL_LENGTH)}
            yield Problem("cell_too_long", row=number, column=name, value=value, details=limit)
        else:
            yield Problem("encoding_unknown", row=number, column=name, value=value)
        cells[position] = ""
