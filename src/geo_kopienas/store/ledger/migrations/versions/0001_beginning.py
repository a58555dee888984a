"""The beginning: facts, journal, accounts and suggestions."""

import sqlalchemy as sa
from alembic import op

from geo_kopienas.store.ledger.tables import UtcTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "account",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("is_disabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("sessions_from", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "answer",
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("row_id", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("file", "row_id"),
    )
    op.create_table(
        "attempt",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("time", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("attempt_subject", "attempt", ["subject", "time"], unique=False)
    op.create_table(
        "change",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("time", UtcTime(), nullable=False),
        sa.Column("account", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=False),
        sa.Column("undoes", sa.BigInteger(), nullable=True),
        sa.Column("suggestion", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["undoes"],
            ["change.number"],
        ),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("change_time", "change", ["time"], unique=False)
    op.create_table(
        "communities",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("name_lv", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=True),
        sa.Column("place_ids", sa.Text(), nullable=True),
        sa.Column("legal_form", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("since_date", sa.Text(), nullable=True),
        sa.Column("web", sa.Text(), nullable=True),
        sa.Column("description_lv", sa.Text(), nullable=True),
        sa.Column("description_en", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Text(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=False),
        sa.Column("source_date", sa.Text(), nullable=True),
        sa.Column("note_lv", sa.Text(), nullable=True),
        sa.Column("note_en", sa.Text(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("community_id"),
    )
    op.create_table(
        "document",
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("row_id", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("file", "row_id"),
    )
    op.create_table(
        "ended_session",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("until", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "evidence",
        sa.Column("evidence_id", sa.Text(), nullable=False),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("date_end", sa.Text(), nullable=True),
        sa.Column("date_basis", sa.Text(), nullable=False),
        sa.Column("place_ids", sa.Text(), nullable=False),
        sa.Column("community_ids", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("breakdown", sa.Text(), nullable=True),
        sa.Column("is_summary", sa.Boolean(), nullable=False),
        sa.Column("title_lv", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("source_url", sa.Text(), nullable=False),
        sa.Column("source_date", sa.Text(), nullable=True),
        sa.Column("provenance", sa.Text(), nullable=False),
        sa.Column("note_lv", sa.Text(), nullable=True),
        sa.Column("note_en", sa.Text(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("evidence_id"),
    )
    op.create_table(
        "feature",
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("row_id", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("file", "row_id"),
    )
    op.create_table(
        "municipalities",
        sa.Column("municipality_id", sa.Text(), nullable=False),
        sa.Column("name_lv", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("atvk_code", sa.Text(), nullable=True),
        sa.Column("alternative_names", sa.Text(), nullable=True),
        sa.Column("valid_to_date", sa.Text(), nullable=True),
        sa.Column("source_url", sa.Text(), nullable=False),
        sa.Column("note_lv", sa.Text(), nullable=True),
        sa.Column("note_en", sa.Text(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("municipality_id"),
    )
    op.create_table(
        "part",
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("changed_in", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("file"),
    )
    op.create_table(
        "places",
        sa.Column("place_id", sa.Text(), nullable=False),
        sa.Column("name_lv", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Text(), nullable=True),
        sa.Column("apkaime_id", sa.Text(), nullable=True),
        sa.Column("latitude", sa.Text(), nullable=True),
        sa.Column("longitude", sa.Text(), nullable=True),
        sa.Column("coordinate_year", sa.BigInteger(), nullable=True),
        sa.Column("coordinate_source", sa.Text(), nullable=True),
        sa.Column("area_km2", sa.Text(), nullable=True),
        sa.Column("area_year", sa.BigInteger(), nullable=True),
        sa.Column("area_source_url", sa.Text(), nullable=True),
        sa.Column("population_count", sa.BigInteger(), nullable=True),
        sa.Column("population_year", sa.BigInteger(), nullable=True),
        sa.Column("population_source_url", sa.Text(), nullable=True),
        sa.Column("atvk_code", sa.Text(), nullable=True),
        sa.Column("former_atvk_codes", sa.Text(), nullable=True),
        sa.Column("register_code", sa.Text(), nullable=True),
        sa.Column("alternative_names", sa.Text(), nullable=True),
        sa.Column("valid_from_date", sa.Text(), nullable=True),
        sa.Column("valid_to_date", sa.Text(), nullable=True),
        sa.Column("member_since_date", sa.Text(), nullable=True),
        sa.Column("predecessor_id", sa.Text(), nullable=True),
        sa.Column("successor_ids", sa.Text(), nullable=True),
        sa.Column("source_url", sa.Text(), nullable=False),
        sa.Column("source_year", sa.BigInteger(), nullable=True),
        sa.Column("note_lv", sa.Text(), nullable=True),
        sa.Column("note_en", sa.Text(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("place_id"),
    )
    op.create_table(
        "population",
        sa.Column("row_id", sa.Text(), nullable=False),
        sa.Column("place_id", sa.Text(), nullable=True),
        sa.Column("area_name_lv", sa.Text(), nullable=False),
        sa.Column("population_count", sa.BigInteger(), nullable=False),
        sa.Column("date", sa.Text(), nullable=True),
        sa.Column("series_lv", sa.Text(), nullable=True),
        sa.Column("series_en", sa.Text(), nullable=True),
        sa.Column("is_usable", sa.Boolean(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=False),
        sa.Column("note_lv", sa.Text(), nullable=True),
        sa.Column("note_en", sa.Text(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("row_id"),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "survey_rounds",
        sa.Column("round_id", sa.Text(), nullable=False),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("label_lv", sa.Text(), nullable=False),
        sa.Column("label_en", sa.Text(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("note_lv", sa.Text(), nullable=True),
        sa.Column("note_en", sa.Text(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("round_id"),
    )
    op.create_table(
        "revision",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("row_id", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["change"],
            ["change.number"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("revision_change", "revision", ["change"], unique=False)
    op.create_index("revision_row", "revision", ["file", "row_id", "id"], unique=False)
    op.create_table(
        "suggestion",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("time", UtcTime(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("place_id", sa.Text(), nullable=True),
        sa.Column("community_id", sa.Text(), nullable=True),
        sa.Column("evidence_id", sa.Text(), nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("said_date", sa.Text(), nullable=True),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_at", UtcTime(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("change", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["change"],
            ["change.number"],
        ),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("receipt"),
    )
    op.create_index("suggestion_state", "suggestion", ["state", "time"], unique=False)
    op.create_table(
        "suggestion_origin",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("time", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "suggestion_origin_subject", "suggestion_origin", ["subject", "time"], unique=False
    )
