"""How fast a large file comes in: 4 000 values of ten indicators, four places, a hundred months."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median

from sqlalchemy.engine import Engine
from sqlmodel import Session, select

from tests import factories
from tests.bench_mail import timed
from tests.factories import NOW
from tracker.db import create_engine, open_session, transaction
from tracker.domain.import_matching import COMPARED
from tracker.domain.import_plans import Choices
from tracker.importing.periods import months
from tracker.migrations import upgrade_database
from tracker.models import Council, DataImport, Indicator, Measurement
from tracker.services import data_imports
from tracker.services.audit import Act

INDICATORS, MONTHS = 10, 100
PLACES = {"Älvstad": 60_000, "Granby": 55_000, "Ekvik": 72_000, "Norrsund": 31_000}
CELLS = INDICATORS * MONTHS * len(PLACES)
ROUNDS = 5
BY = Act(None, NOW)


def bench_imports(folder: Path) -> None:
    """Compare a file's whole way in, and a look at it, with only writing its rows."""
    engine = create_engine(f"sqlite:///{folder / 'imports.db'}")
    upgrade_database(engine)
    with transaction(engine) as session:
        goal = factories.make_goal(session)
        council = session.get_one(Council, goal.council_id)
        council.municipality = next(iter(PLACES))
        for number in range(INDICATORS):
            factories.make_indicator(session, goal=goal, title=_title(number))
    data = _file()
    bare = _seconds(engine, _write_bare)
    print(f"a file of {CELLS} values, as multiples of writing its rows ({bare * 1000:.0f} ms):")
    steps: dict[str, Callable[[Session], object]] = {
        "read, compared, written": lambda session: _bring_in(session, data),
        "only read and compared": lambda session: _look(session, data),
    }
    for name, step in steps.items():
        took = _seconds(engine, step)
        print(f"  {name:24} {took / bare:5.1f}  ({took * 1000:.0f} ms)")
    engine.dispose()


def _title(number: int) -> str:
    return f"Anmälda brott {number}"


def _months() -> list[tuple[date, date]]:
    return [
        (period.starts_on, period.ends_on)
        for year in range(2016, 2016 + -(-MONTHS // 12))
        for month in range(1, 13)
        if (period := months(year, month, month))
    ][:MONTHS]


def _file() -> bytes:
    lines = ["Brott;Kommun;Från;Till;Antal;Folkmängd"]
    lines += [
        f"{_title(number)};{place};{first};{last};{first.month + number};{inhabitants}"
        for number in range(INDICATORS)
        for place, inhabitants in PLACES.items()
        for first, last in _months()
    ]
    return "\r\n".join(lines).encode()


def _seconds(engine: Engine, step: Callable[[Session], object]) -> float:
    """Return how long a step takes; each time from the same database."""

    def once() -> None:
        with open_session(engine) as session:
            step(session)
            session.flush()
            session.rollback()

    once()
    return median(timed(once) for _ in range(ROUNDS))


def _write_bare(session: Session) -> None:
    rows = [
        Measurement(
            council_id=indicator.council_id,
            indicator_id=indicator.id,
            municipality=place,
            starts_on=first,
            ends_on=last,
            count=first.month,
            population=inhabitants,
        )
        for indicator in session.exec(select(Indicator))
        for place, inhabitants in PLACES.items()
        for first, last in _months()
    ]
    session.add_all(rows)


def _look(session: Session, data: bytes) -> DataImport:
    council = session.exec(select(Council)).one()
    proposal = data_imports.propose_file(session, council=council, data=data, name="a.csv", by=BY)
    places = dict.fromkeys(list(PLACES)[1:], COMPARED)
    data_imports.choose(session, data_import=proposal, choices=Choices(places=places), by=BY)
    counts = data_imports.plan(session, council=council, data_import=proposal).counts
    if counts["new"] != CELLS:
        raise ValueError(f"The file is not what it was meant to be: {counts}")
    return proposal


def _bring_in(session: Session, data: bytes) -> None:
    council = session.exec(select(Council)).one()
    data_imports.apply(session, council=council, data_import=_look(session, data), by=BY)
