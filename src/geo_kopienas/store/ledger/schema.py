"""The schema of the database: Alembic makes it and brings it up to date."""

from functools import lru_cache
from importlib.resources import files

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from geo_kopienas.domain.schema.problems import LedgerError, Problem
from geo_kopienas.store.ledger.tables import setting

#: The setting that names a ledger: copies of two ledgers are never mistaken for one another.
LEDGER_ID = "ledger_id"
_VERSION = sa.table("alembic_version", sa.column("version_num"))


def require_current(connection: sa.Connection) -> str:
    """The id of the ledger, if the schema is the one that this program knows.

    Raises:
        LedgerError: There is no ledger, or one of an earlier or a later version.
    """
    state = schema_state(connection)
    if state is None:
        raise LedgerError(Problem("database_empty"))
    if state not in _known():
        raise LedgerError(Problem("database_newer", value=state))
    if state != newest():
        raise LedgerError(Problem("database_older", value=state))
    ledger_id = connection.scalar(sa.select(setting.c.value).where(setting.c.name == LEDGER_ID))
    if ledger_id is None:
        raise LedgerError(Problem("database_empty"))
    return str(ledger_id)


def schema_state(connection: sa.Connection) -> str | None:
    """The revision of the schema; None where there is none."""
    if connection.dialect.name == "sqlite":
        query = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
    else:
        query = "SELECT 1 WHERE to_regclass('alembic_version') IS NOT NULL"
    if connection.exec_driver_sql(query).first() is None:
        return None
    return connection.scalar(sa.select(_VERSION.c.version_num))


def upgrade(connection: sa.Connection) -> None:
    """Make the schema or bring it up to date, in the caller's transaction."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def newest() -> str:
    """The revision of the schema that this program knows."""
    return _known()[0]


@lru_cache(maxsize=1)
def _known() -> tuple[str, ...]:
    """Every revision, the newest first."""
    script = ScriptDirectory.from_config(_config())
    return tuple(revision.revision for revision in script.walk_revisions())


def _config() -> Config:
    config = Config()
    config.set_main_option(
        "script_location", str(files("geo_kopienas.store.ledger") / "migrations")
    )
    return config
