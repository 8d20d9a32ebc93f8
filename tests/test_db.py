"""The database's set-up on every connection, and many writers at once."""

import threading

import pytest
import sqlalchemy as sa
from sqlmodel import select

from tests import factories
from tracker.db import create_engine, open_session, transaction
from tracker.models import Council


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("foreign_keys", 1), ("synchronous", 2), ("busy_timeout", 30_000)],
)
def test_every_sqlite_connection_is_set_up(sqlite_engine, pragma, value):
    with (
        sqlite_engine.connect() as one,
        sqlite_engine.connect().execution_options(read_only=True) as other,
    ):
        del other  # opened, so that `another` below is not the pooled first one
        assert one.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
    sqlite_engine.dispose()
    with sqlite_engine.connect() as another:
        assert another.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def test_twenty_writers_at_once_all_succeed(engine):
    with transaction(engine) as session:
        council_id = factories.make_council(session, update_interval_months=1).id
    failures: list[BaseException] = []
    start = threading.Barrier(20)

    def write() -> None:
        own = create_engine(engine.url.render_as_string(hide_password=False))
        try:
            start.wait()
            for _ in range(5):
                with transaction(own) as session:
                    # Reads and then writes: the order that fails in a deferred transaction.
                    found = session.exec(
                        select(Council).where(Council.id == council_id).with_for_update()
                    ).one()
                    found.update_interval_months += 1
        except BaseException as error:  # noqa: BLE001  (a thread's error would be lost)
            failures.append(error)
        finally:
            own.dispose()

    threads = [threading.Thread(target=write) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    with open_session(engine, read_only=True) as session:
        assert session.exec(select(Council)).one().update_interval_months == 101


def test_a_reader_does_not_wait_for_a_writer(engine):
    with transaction(engine) as session:
        factories.make_council(session, name="Älvstads Brå")

    with open_session(engine) as writer:
        writer.exec(select(Council)).one().name = "Not yet saved"
        writer.flush()
        with open_session(engine, read_only=True) as reader:
            reader.execute(sa.text("SELECT 1"))
            assert reader.exec(select(Council)).one().name == "Älvstads Brå"


def test_a_transaction_that_fails_leaves_nothing(engine):
    def fail_after_writing() -> None:
        with transaction(engine) as session:
            factories.make_council(session)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_writing()

    with open_session(engine, read_only=True) as session:
        assert session.exec(select(Council)).all() == []
