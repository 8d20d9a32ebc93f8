"""A council's year: its wheel, breaks and steering cycle."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from tracker.models import SchoolBreak, SteeringEvent, YearWheel


def find_year_wheel(session: Session, *, council_id: int, year: int) -> YearWheel | None:
    """Return the wheel of a year, if it has been begun."""
    return session.exec(
        select(YearWheel).where(YearWheel.council_id == council_id, YearWheel.year == year)
    ).first()


def list_years(session: Session, *, council_id: int) -> Sequence[int]:
    """Return the years that have a wheel, in order."""
    return session.exec(
        select(YearWheel.year)
        .where(YearWheel.council_id == council_id)
        .order_by(col(YearWheel.year))
    ).all()


def list_school_breaks(session: Session, *, council_id: int, year: int) -> Sequence[SchoolBreak]:
    """Return the school breaks that touch a year."""
    return session.exec(
        select(SchoolBreak)
        .where(
            SchoolBreak.council_id == council_id,
            col(SchoolBreak.starts_on) <= date(year, 12, 31),
            col(SchoolBreak.ends_on) >= date(year, 1, 1),
        )
        .order_by(col(SchoolBreak.starts_on))
    ).all()


def list_steering_events(
    session: Session, *, council_id: int, year: int
) -> Sequence[SteeringEvent]:
    """Return the steering-cycle events that touch a year."""
    return session.exec(
        select(SteeringEvent)
        .where(
            SteeringEvent.council_id == council_id,
            col(SteeringEvent.starts_on) <= date(year, 12, 31),
            col(SteeringEvent.ends_on) >= date(year, 1, 1),
        )
        .order_by(col(SteeringEvent.starts_on))
    ).all()
