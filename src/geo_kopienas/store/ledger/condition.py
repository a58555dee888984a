"""The condition of a database: what it is, how much it holds, whether it can be written."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from geo_kopienas.domain.editing.changes import ChangeRecord
from geo_kopienas.domain.schema.problems import LedgerError, Problem
from geo_kopienas.store.ledger import facts, journal, schema
from geo_kopienas.store.ledger.copies import last_copy
from geo_kopienas.store.ledger.database import DatabaseLedger
from geo_kopienas.store.ledger.engine import reading, shown_address, sqlite_file
from geo_kopienas.store.ledger.failures import failures_told
from geo_kopienas.store.ledger.tables import setting


@dataclass
class Condition:
    """What there is to say of a database.

    Attributes:
        store: `sqlite` or `postgresql`.
        address: Its address without password.
        schema: Its version of the tables, None where there are none.
        last_change: The newest change, whose number is how many there are.
        rows: Number of rows by part.
        size_bytes: How large it is.
        copied_at: When its last copy on this machine was used.
        problem: Why it cannot be used.
        write_problem: Why it can only be read.
    """

    store: str
    address: str
    schema: str | None = None
    last_change: ChangeRecord | None = None
    rows: dict[str, int] = field(default_factory=dict)
    size_bytes: int | None = None
    copied_at: datetime | None = None
    problem: Problem | None = None
    write_problem: Problem | None = None


def condition_of(ledger: DatabaseLedger) -> Condition:
    """Look at a database, also at one that cannot be used."""
    url = ledger.engine.url
    found = Condition(url.get_backend_name(), shown_address(url))
    if (copy := last_copy(ledger.copies)) is not None:
        found.copied_at = datetime.fromtimestamp(copy.stat().st_mtime, UTC)
    try:
        with reading(ledger.engine) as connection:
            found.size_bytes = _size(connection)
            found.schema = schema.schema_state(connection)
            schema.require_current(connection)
            found.rows = facts.row_counts(connection)
            found.last_change = next(iter(journal.changes_since(connection, limit=1)), None)
    except LedgerError as error:
        found.problem = found.write_problem = error.problem
    else:
        found.write_problem = write_problem(ledger.engine)
    return found


def write_problem(engine: sa.Engine) -> Problem | None:
    """Why a database can only be read; somebody who writes just now is no reason."""
    same = sa.update(setting).values(value=setting.c.value)
    same = same.where(setting.c.name == schema.LEDGER_ID)
    try:
        with failures_told(engine), engine.connect() as connection:
            connection.detach()  # one of its own, for it waits for nobody
            if engine.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA busy_timeout=0")
            connection.execute(same)
            connection.rollback()
    except LedgerError as error:
        return None if error.problem.code == "database_locked" else error.problem
    return None


def _size(connection: sa.Connection) -> int:
    file: Path | None = sqlite_file(connection.engine.url)
    if file is None:
        size = "SELECT pg_database_size(current_database())"
        return int(connection.exec_driver_sql(size).scalar_one())
    files = (file, file.with_name(f"{file.name}-wal"))
    return sum(path.stat().st_size for path in files if path.exists())
