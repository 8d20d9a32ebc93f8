"""The database's versions: one file a change in `versions/`, made by `make migration m="..."`.

There is no alembic.ini: what Alembic needs to know stands here and in `env.py`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection, Engine

FOLDER = Path(__file__).parent

#: Any number that no other program on the same PostgreSQL database uses.
_LOCK = 2_023_196


class DamagedDatabaseError(Exception):
    """After a change of tables some rows point at rows that are not there."""


def upgrade_database(engine: Engine) -> bool:
    """Bring the database's tables to the newest version. Quick when they are.

    Several processes may call it at once: one works, the others wait.

    Returns:
        Whether anything was done.
    """
    if is_newest(engine):
        return False
    with changing(engine) as config:
        command.upgrade(config, "head")
    return True


def is_newest(engine: Engine) -> bool:
    """Say whether the database's tables are of the newest version."""
    newest = set(ScriptDirectory(str(FOLDER)).get_heads())
    with engine.connect().execution_options(read_only=True) as connection:
        return set(MigrationContext.configure(connection).get_current_heads()) == newest


@contextmanager
def changing(engine: Engine) -> Iterator[Config]:
    """Give Alembic's commands a configuration, and the tables to itself, in one transaction.

    Raises:
        DamagedDatabaseError: rows would be left that point at nothing. Nothing is changed.
    """
    with engine.connect() as connection, foreign_keys_off(connection):
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        yield make_config(connection)
        _refuse_dangling(connection)
        connection.commit()


def make_config(connection: Connection) -> Config:
    """Return Alembic's configuration for an open connection."""
    config = Config(attributes={"connection": connection})
    # Alembic reads its options through ConfigParser, where % has a meaning.
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@contextmanager
def foreign_keys_off(connection: Connection) -> Iterator[None]:
    """Let SQLite rebuild tables within the block without deleting what points at them.

    SQLite changes a table by copying it and dropping the old one, and a drop empties the
    tables below when foreign keys are on. The switch works only outside a transaction.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    if driver is None:  # a closed connection, which the caller would have noticed
        raise RuntimeError("the database connection is closed")
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.rollback()  # nothing to undo after a commit
        driver.execute("PRAGMA foreign_keys=ON")


def _refuse_dangling(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    found = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if found:
        tables = ", ".join(sorted({row[0] for row in found}))
        raise DamagedDatabaseError(f"{len(found)} rows in {tables} point at nothing")
