"""Rows of the database's parts: read, written, and their order kept."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa

from geo_kopienas.domain.editing.changes import Edit, Row
from geo_kopienas.domain.schema.fields import FieldType
from geo_kopienas.domain.survey.rounds.publications import PUBLICATIONS_FOLDER
from geo_kopienas.store.ledger.rows import (
    TABLE_OF_FILE,
    WHOLE_TYPES,
    Part,
    PartKind,
    part_kind,
    row_digest,
)
from geo_kopienas.store.ledger.tables import FACTS, OTHERS, part, table_of, taken_over

#: SQLite takes so many values in one statement everywhere.
_CHUNK = 500


def read_rows(
    connection: sa.Connection, file: str, row_ids: Iterable[str] | None = None
) -> dict[str, Row]:
    """Rows of a part by id, in their order; all of them, or those that are asked for."""
    table = table_of(file)
    key = _key(table)
    query = sa.select(table).order_by(table.c.position)
    if file not in FACTS:
        query = query.where(table.c.file == file)
    if row_ids is None:
        records = connection.execute(query).mappings().all()
    else:
        records = [
            record
            for ids in _chunks(row_ids)
            for record in connection.execute(query.where(key.in_(ids))).mappings()
        ]
    return {str(record[key.name]): _row(file, record) for record in records}


def read_head(connection: sa.Connection, file: str) -> tuple[str, ...]:
    """The columns of a part, where no dictionary has them."""
    head = connection.scalar(sa.select(part.c.head).where(part.c.file == file))
    return tuple(json.loads(head or "[]"))


def insert_rows(
    connection: sa.Connection, file: str, rows: Mapping[str, Row], first_position: int = 1
) -> None:
    """Add rows below those that a part has."""
    values = [
        _values(file, row_id, row) | {"position": position}
        for position, (row_id, row) in enumerate(rows.items(), start=first_position)
    ]
    if values:
        connection.execute(sa.insert(table_of(file)), values)


def apply_edits(connection: sa.Connection, file: str, edits: Sequence[Edit]) -> None:
    """Make the edits of one part; a new row goes below the others."""
    table = table_of(file)
    key = _key(table)
    own = sa.true() if file in FACTS else table.c.file == file
    gone = [edit.row_id for edit in edits if edit.after is None]
    for ids in _chunks(gone):
        connection.execute(sa.delete(table).where(own, key.in_(ids)))
    amended = [
        _values(file, edit.row_id, edit.after) | {"asked": edit.row_id}
        for edit in edits
        if edit.before is not None and edit.after is not None
    ]
    if amended:
        changed: dict[str, Any] = {
            name: sa.bindparam(name) for name in amended[0] if name != "asked"
        }
        statement = sa.update(table).where(own, key == sa.bindparam("asked")).values(changed)
        connection.execute(statement, amended)
    new = {edit.row_id: edit.after for edit in edits if edit.before is None and edit.after}
    if new:
        last = connection.scalar(sa.select(sa.func.max(table.c.position)).where(own)) or 0
        insert_rows(connection, file, new, last + 1)


def keep_order(connection: sa.Connection, file: str, row_ids: Sequence[str]) -> None:
    """Give the rows of a part the order of its new content, if it is another one."""
    table = table_of(file)
    key = _key(table)
    own = sa.true() if file in FACTS else table.c.file == file
    now = connection.scalars(sa.select(key).where(own).order_by(table.c.position)).all()
    if list(now) != list(row_ids):
        statement = sa.update(table).where(own, key == sa.bindparam("asked"))
        connection.execute(
            statement.values(position=sa.bindparam("place")),
            [{"asked": row_id, "place": place} for place, row_id in enumerate(row_ids, start=1)],
        )


def touch_part(
    connection: sa.Connection, file: str, number: int, head: tuple[str, ...] | None
) -> None:
    """Note that a change touched a part; a part that there was not yet is added."""
    values: dict[str, Any] = {"changed_in": number}
    if head is not None:
        values["head"] = json.dumps(head, ensure_ascii=False)
    done = connection.execute(sa.update(part).where(part.c.file == file).values(values))
    if not done.rowcount:
        connection.execute(sa.insert(part).values({"file": file, "head": "[]"} | values))


def rows_taken_over(connection: sa.Connection) -> dict[tuple[str, str], str]:
    """The hash of every row that was taken over last, by file and id."""
    rows = connection.execute(sa.select(taken_over))
    return {(row.file, row.row_id): row.digest for row in rows}


def note_taken_over(connection: sa.Connection, parts: Mapping[str, Part]) -> None:
    """Note the rows of a data directory that were taken over now."""
    rows = [
        {"file": file, "row_id": row_id, "digest": row_digest(row)}
        for file, content in parts.items()
        for row_id, row in content.rows.items()
    ]
    connection.execute(sa.delete(taken_over))
    if rows:
        connection.execute(sa.insert(taken_over), rows)


def row_counts(connection: sa.Connection) -> dict[str, int]:
    """Number of rows of every part, by file."""
    counts = {}
    for file in connection.scalars(sa.select(part.c.file).order_by(part.c.file)):
        table = table_of(file)
        own = sa.true() if file in FACTS else table.c.file == file
        number = connection.scalar(sa.select(sa.func.count()).select_from(table).where(own))
        counts[file] = number or 0
    return counts


def taken_back(connection: sa.Connection) -> tuple[str, ...]:
    """Beginnings of the files of rounds whose publication is shown no longer.

    What was taken back from the public does not come back with the day on which it was shown.
    """
    table = OTHERS[PartKind.DOCUMENT]
    query = sa.select(table.c.file, table.c.cells).where(
        table.c.file.startswith(f"{PUBLICATIONS_FOLDER}/")
    )
    return tuple(
        file.removesuffix("json")
        for file, cells in connection.execute(query)
        if not any(known["is_shown"] for known in json.loads(json.loads(cells)["content"]))
    )


def is_file(file: str, content: Part) -> bool:
    """Whether a part without rows is a file: a table or a layer is, answers of nobody are none."""
    return bool(content.rows) or part_kind(file) in {"table", "features"}


def _key(table: sa.Table) -> sa.Column[Any]:
    if "row_id" in table.c:
        return table.c.row_id
    return next(iter(table.primary_key.columns))


def _row(file: str, record: Mapping[Any, Any]) -> Row:
    if file not in FACTS:
        row: Row = json.loads(record["cells"])
        return row
    cells = {}
    for field in TABLE_OF_FILE[file].fields:
        value = record[field.name]
        if value is not None:
            cells[field.name] = (
                str(value).lower() if field.type is FieldType.BOOLEAN else str(value)
            )
    return cells


def _values(file: str, row_id: str, row: Row) -> dict[str, Any]:
    if file not in FACTS:
        cells = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
        return {"file": file, "row_id": row_id, "cells": cells}
    table = TABLE_OF_FILE[file]
    values: dict[str, Any] = {} if table.key else {"row_id": row_id}
    for field in table.fields:
        cell = row.get(field.name)
        if cell is not None and field.type in WHOLE_TYPES:
            values[field.name] = int(cell)
        elif cell is not None and field.type is FieldType.BOOLEAN:
            values[field.name] = cell == "true"
        else:
            values[field.name] = cell
    return values


def _chunks(values: Iterable[str]) -> Iterator[list[str]]:
    iterator = iter(values)
    while chunk := list(islice(iterator, _CHUNK)):
        yield chunk
