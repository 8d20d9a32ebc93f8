"""The database locked or full for a while: it goes on by itself, loses nothing, doubles nothing.

Real rounds by the real clock. The trouble begins at the worst moment: when the mail server has
accepted a message that we have not yet written down. PostgreSQL's disk is not filled here: what
its server says then reaches us as any other failed statement, as when it is away.
"""

import json
import resource
import subprocess
import sys
import threading
import time
from dataclasses import asdict
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import func, select

from jobs.schedule import JOBS, tick
from tests import factories
from tests.chaos.worker import BATCH, Orders, make_worker
from tests.jobs.post import Server, serving
from tests.mail.test_smtp import free_port
from tracker import clock
from tracker.db import create_engine, open_session, transaction
from tracker.domain.meetings import MeetingPlan
from tracker.domain.terms import DeliveryState, MeetingKind
from tracker.models import Delivery
from tracker.queries.deliveries import WAITING
from tracker.services import claims, meetings, reminders
from tracker.services.audit import Act

PEOPLE = 40
EVERYONE = {f"member{number}@alvstad.example": 1 for number in range(PEOPLE)}
#: Within so many seconds after the trouble is over all is as it should be.
RECOVERY = 60
#: Which message meets the trouble.
THE_ONE = 7


@pytest.fixture
def lasts(is_full):
    """Return for how many seconds."""
    return 30 if is_full else 2


@pytest.fixture
def orders(engine, tmp_path, monkeypatch):
    """Return where a worker finds a meeting whose invitations are due at once.

    It holds few at a time, so that some are still to be made ready when trouble comes.
    """
    monkeypatch.setattr(claims, "take", partial(claims.take, limit=BATCH))
    now = clock.now()
    starts_at = now + timedelta(days=10)
    plan = MeetingPlan("Trygg vår", MeetingKind.THEME, starts_at, starts_at + timedelta(hours=1))
    with transaction(engine) as session:
        council = factories.make_council(session, slug="alvstad", name="Älvstads Brå")
        reminders.start_with_default_rules(session, council=council)
        for number, email in enumerate(EVERYONE):
            factories.make_member(session, council=council, name=f"Nr {number}", email=email)
        meetings.plan_meeting(session, council=council, plan=plan, by=Act(None, now))
    url = engine.url.render_as_string(hide_password=False)
    return Orders(url, str(tmp_path), free_port(), connections=2)


class Troublesome(Server):
    """A mail server that makes trouble elsewhere when it has kept a certain message."""

    def __init__(self, make_trouble):
        super().__init__()
        self._make_trouble = make_trouble

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        answer = await super().handle_DATA(server, session, envelope)
        if len(self.kept) == THE_ONE:
            self._make_trouble()
        return answer


class Trouble:
    """Something that begins at a call and is over after some seconds."""

    def __init__(self, begin, end, lasts):
        self._begin, self._end, self._lasts = begin, end, lasts
        self.is_on = False
        self.was = threading.Event()
        self.ended_at = 0.0

    def make(self):
        self._begin()
        self.is_on = True
        threading.Timer(self._lasts, self._stop).start()

    def _stop(self):
        self.is_on = False
        self._end()
        self.ended_at = time.monotonic()
        self.was.set()


def work_through(worker, trouble):
    """Do rounds, as the scheduler would, until nothing waits. Return seconds since the trouble."""
    gives_up = time.monotonic() + RECOVERY + 60
    while count_waiting(worker.engine) and time.monotonic() < gives_up:
        for job in JOBS:
            tick(job, worker)
        time.sleep(0.1)
    assert trouble.was.wait(RECOVERY)
    return time.monotonic() - trouble.ended_at


def count_waiting(engine):
    with open_session(engine, read_only=True) as session:
        return session.exec(
            select(func.count())
            .select_from(Delivery)
            .where(Delivery.state.in_(WAITING), Delivery.try_at <= clock.now())
        ).one()


def check_all_is_well(engine, server, seconds):
    assert server.addresses() == EVERYONE
    assert seconds < RECOVERY
    with open_session(engine, read_only=True) as session:
        states = session.exec(
            select(Delivery.state).where(Delivery.try_at <= clock.now()).distinct()
        ).all()
    assert states == [DeliveryState.SENT]


LOCKS = {
    "sqlite": "BEGIN IMMEDIATE",
    "postgresql": "LOCK TABLE delivery, outbox_mark IN ACCESS EXCLUSIVE MODE",
}


def hurry(engine):
    """Let those who wait for a lock on SQLite be refused soon, so that the short test is one."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda raw, _record: raw.execute("PRAGMA busy_timeout=300"))


def test_a_locked_database_is_waited_for(engine, orders, lasts, is_full, tell):
    locking = sa.create_engine(engine.url, connect_args=across_threads(engine))
    connection = locking.connect()
    trouble = Trouble(
        lambda: connection.exec_driver_sql(LOCKS[engine.dialect.name]), connection.rollback, lasts
    )
    server = Troublesome(trouble.make)
    working = create_engine(orders.database_url)
    if not is_full:
        hurry(working)
    with serving(server, orders.port):
        seconds = work_through(make_worker(orders, working), trouble)
    connection.close()
    locking.dispose()
    working.dispose()

    check_all_is_well(engine, server, seconds)
    tell(f"{engine.dialect.name}: locked for {lasts} s, all sent once {seconds:.0f} s later")


def across_threads(engine):
    return {"check_same_thread": False} if engine.dialect.name == "sqlite" else {}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_database_that_may_not_grow_is_waited_for(engine, orders, lasts, tell):
    """SQLite may not grow by a page: it says "database or disk is full" to whoever writes."""
    trouble = Trouble(lambda: None, lambda: None, lasts)
    working = create_engine(orders.database_url)
    refusals = []

    @event.listens_for(working, "begin")
    def limit(connection):
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        allowed = pages if trouble.is_on else 1_000_000_000
        connection.exec_driver_sql(f"PRAGMA max_page_count={allowed}")

    @event.listens_for(working, "handle_error")
    def note(context):
        refusals.append(str(context.original_exception))

    server = Troublesome(trouble.make)
    with serving(server, orders.port):
        seconds = work_through(make_worker(orders, working), trouble)
    working.dispose()

    assert "database or disk is full" in refusals
    check_all_is_well(engine, server, seconds)
    tell(f"sqlite: database full for {lasts} s, all sent once {seconds:.0f} s later")


@pytest.fixture
def started(orders):
    """Start a jobs process."""
    command = [sys.executable, "-m", "tests.chaos.worker", json.dumps(asdict(orders))]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


if hasattr(resource, "prlimit"):

    @pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
    def test_a_disk_without_room_for_a_byte_is_waited_for(engine, orders, started, lasts, tell):
        """No file may be written, so not even that a message was accepted can be recorded."""

        def allow(size):
            return lambda: resource.prlimit(
                started.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY)
            )

        trouble = Trouble(allow(0), allow(resource.RLIM_INFINITY), lasts)
        server = Troublesome(trouble.make)
        with serving(server, orders.port):
            assert trouble.was.wait(RECOVERY)
            while count_waiting(engine) and time.monotonic() < trouble.ended_at + RECOVERY:
                time.sleep(0.1)
            seconds = time.monotonic() - trouble.ended_at
            started.terminate()
            _said, logged = started.communicate()

        assert "recording failed" in logged
        check_all_is_well(engine, server, seconds)
        tell(f"sqlite: no byte to write for {lasts} s, all sent once {seconds:.0f} s later")
