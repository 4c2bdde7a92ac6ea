"""Version 1: the table of corrections."""

import sqlalchemy as sa
from alembic import op

revision = "1"
down_revision = None


def upgrade() -> None:
    """Make the table; what its columns hold, digitink/corrections/table.py says."""
    op.create_table(
        "corrections",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("drawing", sa.LargeBinary, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False, unique=True),
        sa.Column("seen", sa.LargeBinary, nullable=False),
        sa.Column("read", sa.SmallInteger, nullable=False),
        sa.Column("confidence", sa.Double, nullable=False),
        sa.Column("rejected", sa.Boolean, nullable=False),
        sa.Column("model", sa.String(64), nullable=False),
        sa.Column("answer", sa.SmallInteger),
        sa.Column("time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undo", sa.String(64), nullable=False),
        sa.CheckConstraint("answer BETWEEN 0 AND 9", name="answer_is_a_digit"),
    )
    op.create_index("corrections_by_time", "corrections", ["time", "id"])
