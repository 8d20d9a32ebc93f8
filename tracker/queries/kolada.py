"""What is fetched from Kolada: indicators with a measure, places, and how the fetching goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.domain.kolada import SOURCE, Area, Kpi, Tied, kolada_code
from tracker.domain.terms import FetchState
from tracker.models import ComparisonArea, Indicator, KpiFetch, Measurement

GOING = (FetchState.WAITING, FetchState.RUNNING)
#: How many earlier fetches are shown.
FEW = 10


@dataclass(frozen=True)
class Fetched:
    """What an indicator has from Kolada."""

    values: int
    last_day: date
    fetched_at: datetime | None


def list_indicators(session: Session, *, council_id: int, year: int) -> Sequence[Indicator]:
    """Return the indicators that are still followed, in the order they were made."""
    return session.exec(
        select(Indicator)
        .where(
            Indicator.council_id == council_id,
            col(Indicator.last_year).is_(None) | (col(Indicator.last_year) >= year),
        )
        .order_by(col(Indicator.goal_id), col(Indicator.id))
    ).all()


def list_tied(session: Session, *, council_id: int, year: int) -> tuple[Tied, ...]:
    """Return the indicators that take their values from Kolada and are still followed."""
    return tuple(
        tied_of(one)
        for one in list_indicators(session, council_id=council_id, year=year)
        if one.kpi
    )


def tied_of(indicator: Indicator) -> Tied:
    """Return what an indicator was tied to."""
    kpi = Kpi(id=indicator.kpi, title=indicator.kpi_title, definition=indicator.definition)
    return Tied(indicator_id=indicator.id, title=indicator.title, kpi=kpi)


def list_areas(session: Session, *, council_id: int) -> Sequence[ComparisonArea]:
    """Return the places that the council compares itself with, by name."""
    return session.exec(
        select(ComparisonArea)
        .where(ComparisonArea.council_id == council_id)
        .order_by(ComparisonArea.name)
    ).all()


def list_areas_asked(session: Session, *, council_id: int) -> tuple[Area, ...]:
    """Return the places of `list_areas` that Kolada knows, as it knows them."""
    return tuple(
        Area(code=kolada_code(one.code), name=one.name)
        for one in list_areas(session, council_id=council_id)
        if one.code
    )


def load_fetched(session: Session, *, council_id: int) -> dict[int, Fetched]:
    """Return {indicator: what it has from Kolada}."""
    rows = session.execute(
        sa.select(
            col(Measurement.indicator_id),
            sa.func.count(),
            sa.func.max(col(Measurement.ends_on)),
            sa.func.max(col(Measurement.fetched_at)),
        )
        .where(col(Measurement.council_id) == council_id, col(Measurement.source) == SOURCE)
        .group_by(col(Measurement.indicator_id))
    )
    return {
        indicator_id: Fetched(values, last_day, fetched_at)
        for indicator_id, values, last_day, fetched_at in rows
    }


def find_going(session: Session, *, council_id: int) -> KpiFetch | None:
    """Return the fetch that waits or goes on."""
    return session.exec(
        select(KpiFetch)
        .where(KpiFetch.council_id == council_id, col(KpiFetch.state).in_(GOING))
        .order_by(col(KpiFetch.id))
    ).first()


def find_fetch(session: Session, *, council_id: int, fetch_id: int) -> KpiFetch | None:
    """Return one of the council's fetches."""
    return session.exec(
        select(KpiFetch).where(KpiFetch.council_id == council_id, KpiFetch.id == fetch_id)
    ).first()


def list_fetches(session: Session, *, council_id: int) -> Sequence[KpiFetch]:
    """Return the latest fetches, the last first."""
    return session.exec(
        select(KpiFetch)
        .where(KpiFetch.council_id == council_id)
        .order_by(col(KpiFetch.id).desc())
        .limit(FEW)
    ).all()


def find_due(session: Session, *, now: datetime) -> KpiFetch | None:
    """Return the fetch, of any council, that has waited longest and may begin."""
    return session.exec(
        select(KpiFetch).where(is_due(now)).order_by(col(KpiFetch.try_at), col(KpiFetch.id))
    ).first()


def is_due(now: datetime) -> sa.ColumnElement[bool]:
    """Tell whether a fetch may begin, or was left by a process that died."""
    return sa.or_(
        (col(KpiFetch.state) == FetchState.WAITING) & (col(KpiFetch.try_at) <= now),
        is_free(now) & (col(KpiFetch.state) == FetchState.RUNNING),
    )


def is_free(now: datetime) -> sa.ColumnElement[bool]:
    """Tell whether nobody holds a fetch."""
    return col(KpiFetch.claimed_until).is_(None) | (col(KpiFetch.claimed_until) <= now)
