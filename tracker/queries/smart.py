"""What is recorded about each goal, for the five questions about it."""

from collections import defaultdict
from collections.abc import Mapping

from sqlmodel import Session, col, select

from tracker.domain.indicators import displayed_value, format_target, format_value
from tracker.domain.programmes import GoalRef
from tracker.domain.smart import SmartFacts, SmartIndicator
from tracker.models import Indicator, Intervention, InterventionGoal, Programme
from tracker.queries.indicators import Measured, list_latest_measurements, series_of
from tracker.queries.programmes import list_goal_rows, list_indicators


def load_smart_facts(
    session: Session, *, council_id: int, programme: Programme
) -> dict[int, SmartFacts]:
    """Return {goal: what is recorded about it} as it is worded now, in a handful of queries."""
    found = {"council_id": council_id, "programme_id": programme.id}
    latest = list_latest_measurements(session, **found)
    indicators: dict[int, list[Indicator]] = defaultdict(list)
    for indicator in list_indicators(session, **found):
        indicators[indicator.goal_id].append(indicator)
    serving = _interventions(session, council_id)
    return {
        goal.id: SmartFacts(
            last_year=goal.last_year or programme.last_year,
            has_own_year=goal.last_year is not None,
            owner=ref.owner,
            indicators=tuple(
                _indicator(one, ref, latest.get(one.id)) for one in indicators[goal.id]
            ),
            interventions=len(serving.get(goal.id, ())),
            target_groups=tuple(
                dict.fromkeys(
                    one.target_group for one in serving.get(goal.id, ()) if one.target_group
                )
            ),
        )
        for goal, ref in list_goal_rows(session, **found)
    }


def _interventions(session: Session, council_id: int) -> Mapping[int, list[Intervention]]:
    serving: dict[int, list[Intervention]] = defaultdict(list)
    for goal_id, intervention in session.exec(
        select(InterventionGoal.goal_id, Intervention)
        .join(Intervention, col(Intervention.id) == col(InterventionGoal.intervention_id))
        .where(InterventionGoal.council_id == council_id)
        .order_by(Intervention.title)
    ):
        serving[goal_id].append(intervention)
    return serving


def _indicator(found: Indicator, goal: GoalRef, latest: Measured | None) -> SmartIndicator:
    series = series_of(found, goal, [latest] if latest else [])
    value = displayed_value(series, series.observations[0]) if series.observations else None
    return SmartIndicator(
        title=found.title,
        latest="" if value is None else format_value(series, value),
        target="" if found.target is None else format_target(series),
        target_year=found.target_year,
    )
