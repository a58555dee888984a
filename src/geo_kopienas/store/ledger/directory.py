"""The ledger in a data directory: files as they lie there, one change at a time, no journal."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from geo_kopienas.domain.editing.changes import (
    Change,
    ChangeRecord,
    Edit,
    Revision,
    TouchedRows,
    conflicts,
)
from geo_kopienas.domain.schema.problems import LedgerError, Problem
from geo_kopienas.store.dataset import Dataset, load_dataset
from geo_kopienas.store.ledger.copies import file_states
from geo_kopienas.store.ledger.files import FilesChangedError, locked, write_changes
from geo_kopienas.store.ledger.planned import planned_faults
from geo_kopienas.store.ledger.rows import Part, part_in, write_part
from geo_kopienas.store.ledger.seam import Version


@dataclass(frozen=True)
class DirectoryLedger:
    """The ledger in a data directory.

    Attributes:
        path: The directory.
    """

    path: Path
    keeps_history: ClassVar[bool] = False

    def version(self, known_on: dt.date | None = None) -> Version:
        """See `Ledger.version`."""
        if known_on is not None:
            raise LedgerError(Problem("known_without_journal", value=known_on.isoformat()))
        return Version(file_states(self.path))

    def directory(self, version: Version) -> Path:
        """See `Ledger.directory`."""
        del version
        return self.path

    def last_directory(self) -> Path | None:
        """See `Ledger.last_directory`."""
        return None

    def read(self, version: Version) -> tuple[Dataset | None, list[Problem]]:
        """See `Ledger.read`; while a change is being written, reading waits."""
        del version
        if not self.path.is_dir():
            return load_dataset(self.path)
        with locked(self.path, to_read=True):
            return load_dataset(self.path)

    def commit(self, change: Change, base: Version) -> Version | list[Problem]:
        """See `Ledger.commit`; a file that was changed since `base` is refused whole."""
        files = change.files
        if change.edits:
            current = {
                file: part_in(self.path, file) for file in {edit.file for edit in change.edits}
            }
            if problems := list(conflicts(change.edits, _rows(current))):
                return problems
            files = edited_files(current, change.edits)
            if problems := planned_faults(self.path, files):
                return problems

        def changed() -> list[str]:
            now = file_states(self.path)
            return [file for file in files if now.get(file) != base.parts.get(file)]

        try:
            write_changes(self.path, files, change.summary, is_current=lambda: not changed())
        except FilesChangedError:
            return [Problem("part_changed_meanwhile", file=file) for file in changed()]
        except OSError as error:
            raise LedgerError(
                Problem("directory_not_written", value=str(error.strerror))
            ) from error
        return self.version()

    def history(self, file: str, row_id: str) -> list[Revision]:
        """See `Ledger.history`; files have none."""
        del file, row_id
        return []

    def changes(
        self,
        since: int = 0,
        limit: int | None = None,
        before: int | None = None,
        *,
        are_undoing: bool = False,
    ) -> list[ChangeRecord]:
        """See `Ledger.changes`; files have none."""
        del since, limit, before, are_undoing
        return []

    def changes_after(self, number: int) -> list[ChangeRecord]:
        """See `Ledger.changes_after`; files have none."""
        del number
        return []

    def revisions(self, number: int, limit: int | None = None) -> Sequence[Revision]:
        """See `Ledger.revisions`; files have none."""
        del number, limit
        return []

    def touched(self, numbers: Sequence[int]) -> Mapping[int, Mapping[str, TouchedRows]]:
        """See `Ledger.touched`; files have none."""
        del numbers
        return {}

    def place_history(self, place_id: str, limit: int | None = None) -> list[Revision]:
        """See `Ledger.place_history`; files have none."""
        del place_id, limit
        return []


def edited_files(parts: Mapping[str, Part], edits: Sequence[Edit]) -> dict[str, bytes]:
    """The parts that edits touch, as they are after them; new rows stand below the others."""
    rows = {file: dict(part.rows) for file, part in parts.items()}
    for edit in edits:
        if edit.after is None:
            rows[edit.file].pop(edit.row_id, None)
        else:
            rows[edit.file][edit.row_id] = edit.after
    return {
        file: write_part(file, Part(part.head, rows[file]))
        for file, part in parts.items()
        if rows[file] != part.rows
    }


def _rows(parts: Mapping[str, Part]) -> dict[tuple[str, str], Mapping[str, object]]:
    return {
        (file, row_id): row for file, part in parts.items() for row_id, row in part.rows.items()
    }
