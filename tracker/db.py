"""The database's set-up: engine, sessions, the UTC type, names of constraints."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.orm import ORMExecuteState
from sqlmodel import Session, SQLModel

# Alembic can only alter a constraint that has a name.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


#: What a column of whole numbers holds.
LARGEST_WHOLE_NUMBER = 2_147_483_647


class WriteWhileReading(Exception):
    """Something tried to change the database in a session that only reads."""


class UTCDateTime(sa.TypeDecorator[datetime]):
    """An aware instant, stored in UTC. SQLite would silently lose the offset."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse a naive time, store the rest in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return an aware UTC time."""
        return value.replace(tzinfo=UTC) if value else None


def enum_type(members: type[Enum], name: str) -> sa.Enum:
    """Return a column type that stores an enumeration's values, with a CHECK on them."""
    return sa.Enum(
        members,
        name=name,
        values_callable=lambda found: [member.value for member in found],
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=32,
    )


def create_engine(url: str) -> Engine:
    """Open a database by its SQLAlchemy address, set up as every connection must be."""
    if sa.make_url(url).get_backend_name() != "sqlite":
        return sa.create_engine(url, pool_pre_ping=True, hide_parameters=True)
    # An error's text must not quote a row: it may end in a log.
    engine = sa.create_engine(url, connect_args={"timeout": 30}, hide_parameters=True)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "busy_timeout=30000",
        "foreign_keys=ON",
        "synchronous=FULL",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that reads and then writes fails under concurrency;
    # an immediate one waits its turn.
    reads = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def open_session(engine: Engine, *, read_only: bool = False) -> Session:
    """Open a session. A read-only one raises WriteWhileReading when it would write."""
    bind = engine.execution_options(read_only=True) if read_only else engine
    session = Session(bind, expire_on_commit=False)
    if read_only:
        event.listen(session, "before_flush", _refuse_to_flush)
        event.listen(session, "do_orm_execute", _refuse_to_write)
    return session


def _refuse_to_flush(session: Any, _context: Any, _instances: Any) -> None:
    if session.new or session.deleted or any(session.is_modified(row) for row in session.dirty):
        raise WriteWhileReading("a page that is only read changed something")


def _refuse_to_write(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        raise WriteWhileReading("a page that is only read changed something")


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """Open a session, commit at the end of the block, roll back on an error."""
    with open_session(engine) as session:
        yield session
        session.commit()
