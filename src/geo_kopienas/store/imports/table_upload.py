"""An edited export of facts or communities: which of its rows differ from the ledger, and how."""

import datetime as dt
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from geo_kopienas.domain.editing.changes import Edit, Row
from geo_kopienas.domain.schema.cells import write_cell
from geo_kopienas.domain.schema.fields import COMMUNITIES, EVIDENCE, Table
from geo_kopienas.domain.schema.problems import Problem, without_repairs
from geo_kopienas.domain.schema.wording import Wording
from geo_kopienas.store.dataset import check_files, register_levels
from geo_kopienas.store.kinds import file_kind
from geo_kopienas.store.ledger.rows import read_part
from geo_kopienas.store.tables.directory import read_table

_EDITABLE = {table.file: table for table in (EVIDENCE, COMMUNITIES)}


@dataclass
class TableUpload:
    """What an edited export says.

    Attributes:
        table: Which table it is; None where that cannot be told.
        edits: The rows that differ. Rows that the file lacks stay as they are.
        missing: How many rows of the ledger it lacks.
        problems: Every fault; with one nothing can be changed.
    """

    table: Table | None = None
    edits: list[Edit] = field(default_factory=list)
    missing: int = 0
    problems: list[Problem] = field(default_factory=list)


def read_upload(
    content: bytes, name: str, directory: Path, wording: Wording, today: dt.date
) -> TableUpload:
    """Compare an edited export with the ledger; nothing is changed.

    Args:
        content: The file.
        name: Its name.
        directory: The ledger as a directory.
        wording: Words that an exported workbook has in the place of names and codes.
        today: The day of the check.
    """
    with tempfile.TemporaryDirectory(prefix="geo-kopienas-") as folder:
        path = Path(folder) / Path(name).name
        path.write_bytes(content)
        kind = file_kind(path, register_levels(directory), wording)
        table = _EDITABLE.get(kind or "")
        if table is None:
            return TableUpload(problems=[Problem("upload_kind", file=name)])
        checked = check_files(directory, {table.file: path}, today, wording)
        # A row that the file lacks stays, so what its absence would bring is no fault.
        problems = [problem.at(file=name) for problem in without_repairs(checked.problems)]
        frame, _ = read_table(path, table, wording=wording)
    if problems:
        return TableUpload(table, problems=problems)
    typed, _ = read_table(directory / table.file, table)
    stored = read_part(table.file, (directory / table.file).read_bytes()).rows
    now, wanted = _cells(typed, table), _cells(frame, table)
    edits = [
        Edit(table.file, row_id, stored.get(row_id), _after(stored.get(row_id), now, row_id, row))
        for row_id, row in wanted.items()
        if now.get(row_id) != row
    ]
    return TableUpload(table, edits, missing=len(set(now) - set(wanted)))


def _after(stored: Row | None, now: dict[str, Row], row_id: str, row: Row) -> Row:
    """The row as it shall be: cells that say the same stay as they were typed."""
    if stored is None:
        return row
    same = now[row_id]
    return {
        name: stored.get(name, cell) if same.get(name) == cell else cell
        for name, cell in row.items()
    }


def _cells(frame: pd.DataFrame, table: Table) -> dict[str, Row]:
    rows: dict[str, Row] = {}
    for _, record in frame.iterrows():
        cells = {field.name: write_cell(record[field.name], field) for field in table.fields}
        rows[str(record[str(table.key)])] = {name: cell for name, cell in cells.items() if cell}
    return rows
