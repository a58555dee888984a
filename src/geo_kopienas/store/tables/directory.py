"""Reading of the tables: every cell by the column dictionary, every fault in one pass."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from geo_kopienas.domain.schema.cells import (
    LIST_TYPES,
    clean_text,
    column_dtype,
    column_letters,
    nearest_details,
    quoted,
    read_cell,
)
from geo_kopienas.domain.schema.dates import evidence_days
from geo_kopienas.domain.schema.fields import EVIDENCE, Field, Table
from geo_kopienas.domain.schema.formulas import MARK, unguarded
from geo_kopienas.domain.schema.problems import Problem, by_cause
from geo_kopienas.domain.schema.wording import PLAIN, Wording
from geo_kopienas.store.files.text import without_foreign_bytes
from geo_kopienas.store.tables.sheet import Row, width_fault
from geo_kopienas.store.tables.sheets import HEADER_ROW, read_table_sheet

_Record = tuple[int, dict[str, object]]

MAX_COLUMNS = 200
#: Of a table that has too many rows so many are judged: it is refused in any case.
SAMPLE_ROWS = 10_000


def read_table(
    path: Path, table: Table, *, may_be_empty: bool = False, wording: Wording = PLAIN
) -> tuple[pd.DataFrame, list[Problem]]:
    """Read a table of the data directory; never raises on what stands in the file.

    Nothing is guessed: "NA" is text, a number has a decimal point. An unreadable cell is missing
    in the frame and named in the faults.

    Args:
        path: The CSV file: UTF-8, comma, header row.
        table: Its columns.
        may_be_empty: Whether a header without rows is meant.
        wording: Words that an exported workbook has in the place of names and codes.

    Returns:
        The frame and all faults. The frame's index `row` counts as a spreadsheet does (header =
        1); texts are `string`, numbers `Int64` or `Float64`, lists tuples of str, a breakdown a
        dict or None; evidence has `known_from` and `last_day` as timestamps besides.
    """
    sheet, problems = read_table_sheet(path, [field.name for field in table.fields], wording)
    rows: list[_Record] = []
    if sheet.rows:
        is_sample = any(problem.code == "too_many_rows" for problem in problems)
        last = SAMPLE_ROWS + 1 if is_sample else None
        rows, row_problems = _typed_rows(sheet.header, sheet.rows[:last], table)
        problems += row_problems
        if not rows and not problems and not may_be_empty:
            problems.append(Problem("table_empty"))
    elif not problems:
        problems.append(Problem("file_empty"))
    placed = [problem.at(file=table.file, sheet=sheet.name) for problem in problems]
    return _frame(rows, table), placed


def typed_table(
    rows: Sequence[Mapping[str, str]], table: Table
) -> tuple[pd.DataFrame, list[Problem]]:
    """Rows of cells as a frame like that of `read_table`, and all faults; the first is row 2."""
    names = [field.name for field in table.fields]
    cells = [[row.get(name, "") for name in names] for row in rows]
    numbered = [(HEADER_ROW, names), *enumerate(cells, start=HEADER_ROW + 1)]
    typed, problems = _typed_rows(names, numbered, table)
    return _frame(typed, table), [problem.at(file=table.file) for problem in problems]


def _typed_rows(
    header: list[str], sheet_rows: list[Row], table: Table
) -> tuple[list[_Record], list[Problem]]:
    """The typed cells of each row below the header that holds anything, and all faults."""
    if _is_export(header, table):
        sheet_rows = [(number, [unguarded(cell) for cell in cells]) for number, cells in sheet_rows]
    width = len(header)
    columns, problems = _columns(header, table)
    problems = [problem.at(row=sheet_rows[0][0]) for problem in problems]
    if not columns:
        return [], problems
    rows: list[_Record] = []

    def reading() -> Iterator[Problem]:
        for number, cells in sheet_rows[1:]:
            row, row_problems = _row(number, cells, width, columns, table)
            if row is not None:
                rows.append((number, row))
            yield from row_problems

    problems += by_cause(reading())
    return rows, problems


def _is_export(header: list[str], table: Table) -> bool:
    """Whether the table was exported: what was worked out for its day stands from a mark on."""
    own = {field.name for field in table.fields}
    return MARK not in own and MARK in map(clean_text, header)


def _columns(header: list[str], table: Table) -> tuple[dict[str, int], list[Problem]]:
    """Position of each known column, and what is wrong with the header."""
    names = [clean_text(without_foreign_bytes(name)) for name in header]
    if _is_export(header, table):
        names = names[: names.index(MARK)]
    if len(names) > MAX_COLUMNS:
        limit = {"limit": str(MAX_COLUMNS)}
        return {}, [Problem("too_many_columns", value=str(len(names)), details=limit)]
    expected = [field.name for field in table.fields]
    needed = [field.name for field in table.fields if not field.may_be_absent]
    missing = [name for name in needed if name not in names]
    problems = []
    for position, name in enumerate(names):
        shown = quoted(name)
        if not name:
            problems.append(Problem("column_unnamed", column=column_letters(position)))
        elif name not in expected:
            near = nearest_details(name, missing)
            problems.append(Problem("unknown_column", column=shown, value=shown, details=near))
        elif name in names[:position]:
            problems.append(Problem("duplicate_column", column=name, value=shown))
    problems += [Problem("missing_column", column=name, value=name) for name in missing]
    columns = {name: names.index(name) for name in expected if name in names}
    return columns, problems


def _row(
    number: int, cells: list[str], width: int, columns: dict[str, int], table: Table
) -> tuple[dict[str, object] | None, list[Problem]]:
    """The typed cells of a record; None for one that holds nothing."""
    if not any(clean_text(cell) for cell in cells):
        return None, [Problem("row_empty", row=number)]
    problems = []
    fields: list[Field] = [field for field in table.fields if field.name in columns]
    if len(cells) != width:
        problems.append(width_fault(number, len(cells), width))
        # Its columns may have shifted: only the key is read, so that nobody misses the row's id.
        fields = [field for field in fields if field.name == table.key]
    values: dict[str, object] = {}
    for field in fields:
        position = columns[field.name]
        text = cells[position] if position < len(cells) else ""
        shown = without_foreign_bytes(text)
        if shown == text:
            values[field.name], faults = read_cell(text, field)
        else:
            faults = [Problem("encoding_unknown", value=quoted(shown))]
        for fault in faults:
            value = fault.value if fault.value is not None else quoted(clean_text(text)) or None
            problems.append(replace(fault, row=number, column=field.name, value=value))
    return values, problems


def _frame(rows: list[_Record], table: Table) -> pd.DataFrame:
    """The rows as a typed frame with every column of the table."""
    index = pd.Index([number for number, _ in rows], dtype="int64", name="row")
    columns = {
        field.name: _series([row.get(field.name) for _, row in rows], field, index)
        for field in table.fields
    }
    frame = pd.DataFrame(columns, index=index)
    return _with_days(frame) if table is EVIDENCE else frame


def _series(values: list[object], field: Field, index: pd.Index[int]) -> pd.Series:
    dtype = column_dtype(field)
    if field.type in LIST_TYPES:
        values = [() if value is None else value for value in values]
    # A required flag is never missing in a table without faults, and plain bool can be negated.
    if dtype == "boolean" and None not in values:
        dtype = "bool"
    return pd.Series(values, index=index, dtype=dtype, name=field.name)


def _with_days(evidence: pd.DataFrame) -> pd.DataFrame:
    cells = (_texts(evidence[name]) for name in ("date", "date_end", "date_basis"))
    days = [
        evidence_days(date or "", date_end, basis)
        for date, date_end, basis in zip(*cells, strict=True)
    ]
    return evidence.assign(
        known_from=_timestamps([known for known, _ in days]),
        last_day=_timestamps([last for _, last in days]),
    )


def _timestamps(days: list[dt.date | None]) -> pd.DatetimeIndex:
    # An empty text becomes NaT.
    return pd.to_datetime(["" if day is None else day.isoformat() for day in days])


def _texts(column: pd.Series) -> list[str | None]:
    return [None if pd.isna(cell) else str(cell) for cell in column]
