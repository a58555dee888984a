"""The tables of the database: facts as the column dictionary has them, journal, accounts.

Partial dates and decimals are text, as they were typed: SQL has no type for "2014-12", and
1415.70 shall come back with its cents.
"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from geo_kopienas.domain.schema.fields import TABLES, Field, FieldType, Table
from geo_kopienas.store.ledger.rows import WHOLE_TYPES, PartKind, part_kind

metadata = sa.MetaData()


class UtcTime(sa.TypeDecorator[datetime]):
    """A moment in UTC, as ISO text: SQLite keeps no time zone, and texts sort like times."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> str | None:
        """Write a moment."""
        del dialect
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ANN401
        """Read a moment."""
        del dialect
        return None if value is None else datetime.fromisoformat(value)


def _column(field: Field, key: str | None) -> sa.Column[Any]:
    if field.type in WHOLE_TYPES:
        kind: sa.types.TypeEngine[Any] = sa.BigInteger()
    else:
        kind = sa.Boolean() if field.type is FieldType.BOOLEAN else sa.Text()
    return sa.Column(field.name, kind, nullable=not field.required, primary_key=field.name == key)


def _fact_table(table: Table) -> sa.Table:
    # The table of population has no key of its own.
    own = [] if table.key else [sa.Column("row_id", sa.Text, primary_key=True)]
    columns = (_column(field, table.key) for field in table.fields)
    return sa.Table(
        table.name, metadata, *own, *columns, sa.Column("position", sa.BigInteger, nullable=False)
    )


def _other_rows(name: str) -> sa.Table:
    """A table of rows whose columns the dictionary does not have."""
    return sa.Table(
        name,
        metadata,
        sa.Column("file", sa.Text, primary_key=True),
        sa.Column("row_id", sa.Text, primary_key=True),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("cells", sa.Text, nullable=False),  # JSON, its members in their order
    )


FACTS: dict[str, sa.Table] = {table.file: _fact_table(table) for table in TABLES}
OTHERS: dict[PartKind, sa.Table] = {
    PartKind.FEATURES: _other_rows("feature"),
    PartKind.ANSWERS: _other_rows("answer"),
    PartKind.DOCUMENT: _other_rows("document"),
}

#: The parts that there are; `changed_in` is the number of the change that touched one last.
part = sa.Table(
    "part",
    metadata,
    sa.Column("file", sa.Text, primary_key=True),
    sa.Column("changed_in", sa.BigInteger, nullable=False),
    sa.Column("head", sa.Text, nullable=False),  # JSON list of columns
)

#: Every row of the data directory that was taken over last, as a hash: what differs from it there
#: is new there, what differs from it here was changed here.
taken_over = sa.Table(
    "taken_over",
    metadata,
    sa.Column("file", sa.Text, primary_key=True),
    sa.Column("row_id", sa.Text, primary_key=True),
    sa.Column("digest", sa.Text, nullable=False),
)

#: What this ledger is: its `id`, which copies on disk are named by, and keys that processes share.
setting = sa.Table(
    "setting",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")

change = sa.Table(
    "change",
    metadata,
    sa.Column("number", _NUMBER, primary_key=True, autoincrement=False),
    sa.Column("time", UtcTime, nullable=False),
    sa.Column("account", sa.Text),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("summary", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("source_url", sa.Text, nullable=False),
    sa.Column("undoes", sa.BigInteger, sa.ForeignKey("change.number")),
    sa.Column("suggestion", sa.BigInteger),
    sa.Index("change_time", "time"),
)

revision = sa.Table(
    "revision",
    metadata,
    sa.Column("id", _NUMBER, primary_key=True, autoincrement=True),
    sa.Column("change", sa.BigInteger, sa.ForeignKey("change.number"), nullable=False),
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("row_id", sa.Text, nullable=False),
    sa.Column("before", sa.Text),  # JSON of the row; none for a new one
    sa.Column("after", sa.Text),  # none for one that is withdrawn
    sa.Index("revision_change", "change"),
    sa.Index("revision_row", "file", "row_id", "id"),
)

account = sa.Table(
    "account",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("must_change", sa.Boolean, nullable=False),
    sa.Column("is_disabled", sa.Boolean, nullable=False),
    sa.Column("created_at", UtcTime, nullable=False),
    #: Who signed in before is signed out: a new password, a new role, "sign out everywhere".
    sa.Column("sessions_from", UtcTime, nullable=False),
)

#: Failed attempts to sign in, shared by all processes; `subject` is a keyed hash.
attempt = sa.Table(
    "attempt",
    metadata,
    sa.Column("id", _NUMBER, primary_key=True, autoincrement=True),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("time", UtcTime, nullable=False),
    sa.Index("attempt_subject", "subject", "time"),
)

#: Sessions that their owner ended before their time; kept until they would be over.
ended_session = sa.Table(
    "ended_session",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("until", UtcTime, nullable=False),
)


#: What the public suggests; apart from the facts, for nobody has checked it.
suggestion = sa.Table(
    "suggestion",
    metadata,
    sa.Column("number", _NUMBER, primary_key=True, autoincrement=True),
    sa.Column("receipt", sa.Text, nullable=False, unique=True),
    sa.Column("time", UtcTime, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("place_id", sa.Text),
    sa.Column("community_id", sa.Text),
    sa.Column("evidence_id", sa.Text),
    sa.Column("said", sa.Text, nullable=False),
    sa.Column("said_date", sa.Text),
    sa.Column("source_url", sa.Text),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("decided_at", UtcTime),
    sa.Column("decided_by", sa.Text),
    sa.Column("decision_reason", sa.Text),
    sa.Column("change", sa.BigInteger, sa.ForeignKey("change.number")),
    sa.Index("suggestion_state", "state", "time"),
)


#: Who suggested how much lately: keyed hashes, deleted after a day.
suggestion_origin = sa.Table(
    "suggestion_origin",
    metadata,
    sa.Column("id", _NUMBER, primary_key=True, autoincrement=True),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("time", UtcTime, nullable=False),
    sa.Index("suggestion_origin_subject", "subject", "time"),
)


def table_of(file: str) -> sa.Table:
    """The table that the rows of a part stand in."""
    kind = part_kind(file)
    if kind is None:
        raise ValueError(file)
    return FACTS[file] if kind is PartKind.TABLE else OTHERS[kind]
