"""The journal: every change and the rows that it touched; nothing in it is changed or deleted."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa

from geo_kopienas.domain.editing.changes import (
    TIME_ZONE,
    Change,
    ChangeRecord,
    Edit,
    Revision,
    Role,
    Row,
    TouchedRows,
)
from geo_kopienas.domain.editing.subjects import PLACE_FILES, is_about
from geo_kopienas.store.ledger.rows import LAYER_FILES
from geo_kopienas.store.ledger.tables import change, revision

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
    connection: sa.Connection,
    since: int = 0,
    limit: int | None = None,
    before: int | None = None,
    *,
    are_undoing: bool = False,
) -> list[ChangeRecord]:
    """Changes with a number above `since` and below `before`, newest first."""
    query = sa.select(change).where(change.c.number > since).order_by(change.c.number.desc())
    if before is not None:
        query = query.where(change.c.number < before)
    if are_undoing:
        query = query.where(change.c.undoes.is_not(None))
    return [_record(row) for row in connection.execute(query.limit(limit)).mappings()]


def changes_after(connection: sa.Connection, number: int) -> list[ChangeRecord]:
    """Later changes of the rows that a change touched, newest first."""
    own, later = revision.alias("own"), revision.alias("later")
    touched = (
        sa.select(later.c.change)
        .select_from(own)
        .join(
            later,
            sa.and_(
                later.c.file == own.c.file,
                later.c.row_id == own.c.row_id,
                later.c.change > own.c.change,
            ),
        )
    )
    query = sa.select(change).where(change.c.number.in_(touched.where(own.c.change == number)))
    rows = connection.execute(query.order_by(change.c.number.desc())).mappings()
    return [_record(row) for row in rows]


def revisions_of_change(
    connection: sa.Connection, number: int, limit: int | None = None
) -> list[Revision]:
    """The rows of a change, in their order."""
    return list(_revisions(connection, revision.c.change == number, revision.c.id, limit))


def touched_rows(
    connection: sa.Connection, numbers: Sequence[int]
) -> dict[int, dict[str, TouchedRows]]:
    """How many rows of each part some changes touched, by their numbers."""
    is_new, is_gone = revision.c.before.is_(None), revision.c.after.is_(None)
    counts = (sa.func.sum(sa.cast(condition, sa.Integer)) for condition in (is_new, is_gone))
    query = (
        sa.select(revision.c.change, revision.c.file, sa.func.count(), *counts)
        .where(revision.c.change.in_(numbers))
        .group_by(revision.c.change, revision.c.file)
        .order_by(revision.c.change, sa.func.min(revision.c.id))
    )
    touched: dict[int, dict[str, TouchedRows]] = {}
    for number, file, count, new, gone in connection.execute(query):
        touched.setdefault(number, {})[file] = TouchedRows(new, count - new - gone, gone)
    return touched


def revisions_of_place(
    connection: sa.Connection, place_id: str, limit: int | None = None
) -> list[Revision]:
    """What was done to a place, its layers, figures, facts and communities, newest first."""
    mentions = sa.or_(
        revision.c.before.contains(place_id, autoescape=True),
        revision.c.after.contains(place_id, autoescape=True),
    )
    may_be_of = sa.or_(
        revision.c.file.in_(LAYER_FILES) & (revision.c.row_id == place_id),
        revision.c.file.in_(PLACE_FILES) & mentions,
    )
    found = _revisions(connection, may_be_of, revision.c.id.desc())
    return list(islice((known for known in found if is_about(known.edit, place_id)), limit))


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
    limit: int | None = None,
) -> Iterator[Revision]:
    query = (
        sa.select(revision, *(column.label(f"of_{column.name}") for column in change.c))
        .join(change, change.c.number == revision.c.change)
        .where(condition)
        .order_by(order)
        .limit(limit)
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
