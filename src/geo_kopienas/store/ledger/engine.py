"""Connections: SQLite in WAL mode or PostgreSQL, reading at one moment, writing one at a time."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from geo_kopienas.store.ledger.failures import failures_told

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
        if "@" in text and ":" in text:  # an address with a slip in it, perhaps with a password
            raise DatabaseAddressError(text.partition(":")[0])
        return sa.URL.create("sqlite", database=str(Path(text).expanduser()))
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise DatabaseAddressError(text.partition("://")[0]) from None
    backend = url.get_backend_name()
    if backend in {"postgresql", "postgres"}:
        if "@" in f"{url.host}{url.database}":  # signs of a password that were not escaped
            raise DatabaseAddressError(backend)
        return url.set(drivername="postgresql+psycopg")
    if backend != "sqlite" or not url.database:
        raise DatabaseAddressError(backend)
    return url


def shown_address(url: sa.URL) -> str:
    """The address of a database without password, also where a parameter holds it."""
    if (path := sqlite_file(url)) is not None:
        return str(path)
    kept = {name: value for name, value in url.query.items() if name in {"host", "port"}}
    shown = sa.URL.create(
        url.drivername, url.username, None, url.host, url.port, url.database, kept
    )
    return shown.render_as_string()


def sqlite_file(url: sa.URL) -> Path | None:
    """The file of a database; None where a server keeps it."""
    return Path(str(url.database)) if url.get_backend_name() == "sqlite" else None


def open_engine(url: sa.URL) -> sa.Engine:
    """Make the engine of a database; nothing is connected yet, and no file is made."""
    if (file := sqlite_file(url)) is not None:
        engine = _sqlite_engine(url, file.absolute())
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


def _sqlite_engine(url: sa.URL, path: Path) -> sa.Engine:
    # Where nothing can be written, SQLite cannot even make the files by which readers and writers
    # of a database find each other: nobody writes there, and it is read without.
    is_sealed = path.is_file() and not os.access(path.parent, os.W_OK)
    is_sealed = is_sealed and not path.with_name(f"{path.name}-wal").exists()
    address = f"{path.as_uri()}?{'immutable=1' if is_sealed else 'mode=rw'}"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(address, timeout=LOCK_SECONDS, check_same_thread=False, uri=True)

    pool = sa.NullPool if is_sealed else sa.QueuePool
    return sa.create_engine(url, creator=connect, poolclass=pool)


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Read the database as it is at one moment.

    Raises:
        LedgerError: It cannot be read.
    """
    with failures_told(engine), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Write, one process at a time; all or nothing.

    PostgreSQL writers see what the writer before them committed, so they do not read at the
    moment at which they began to wait.

    Raises:
        LedgerError: It cannot be written.
    """
    options: dict[str, Any] = {"writes": True}
    if engine.dialect.name == "postgresql":
        options["isolation_level"] = "READ COMMITTED"
    with (
        failures_told(engine),
        engine.connect().execution_options(**options) as connection,
        connection.begin(),
    ):
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
