"""Run by Alembic to bring a database up to date, in the transaction that the store has begun."""

from alembic import context

from digitink.corrections.table import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()
