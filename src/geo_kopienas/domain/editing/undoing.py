"""Which changes stand, who may undo one, and what keeps it from being undone."""

from collections.abc import Iterable, Iterator

from geo_kopienas.domain.editing.changes import ChangeRecord, Role
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.domain.survey.rounds.publications import PUBLICATIONS_FOLDER

#: The first change makes the ledger; there is nothing before it.
BEGINNING = 1


def undone_by(undoing: Iterable[ChangeRecord]) -> dict[int, int]:
    """Of each change that is undone now the number of the one that undid it.

    Args:
        undoing: Changes that undo others, newest first; others among them do no harm.
    """
    undone: dict[int, int] = {}
    for change in undoing:
        # Who undoes an undoing gives the first change back.
        if change.undoes is not None and change.number not in undone:
            undone.setdefault(change.undoes, change.number)
    return undone


def last_standing(changes: Iterable[ChangeRecord]) -> ChangeRecord | None:
    """The newest change that stands and is no undoing, so that undoing again goes back further.

    Args:
        changes: All changes, newest first.
    """
    undone: set[int] = set()
    for change in changes:
        if change.number in undone:
            continue
        if change.undoes is not None:
            undone.add(change.undoes)
        elif change.number != BEGINNING:
            return change
    return None


def may_undo(change: ChangeRecord, account: str | None, role: Role | None) -> bool:
    """Whether somebody may undo a change: editors their own, administrators any.

    Args:
        change: The change.
        account: Who asks.
        role: What that account may do; None for the public.
    """
    if change.number == BEGINNING or role is None:
        return False
    return role is Role.ADMINISTRATOR or (account is not None and change.account == account)


def undo_faults(change: ChangeRecord, files: Iterable[str]) -> Iterator[Problem]:
    """What keeps a change from ever being undone.

    Args:
        change: The change.
        files: The parts that it touched.
    """
    if change.number == BEGINNING:
        yield Problem("undo_beginning")
    if any(file.startswith(f"{PUBLICATIONS_FOLDER}/") for file in files):
        yield Problem("undo_published", value=change.summary)


def touched_later(change: ChangeRecord, later: Iterable[ChangeRecord]) -> Iterator[Problem]:
    """Name the later changes of the same rows, without those that cancelled one another.

    Args:
        change: What cannot be undone because of them.
        later: All later changes of its rows, newest first.
    """
    known = list(later)
    undone = undone_by(known)
    standing = [
        other
        for other in known
        if other.number not in undone and (other.undoes is None or other.undoes <= change.number)
    ]
    for other in reversed(standing or known):
        details = {
            "number": str(other.number),
            "day": other.day.isoformat(),
            "summary": other.summary,
        }
        yield Problem("undo_touched_since", value=str(change.number), details=details)
