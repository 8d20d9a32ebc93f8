"""Speed, as ratios within one run: absolute times say more of the machine than of us.

Run by `make bench`. Nothing here passes or fails.
"""

import smtplib
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from sqlmodel import select

from jobs.reminders import Worker, send_due
from tests import factories
from tests.conftest import SECRET
from tracker.app import create_app
from tracker.config import Settings, Smtp
from tracker.db import create_engine, open_session, transaction
from tracker.demo.seed import fill_demo
from tracker.domain.meetings import MeetingPlan
from tracker.domain.terms import MeetingKind, Role
from tracker.mail.sink import Sink
from tracker.migrations import upgrade_database
from tracker.models import Delivery, Membership
from tracker.services import meetings, reminders
from tracker.services.audit import Act

MESSAGES = 300
PAGES = ("/alvstad/{year}", "/alvstad/meetings/", "/alvstad/programme/", "/alvstad/reports/{year}")


def timed(work: Callable[[], object]) -> float:
    """Return how many seconds a piece of work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def bench_mail(folder: Path) -> None:
    """Compare the whole engine with a bare loop that sends the same ready bytes."""
    now = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    engine = create_engine(f"sqlite:///{folder / 'mail.db'}")
    upgrade_database(engine)
    with transaction(engine) as session:
        council = factories.make_council(session)
        reminders.start_with_default_rules(session, council=council)
        for number in range(MESSAGES):
            email = f"member{number}@alvstad.example"
            factories.make_member(session, council=council, name=f"Ledamot {number}", email=email)
        starts = now + timedelta(days=10)
        plan = MeetingPlan("Trygg vår", MeetingKind.THEME, starts, starts + timedelta(hours=1))
        meetings.plan_meeting(session, council=council, plan=plan, by=Act(None, now))
    with Sink(folder / "mail") as sink:
        smtp = Smtp(host=sink.host, port=sink.port, sender="arshjul@alvstad.example")
        settings = Settings(data_folder=folder, secret_key=SECRET, smtp=smtp)
        engine_seconds = timed(lambda: send_due(Worker.of(settings, engine, lambda: now)))
        with open_session(engine, read_only=True) as session:
            ready = [row for row in session.exec(select(Delivery.message)) if row]

        def bare() -> None:
            with smtplib.SMTP(sink.host, sink.port, local_hostname="localhost") as server:
                for message in ready:
                    server.sendmail("arshjul@alvstad.example", "a@alvstad.example", message)

        bare_seconds = timed(bare)
    print(f"mail: {len(ready)} messages, one connection, SQLite, one commit a recipient and step")
    print(f"  engine {len(ready) / engine_seconds:6.0f}/s  bare {len(ready) / bare_seconds:6.0f}/s")
    print(f"  engine as a share of bare: {bare_seconds / engine_seconds:.2f}")


def bench_pages(folder: Path) -> None:
    """Compare each page, warm, with the sign-in page, which reads nothing."""
    engine = create_engine(f"sqlite:///{folder / 'pages.db'}")
    upgrade_database(engine)
    now = datetime.now(UTC)
    with transaction(engine) as session:
        fill_demo(session, today=now.date(), now=now)
        coordinator = session.exec(
            select(Membership.person_id).where(Membership.role == Role.COORDINATOR)
        ).first()
    settings = Settings(data_folder=folder, secret_key=SECRET, browser="/none")
    client = create_app(settings, engine=engine).test_client()
    with client.session_transaction() as web_session:
        web_session["_user_id"] = str(coordinator)

    def seconds(path: str) -> float:
        client.get(path)
        return median(timed(lambda: client.get(path)) for _ in range(15))

    least = seconds("/sign-in/")
    print(f"pages, warm, as multiples of the sign-in page ({least * 1000:.1f} ms):")
    for page in PAGES:
        path = page.format(year=now.year)
        took = seconds(path)
        print(f"  {path:24} {took / least:5.1f}  ({took * 1000:.0f} ms)")


def main() -> None:
    """Run each."""
    with tempfile.TemporaryDirectory() as folder:
        bench_mail(Path(folder))
        bench_pages(Path(folder))


if __name__ == "__main__":
    main()
