"""The parts of a data directory that hold facts, as rows by id, and rows as the part again.

Rules, codebook and method are no parts: they are configuration and stay files. A part is read as
it was checked before, so nothing here judges what stands in it.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from geo_kopienas.domain.editing.changes import Row
from geo_kopienas.domain.schema.cells import clean_text
from geo_kopienas.domain.schema.fields import (
    ATTRIBUTIONS_FILE,
    BOUNDARY_FILES,
    CONTEXT_FILE,
    FORMER_FILE,
    TABLES,
    Field,
    FieldType,
    Table,
)
from geo_kopienas.domain.schema.formulas import unguarded
from geo_kopienas.domain.survey.rounds.publications import PUBLICATIONS_FOLDER
from geo_kopienas.domain.survey.rounds.responses import RESPONSES_FOLDER

TABLE_OF_FILE: dict[str, Table] = {table.file: table for table in TABLES}
LAYER_FILES = (*BOUNDARY_FILES.values(), CONTEXT_FILE, FORMER_FILE)
WHOLE_TYPES = frozenset({FieldType.INTEGER, FieldType.YEAR})
#: What makes a figure of the population this one and no other; the table has no key.
_FIGURE = ("place_id", "area_name_lv", "date", "series_lv", "source_url")


class PartKind(StrEnum):
    """How a part is kept as rows."""

    TABLE = "table"  # a table of the column dictionary
    FEATURES = "features"  # a layer: a row a feature
    ANSWERS = "answers"  # answers of a round: a row a submission
    DOCUMENT = "document"  # one row that holds all of it


class Part(NamedTuple):
    """A part as rows.

    Attributes:
        head: Its columns, where no dictionary has them.
        rows: Rows by id, in their order.
    """

    head: tuple[str, ...]
    rows: dict[str, Row]


def part_kind(file: str) -> PartKind | None:
    """How a file of the data directory is kept; None for configuration."""
    if file in TABLE_OF_FILE:
        return PartKind.TABLE
    if file in LAYER_FILES:
        return PartKind.FEATURES
    folder, _, name = file.rpartition("/")
    if folder in (RESPONSES_FOLDER, PUBLICATIONS_FOLDER) and name.endswith(".csv"):
        return PartKind.ANSWERS
    if file == ATTRIBUTIONS_FILE or (folder == PUBLICATIONS_FOLDER and name.endswith(".json")):
        return PartKind.DOCUMENT
    return None


def is_private(file: str) -> bool:
    """Whether a file tells what single people answered."""
    return part_kind(file) is PartKind.ANSWERS


def part_files(directory: Path) -> list[str]:
    """The parts that a data directory has, sorted."""
    folders = (RESPONSES_FOLDER, PUBLICATIONS_FOLDER)
    answers = (path for folder in folders for path in (directory / folder).glob("[!.]*"))
    found = [path.relative_to(directory).as_posix() for path in answers]
    fixed = [*TABLE_OF_FILE, *LAYER_FILES, ATTRIBUTIONS_FILE]
    return sorted(
        name
        for name in (*fixed, *found)
        if part_kind(name) is not None and (directory / name).is_file()
    )


def read_part(file: str, content: bytes) -> Part:
    """Take a part apart.

    Raises:
        ValueError: It is no file of its kind; a check has said so before.
    """
    text = content.decode("utf-8-sig")
    match part_kind(file):
        case PartKind.TABLE:
            return Part((), _table_rows(text, TABLE_OF_FILE[file]))
        case PartKind.ANSWERS:
            reader = csv.DictReader(io.StringIO(text, newline=""))
            head = tuple(reader.fieldnames or ())
            return Part(head, {row["submission_id"]: _filled(row) for row in reader})
        case PartKind.FEATURES:
            return Part((), _feature_rows(text))
        case PartKind.DOCUMENT:
            return Part((), {"": {"content": text}})
    raise ValueError(file)


def part_in(directory: Path, file: str) -> Part:
    """A part of a data directory; without rows where there is no such file."""
    path = directory / file
    return read_part(file, path.read_bytes()) if path.exists() else Part((), {})


def write_part(file: str, part: Part) -> bytes:
    """Put a part together again; the same rows are the same bytes."""
    match part_kind(file):
        case PartKind.TABLE:
            names = [field.name for field in TABLE_OF_FILE[file].fields]
            return _csv(names, part.rows.values())
        case PartKind.ANSWERS:
            return _csv(part.head, part.rows.values())
        case PartKind.FEATURES:
            lines = (
                json.dumps(row, ensure_ascii=False, separators=(",", ":"))
                for row in part.rows.values()
            )
            body = ",\n".join(lines)
            end = "\n" if body else ""
            return f'{{"type":"FeatureCollection","features":[\n{body}{end}]}}\n'.encode()
        case PartKind.DOCUMENT:
            return "".join(str(row["content"]) for row in part.rows.values()).encode()
    raise ValueError(file)


def row_digest(row: Row) -> str:
    """A hash of a row; the order of its columns is no part of it."""
    said = json.dumps(row, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def read_parts(directory: Path) -> dict[str, Part]:
    """Every part of a data directory without fault, by its file."""
    return {
        file: read_part(file, (directory / file).read_bytes()) for file in part_files(directory)
    }


def _table_rows(text: str, table: Table) -> dict[str, Row]:
    rows: dict[str, Row] = {}
    fields = {field.name: field for field in table.fields}
    for record in csv.DictReader(io.StringIO(text, newline="")):
        cells = {name: _cell(record.get(name) or "", fields[name]) for name in fields}
        row = {name: cell for name, cell in cells.items() if cell}
        if row:
            rows[row_key(table, row, rows)] = row
    return rows


def row_key(table: Table, row: Row, taken: Mapping[str, Row]) -> str:
    """The id of a row; a table without a key gets one from what a figure is of."""
    if table.key is not None:
        return str(row[table.key])
    said = "|".join(str(row.get(name, "")) for name in _FIGURE)
    key = hashlib.sha256(said.encode()).hexdigest()[:16]
    number = 1
    while (numbered := key if number == 1 else f"{key}-{number}") in taken:
        number += 1
    return numbered


def _cell(text: str, field: Field) -> str:
    """A cell as it was typed (1415.70 keeps its cents), but for spaces and what a number is."""
    cell = clean_text(unguarded(text))
    if cell and field.type in WHOLE_TYPES:
        return str(int(cell))
    return cell.lower() if field.type is FieldType.BOOLEAN else cell


def _feature_rows(text: str) -> dict[str, Row]:
    rows: dict[str, Row] = {}
    for number, feature in enumerate(json.loads(text)["features"], start=1):
        row_id = str(feature.get("id") or f"#{number}")
        rows[row_id if row_id not in rows else f"{row_id}#{number}"] = feature
    return rows


def _filled(row: Mapping[str, str | None]) -> Row:
    return {name: cell for name, cell in row.items() if cell}


def _csv(names: Iterable[str], rows: Iterable[Row]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(names), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()
