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
from tracker.domain.terms import IndicatorKind, InterventionState
from tracker.domain.year_sums import SHORTEST_YEAR, days_of
from tracker.models import (
    Goal,
    Indicator,
    Intervention,
    InterventionGoal,
    Measurement,
    PriorityArea,
)
from tracker.queries.programmes import list_goals, list_indicators
from tracker.queries.yearly_values import (
    READ_COLUMNS,
    Measured,
    MeasuredColumns,
    is_whole_year,
    yearly_values,
)

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
) -> dict[int, Measured]:
    """Return {indicator id: the council's own latest value} for a programme, in two queries.

    A whole year goes before a month or another part of a year: targets are yearly. Where there
    are only parts, a third query adds up those that fill a year.
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
    found: dict[int, Measured] = {row.indicator_id: row for row in rows}
    only_parts = [number for number, row in found.items() if not is_whole_year(row)]
    return found | _latest_sums(session, council_id, only_parts)


def _latest_sums(
    session: Session, council_id: int, indicator_ids: Sequence[int]
) -> dict[int, Measured]:
    """Return {indicator id: its latest year that parts fill}, for those that have one."""
    if not indicator_ids:
        return {}
    measured: dict[int, list[Measured]] = defaultdict(list)
    for row in session.exec(
        select(Measurement)
        .join(Indicator, col(Indicator.id) == col(Measurement.indicator_id))
        .where(
            Measurement.council_id == council_id,
            Measurement.municipality == "",
            col(Measurement.indicator_id).in_(indicator_ids),
            Indicator.kind == IndicatorKind.COUNT,
        )
    ):
        measured[row.indicator_id].append(row)
    sums = {number: yearly_values(IndicatorKind.COUNT, rows) for number, rows in measured.items()}
    return {number: years[-1] for number, years in sums.items() if years}


def load_indicators(
    session: Session, *, council_id: int, programme_id: int, last_year: int | None = None
) -> tuple[IndicatorRow, ...]:
    """Return a programme's indicators with values and interventions, in four queries.

    With `last_year` they are as that year left them: no value of a period that ended later, no
    intervention that began later.
    """
    goals = {
        goal.id: goal
        for goal in list_goals(
            session, council_id=council_id, programme_id=programme_id, year=last_year
        )
    }
    indicators = list_indicators(
        session, council_id=council_id, programme_id=programme_id, year=last_year
    )
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


def _measured(
    session: Session, council_id: int, indicator_ids: Iterable[int], last_day: date
) -> Mapping[int, list[MeasuredColumns]]:
    """Return {indicator: its measurements until a day}, in the order that they end."""
    found: dict[int, list[MeasuredColumns]] = defaultdict(list)
    columns = [getattr(Measurement, name) for name in READ_COLUMNS]
    for indicator_id, *rest in session.execute(
        sa.select(col(Measurement.indicator_id), *columns)
        .where(
            col(Measurement.council_id) == council_id,
            col(Measurement.indicator_id).in_(list(indicator_ids)),
            col(Measurement.ends_on) <= last_day,
        )
        .order_by(col(Measurement.ends_on), col(Measurement.starts_on))
    ):
        found[indicator_id].append(MeasuredColumns(*rest))
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
    whole = yearly_values(indicator.kind, measured)
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
        is_month = one.starts_on.day == 1 == day_after.day and days_of(one) <= LONGEST_MONTH
        if one.count is not None and is_month and not one.municipality:
            yield MonthCount(
                year=one.ends_on.year,
                month=one.ends_on.month,
                count=one.count,
                population=one.population,
            )


def series_of(indicator: Indicator, goal: GoalRef, measured: Iterable[Measured]) -> IndicatorSeries:
    """Return an indicator and some of its values as the domain knows them."""
    places: dict[str, dict[int, Observation]] = defaultdict(dict)
    fetched: list[datetime] = []
    for one in sorted(measured, key=lambda one: (one.ends_on, one.starts_on)):
        # Of two that end in one year the later stands: they come in order.
        places[one.municipality][one.ends_on.year] = observation_of(one)
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


def observation_of(measured: Measured) -> Observation:
    """Return one value as the domain knows it."""
    return Observation(
        year=measured.ends_on.year,
        value=measured.value,
        count=measured.count,
        population=measured.population,
        sample_size=measured.sample_size,
        low=measured.low,
        high=measured.high,
        preliminary=measured.is_preliminary,
        series_break=measured.is_series_break,
        spans_years=max(1, round(days_of(measured) / 365.25)),
    )
