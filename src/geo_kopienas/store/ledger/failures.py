"""What a database says when it fails, as a fault.

Its own message stays unsaid: it may hold the address, and it is in no language of the reader's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import (
    DBAPIError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
    TimeoutError,  # noqa: A004 - of the pool
)

from geo_kopienas.domain.schema.problems import LedgerError, Problem

#: Beginnings of the names of SQLite's errors.
_SQLITE_CODES = {
    "SQLITE_READONLY": "database_read_only",
    "SQLITE_BUSY": "database_locked",
    "SQLITE_LOCKED": "database_locked",
    "SQLITE_FULL": "database_full",
    "SQLITE_IOERR": "database_full",
    "SQLITE_NOTADB": "database_damaged",
    "SQLITE_CORRUPT": "database_damaged",
    "SQLITE_CANTOPEN": "database_not_opened",
    "SQLITE_PERM": "database_not_opened",
    "SQLITE_AUTH": "database_not_opened",
}
#: Beginnings of PostgreSQL's codes of errors.
_POSTGRESQL_CODES = {
    "28": "database_refused",
    "3D000": "database_refused",
    "42501": "database_read_only",
    "25006": "database_read_only",
    "53": "database_full",
    "55P03": "database_locked",
    "40": "database_locked",
    "XX001": "database_damaged",
    "XX002": "database_damaged",
    # Tables or columns that there are not, or are already.
    "42P01": "database_incomplete",
    "42703": "database_incomplete",
    "42P07": "database_incomplete",
    "42701": "database_incomplete",
    "57": "database_gone",
    "58": "database_gone",
    "08": "database_gone",
}
#: Refusals of PostgreSQL before there is a connection have no code.
_REFUSALS = ("authentication failed", "does not exist", "no password", "pg_hba.conf", "permission")
_SCHEMA = ("no such table", "no such column", "has no column", "already exists")


@contextmanager
def failures_told(engine: sa.Engine) -> Iterator[None]:
    """Turn what a database says into a `LedgerError`; an error of the program stays one."""
    try:
        yield
    except SQLAlchemyError as error:
        if (problem := database_problem(error, engine)) is None:
            raise
        raise LedgerError(problem) from error


def database_problem(error: SQLAlchemyError, engine: sa.Engine) -> Problem | None:
    """What an error of the database means for whoever reads it; None for one of the program."""
    if isinstance(error, TimeoutError):
        return Problem("database_locked")
    if not isinstance(error, DBAPIError):
        return None
    said = str(error.orig).lower()
    if engine.dialect.name == "sqlite":
        code = _meaning(getattr(error.orig, "sqlite_errorname", "") or "", _SQLITE_CODES)
        if code is None and any(words in said for words in _SCHEMA):
            code = "database_incomplete"
        if code == "database_not_opened" and not Path(str(engine.url.database)).exists():
            code = "database_empty"
        return None if code is None else Problem(code)
    code = _meaning(getattr(error.orig, "sqlstate", None) or "", _POSTGRESQL_CODES)
    if code is None and isinstance(error, (OperationalError, InterfaceError)):
        is_refused = any(words in said for words in _REFUSALS)
        code = "database_refused" if is_refused else "database_gone"
    return None if code is None else Problem(code)


def _meaning(named: str, meanings: dict[str, str]) -> str | None:
    return next((code for start, code in meanings.items() if named.startswith(start)), None)
