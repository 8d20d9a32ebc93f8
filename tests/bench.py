"""Speed, as ratios within one run: absolute times say more of the machine than of us.

Run by `make bench`. Nothing here passes or fails.
"""

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from sqlmodel import select

from tests.bench_imports import bench_imports
from tests.bench_mail import bench_planning, bench_sending, running_postgres, timed
from tests.bench_reviews import bench_reviews
from tests.conftest import SECRET
from tracker.app import create_app
from tracker.config import Settings
from tracker.db import create_engine, transaction
from tracker.demo.seed import fill_demo
from tracker.domain.terms import Role
from tracker.migrations import upgrade_database
from tracker.models import Membership

PAGES = ("/alvstad/{year}", "/alvstad/meetings/", "/alvstad/programme/", "/alvstad/reports/{year}")


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
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        sqlite = f"sqlite:///{folder}"
        bench_sending(create_engine(f"{sqlite}/mail.db"), folder / "sqlite", connections=2)
        bench_planning(create_engine(f"{sqlite}/plans.db"), folder)
        with running_postgres() as new_database:
            engine = create_engine(new_database())
            bench_sending(engine, folder / "postgresql", connections=4)
            engine.dispose()
            engine = create_engine(new_database())
            bench_planning(engine, folder)
            engine.dispose()
        bench_pages(folder)
        bench_reviews(folder)
        bench_imports(folder)


if __name__ == "__main__":
    main()
