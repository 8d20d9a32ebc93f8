"""What the data of the programme lacks, and what each source gives."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.domain.data_quality import (
    Definition,
    Flaw,
    Gap,
    IndicatorFacts,
    find_flaws,
    in_order,
)
from tracker.domain.indicators import IndicatorSeries, Period
from tracker.domain.programmes import GoalRef
from tracker.domain.terms import InterventionState
from tracker.domain.year_sums import SHORTEST_YEAR
from tracker.models import Indicator, Intervention, Measurement, Programme
from tracker.queries import indicators, programmes

#: An intervention that is over asks nobody any more.
GOING_ON = (InterventionState.NOT_STARTED, InterventionState.ONGOING)


@dataclass(frozen=True, kw_only=True)
class DataQuality:
    """All that a programme's data lacks, and what is needed to lead to the right form."""

    programme: Programme
    flaws: tuple[Flaw, ...]
    indicators: tuple[IndicatorFacts, ...]
    goals: Mapping[int, GoalRef] = field(default_factory=dict)
    interventions: Mapping[int, Intervention] = field(default_factory=dict)
    #: {(indicator, year): the council's own value for the year}.
    measurements: Mapping[tuple[int, int], int] = field(default_factory=dict)


@dataclass(frozen=True)
class _OwnValues:
    """The council's own values: where each year's is found, and the sources they name."""

    by_year: dict[tuple[int, int], int]
    sources: Mapping[int, set[str]]


def load_data_quality(session: Session, *, council_id: int, today: date) -> DataQuality | None:
    """Return what the data of today's programme lacks; None without a programme."""
    programme = programmes.find_programme(session, council_id=council_id, year=today.year)
    if programme is None:
        return None
    # A goal that has been ended needs nobody to answer for it.
    year = min(today.year, programme.last_year)
    found = {"council_id": council_id, "programme_id": programme.id}
    goals = programmes.list_goals(session, **found, year=year)
    rows = programmes.list_indicators(session, **found, year=year)
    values = _own_values(session, council_id, [row.id for row in rows])
    series = {row.id: row.series for row in indicators.load_indicators(session, **found)}
    facts = tuple(_facts(row, series[row.id], values.sources[row.id]) for row in rows)
    unasked = _interventions_without_responsible(session, council_id)
    flaws = in_order(
        [
            *find_flaws(facts, today=today),
            *(Flaw(Gap.NO_OWNER, goal.id) for goal in goals if not goal.owner),
            *(Flaw(Gap.NO_RESPONSIBLE, one.id) for one in unasked),
        ]
    )
    return DataQuality(
        programme=programme,
        flaws=flaws,
        indicators=facts,
        goals={goal.id: goal for goal in goals},
        interventions={one.id: one for one in unasked},
        measurements=values.by_year,
    )


def _facts(row: Indicator, series: IndicatorSeries, sources: set[str]) -> IndicatorFacts:
    first, last = row.baseline_first_year, row.baseline_last_year
    return IndicatorFacts(
        id=row.id,
        series=series,
        definition=Definition(
            kpi=row.kpi, source_name=row.source_name, text=row.definition, unit=row.unit
        ),
        sources=frozenset(sources),
        baseline=Period(first, last) if first and last else None,
        last_year=row.last_year,
    )


def _own_values(session: Session, council_id: int, indicator_ids: Sequence[int]) -> _OwnValues:
    by_year: dict[tuple[int, int], int] = {}
    sources: dict[int, set[str]] = defaultdict(set)
    for number, indicator_id, starts_on, ends_on, source in session.execute(
        sa.select(
            col(Measurement.id),
            col(Measurement.indicator_id),
            col(Measurement.starts_on),
            col(Measurement.ends_on),
            col(Measurement.source),
        )
        .where(
            col(Measurement.council_id) == council_id,
            col(Measurement.municipality) == "",
            col(Measurement.indicator_id).in_(indicator_ids),
        )
        .order_by(col(Measurement.ends_on), col(Measurement.starts_on))
    ):
        if (ends_on - starts_on).days + 1 >= SHORTEST_YEAR:
            by_year[indicator_id, ends_on.year] = number
        if source:
            sources[indicator_id].add(source)
    return _OwnValues(by_year, sources)


def _interventions_without_responsible(session: Session, council_id: int) -> Sequence[Intervention]:
    return session.exec(
        select(Intervention)
        .where(
            Intervention.council_id == council_id,
            col(Intervention.responsible_id).is_(None),
            col(Intervention.state).in_(GOING_ON),
        )
        .order_by(Intervention.title)
    ).all()
