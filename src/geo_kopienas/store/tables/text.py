"""Text files as sheets: encoding and separator are found out, and said."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from geo_kopienas.domain.schema.cells import MAX_CELL_LENGTH, quoted
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.store.files.text import UTF16_SHARE, row_at, single_byte_encoding
from geo_kopienas.store.tables.sheet import (
    MAX_SHEET_COLUMNS,
    MAX_SHEET_ROWS,
    TITLED_COLUMNS,
    Row,
    Sheet,
    column_name,
    fit_row,
    title_above,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

SEPARATORS = (",", ";", "\t", "|")
_SAMPLE_BYTES = 1 << 18
_SAMPLE_RECORDS = 20
_CHUNK = 1 << 20
# Longer texts are rarely written twice; short ones are kept once.
_SHARED_LENGTH = 120
_SEPARATOR_LINE = "sep="
_CODECS = {"UTF-8": "utf-8-sig", "UTF-16": "utf-16", "Windows-1257": "cp1257"}
_MIXED = "?"


@dataclass(frozen=True, slots=True)
class TextSheet:
    """A text file's only sheet, and how it was read."""

    sheet: Sheet
    encoding: str
    separator: str


def read_text_sheet(content: bytes, file: str) -> tuple[TextSheet | None, list[Problem]]:
    """Read a text file whose encoding and separator are not known.

    Args:
        content: The file.
        file: Its name, as faults give it.

    Returns:
        The sheet, or None where no row can be read, and every fault of form: bytes of another
        encoding row by row, quotation marks, rows that are longer or shorter than the header.
    """
    encoding, codec = _encoding(content)
    if encoding != "UTF-16" and b"\0" in content:
        return None, [Problem("nul_byte", file=file, row=row_at(content, content.index(b"\0")))]
    # Bytes that do not belong there become single surrogates, which tell their rows.
    errors = "surrogateescape" if encoding == _MIXED else "strict"

    def stream() -> io.TextIOWrapper:
        return io.TextIOWrapper(io.BytesIO(content), encoding=codec, errors=errors, newline="")

    try:
        sample = stream().read(_SAMPLE_BYTES)
        separator, has_line = _separator(sample)
        text = stream()
        if has_line:
            text.readline()
        rows, problems = _rows(text, separator, file)
    except UnicodeDecodeError:
        return None, [Problem("encoding_unknown", file=file)]
    if encoding == _MIXED:
        problems += list(_mixed_rows(rows, file))
    if not rows and not problems:
        problems = [Problem("file_empty", file=file)]
    if not rows:
        return None, problems
    shown = "UTF-8" if encoding == _MIXED else encoding
    return TextSheet(Sheet(None, rows), shown, separator), problems


def _encoding(content: bytes) -> tuple[str, str]:
    """Name of the encoding for people and for Python."""
    has_mark = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    sample = content[:_SAMPLE_BYTES]
    if has_mark or sample.count(0) > len(sample) * UTF16_SHARE:
        little = sample[1::2].count(0) >= sample[::2].count(0)
        return "UTF-16", "utf-16" if has_mark else "utf-16-le" if little else "utf-16-be"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(content), _CHUNK):
            decoder.decode(content[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        guess = single_byte_encoding(content)
        return (guess, _CODECS[guess]) if guess else (_MIXED, _CODECS["UTF-8"])
    return "UTF-8", _CODECS["UTF-8"]


def _separator(sample: str) -> tuple[str, bool]:
    """The separator, and whether a first line `sep=;` names it."""
    first, _, _ = sample.partition("\n")
    first = first.strip("\r\"' ")
    if first.lower().startswith(_SEPARATOR_LINE) and len(first) == len(_SEPARATOR_LINE) + 1:
        return first[-1], True
    return max(SEPARATORS, key=lambda one: _width(sample, one)), False


def _width(sample: str, separator: str) -> float:
    """Columns of the header times the share of records that agree with it or with one another.

    Rows that are all too long agree with one another only.
    """
    # The last record may be cut off.
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
    try:
        records = [one for one in islice(reader, _SAMPLE_RECORDS) if one]
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


def _rows(text: io.TextIOWrapper, separator: str, file: str) -> tuple[list[Row], list[Problem]]:
    problems: list[Problem] = []
    rows: list[Row] = []
    shared: dict[str, str] = {}
    number = 0
    header: list[str] = []
    try:
        for number, record in enumerate(csv.reader(text, delimiter=separator, strict=True), 1):
            if not any(map(str.strip, record)):
                continue  # a line without anything holds no answer, but a spreadsheet counts it
            if not header:
                header = _header(record)
                if len(header) > MAX_SHEET_COLUMNS:
                    limit = {"limit": str(MAX_SHEET_COLUMNS)}
                    value = str(len(header))
                    return [], [Problem("too_many_columns", file=file, row=number, value=value,
                                        details=limit)]  # fmt: skip
                rows.append((number, header))
                continue
            if len(rows) > MAX_SHEET_ROWS:
                limit = {"limit": str(MAX_SHEET_ROWS)}
                problems.append(Problem("too_many_rows", file=file, row=number, details=limit))
                break
            fault = fit_row(number, record, header, Problem("", file=file), may_be_short=False)
            if fault:
                problems.append(fault)  # its columns may have shifted: none of it is read
                continue
            problems += _too_long(number, record, header, file)
            cells = [
                shared.setdefault(cell, cell) if len(cell) < _SHARED_LENGTH else cell
                for cell in record
            ]
            rows.append((number, cells))
    except csv.Error:
        problems.append(Problem("quote_broken", file=file, row=number + 1))
    title = _title_fault(rows, problems, file)
    return ([], [title]) if title else (rows, problems)


def _title_fault(rows: list[Row], problems: list[Problem], file: str) -> Problem | None:
    """The one fault of a file whose first line is a title; else every row would be too long."""
    if not rows:
        return None
    widths = [int(one.value or 0) for one in problems if one.code == "row_too_long"]
    # Texts with commas in a single column come to any number of cells.
    same = widths if len(set(widths)) == 1 else []
    title = title_above(rows[0][1], [cells for _, cells in rows[1:]], same)
    if title is None:
        return None
    return Problem(
        "title_above_header", file=file, row=rows[0][0], value=_without_surrogates(title)
    )


def _header(record: list[str]) -> list[str]:
    while record and not record[-1].strip():
        record.pop()
    return record


def _too_long(number: int, record: list[str], header: list[str], file: str) -> Iterator[Problem]:
    if max(map(len, record)) <= MAX_CELL_LENGTH:
        return
    limit = {"limit": str(MAX_CELL_LENGTH)}
    for position, cell in enumerate(record):
        if len(cell) > MAX_CELL_LENGTH:
            name = column_name(header, position)
            yield Problem(
                "cell_too_long",
                file=file,
                row=number,
                column=name,
                value=quoted(cell),
                details=limit,
            )
            record[position] = ""


def _mixed_rows(rows: list[Row], file: str) -> Iterator[Problem]:
    """The cells with bytes of another encoding; they are emptied."""
    header = [_without_surrogates(name) for name in rows[0][1]] if rows else []
    for number, cells in rows:
        for position, cell in enumerate(cells):
            shown = _without_surrogates(cell)
            if shown != cell:
                name = column_name(header, position)
                yield Problem(
                    "encoding_unknown", file=file, row=number, column=name, value=quoted(shown)
                )
                cells[position] = ""


def _without_surrogates(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8") if not text.isascii() else text
