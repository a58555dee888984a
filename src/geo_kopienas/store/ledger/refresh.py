"""Newer rows of a data directory taken over into the ledger, row by row.

Three states of a row are compared: what was taken over last, what the directory says now, and what
the ledger says now. A row that only the directory changed is taken over, one that only the ledger
changed stays, and one that both changed in two ways is a conflict that somebody decides.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from geo_kopienas.domain.editing.changes import (
    Change,
    Edit,
    Row,
    differing_fields,
    edits_between,
)
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.store.ledger import facts
from geo_kopienas.store.ledger.database import DatabaseLedger
from geo_kopienas.store.ledger.engine import reading, writing
from geo_kopienas.store.ledger.maintenance import directory_faults
from geo_kopienas.store.ledger.planned import planned_faults
from geo_kopienas.store.ledger.rows import Part, read_parts, row_digest, write_part
from geo_kopienas.store.ledger.seam import Version


class Side(StrEnum):
    """Whose row a conflict leaves."""

    DIRECTORY = "directory"
    DATABASE = "database"


@dataclass
class Refresh:
    """What a refresh would do; nothing is written before `write`.

    Attributes:
        version: The state of the ledger that it was worked out from.
        parts: The directory.
        edits: Rows that the directory brings.
        kept: Rows in which the ledger stays other than the directory: file and id.
        files: The parts that it changes, whole.
        problems: Everything that keeps it from being done, conflicts among it.
    """

    version: Version
    parts: Mapping[str, Part] = field(default_factory=dict)
    edits: list[Edit] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def write(self, ledger: DatabaseLedger, summary: str) -> Version | list[Problem]:
        """Make it as one change, and note what was taken over.

        Raises:
            LedgerError: The ledger cannot be written.
        """
        answer: Version | list[Problem] = self.version
        if self.files:
            answer = ledger.commit(Change(summary=summary, files=self.files), self.version)
        if not isinstance(answer, list):
            with writing(ledger.engine) as connection:
                facts.note_taken_over(connection, self.parts)
        return answer


def has_news(ledger: DatabaseLedger, directory: Path) -> bool:
    """Whether a data directory is other than when it was taken over last."""
    try:
        parts = read_parts(directory)
    except (ValueError, LookupError):  # it has faults, which a refresh names
        return True
    return not _was_taken_over(ledger, parts)


def is_untouched(ledger: DatabaseLedger) -> bool:
    """Whether the ledger says what was taken over last, and nothing else."""
    return _was_taken_over(ledger, read_parts(ledger.directory(ledger.version())))


def _was_taken_over(ledger: DatabaseLedger, parts: Mapping[str, Part]) -> bool:
    digests = {
        (file, row_id): row_digest(row)
        for file, part in parts.items()
        for row_id, row in part.rows.items()
    }
    with reading(ledger.engine) as connection:
        return digests == facts.rows_taken_over(connection)


def plan_refresh(
    ledger: DatabaseLedger, directory: Path, today: dt.date, *, keep: Side | None = None
) -> Refresh:
    """Work out what a data directory brings.

    Args:
        ledger: The ledger.
        directory: A data directory.
        today: The day of the check.
        keep: Whose rows conflicts leave; without it they keep the refresh from being done.

    Raises:
        LedgerError: The ledger cannot be reached.
    """
    version = ledger.version()
    plan = Refresh(version)
    if problems := directory_faults(directory, today, ledger.configuration):
        plan.problems = problems
        return plan
    home = ledger.directory(version)
    own, plan.parts = read_parts(home), read_parts(directory)
    with reading(ledger.engine) as connection:
        base = facts.rows_taken_over(connection)
    for file in dict.fromkeys((*own, *plan.parts)):
        here, there = (parts.get(file, Part((), {})) for parts in (own, plan.parts))
        merged = _merged(file, here, there, base, keep, plan)
        if edits := list(edits_between(file, here.rows, merged)):
            head = tuple(dict.fromkeys((*there.head, *here.head)))
            plan.edits += edits
            plan.files[file] = write_part(file, Part(head, merged))
    if not plan.problems and plan.files:
        plan.problems = planned_faults(home, plan.files)
    return plan


def _merged(  # noqa: PLR0913, PLR0917 - three states, the decision and where it is noted
    file: str,
    here: Part,
    there: Part,
    base: Mapping[tuple[str, str], str],
    keep: Side | None,
    plan: Refresh,
) -> dict[str, Row]:
    """The rows of a part after a refresh, in the order of the directory."""
    merged: dict[str, Row] = {}
    for row_id in dict.fromkeys((*there.rows, *here.rows)):
        row, new = here.rows.get(row_id), there.rows.get(row_id)
        former = base.get((file, row_id))
        is_new, is_own = (_digest(state) != former for state in (new, row))
        if row == new or not is_new:
            result = row
        elif not is_own or keep is Side.DIRECTORY:
            result = new
        else:
            result = row
            if keep is None:
                plan.problems += _conflicts(file, row_id, row, new)
        if result != new:
            plan.kept.append((file, row_id))
        if result is not None:
            merged[row_id] = result
    return merged


def _conflicts(file: str, row_id: str, row: Row | None, new: Row | None) -> Iterator[Problem]:
    for name in differing_fields(row, new):
        there, here = ("" if one is None else str(one.get(name, "")) for one in (new, row))
        yield Problem(
            "refresh_conflict",
            file=file,
            row=row_id,
            column=name,
            value=there,
            details={"here": here},
        )


def _digest(row: Row | None) -> str | None:
    return None if row is None else row_digest(row)
