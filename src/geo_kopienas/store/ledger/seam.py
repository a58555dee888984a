"""What everything above the store knows of the ledger, whether files or a database keep it."""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Protocol

from geo_kopienas.domain.editing.changes import Change, ChangeRecord, Revision, TouchedRows
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.store.dataset import Dataset


@dataclass(frozen=True)
class Version:
    """A state of the ledger.

    Attributes:
        parts: What each part is at, by file; changes whenever the part does.
        known_on: The day on which it was known so; None for what is known now.
    """

    parts: Mapping[str, str]
    known_on: dt.date | None = None

    @property
    def key(self) -> str:
        """Changes whenever anything readable does; days that knew the same have the same."""
        said = "\n".join(f"{file}|{state}" for file, state in sorted(self.parts.items()))
        return hashlib.sha256(said.encode()).hexdigest()[:32]


class Ledger(Protocol):
    """One seam for storage.

    Attributes:
        keeps_history: Whether `history` and `changes` have anything to tell.
    """

    keeps_history: ClassVar[bool]

    def version(self, known_on: dt.date | None = None) -> Version:
        """The state that there is now, or was known at the end of a day; in about a millisecond.

        Raises:
            LedgerError: The ledger cannot be reached, or it does not reach back to that day.
        """
        ...

    def directory(self, version: Version) -> Path:
        """A data directory that holds this state; of a database a copy that stays as it is.

        Raises:
            LedgerError: The ledger cannot be reached.
        """
        ...

    def last_directory(self) -> Path | None:
        """What was read of the ledger last, for when it cannot be reached; None if nothing was."""
        ...

    def read(self, version: Version) -> tuple[Dataset | None, list[Problem]]:
        """The data of a state, or every fault that they have, in one pass.

        Raises:
            LedgerError: The ledger cannot be reached.
        """
        ...

    def commit(self, change: Change, base: Version) -> Version | list[Problem]:
        """Make a change: all of it or nothing.

        Args:
            change: What is changed.
            base: The state that whoever makes the change has seen.

        Returns:
            The new state, or why nothing was changed: faults of the rows, and rows that were
            changed since `base`, with what stands there now.

        Raises:
            LedgerError: The ledger cannot be written; nothing was changed.
        """
        ...

    def history(self, file: str, row_id: str) -> list[Revision]:
        """What was done to a row, newest first."""
        ...

    def changes(
        self,
        since: int = 0,
        limit: int | None = None,
        before: int | None = None,
        *,
        are_undoing: bool = False,
    ) -> list[ChangeRecord]:
        """Changes with a number above `since` and below `before`, newest first.

        Args:
            since: The number above which they are.
            limit: How many at most.
            before: The number below which they are.
            are_undoing: Whether only those are meant that undo others.
        """
        ...

    def changes_after(self, number: int) -> list[ChangeRecord]:
        """Later changes of the rows that a change touched, newest first."""
        ...

    def revisions(self, number: int, limit: int | None = None) -> Sequence[Revision]:
        """The rows of a change, in their order."""
        ...

    def touched(self, numbers: Sequence[int]) -> Mapping[int, Mapping[str, TouchedRows]]:
        """How many rows of each part some changes touched, by their numbers."""
        ...

    def place_history(self, place_id: str, limit: int | None = None) -> list[Revision]:
        """What was done to a place, its layers, figures, facts and communities, newest first."""
        ...
