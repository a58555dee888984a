"""What was taken over from a data directory last, so that `database refresh` knows what is new."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; it is empty until the next `database refresh`."""
    op.create_table(
        "taken_over",
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("row_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("file", "row_id"),
    )
