"""Suggestions of the public: kept apart from the facts, limited, decided on by editors."""

import hashlib
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from geo_kopienas.domain.editing.suggestions import Draft, Suggestion, SuggestionState
from geo_kopienas.domain.schema.problems import LedgerError, Problem
from geo_kopienas.store.ledger.accounts import open_accounts
from geo_kopienas.store.ledger.engine import reading, writing
from geo_kopienas.store.ledger.suggestion_rows import write_decision
from geo_kopienas.store.ledger.tables import setting, suggestion, suggestion_origin

#: Without signs that look alike; nine of them cannot be guessed, and can be read out by telephone.
_RECEIPT_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUP, _GROUPS = 3, 3
#: More than the people who decide can look through; then the form says so.
MOST_WAITING = 500
#: What one network address may suggest in an hour and in a day; an office or a library shares one.
MOST_IN_HOUR, MOST_IN_DAY = 10, 30


@contextmanager
def open_suggestions() -> Iterator[sa.Engine]:
    """The database that keeps suggestions.

    Raises:
        LedgerError: Files are read here, or the database cannot be reached.
    """
    try:
        with open_accounts() as engine:
            yield engine
    except LedgerError as error:
        if error.problem.code == "accounts_without_database":
            raise LedgerError(Problem("editing_without_database")) from None
        raise


def add_suggestion(
    engine: sa.Engine, draft: Draft, address: str
) -> tuple[Suggestion | None, list[Problem]]:
    """Keep a suggestion.

    Args:
        engine: The database.
        draft: A suggestion without fault.
        address: Network address of whoever suggests. Only a hash with a key of the day is kept,
            until the day is over.

    Returns:
        What is kept, or why it is not: too many from this address, or too many that wait.
    """
    now = datetime.now(UTC)
    with writing(engine) as connection:
        subject = _subject(connection, address, now)
        if problems := _limits(connection, subject, now):
            return None, problems
        connection.execute(sa.insert(suggestion_origin).values(subject=subject, time=now))
        values = {name: value or None for name, value in asdict(draft).items()}
        values |= {"receipt": _new_receipt(), "time": now, "state": SuggestionState.WAITING}
        number = connection.execute(
            sa.insert(suggestion).values(values).returning(suggestion.c.number)
        ).scalar_one()
    return find_by_number(engine, number), []


def find_by_receipt(engine: sa.Engine, receipt: str) -> Suggestion | None:
    """The suggestion of a receipt, however it is typed."""
    plain = "".join(sign for sign in receipt.casefold() if sign in _RECEIPT_SIGNS)
    return _find(engine, suggestion.c.receipt == plain)


def find_by_number(engine: sa.Engine, number: int) -> Suggestion | None:
    """A suggestion by its number."""
    return _find(engine, suggestion.c.number == number)


def list_suggestions(
    engine: sa.Engine, state: SuggestionState = SuggestionState.WAITING, limit: int = MOST_WAITING
) -> list[Suggestion]:
    """Suggestions of a state, the oldest first."""
    query = sa.select(suggestion).where(suggestion.c.state == state)
    with reading(engine) as connection:
        rows = connection.execute(query.order_by(suggestion.c.number).limit(limit)).mappings()
        return [_suggestion(row) for row in rows]


def count_waiting(engine: sa.Engine) -> int:
    """How many suggestions wait."""
    with reading(engine) as connection:
        return _waiting(connection)


def decide(
    engine: sa.Engine,
    number: int,
    state: SuggestionState,
    *,
    account: str | None,
    reason: str = "",
) -> bool:
    """Decide on a suggestion that waits; whether it still did."""
    with writing(engine) as connection:
        return write_decision(connection, number, state, account=account, reason=reason)


def shown_receipt(receipt: str) -> str:
    """A receipt as people read it: in groups."""
    return "-".join(
        receipt[start : start + _GROUP] for start in range(0, len(receipt), _GROUP)
    ).upper()


def _new_receipt() -> str:
    return "".join(secrets.choice(_RECEIPT_SIGNS) for _ in range(_GROUP * _GROUPS))


def _limits(connection: sa.Connection, subject: str, now: datetime) -> list[Problem]:
    """What a limit says; hashes of a day that is over are deleted."""
    connection.execute(
        sa.delete(suggestion_origin).where(suggestion_origin.c.time < now - timedelta(days=1))
    )
    if _waiting(connection) >= MOST_WAITING:
        return [Problem("suggestions_full")]
    own = sa.select(sa.func.count()).where(suggestion_origin.c.subject == subject)
    of_hour = own.where(suggestion_origin.c.time > now - timedelta(hours=1))
    if connection.execute(of_hour).scalar_one() >= MOST_IN_HOUR:
        return [Problem("suggestions_of_hour", details={"limit": str(MOST_IN_HOUR)})]
    if connection.execute(own).scalar_one() >= MOST_IN_DAY:
        return [Problem("suggestions_of_day", details={"limit": str(MOST_IN_DAY)})]
    return []


def _subject(connection: sa.Connection, address: str, now: datetime) -> str:
    """A hash of an address that nobody can turn round once the day's salt is gone."""
    day = now.date().isoformat()
    stored = connection.scalar(sa.select(setting.c.value).where(setting.c.name == "day_salt"))
    known_day, _, salt = (stored or "").partition(":")
    if known_day != day:
        salt = secrets.token_hex(16)
        connection.execute(sa.delete(setting).where(setting.c.name == "day_salt"))
        connection.execute(sa.insert(setting).values(name="day_salt", value=f"{day}:{salt}"))
    return hashlib.sha256(f"{salt}{address}".encode()).hexdigest()


def _waiting(connection: sa.Connection) -> int:
    is_waiting = suggestion.c.state == SuggestionState.WAITING
    return connection.execute(sa.select(sa.func.count()).where(is_waiting)).scalar_one()


def _find(engine: sa.Engine, condition: sa.ColumnElement[bool]) -> Suggestion | None:
    with reading(engine) as connection:
        row = connection.execute(sa.select(suggestion).where(condition)).mappings().first()
    return None if row is None else _suggestion(row)


def _suggestion(row: Mapping[Any, Any]) -> Suggestion:
    cells = {str(name): value for name, value in row.items()}
    texts = {name: cells[name] or "" for name in ("said", "said_date", "source_url")}
    return Suggestion(**(cells | texts | {"state": SuggestionState(cells["state"])}))
