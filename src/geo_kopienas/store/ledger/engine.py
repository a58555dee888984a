"""Connections: SQLite in WAL mode or PostgreSQL, reading at one moment, writing one at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

#: Long enough for an import of a country to end, short enough for a person to wait.
LOCK_SECONDS = 20
CONNECT_SECONDS = 5
#: Any number that no other program of the database takes; writers queue behind it.
_WRITERS = 0x6B6F7069


class DatabaseAddressError(ValueError):
    """The address of a database cannot be understood; its password is not in the message."""


def database_address(text: str) -> sa.URL:
    """The address of a database, from a URL or the path of a SQLite file.

    Raises:
        DatabaseAddressError: It is neither, or of another kind of database.
    """
    if "://" not in text:
        return sa.URL.create("sqlite", database=str(Path(text).expanduser()))
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise DatabaseAddressError(text.partition("://")[0]) from None
    backend = url.get_backend_name()
    if backend in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    if backend != "sqlite" or not url.database:
        raise DatabaseAddressError(backend)
    return url


def open_engine(url: sa.URL) -> sa.Engine:
    """Make the engine of a database; nothing is connected yet."""
    if url.get_backend_name() == "sqlite":
        engine = sa.create_engine(
            url, connect_args={"timeout": LOCK_SECONDS, "check_same_thread": False}
        )
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
        return engine
    engine = sa.create_engine(
        url,
        isolation_level="REPEATABLE READ",
        pool_pre_ping=True,
        connect_args={"connect_timeout": CONNECT_SECONDS},
    )
    sa.event.listen(engine, "begin", _begin_postgresql)
    return engine


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Read the database as it is at one moment."""
    with engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Write, one process at a time; all or nothing.

    PostgreSQL writers see what the writer before them committed, so they do not read at the
    moment at which they began to wait.
    """
    options: dict[str, Any] = {"writes": True}
    if engine.dialect.name == "postgresql":
        options["isolation_level"] = "READ COMMITTED"
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - of the driver
    connection.isolation_level = None  # the driver begins no transaction by itself
    for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {setting}")


def _begin_sqlite(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_postgresql(connection: sa.Connection) -> None:
    if connection.get_execution_options().get("writes"):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS})")
