"""A change undone: a new change with the same rows turned back."""

from collections.abc import Iterator

from geo_kopienas.domain.editing.changes import Change, ChangeRecord, Role
from geo_kopienas.domain.editing.undoing import (
    last_standing,
    may_undo,
    touched_later,
    undo_faults,
)
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.store.ledger.seam import Ledger, Version

_BATCH = 200


def all_changes(ledger: Ledger) -> Iterator[ChangeRecord]:
    """All changes, newest first, read as they are needed."""
    before = None
    while batch := ledger.changes(limit=_BATCH, before=before):
        yield from batch
        before = batch[-1].number


def change_to_undo(ledger: Ledger, number: int | None) -> tuple[ChangeRecord | None, list[Problem]]:
    """The change of a number, without one the newest that stands, or why there is none."""
    if number is None:
        last = last_standing(all_changes(ledger))
        return last, [] if last else [Problem("undo_nothing")]
    # The journal counts no further than a database can.
    known = ledger.changes(number - 1, before=number + 1) if 0 < number < 2**62 else []
    return (known[0], []) if known else (None, [Problem("change_unknown", value=str(number))])


def undo_change(
    ledger: Ledger,
    change: ChangeRecord,
    *,
    account: str | None = None,
    role: Role | None = Role.ADMINISTRATOR,
    reason: str = "",
) -> Version | list[Problem]:
    """Undo a change by a new one, all its rows or none.

    Args:
        ledger: Where to.
        change: The change.
        account: Who undoes it; None for the command line.
        role: What that account may do; None for the public, who may not.
        reason: Why.

    Returns:
        The new state, or why nothing was changed: not the account's own change, one that people
        have seen, or rows that later changes touched, which are named.

    Raises:
        LedgerError: The ledger cannot be written; nothing was changed.
    """
    if faults := list(undo_faults(change, ())):
        return faults
    if role is None or not may_undo(change, account, role):
        return [Problem("undo_not_own", value=str(change.number))]
    revisions = ledger.revisions(change.number)
    if faults := list(undo_faults(change, (revision.edit.file for revision in revisions))):
        return faults
    turned_back = Change(
        summary=f"undo {change.number}",
        account=account,
        role=role,
        reason=reason,
        undoes=change.number,
        edits=tuple(revision.edit.reversed() for revision in reversed(revisions)),
    )
    answer = ledger.commit(turned_back, ledger.version())
    if isinstance(answer, list):
        later = list(touched_later(change, ledger.changes_after(change.number)))
        if later and any(problem.code == "row_changed_meanwhile" for problem in answer):
            return later
    return answer
