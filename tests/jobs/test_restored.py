"""A restored backup sends nothing until a person has said what, on both databases."""

import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, select

from jobs import restored as guard
from jobs.reminders import plan_coming, send_due
from jobs.restored import WITNESS, keep_witness, read_witness
from tests.jobs.post import ANSWER_REMINDER, AUTUMN, EVERYONE, INVITATION
from tracker.db import open_session, transaction
from tracker.domain.restored import Mark
from tracker.domain.terms import DeliveryState
from tracker.models import Council, Delivery, OutboxMark
from tracker.services import restored, sign_in
from tracker.services.audit import Act

ALVA_AT = "alva@alvstad.example"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def backup(engine, tmp_path):
    """Return a function that copies the database and returns one that puts the copy back.

    SQLite's whole file by its own means; PostgreSQL row by row, as a dump does.
    """
    if engine.dialect.name == "sqlite":
        return lambda: _copy_file(engine, tmp_path / "backup.db")
    return lambda: _copy_rows(engine)


def _copy_file(engine, path):
    def copy(source, target):
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)

    copy(engine.url.database, path)
    return lambda: copy(path, engine.url.database)


def _copy_rows(engine):
    tables = SQLModel.metadata.sorted_tables
    with engine.connect() as connection:
        rows = {table: connection.execute(sa.select(table)).mappings().all() for table in tables}

    def restore():
        with engine.begin() as connection:
            connection.exec_driver_sql("SET session_replication_role = replica")
            for table in tables:
                connection.execute(table.delete())
                if rows[table]:
                    connection.execute(table.insert(), [dict(row) for row in rows[table]])
            connection.exec_driver_sql("SET session_replication_role = DEFAULT")

    return restore


def is_held(post):
    with open_session(post.engine, read_only=True) as session:
        return session.exec(select(Council)).one().mail_held_at is not None


def release(post):
    with transaction(post.engine) as session:
        council = session.get_one(Council, post.council.id)
        restored.release(session, council=council, by=Act(None, post.now))


def skip_what_waits(post):
    with transaction(post.engine) as session:
        for row in session.exec(select(Delivery).where(Delivery.try_at <= post.now)):
            row.state = DeliveryState.SKIPPED
            session.add(row)


@pytest.fixture
def brought_back(post, backup):
    """Return the post after its invitations went and a backup from before that was restored."""
    post.round(AUTUMN)
    put_back = backup()
    post.round(INVITATION)
    assert post.server.addresses() == dict.fromkeys(EVERYONE, 1)
    put_back()
    return post


def test_nothing_leaves_a_restored_backup_however_many_rounds_there_are(brought_back):
    for minutes in range(5):
        brought_back.round(INVITATION + minutes * MINUTE)

    assert is_held(brought_back)
    assert brought_back.server.addresses() == dict.fromkeys(EVERYONE, 1)


def test_what_a_person_skips_and_then_lets_go_comes_to_nobody_twice(brought_back):
    brought_back.round(INVITATION + MINUTE)
    skip_what_waits(brought_back)
    release(brought_back)
    brought_back.round(INVITATION + 2 * MINUTE)
    assert brought_back.server.addresses() == dict.fromkeys(EVERYONE, 1)

    brought_back.server.clear()
    brought_back.round(ANSWER_REMINDER)

    assert brought_back.server.addresses() == dict.fromkeys(EVERYONE, 1)
    assert not is_held(brought_back)


def test_what_a_person_lets_go_without_skipping_goes(brought_back):
    brought_back.round(INVITATION + MINUTE)
    release(brought_back)

    brought_back.round(INVITATION + 2 * MINUTE)

    assert brought_back.server.addresses() == dict.fromkeys(EVERYONE, 2)


def test_sign_in_links_go_all_the_same(brought_back):
    brought_back.server.clear()
    with transaction(brought_back.engine) as session:
        sign_in.ask_for_link(session, email=ALVA_AT, now=INVITATION)

    brought_back.round(INVITATION + MINUTE)

    assert is_held(brought_back)
    assert brought_back.server.addresses() == {ALVA_AT: 1}


def test_it_is_seen_within_a_minute_even_if_nothing_is_due(post, backup):
    put_back = backup()
    post.round(AUTUMN)
    put_back()

    plan_coming(post.worker())

    assert is_held(post)


def test_a_backup_made_in_the_middle_of_a_round_is_seen_after_the_next(post, backup):
    post.now = INVITATION
    plan_coming(post.worker())
    copies = []

    async def copy_after_one(server, session, envelope):
        if not copies:
            copies.append(backup())
        return await type(post.server).handle_DATA(post.server, server, session, envelope)

    post.server.handle_DATA = copy_after_one
    send_due(post.worker())
    plan_coming(post.worker())
    (put_back,) = copies
    put_back()

    post.round(INVITATION + HOUR)

    assert is_held(post)
    assert post.server.addresses() == dict.fromkeys(EVERYONE, 1)


def test_a_long_outage_of_a_machine_that_knows_its_database_holds_nothing(post):
    post.round(AUTUMN)

    post.round(INVITATION)

    assert post.server.addresses() == dict.fromkeys(EVERYONE, 1)


def on_a_new_machine(post, tmp_path):
    folder = tmp_path / "another"
    folder.mkdir()
    return replace(post, folder=folder)


def test_a_silent_database_on_a_new_machine_sends_nothing(post, tmp_path):
    post.round(INVITATION - 2 * HOUR)

    on_a_new_machine(post, tmp_path).round(INVITATION)

    assert is_held(post)
    assert post.server.kept == []


def test_a_new_machine_beside_one_that_works_sends(post, tmp_path):
    post.round(INVITATION - MINUTE)

    on_a_new_machine(post, tmp_path).round(INVITATION)

    assert not is_held(post)
    assert post.server.addresses() == dict.fromkeys(EVERYONE, 1)


def test_two_machines_take_turns_and_hold_nothing(post, tmp_path):
    other = on_a_new_machine(post, tmp_path)
    for number in range(6):
        (post, other)[number % 2].round(INVITATION - 6 * MINUTE + number * MINUTE)
    other.round(INVITATION)
    post.round(INVITATION)

    assert not is_held(post)
    assert post.server.addresses() == dict.fromkeys(EVERYONE, 1)
    assert read_witness(post.folder).number > read_witness(other.folder).number


@pytest.mark.parametrize("machines", [1, 2])
def test_two_workers_that_begin_their_rounds_at_once_hold_nothing(post, tmp_path, machines):
    post.round(INVITATION - MINUTE)
    workers = [post.worker(), post.worker()]
    if machines == 2:
        workers[1] = on_a_new_machine(post, tmp_path).worker()
    together = threading.Barrier(2)

    def begin(worker):
        for _round in range(8):
            together.wait()
            guard.before_sending(worker)

    threads = [threading.Thread(target=begin, args=[worker]) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not is_held(post)
    with open_session(post.engine, read_only=True) as session:
        number = session.exec(select(OutboxMark)).one().number
    assert max(read_witness(worker.data_folder).number for worker in workers) == number


def test_the_witness_is_written_before_the_first_message_leaves(post):
    seen = []

    async def look(server, session, envelope):
        with open_session(post.engine, read_only=True) as reading:
            seen.append((read_witness(post.folder).number, reading.exec(select(OutboxMark)).one()))
        return "250 Kept"

    post.server.handle_DATA = look
    post.round(INVITATION)

    assert len(seen) == len(EVERYONE)
    assert all(witness == mark.number for witness, mark in seen)


def test_nothing_is_sent_while_the_witness_cannot_be_written(post):
    post.now = INVITATION
    plan_coming(post.worker())

    with pytest.raises(OSError, match="no-such-folder"):
        send_due(replace(post.worker(), data_folder=post.folder / "no-such-folder"))

    assert post.server.kept == []


def test_a_crash_between_the_count_and_the_witness_holds_nothing(post):
    post.round(AUTUMN)
    with transaction(post.engine) as session:
        restored.begin_round(session, witness=read_witness(post.folder), now=AUTUMN)

    post.round(INVITATION)

    assert post.server.addresses() == dict.fromkeys(EVERYONE, 1)


def test_a_witness_never_goes_back_and_leaves_no_other_files(tmp_path):
    for number in (1, 5, 3):
        keep_witness(tmp_path, Mark("one", number))
    assert read_witness(tmp_path) == Mark("one", 5)

    keep_witness(tmp_path, Mark("another", 1))
    assert read_witness(tmp_path) == Mark("another", 1)
    assert [path.name for path in tmp_path.iterdir()] == [WITNESS]


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"identity": "x", "number": "y"}'])
def test_a_witness_that_cannot_be_read_is_none(tmp_path, content):
    (tmp_path / WITNESS).write_text(content, encoding="utf-8")

    assert read_witness(tmp_path) is None
