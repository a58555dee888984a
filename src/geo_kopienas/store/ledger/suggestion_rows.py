"""The decision on a suggestion, in the transaction of the change that follows it."""

from datetime import UTC, datetime

import sqlalchemy as sa

from geo_kopienas.domain.editing.changes import Change
from geo_kopienas.domain.editing.suggestions import SuggestionState
from geo_kopienas.store.ledger.tables import suggestion


def accept(connection: sa.Connection, change: Change, number: int) -> bool:
    """Note that a change follows a suggestion; False where that is decided on already."""
    values = {
        "state": SuggestionState.ACCEPTED,
        "decided_at": datetime.now(UTC),
        "decided_by": change.account,
        "decision_reason": change.reason or None,
        "change": number,
    }
    waits = (suggestion.c.number == change.suggestion) & (
        suggestion.c.state == SuggestionState.WAITING
    )
    return connection.execute(sa.update(suggestion).where(waits).values(values)).rowcount == 1
