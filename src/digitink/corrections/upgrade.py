"""Bring the tables of the store up to date when it is opened, one process at a time."""

from sqlalchemy import Connection, inspect

from digitink.corrections.database import reason_of
from digitink.corrections.table import VERSION
from digitink.errors import StoreError

# What makes other processes wait until this one has brought the tables up to date; the number is digitink's own.
_TAKE_TURNS = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "SELECT pg_advisory_xact_lock(5437091)"}


def upgrade(connection: Connection) -> None:
    """In a transaction, run the migrations that the database has not seen. Raises StoreError."""
    connection.exec_driver_sql(_TAKE_TURNS[connection.dialect.name])
    if not is_current(connection):
        _migrate(connection)


def is_current(connection: Connection) -> bool:
    """Tell whether the tables are as this version describes them: then a server starts without Alembic."""
    if not inspect(connection).has_table("alembic_version"):
        return False
    version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return version == VERSION


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", "digitink.corrections:migrations")
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError(f"The store of corrections cannot be opened: {reason_of(error)}.") from error
