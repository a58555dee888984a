"""The ledger in a database: facts, journal and accounts; rules and codebook stay files."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import ClassVar

import sqlalchemy as sa

from geo_kopienas.domain.editing.changes import (
    Change,
    ChangeRecord,
    Edit,
    Revision,
    Row,
    TouchedRows,
    conflicts,
    edits_between,
)
from geo_kopienas.domain.schema.fields import COMMUNITIES, EVIDENCE
from geo_kopienas.domain.schema.problems import LedgerError, Problem
from geo_kopienas.store.dataset import Dataset, load_dataset
from geo_kopienas.store.ledger import facts, journal
from geo_kopienas.store.ledger.checks import faults_of_edits
from geo_kopienas.store.ledger.copies import configuration_states, copy_of, last_copy
from geo_kopienas.store.ledger.directory import edited_files
from geo_kopienas.store.ledger.engine import reading, writing
from geo_kopienas.store.ledger.planned import planned_faults
from geo_kopienas.store.ledger.rows import Part, part_in, read_part, write_part
from geo_kopienas.store.ledger.schema import require_current
from geo_kopienas.store.ledger.seam import Version
from geo_kopienas.store.ledger.suggestion_rows import accept
from geo_kopienas.store.ledger.tables import part

#: Tables whose rows can be judged without the rows beside them; other edits are checked whole.
ROW_CHECKED = frozenset({COMMUNITIES.file, EVIDENCE.file})


@dataclass
class DatabaseLedger:
    """The ledger in a database.

    Attributes:
        engine: Its connections.
        configuration: The data directory that rules, codebook and method are read from.
        copies: Folder of its copies on this machine.
        today: The day where the municipality is, for the check of rows.
    """

    engine: sa.Engine
    configuration: Path
    copies: Path
    today: Callable[[], dt.date]
    keeps_history: ClassVar[bool] = True
    _cuts: dict[int, Mapping[str, int]] = field(default_factory=dict)

    def version(self, known_on: dt.date | None = None) -> Version:
        """See `Ledger.version`."""
        with reading(self.engine) as connection:
            ledger_id = require_current(connection)
            states = connection.execute(sa.select(part.c.file, part.c.changed_in))
            touched: dict[str, int] = {file: changed for file, changed in states}  # noqa: C416
            if known_on is not None:
                number = journal.last_change_of(connection, known_on)
                if number == 0:
                    raise LedgerError(Problem("known_before_ledger", value=known_on.isoformat()))
                if number not in self._cuts:
                    self._cuts[number] = journal.parts_touched(connection, number)
                hidden = facts.taken_back(connection)
                touched = {
                    file: changed if changed <= number else self._cuts[number].get(file, 1)
                    for file, changed in touched.items()
                    if not file.startswith(hidden)
                }
        parts = {file: f"{ledger_id}-{number}" for file, number in touched.items()}
        return Version({**configuration_states(self.configuration), **parts}, known_on)

    def directory(self, version: Version) -> Path:
        """See `Ledger.directory`."""
        contents: dict[str, bytes] = {}

        def content(file: str) -> bytes | None:
            # All parts are read at one moment, when the first of them is asked for.
            if not contents:
                contents.update(self._contents(version))
            return contents.get(file)

        try:
            return copy_of(self.copies, version, self.configuration, content)
        except OSError as error:
            raise LedgerError(Problem("copy_not_written", value=str(error.strerror))) from error

    def last_directory(self) -> Path | None:
        """See `Ledger.last_directory`."""
        return last_copy(self.copies)

    def read(self, version: Version) -> tuple[Dataset | None, list[Problem]]:
        """See `Ledger.read`."""
        return load_dataset(self.directory(version))

    def commit(self, change: Change, base: Version) -> Version | list[Problem]:
        """See `Ledger.commit`; `base` gives the rows before of a change that is made of files."""
        edits, wanted = self._edits(change, base)
        is_checked = bool(change.files)
        if not is_checked and {edit.file for edit in edits} - ROW_CHECKED:
            directory = self.directory(base)
            parts = {file: part_in(directory, file) for file in {edit.file for edit in edits}}
            if problems := planned_faults(directory, edited_files(parts, edits)):
                return problems
            is_checked = True
        with writing(self.engine) as connection:
            require_current(connection)
            problems = list(conflicts(edits, _current(connection, edits)))
            # A row that somebody else added meanwhile cannot even be tried.
            if problems := problems or list(self._apply(connection, edits, is_checked=is_checked)):
                connection.rollback()
                return problems
            for file, content in wanted.items():
                facts.keep_order(connection, file, list(content.rows))
            number = journal.add_change(connection, change, edits)
            if not accept(connection, change, number):
                connection.rollback()
                return [Problem("suggestion_decided", value=str(change.suggestion))]
            for file in {edit.file for edit in edits}:
                head = wanted[file].head if file in wanted else None
                facts.touch_part(connection, file, number, head)
        return self.version()

    def history(self, file: str, row_id: str) -> list[Revision]:
        """See `Ledger.history`."""
        with reading(self.engine) as connection:
            return journal.revisions_of_row(connection, file, row_id)

    def changes(
        self,
        since: int = 0,
        limit: int | None = None,
        before: int | None = None,
        *,
        are_undoing: bool = False,
    ) -> list[ChangeRecord]:
        """See `Ledger.changes`."""
        with reading(self.engine) as connection:
            return journal.changes_since(connection, since, limit, before, are_undoing=are_undoing)

    def changes_after(self, number: int) -> list[ChangeRecord]:
        """See `Ledger.changes_after`."""
        with reading(self.engine) as connection:
            return journal.changes_after(connection, number)

    def revisions(self, number: int, limit: int | None = None) -> Sequence[Revision]:
        """See `Ledger.revisions`."""
        with reading(self.engine) as connection:
            return journal.revisions_of_change(connection, number, limit)

    def touched(self, numbers: Sequence[int]) -> Mapping[int, Mapping[str, TouchedRows]]:
        """See `Ledger.touched`."""
        with reading(self.engine) as connection:
            return journal.touched_rows(connection, numbers)

    def place_history(self, place_id: str, limit: int | None = None) -> list[Revision]:
        """See `Ledger.place_history`."""
        with reading(self.engine) as connection:
            return journal.revisions_of_place(connection, place_id, limit)

    def _edits(self, change: Change, base: Version) -> tuple[Sequence[Edit], Mapping[str, Part]]:
        """The rows of a change, and the parts that it gives whole."""
        if not change.files:
            return change.edits, {}
        directory = self.directory(base)
        wanted = {file: read_part(file, content) for file, content in change.files.items()}
        edits: list[Edit] = []
        for file, content in wanted.items():
            edits += edits_between(file, part_in(directory, file).rows, content.rows)
        return edits, wanted

    def _apply(
        self, connection: sa.Connection, edits: Sequence[Edit], *, is_checked: bool
    ) -> Iterator[Problem]:
        """Make edits in a transaction, and find what they make wrong."""
        for file, of_file in groupby(sorted(edits, key=lambda edit: edit.file), lambda e: e.file):
            facts.apply_edits(connection, file, list(of_file))
        if not is_checked:
            yield from faults_of_edits(connection, edits, self.configuration, self.today())

    def _contents(self, version: Version) -> Mapping[str, bytes]:
        """Every part of a state; a state that is past meanwhile comes from the journal."""
        contents = {}
        with reading(self.engine) as connection:
            ledger_id = require_current(connection)
            for file, state in version.parts.items():
                owner, _, number = state.rpartition("-")
                if owner != ledger_id:
                    continue
                rows = journal.as_it_was(
                    connection, file, facts.read_rows(connection, file), int(number)
                )
                content = Part(facts.read_head(connection, file), rows)
                if facts.is_file(file, content):
                    contents[file] = write_part(file, content)
        return contents


def _current(connection: sa.Connection, edits: Sequence[Edit]) -> Mapping[tuple[str, str], Row]:
    """The rows that edits touch, as they are."""
    asked: dict[str, list[str]] = {}
    for edit in edits:
        asked.setdefault(edit.file, []).append(edit.row_id)
    return {
        (file, row_id): row
        for file, row_ids in asked.items()
        for row_id, row in facts.read_rows(connection, file, row_ids).items()
    }
