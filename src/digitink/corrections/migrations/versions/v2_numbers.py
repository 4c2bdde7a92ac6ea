"""Version 2: numbers beside digits."""

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"


def upgrade() -> None:
    """Give the table what a number needs; what only a digit has may be missing.

    SQLite changes no column: there Alembic copies the table, and is told the check that it would not copy.
    """
    check = sa.CheckConstraint("answer BETWEEN 0 AND 9", name="answer_is_a_digit")
    with op.batch_alter_table("corrections", table_args=(check,)) as table:
        table.alter_column("seen", existing_type=sa.LargeBinary(), nullable=True)
        table.alter_column("read", existing_type=sa.SmallInteger(), nullable=True)
        table.alter_column("rejected", existing_type=sa.Boolean(), nullable=True)
        table.add_column(sa.Column("number", sa.Text))
        table.add_column(sa.Column("number_read", sa.Text))
        table.add_column(sa.Column("boxes", sa.JSON))
