"""The journal: every change and the rows that it touched; nothing in it is changed or deleted."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from geo_kopienas.domain.editing.changes import (
    Change,
    ChangeRecord,
    Edit,
    Revision,
    Role,
    Row,
)
from geo_kopienas.store.ledger.tables import change, revision

#: A day ends where the municipality is.
TIME_ZONE = ZoneInfo("Europe/Riga")
_WORDS = ("account", "role", "summary", "reason", "source_url", "undoes", "suggestion")


def last_change(connection: sa.Connection) -> int:
    """Number of the newest change."""
    return connection.scalar(sa.select(sa.func.max(change.c.number))) or 0


def last_change_of(connection: sa.Connection, day: dt.date) -> int:
    """Number of the last change that was known at the end of a day; 0 before the first."""
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), TIME_ZONE)
    known = sa.select(sa.func.max(change.c.number)).where(change.c.time < end)
    return connection.scalar(known) or 0


def add_change(connection: sa.Connection, made: Change, edits: Iterable[Edit]) -> int:
    """Write a change and its rows, and return its number.

    The clock of a machine may be set back; the journal's never is.
    """
    number = last_change(connection) + 1
    before = connection.scalar(sa.select(change.c.time).where(change.c.number == number - 1))
    now = dt.datetime.now(dt.UTC)
    words = {name: getattr(made, name) for name in _WORDS}
    connection.execute(
        sa.insert(change).values(number=number, time=max(now, before or now), **words)
    )
    rows = [
        {
            "change": number,
            "file": edit.file,
            "row_id": edit.row_id,
            "before": _text(edit.before),
            "after": _text(edit.after),
        }
        for edit in edits
    ]
    if rows:
        connection.execute(sa.insert(revision), rows)
    return number


def changes_since(
    connection: sa.Connection, since: int = 0, limit: int | None = None
) -> list[ChangeRecord]:
    """Changes with a number above `since`, newest first."""
    query = sa.select(change).where(change.c.number > since).order_by(change.c.number.desc())
    return [_record(row) for row in connection.execute(query.limit(limit)).mappings()]


def revisions_of_change(connection: sa.Connection, number: int) -> list[Revision]:
    """The rows of a change, in their order."""
    return list(_revisions(connection, revision.c.change == number, revision.c.id))


def revisions_of_row(connection: sa.Connection, file: str, row_id: str) -> list[Revision]:
    """What was done to a row, newest first."""
    is_row = sa.and_(revision.c.file == file, revision.c.row_id == row_id)
    return list(_revisions(connection, is_row, revision.c.id.desc()))


def as_it_was(
    connection: sa.Connection, file: str, rows: dict[str, Row], number: int
) -> dict[str, Row]:
    """The rows of a part as they were after a change, from the rows as they are."""
    later = (
        sa.select(revision.c.row_id, revision.c.before)
        .where(revision.c.file == file, revision.c.change > number)
        .order_by(revision.c.id.desc())
    )
    former = dict(rows)
    for row_id, before in connection.execute(later):
        if before is None:
            former.pop(row_id, None)
        else:
            former[row_id] = json.loads(before)
    return former


def parts_touched(connection: sa.Connection, number: int) -> dict[str, int]:
    """Of each part the last change up to a number that touched it."""
    query = (
        sa.select(revision.c.file, sa.func.max(revision.c.change))
        .where(revision.c.change <= number)
        .group_by(revision.c.file)
    )
    return {file: touched for file, touched in connection.execute(query)}  # noqa: C416


def _revisions(
    connection: sa.Connection,
    condition: sa.ColumnElement[bool],
    order: Any,  # noqa: ANN401
) -> Iterator[Revision]:
    query = (
        sa.select(revision, *(column.label(f"of_{column.name}") for column in change.c))
        .join(change, change.c.number == revision.c.change)
        .where(condition)
        .order_by(order)
    )
    for row in connection.execute(query).mappings():
        of_change = {name.removeprefix("of_"): row[name] for name in row if name.startswith("of_")}
        edit = Edit(row["file"], row["row_id"], _row(row["before"]), _row(row["after"]))
        yield Revision(_record(of_change), edit)


def _record(row: Any) -> ChangeRecord:  # noqa: ANN401 - a row of the database
    words = {name: row[name] for name in _WORDS} | {"role": Role(row["role"])}
    return ChangeRecord(number=row["number"], time=row["time"], **words)


def _text(row: Row | None) -> str | None:
    return None if row is None else json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def _row(text: str | None) -> Row | None:
    return None if text is None else json.loads(text)
