"""Version 3: any label in the place of a digit."""

import sqlalchemy as sa
from alembic import op

revision = "3"
down_revision = "2"


def upgrade() -> None:
    """Make texts of the digits, and check no more than that there is one. SQLite changes no column: a copy is made."""
    with op.batch_alter_table("corrections") as table:
        table.drop_constraint("answer_is_a_digit", type_="check")
        for name in ("read", "answer"):
            table.alter_column(name, existing_type=sa.SmallInteger(), type_=sa.Text(), postgresql_using=f"{name}::text")
        table.create_check_constraint("answer_is_a_label", "answer <> ''")
