"""The biennial reviews: indicators with their values, needs with their earlier place."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from tracker.domain.indicators import IndicatorSeries, InterventionPeriod, Observation
from tracker.domain.needs import Need
from tracker.domain.programmes import GoalRef
from tracker.domain.terms import InterventionState
from tracker.models import (
    AreaConclusion,
    Indicator,
    Intervention,
    InterventionGoal,
    Measurement,
    NeedAssessment,
    PriorityArea,
    Programme,
    Review,
)
from tracker.queries.programmes import (
    find_programme,
    list_goals,
    list_indicators,
    list_programmes,
)

#: 52 weeks: a shorter period is not a year, and its number may not stand beside years'.
SHORTEST_YEAR = 364


@dataclass(frozen=True, kw_only=True)
class IndicatorRow:
    """An indicator with its values, the time its goal's interventions went on, and its place."""

    id: int
    goal_id: int
    is_key: bool
    series: IndicatorSeries
    interventions: tuple[InterventionPeriod, ...] = ()
    #: How many values were left out since they are for less than a year.
    left_out: int = 0


@dataclass(frozen=True, kw_only=True)
class NeedRow:
    """A need as placed, with what was written about it."""

    id: int
    need: Need
    note: str


# Reviews ---------------------------------------------------------------------------------


def list_reviews(session: Session, *, council_id: int) -> Sequence[Review]:
    """Return a council's reviews, the latest first."""
    return session.exec(
        select(Review)
        .where(Review.council_id == council_id)
        .order_by(col(Review.last_year).desc(), col(Review.id).desc())
    ).all()


def find_review(session: Session, *, council_id: int, review_id: int) -> Review | None:
    """Return one of the council's reviews."""
    return session.exec(
        select(Review).where(Review.council_id == council_id, Review.id == review_id)
    ).first()


def find_previous_review(session: Session, *, council_id: int, review: Review) -> Review | None:
    """Return the latest review of earlier years."""
    return session.exec(
        select(Review)
        .where(Review.council_id == council_id, Review.last_year < review.last_year)
        .order_by(col(Review.last_year).desc(), col(Review.id).desc())
    ).first()


def find_reviewed_programme(
    session: Session, *, council_id: int, review: Review
) -> Programme | None:
    """Return the programme that a review is about.

    It is the one whose areas the review draws conclusions on; before there are any, the one that
    covers its years, or else the latest: the first review of a programme looks back past it.
    """
    concluded = session.exec(
        select(Programme)
        .join(PriorityArea, col(PriorityArea.programme_id) == col(Programme.id))
        .join(AreaConclusion, col(AreaConclusion.priority_area_id) == col(PriorityArea.id))
        .where(Programme.council_id == council_id, AreaConclusion.review_id == review.id)
    ).first()
    return (
        concluded
        or find_programme(session, council_id=council_id, year=review.last_year)
        or next(iter(list_programmes(session, council_id=council_id)), None)
    )


def list_conclusions(
    session: Session, *, council_id: int, review_id: int
) -> dict[int, AreaConclusion]:
    """Return {priority area: what the review concludes about it}."""
    return {
        conclusion.priority_area_id: conclusion
        for conclusion in session.exec(
            select(AreaConclusion).where(
                AreaConclusion.council_id == council_id, AreaConclusion.review_id == review_id
            )
        )
    }


# Needs -----------------------------------------------------------------------------------


def load_needs(
    session: Session, *, council_id: int, review: Review, previous: Review | None
) -> tuple[NeedRow, ...]:
    """Return a review's needs in the order they were entered, with their earlier place.

    A need is the same as one with the same name in the review before. The number of events is
    worked out from the frequency and the population; where that is not recorded, the number of
    people affected stands in, since each of them met with one event at least.
    """
    population = find_population(
        session, council_id=council_id, first=review.first_year, last=review.last_year
    )
    years = review.last_year - review.first_year + 1
    earlier = (
        {
            need.name.casefold(): (need.per_10_000, need.harm)
            for need, _area in _needs(session, council_id, previous.id)
        }
        if previous
        else {}
    )
    return tuple(
        NeedRow(
            id=row.id,
            note=row.note,
            need=Need(
                number=number,
                name=row.name,
                area_number=area_number or 0,
                events=round(row.per_10_000 * population * years / 10_000)
                if population
                else row.affected or 0,
                population=population,
                per_10_000=row.per_10_000,
                harm=row.harm,
                affected=row.affected,
                previous=earlier.get(row.name.casefold()),
                is_uncertain=row.is_uncertain,
                decision=row.decision,
                reason=row.reason,
            ),
        )
        for number, (row, area_number) in enumerate(_needs(session, council_id, review.id), 1)
    )


def find_population(session: Session, *, council_id: int, first: int, last: int) -> float | None:
    """Return the municipality's mean population over some years, None when it is not recorded.

    The largest number behind any indicator is taken for each year: others count a part of the
    inhabitants.
    """
    largest: dict[int, int] = {}
    for ends_on, population in session.execute(
        sa.select(col(Measurement.ends_on), func.max(Measurement.population))
        .where(
            col(Measurement.council_id) == council_id,
            col(Measurement.municipality) == "",
            col(Measurement.population).is_not(None),
            col(Measurement.ends_on) >= date(first, 1, 1),
            col(Measurement.ends_on) <= date(last, 12, 31),
        )
        .group_by(col(Measurement.ends_on))
    ):
        largest[ends_on.year] = max(population, largest.get(ends_on.year, 0))
    return sum(largest.values()) / len(largest) if largest else None


def _needs(
    session: Session, council_id: int, review_id: int
) -> Sequence[tuple[NeedAssessment, int | None]]:
    return session.exec(
        select(NeedAssessment, PriorityArea.number)
        .outerjoin(PriorityArea, col(PriorityArea.id) == col(NeedAssessment.priority_area_id))
        .where(NeedAssessment.council_id == council_id, NeedAssessment.review_id == review_id)
        .order_by(col(NeedAssessment.id))
    ).all()


# Indicators ------------------------------------------------------------------------------


def load_series(
    session: Session, *, council_id: int, programme_id: int
) -> tuple[IndicatorSeries, ...]:
    """Return a programme's indicators with all their values, in the programme's order."""
    return tuple(
        row.series
        for row in load_indicators(session, council_id=council_id, programme_id=programme_id)
    )


def load_indicators(
    session: Session, *, council_id: int, programme_id: int
) -> tuple[IndicatorRow, ...]:
    """Return a programme's indicators with values and interventions, in four queries."""
    goals = {
        goal.id: goal
        for goal in list_goals(session, council_id=council_id, programme_id=programme_id)
    }
    indicators = list_indicators(session, council_id=council_id, programme_id=programme_id)
    measured = _measured(session, council_id, [indicator.id for indicator in indicators])
    periods = _intervention_periods(session, council_id)
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
class _Measured:
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


def _measured(
    session: Session, council_id: int, indicator_ids: Iterable[int]
) -> Mapping[int, list[_Measured]]:
    """Return {indicator: its measurements}, in the order that they end."""
    found: dict[int, list[_Measured]] = defaultdict(list)
    columns = [getattr(Measurement, name) for name in _Measured.__slots__]
    for indicator_id, *rest in session.execute(
        sa.select(col(Measurement.indicator_id), *columns)
        .where(
            col(Measurement.council_id) == council_id,
            col(Measurement.indicator_id).in_(list(indicator_ids)),
        )
        .order_by(col(Measurement.ends_on), col(Measurement.starts_on))
    ):
        found[indicator_id].append(_Measured(*rest))
    return found


def _intervention_periods(
    session: Session, council_id: int
) -> Mapping[int, list[InterventionPeriod]]:
    """Return {goal: when its interventions went on}, for those that have begun."""
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
            col(Intervention.starts_on).is_not(None),
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
    measured: Sequence[_Measured],
    interventions: tuple[InterventionPeriod, ...],
) -> IndicatorRow:
    whole = [one for one in measured if _days(one) >= SHORTEST_YEAR]
    places: dict[str, dict[int, Observation]] = defaultdict(dict)
    for one in whole:
        # Of two that end in one year the later stands: they come in order.
        places[one.municipality][one.ends_on.year] = Observation(
            year=one.ends_on.year,
            value=one.value,
            count=one.count,
            population=one.population,
            sample_size=one.sample_size,
            preliminary=one.is_preliminary,
            series_break=one.is_series_break,
            spans_years=max(1, round(_days(one) / 365.25)),
        )
    own = places.pop("", {})
    fetched = [one.fetched_at for one in measured if one.fetched_at is not None]
    return IndicatorRow(
        id=indicator.id,
        goal_id=indicator.goal_id,
        is_key=indicator.is_key,
        interventions=interventions,
        left_out=len(measured) - len(whole),
        series=IndicatorSeries(
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
            observations=tuple(own.values()),
            comparisons={name: tuple(years.values()) for name, years in sorted(places.items())},
        ),
    )


def _days(measured: _Measured) -> int:
    return (measured.ends_on - measured.starts_on).days + 1
