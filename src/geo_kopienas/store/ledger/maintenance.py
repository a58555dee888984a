"""Care of a database: made from a data directory, written as one, brought up to date."""

import datetime as dt
import secrets
from collections.abc import Mapping
from pathlib import Path

import sqlalchemy as sa

from geo_kopienas.domain.editing.changes import Change, Edit, edits_between
from geo_kopienas.domain.schema.problems import LedgerError, Problem, without_repairs
from geo_kopienas.store.dataset import check_directory
from geo_kopienas.store.ledger import facts, journal, schema
from geo_kopienas.store.ledger.engine import writing
from geo_kopienas.store.ledger.rows import Part, part_files, read_part
from geo_kopienas.store.ledger.tables import change, setting


def init_database(
    engine: sa.Engine, directory: Path, summary: str, today: dt.date
) -> tuple[Mapping[str, int], list[Problem]]:
    """Make a ledger from a data directory.

    Args:
        engine: A database without a ledger.
        directory: A data directory without fault.
        summary: Words of the first change.
        today: The day of the check.

    Returns:
        Number of rows by file, and every fault that keeps it from being made.

    Raises:
        SQLAlchemyError: The database cannot be written; there is nothing in it.
    """
    if faults := without_repairs(check_directory(directory, today)):
        return {}, faults
    parts = {
        file: read_part(file, (directory / file).read_bytes()) for file in part_files(directory)
    }
    with writing(engine) as connection:
        if schema.schema_state(connection) is not None and _has_ledger(connection):
            return {}, [Problem("database_exists")]
        schema.upgrade(connection)
        for name, value in (
            (schema.LEDGER_ID, secrets.token_hex(8)),
            ("signing_key", secrets.token_urlsafe(48)),
        ):
            connection.execute(sa.insert(setting).values(name=name, value=value))
        number = journal.add_change(connection, Change(summary=summary), [])
        for file, content in parts.items():
            facts.insert_rows(connection, file, content.rows)
            facts.touch_part(connection, file, number, content.head)
    return {file: len(content.rows) for file, content in parts.items()}, []


def upgrade_database(engine: sa.Engine) -> bool:
    """Bring the schema up to date; whether anything had to be done.

    Raises:
        LedgerError: There is no ledger, or it is of a later version.
    """
    with writing(engine) as connection:
        try:
            schema.require_current(connection)
        except LedgerError as error:
            if error.problem.code != "database_older":
                raise
        else:
            return False
        schema.upgrade(connection)
    return True


def differences(ledger_directory: Path, other: Path) -> list[Edit]:
    """The rows in which another data directory differs from the ledger, by file."""
    edits: list[Edit] = []
    own = part_files(ledger_directory)
    for file in dict.fromkeys((*own, *part_files(other))):
        before, after = (_rows(folder / file, file) for folder in (ledger_directory, other))
        edits += edits_between(file, before.rows, after.rows)
    return edits


def _rows(path: Path, file: str) -> Part:
    return read_part(file, path.read_bytes()) if path.is_file() else Part((), {})


def _has_ledger(connection: sa.Connection) -> bool:
    return connection.scalar(sa.select(sa.func.count()).select_from(change)) != 0
