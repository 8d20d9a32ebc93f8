"""Indicators with their values, as tables and as the series that the domain compares."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.domain.indicators import (
    IndicatorSeries,
    InterventionPeriod,
    MonthCount,
    Observation,
)
from tracker.domain.programmes import GoalRef
from tracker.domain.terms import InterventionState
from tracker.models import (
    Goal,
    Indicator,
    Intervention,
    InterventionGoal,
    Measurement,
    PriorityArea,
)
from tracker.queries.programmes import list_goals, list_indicators

#: 52 weeks: a shorter period is not a year, and its number may not stand beside years'.
SHORTEST_YEAR = 364
LONGEST_MONTH = 31


@dataclass(frozen=True, kw_only=True)
class IndicatorRow:
    """An indicator with its values, the time its goal's interventions went on, and its place."""

    id: int
    goal_id: int
    is_key: bool
    series: IndicatorSeries
    interventions: tuple[InterventionPeriod, ...] = ()
    #: The council's own values for single months, in order.
    months: tuple[MonthCount, ...] = ()
    #: How many values for less than a year were left out, with none for the whole year instead.
    left_out: int = 0


def list_measurements(
    session: Session, *, council_id: int, indicator_id: int
) -> Sequence[Measurement]:
    """Return an indicator's values, the latest period first and in it the council's own first."""
    return session.exec(
        select(Measurement)
        .where(Measurement.council_id == council_id, Measurement.indicator_id == indicator_id)
        .order_by(
            col(Measurement.ends_on).desc(),
            col(Measurement.starts_on).desc(),
            col(Measurement.municipality),
        )
    ).all()


def list_places(session: Session, *, council_id: int) -> Sequence[str]:
    """Return the other places that the council has values for, by name."""
    return session.exec(
        select(Measurement.municipality)
        .where(Measurement.council_id == council_id, Measurement.municipality != "")
        .distinct()
        .order_by(Measurement.municipality)
    ).all()


def list_latest_measurements(
    session: Session, *, council_id: int, programme_id: int
) -> dict[int, Measurement]:
    """Return {indicator id: the council's own latest value} for a programme, in two queries.

    A whole year goes before a month or another part of a year: targets are yearly.
    """
    periods = session.execute(
        sa.select(
            col(Measurement.id),
            col(Measurement.indicator_id),
            col(Measurement.starts_on),
            col(Measurement.ends_on),
        )
        .join(Indicator, col(Indicator.id) == col(Measurement.indicator_id))
        .join(Goal, col(Goal.id) == col(Indicator.goal_id))
        .join(PriorityArea, col(PriorityArea.id) == col(Goal.priority_area_id))
        .where(
            col(Measurement.council_id) == council_id,
            col(Measurement.municipality) == "",
            col(PriorityArea.programme_id) == programme_id,
        )
    ).all()
    # Of two whole years, or parts, that end on the same day the shorter is the later one.
    latest = {
        indicator_id: measurement_id
        for measurement_id, indicator_id, _starts_on, _ends_on in sorted(
            periods,
            key=lambda row: (
                (row.ends_on - row.starts_on).days + 1 >= SHORTEST_YEAR,
                row.ends_on,
                row.starts_on,
            ),
        )
    }
    rows = session.exec(
        select(Measurement).where(
            Measurement.council_id == council_id, col(Measurement.id).in_(latest.values())
        )
    )
    return {row.indicator_id: row for row in rows}


def load_indicators(
    session: Session, *, council_id: int, programme_id: int, last_year: int | None = None
) -> tuple[IndicatorRow, ...]:
    """Return a programme's indicators with values and interventions, in four queries.

    With `last_year` they are as that year left them: no value of a period that ended later, no
    intervention that began later.
    """
    goals = {
        goal.id: goal
        for goal in list_goals(session, council_id=council_id, programme_id=programme_id)
    }
    indicators = list_indicators(session, council_id=council_id, programme_id=programme_id)
    last_day = date(last_year, 12, 31) if last_year else date.max
    measured = _measured(session, council_id, [one.id for one in indicators], last_day)
    periods = _intervention_periods(session, council_id, last_day)
    return tuple(
        _row(
            indicator,
            goals[indicator.goal_id],
            measured[indicator.id],
            tuple(periods[indicator.goal_id]),
        )
        for indicator in indicators
    )


@dataclass(frozen=True, slots=True)
class _Columns:
    """A measurement's columns. Not its row: there may be thousands."""

    municipality: str
    starts_on: date
    ends_on: date
    value: float | None
    count: int | None
    population: int | None
    sample_size: int | None
    is_preliminary: bool
    is_series_break: bool
    fetched_at: datetime | None


#: A value, as its row or as its columns alone.
Measured = Measurement | _Columns


def _measured(
    session: Session, council_id: int, indicator_ids: Iterable[int], last_day: date
) -> Mapping[int, list[_Columns]]:
    """Return {indicator: its measurements until a day}, in the order that they end."""
    found: dict[int, list[_Columns]] = defaultdict(list)
    columns = [getattr(Measurement, name) for name in _Columns.__slots__]
    for indicator_id, *rest in session.execute(
        sa.select(col(Measurement.indicator_id), *columns)
        .where(
            col(Measurement.council_id) == council_id,
            col(Measurement.indicator_id).in_(list(indicator_ids)),
            col(Measurement.ends_on) <= last_day,
        )
        .order_by(col(Measurement.ends_on), col(Measurement.starts_on))
    ):
        found[indicator_id].append(_Columns(*rest))
    return found


def _intervention_periods(
    session: Session, council_id: int, last_day: date
) -> Mapping[int, list[InterventionPeriod]]:
    """Return {goal: when its interventions went on}, for those that had begun by a day."""
    found: dict[int, list[InterventionPeriod]] = defaultdict(list)
    for goal_id, title, starts_on, ends_on in session.execute(
        sa.select(
            col(InterventionGoal.goal_id),
            col(Intervention.title),
            col(Intervention.starts_on),
            col(Intervention.ends_on),
        )
        .join(Intervention, col(Intervention.id) == col(InterventionGoal.intervention_id))
        .where(
            col(InterventionGoal.council_id) == council_id,
            col(Intervention.state) != InterventionState.NOT_STARTED,
            col(Intervention.starts_on) <= last_day,
        )
        .order_by(col(Intervention.starts_on), col(Intervention.id))
    ):
        found[goal_id].append(
            InterventionPeriod(title=title, started_on=starts_on, ended_on=ends_on)
        )
    return found


def _row(
    indicator: Indicator,
    goal: GoalRef,
    measured: Sequence[Measured],
    interventions: tuple[InterventionPeriod, ...],
) -> IndicatorRow:
    whole = [one for one in measured if is_whole_year(one)]
    return IndicatorRow(
        id=indicator.id,
        goal_id=indicator.goal_id,
        is_key=indicator.is_key,
        interventions=interventions,
        months=tuple(months_of(measured)),
        left_out=_left_out(measured, whole),
        series=series_of(indicator, goal, whole),
    )


def _left_out(measured: Sequence[Measured], whole: Sequence[Measured]) -> int:
    years = {(one.municipality, one.ends_on.year) for one in whole}
    return sum((one.municipality, one.ends_on.year) not in years for one in measured)


def months_of(measured: Iterable[Measured]) -> Iterator[MonthCount]:
    """Yield the municipality's own counts for whole single months."""
    for one in measured:
        day_after = one.ends_on + timedelta(days=1)
        is_month = one.starts_on.day == 1 == day_after.day and _days(one) <= LONGEST_MONTH
        if one.count is not None and is_month and not one.municipality:
            yield MonthCount(
                year=one.ends_on.year,
                month=one.ends_on.month,
                count=one.count,
                population=one.population,
            )


def is_whole_year(measured: Measured) -> bool:
    """Tell whether a value is for a year or more, so that it may stand beside years'."""
    return _days(measured) >= SHORTEST_YEAR


def series_of(indicator: Indicator, goal: GoalRef, measured: Iterable[Measured]) -> IndicatorSeries:
    """Return an indicator and some of its values as the domain knows them."""
    places: dict[str, dict[int, Observation]] = defaultdict(dict)
    fetched: list[datetime] = []
    for one in sorted(measured, key=lambda one: (one.ends_on, one.starts_on)):
        # Of two that end in one year the later stands: they come in order.
        places[one.municipality][one.ends_on.year] = _observation(one)
        if one.fetched_at is not None:
            fetched.append(one.fetched_at)
    own = places.pop("", {})
    return IndicatorSeries(
        code=goal.code,
        title=indicator.title,
        unit=indicator.unit,
        kind=indicator.kind,
        direction=indicator.direction,
        area_number=goal.area_number,
        goal_code=goal.code,
        target=indicator.target,
        target_year=indicator.target_year,
        source=indicator.source,
        fetched_on=max(fetched).date() if fetched else None,
        nearby=indicator.nearby,
        observations=tuple(own.values()),
        comparisons={name: tuple(years.values()) for name, years in sorted(places.items())},
    )


def _observation(measured: Measured) -> Observation:
    return Observation(
        year=measured.ends_on.year,
        value=measured.value,
        count=measured.count,
        population=measured.population,
        sample_size=measured.sample_size,
        preliminary=measured.is_preliminary,
        series_break=measured.is_series_break,
        spans_years=max(1, round(_days(measured) / 365.25)),
    )


def _days(measured: Measured) -> int:
    return (measured.ends_on - measured.starts_on).days + 1
