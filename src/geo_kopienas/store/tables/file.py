"""The rows of a table's file, whatever it was saved as: that is said, and the rows are read on.

A spreadsheet saves a table with semicolons, in Windows-1257 or as a workbook. The data directory
takes none of these, but who mends the file wants to hear of every other fault in the same pass.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from geo_kopienas.domain.schema.cells import clean_text
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.store.files.text import (
    MAX_FILE_BYTES,
    ZIP_SIGNATURE,
    file_fault,
    outer_fault,
    row_at,
    text_as_found,
)
from geo_kopienas.store.tables.workbook import read_workbook

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from geo_kopienas.store.tables.sheet import Sheet

MAX_ROWS = 200_000
HEADER_ROW = 1
_OTHER_SEPARATORS = (";", "\t", "|")
_MARKUP = {"<": "HTML/XML", "{": "JSON", "[": "JSON"}

Record = tuple[int, list[str]]


@dataclass
class TableFile:
    """What a file holds.

    Attributes:
        records: Number as a spreadsheet counts and cells of each row; the first is the header.
        sheet: Name of the sheet in a workbook.
        faults: What is wrong with the file as such, each with its row.
        problems: Faults of single cells of a workbook.
    """

    records: list[Record] = field(default_factory=list)
    sheet: str | None = None
    faults: list[tuple[Problem, int | None]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def header(self) -> list[str]:
        """The names of the columns; empty for an empty file."""
        return self.records[0][1] if self.records else []


def read_table_file(path: Path, columns: Collection[str]) -> TableFile:
    """Read the rows of a file; never raises on what stands in it.

    Args:
        path: A text file or a workbook.
        columns: Names that the header should have; of several sheets, the one that has most.
    """
    try:
        fault = outer_fault(path, MAX_FILE_BYTES)
        content = b"" if fault else path.read_bytes()
    except (OSError, ValueError):
        fault, content = Problem("file_unreadable"), b""
    if fault is None and content.startswith(ZIP_SIGNATURE):
        return _workbook(content, path.name, columns)
    fault = fault or file_fault(content)
    if fault:
        return TableFile(faults=[(fault, None)])
    text, fault, position = text_as_found(content)
    kind = _MARKUP.get((text or "").lstrip()[:1])
    if kind:
        return TableFile(faults=[(Problem("file_kind_other", value=kind), None)])
    result = TableFile()
    # Cells in an unknown encoding are named one by one.
    if fault is not None and (text is None or fault.code != "encoding_unknown"):
        row = None if position is None else row_at(content, position)
        result.faults.append((fault, row))
    if text is not None:
        _read_text(text, result)
    return result


def _read_text(text: str, result: TableFile) -> None:
    separator = _other_separator(text)
    if separator:
        shown = "TAB" if separator == "\t" else separator
        result.faults.append((Problem("separator_not_comma", value=shown), HEADER_ROW))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator or ",", strict=True)
    number = 0
    try:
        for number, cells in enumerate(islice(reader, MAX_ROWS + 2), start=1):
            if number > MAX_ROWS + 1:
                fault = Problem("too_many_rows", details={"limit": str(MAX_ROWS)})
                result.faults.append((fault, None))
                return
            # A line without anything in it holds no record, but a spreadsheet counts it.
            if cells:
                result.records.append((number, cells))
    except csv.Error:
        result.faults.append((Problem("quote_broken"), number + 1))


def _other_separator(text: str) -> str | None:
    """The separator where the first line that holds anything has no comma."""
    first = next((line for line in text.split("\n", 20) if line.strip()), "")
    if "," in first:
        return None
    return next((one for one in _OTHER_SEPARATORS if one in first), None)


def _workbook(content: bytes, file: str, columns: Collection[str]) -> TableFile:
    """The sheet that is most like the table; a workbook is never the file itself."""
    kind = Problem("file_kind_other", value="XLSX/ZIP")
    sheets, problems = read_workbook(content, file)
    if not sheets:
        refused = [
            (one.at(file=None, sheet=None, row=None, column=None), None)
            for one in problems
            if one.code not in {"workbook_broken", kind.code}
        ]
        return TableFile(faults=[(kind, None), *refused])

    def share(sheet: Sheet) -> int:
        return len({clean_text(name) for name in sheet.header} & set(columns))

    best = max(sheets, key=share)
    own = [one for one in problems if one.sheet == best.name]
    return TableFile(best.rows, best.name, [(kind, None)], own)
