"""What the yearly report says of interventions: their states, lessons and proposed changes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from sqlmodel import Session, col, select

from tracker.domain.follow_ups import production_words
from tracker.domain.reports import AreaResult, ChangeResult, InterventionResult, LessonResult
from tracker.domain.terms import Decision, InterventionState
from tracker.models import (
    FollowUp,
    Goal,
    Intervention,
    InterventionGoal,
    NeedAssessment,
    Organisation,
    Review,
)

#: What a review decides about a need that asks for something to change.
CHANGES = (Decision.CHANGE, Decision.STOP, Decision.NEW)


def load_interventions(
    session: Session,
    council_id: int,
    areas: Sequence[AreaResult],
    year: int,
    today: date,
) -> tuple[InterventionResult, ...]:
    """Return the programme's interventions, and those without a goal, as the year left them."""
    codes = {goal.goal_id: goal.code for area in areas for goal in area.goals}
    linked = _linked_goals(session, council_id)
    reached = {
        follow_up.intervention_id: production_words(
            follow_up.carried_out, follow_up.how_often, follow_up.reached, follow_up.production
        )
        for follow_up in session.exec(
            select(FollowUp).where(FollowUp.council_id == council_id, FollowUp.year == year)
        )
    }
    results = []
    for intervention, organisation in session.exec(
        select(Intervention, Organisation)
        .outerjoin(Organisation, col(Organisation.id) == col(Intervention.organisation_id))
        .where(Intervention.council_id == council_id)
        .order_by(Intervention.title)
    ):
        goals = linked.get(intervention.id, [])
        own = sorted(codes[goal_id] for goal_id in goals if goal_id in codes)
        state = state_in(intervention, year=year, today=today)
        if state is None or (goals and not own):
            continue
        results.append(
            InterventionResult(
                title=intervention.title,
                organisation=(organisation.short_name or organisation.name) if organisation else "",
                state=state,
                goal_codes=tuple(own),
                follow_up=reached.get(intervention.id, ""),
                intervention_id=intervention.id,
            )
        )
    return tuple(results)


def state_in(intervention: Intervention, *, year: int, today: date) -> InterventionState | None:
    """Return an intervention's state when a year had ended; None when it was not yet planned.

    Only its state today is recorded. For a year that has passed, what began later is left out
    and what ended later was still ongoing.
    """
    year_end = date(year, 12, 31)
    if today <= year_end:
        return intervention.state
    if intervention.starts_on and intervention.starts_on > year_end:
        return None
    is_over = intervention.state in (InterventionState.DONE, InterventionState.STOPPED)
    if is_over and intervention.ends_on and intervention.ends_on > year_end:
        return InterventionState.ONGOING
    return intervention.state


def _linked_goals(session: Session, council_id: int) -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for intervention_id, goal_id in session.exec(
        select(InterventionGoal.intervention_id, InterventionGoal.goal_id)
        .join(Goal, col(Goal.id) == col(InterventionGoal.goal_id))
        .where(InterventionGoal.council_id == council_id)
    ):
        found[intervention_id].append(goal_id)
    return found


def load_follow_ups(
    session: Session, council_id: int, year: int
) -> tuple[tuple[LessonResult, ...], tuple[ChangeResult, ...]]:
    """Return the year's lessons and proposed changes, by intervention."""
    lessons, changes = [], []
    for follow_up, title, organisation in session.exec(
        select(FollowUp, Intervention.title, Organisation)
        .join(Intervention, col(Intervention.id) == col(FollowUp.intervention_id))
        .outerjoin(Organisation, col(Organisation.id) == col(Intervention.organisation_id))
        .where(FollowUp.council_id == council_id, FollowUp.year == year)
        .order_by(Intervention.title)
    ):
        if follow_up.lesson:
            source = (organisation.short_name or organisation.name) if organisation else ""
            lessons.append(LessonResult(title, follow_up.lesson, source))
        if follow_up.proposed_change:
            changes.append(ChangeResult(title, follow_up.proposed_change))
    return tuple(lessons), tuple(changes)


def load_decided_needs(session: Session, council_id: int, year: int) -> list[ChangeResult]:
    """Return what the review decided in the year wants changed."""
    return [
        ChangeResult(need.name, need.reason, need.decision)
        for need in session.exec(
            select(NeedAssessment)
            .join(Review, col(Review.id) == col(NeedAssessment.review_id))
            .where(
                NeedAssessment.council_id == council_id,
                col(NeedAssessment.decision).in_(CHANGES),
                col(Review.adopted_on) >= date(year, 1, 1),
                col(Review.adopted_on) <= date(year, 12, 31),
            )
            .order_by(col(NeedAssessment.id))
        )
    ]
