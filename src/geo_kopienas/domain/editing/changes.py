"""A change of the ledger: the rows that it touches as they were and as they shall be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from geo_kopienas.domain.schema.problems import Problem

#: A day begins and ends where the municipality is.
TIME_ZONE = ZoneInfo("Europe/Riga")
#: Cells by column, as they are typed in a file; a column without a value is left out.
Row = Mapping[str, Any]


class Role(StrEnum):
    """Who made a change, and so what the account may do."""

    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Author:
    """Who makes a change: by default whoever runs a command on the server.

    Attributes:
        account: Name of the account; None for the command line, and where one password serves all.
        role: What the account may do.
    """

    account: str | None = None
    role: Role = Role.ADMINISTRATOR


COMMAND_LINE = Author()


@dataclass(frozen=True, slots=True)
class Edit:
    """One row before and after.

    Attributes:
        file: The part of the data directory that the row stands in, such as `EVIDENCE.file`.
        row_id: Its key.
        before: The row as whoever edits it has seen it; None for a new one.
        after: The row as it shall be; None for one that is withdrawn.
    """

    file: str
    row_id: str
    before: Row | None
    after: Row | None

    def reversed(self) -> Edit:
        """The edit that takes this one back."""
        return Edit(self.file, self.row_id, self.after, self.before)


@dataclass(frozen=True, kw_only=True)
class Change:
    """What shall be changed, all of it or nothing, and by whom; see `ChangeRecord` for the words.

    Attributes:
        edits: Rows before and after.
        files: New content by file, instead of `edits`; a file that is not named stays.
    """

    summary: str
    account: str | None = None
    role: Role = Role.ADMINISTRATOR
    reason: str = ""
    source_url: str = ""
    undoes: int | None = None
    suggestion: int | None = None
    edits: tuple[Edit, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRecord:
    """A change as the journal keeps it.

    Attributes:
        number: Changes are counted from 1, the beginning of the ledger.
        time: When, in UTC; never before that of an earlier number.
        account: Who, None for the command line.
        role: What the account was allowed to do.
        summary: What was done, in a few words.
        reason: Why, as whoever did it says.
        source_url: Where it is from.
        undoes: Number of the change that it takes back.
        suggestion: Number of the suggestion that it follows.
    """

    number: int
    time: datetime
    account: str | None
    role: Role
    summary: str
    reason: str = ""
    source_url: str = ""
    undoes: int | None = None
    suggestion: int | None = None

    @property
    def day(self) -> date:
        """The day of the change where the municipality is."""
        return self.time.astimezone(TIME_ZONE).date()


@dataclass(frozen=True, slots=True)
class Revision:
    """One row of a change in the journal."""

    change: ChangeRecord
    edit: Edit


class TouchedRows(NamedTuple):
    """How many rows of a part a change touched."""

    new: int
    amended: int
    withdrawn: int


def differing_fields(one: Row | None, other: Row | None) -> list[str]:
    """Columns in which two states of a row differ, in their order."""
    first, second = one or {}, other or {}
    return [
        name for name in dict.fromkeys((*first, *second)) if first.get(name) != second.get(name)
    ]


def conflicts(edits: Iterable[Edit], current: Mapping[tuple[str, str], Row]) -> Iterator[Problem]:
    """Find rows that were changed since whoever edits them has seen them.

    Args:
        edits: What shall be changed.
        current: The rows as they are, by file and id; those that are not there are missing.

    Yields:
        One fault a field: what stands there now, with what was seen and what was wanted.
    """
    for edit in edits:
        now = current.get((edit.file, edit.row_id))
        for name in differing_fields(edit.before, now):
            seen, wanted = (
                "" if row is None else str(row.get(name, "")) for row in (edit.before, edit.after)
            )
            yield Problem(
                "row_changed_meanwhile",
                file=edit.file,
                row=edit.row_id,
                column=name,
                value="" if now is None else str(now.get(name, "")),
                details={"seen": seen, "wanted": wanted},
            )


def edits_between(file: str, before: Mapping[str, Row], after: Mapping[str, Row]) -> Iterator[Edit]:
    """The rows of a file that differ between two states, by their ids."""
    for row_id, row in after.items():
        former = before.get(row_id)
        if former is None or differing_fields(former, row):
            yield Edit(file, row_id, former, row)
    for row_id, row in before.items():
        if row_id not in after:
            yield Edit(file, row_id, row, None)
