"""Care of a database: made from a data directory, written as one, brought up to date."""

import datetime as dt
import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path

import sqlalchemy as sa

from geo_kopienas.domain.editing.changes import Change
from geo_kopienas.domain.schema.problems import LedgerError, Problem, without_repairs
from geo_kopienas.store.dataset import check_directory
from geo_kopienas.store.files.atomic import DISK_FULL, write_atomically
from geo_kopienas.store.ledger import facts, journal, schema
from geo_kopienas.store.ledger.copies import configuration_states, file_states
from geo_kopienas.store.ledger.engine import open_engine, sqlite_file, writing
from geo_kopienas.store.ledger.rows import Part, is_private, part_files, read_parts
from geo_kopienas.store.ledger.seam import Ledger
from geo_kopienas.store.ledger.tables import change, setting


def init_database(
    engine: sa.Engine,
    directory: Path,
    summary: str,
    today: dt.date,
    *,
    configuration: Path | None = None,
) -> tuple[Mapping[str, int], list[Problem]]:
    """Make a ledger from a data directory.

    Args:
        engine: A database without a ledger; the file of a SQLite database need not be there.
        directory: A data directory without fault.
        summary: Words of the first change.
        today: The day of the check.
        configuration: The directory whose rules and codebook are used, if it is another one.

    Returns:
        Number of rows by file, and every fault that keeps it from being made.

    Raises:
        LedgerError: The database cannot be written; there is nothing in it.
    """
    if faults := directory_faults(directory, today, configuration):
        return {}, faults
    parts = read_parts(directory)
    file = sqlite_file(engine.url)
    try:
        if file is None or file.exists():
            is_made = _fill(engine, parts, summary)
        else:
            is_made = _make_file(file, parts, summary)
    except OSError as error:
        code = "database_full" if error.errno in DISK_FULL else "database_read_only"
        raise LedgerError(Problem(code)) from error
    if not is_made:
        return {}, [Problem("database_exists")]
    return {file: len(content.rows) for file, content in parts.items()}, []


def directory_faults(directory: Path, today: dt.date, configuration: Path | None) -> list[Problem]:
    """What is wrong with a data directory, also beside the rules and codebook of another one."""
    faults = without_repairs(check_directory(directory, today))
    if faults or configuration is None or configuration.resolve() == directory.resolve():
        return faults
    with tempfile.TemporaryDirectory(prefix="geo-kopienas-") as folder:
        names = [(configuration, name) for name in configuration_states(configuration)]
        names += [(directory, name) for name in part_files(directory)]
        for home, name in names:
            (link := Path(folder, name)).parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to((home / name).resolve())
        return without_repairs(check_directory(Path(folder), today))


def _make_file(file: Path, parts: Mapping[str, Part], summary: str) -> bool:
    """Make a SQLite database beside its place, so that there is all of it or nothing."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".making-") as folder:
        making = Path(folder) / "ledger.sqlite"
        making.touch(mode=0o600)  # it holds answers of single people
        engine = open_engine(sa.URL.create("sqlite", database=str(making)))
        try:
            _fill(engine, parts, summary)
        finally:
            engine.dispose()
        try:
            os.link(making, file)
        except FileExistsError:  # another process was faster
            return False
    return True


def _fill(engine: sa.Engine, parts: Mapping[str, Part], summary: str) -> bool:
    """Write a ledger into a database; False if there is one."""
    with writing(engine) as connection:
        if schema.schema_state(connection) is not None and _has_ledger(connection):
            return False
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
        facts.note_taken_over(connection, parts)
    return True


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


def dump(ledger: Ledger, target: Path) -> tuple[list[str], list[Problem]]:
    """Write the ledger as a whole data directory, configuration included.

    Args:
        ledger: The ledger.
        target: A directory that is not there yet, or with nothing in it.

    Returns:
        The files, and what keeps them from being written.

    Raises:
        LedgerError: The ledger cannot be reached.
        OSError: The directory cannot be written; nothing is left of it.
    """
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        return [], [Problem("dump_not_empty", value=str(target))]
    source = ledger.directory(ledger.version())
    files = list(file_states(source))
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
        staging = Path(folder) / target.name
        for file in files:
            mode = 0o600 if is_private(file) else 0o644
            write_atomically(staging / file, (source / file).read_bytes(), mode=mode)
        staging.rename(target)
    return files, []


def _has_ledger(connection: sa.Connection) -> bool:
    return connection.scalar(sa.select(sa.func.count()).select_from(change)) != 0
