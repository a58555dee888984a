"""The decision on a suggestion: by itself, or in the transaction of the change that follows it."""

from datetime import UTC, datetime

import sqlalchemy as sa

from geo_kopienas.domain.editing.changes import Change
from geo_kopienas.domain.editing.suggestions import SuggestionState
from geo_kopienas.store.ledger.tables import suggestion


def write_decision(  # noqa: PLR0913 - a decision has as many parts
    connection: sa.Connection,
    number: int,
    state: SuggestionState,
    *,
    account: str | None,
    reason: str = "",
    change: int | None = None,
) -> bool:
    """Decide on a suggestion that waits; whether it still did."""
    decision = {
        "state": state,
        "decided_at": datetime.now(UTC),
        "decided_by": account,
        "decision_reason": reason or None,
        "change": change,
    }
    waits = (suggestion.c.number == number) & (suggestion.c.state == SuggestionState.WAITING)
    return connection.execute(sa.update(suggestion).where(waits).values(decision)).rowcount == 1


def accept(connection: sa.Connection, change: Change, number: int) -> bool:
    """Note that a change follows its suggestion; False where that is decided on already."""
    return change.suggestion is None or write_decision(
        connection,
        change.suggestion,
        SuggestionState.ACCEPTED,
        account=change.account,
        reason=change.reason,
        change=number,
    )
