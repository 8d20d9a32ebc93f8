"""The programme: areas, goals, indicators, interventions."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from tracker.domain.programmes import GoalRef
from tracker.models import (
    FollowUp,
    Goal,
    GoalAssessment,
    Indicator,
    Intervention,
    InterventionGoal,
    Organisation,
    PriorityArea,
    Programme,
)


@dataclass
class GoalBranch:
    """A goal with what hangs on it."""

    goal: Goal
    ref: GoalRef
    indicators: list[Indicator] = field(default_factory=list)
    interventions: list[Intervention] = field(default_factory=list)
    assessment: GoalAssessment | None = None


@dataclass
class AreaBranch:
    """A priority area with its goals."""

    area: PriorityArea
    goals: list[GoalBranch] = field(default_factory=list)


def find_programme(session: Session, *, council_id: int, year: int) -> Programme | None:
    """Return the programme that covers a year, or else the latest that began before it."""
    return session.exec(
        select(Programme)
        .where(Programme.council_id == council_id, Programme.first_year <= year)
        .order_by((col(Programme.last_year) >= year).desc(), col(Programme.first_year).desc())
    ).first()


def list_programmes(session: Session, *, council_id: int) -> Sequence[Programme]:
    """Return a council's programmes, the latest first."""
    return session.exec(
        select(Programme)
        .where(Programme.council_id == council_id)
        .order_by(col(Programme.first_year).desc())
    ).all()


def list_areas(session: Session, *, council_id: int, programme_id: int) -> Sequence[PriorityArea]:
    """Return a programme's priority areas in order."""
    return session.exec(
        select(PriorityArea)
        .where(PriorityArea.council_id == council_id, PriorityArea.programme_id == programme_id)
        .order_by(col(PriorityArea.number))
    ).all()


def list_goals(
    session: Session, *, council_id: int, programme_id: int | None = None
) -> list[GoalRef]:
    """Return goals in the programme's order; of every programme when none is named."""
    return [ref for _goal, ref in _goals(session, council_id, programme_id)]


def load_tree(
    session: Session, *, council_id: int, programme_id: int, year: int
) -> list[AreaBranch]:
    """Return the whole programme with the year's assessments, in a handful of queries."""
    branches = {
        area.id: AreaBranch(area)
        for area in list_areas(session, council_id=council_id, programme_id=programme_id)
    }
    goals = {
        goal.id: GoalBranch(goal, ref) for goal, ref in _goals(session, council_id, programme_id)
    }
    for goal_branch in goals.values():
        branches[goal_branch.goal.priority_area_id].goals.append(goal_branch)
    for indicator in list_indicators(session, council_id=council_id, programme_id=programme_id):
        goals[indicator.goal_id].indicators.append(indicator)
    for intervention, goal_id in session.exec(
        select(Intervention, InterventionGoal.goal_id)
        .join(InterventionGoal, col(InterventionGoal.intervention_id) == col(Intervention.id))
        .where(Intervention.council_id == council_id)
        .order_by(Intervention.title)
    ):
        if goal_id in goals:
            goals[goal_id].interventions.append(intervention)
    for assessment in session.exec(
        select(GoalAssessment).where(
            GoalAssessment.council_id == council_id, GoalAssessment.year == year
        )
    ):
        if assessment.goal_id in goals:
            goals[assessment.goal_id].assessment = assessment
    return list(branches.values())


def list_indicators(session: Session, *, council_id: int, programme_id: int) -> Sequence[Indicator]:
    """Return a programme's indicators in the order of their goals, key indicators first."""
    return session.exec(
        select(Indicator)
        .join(Goal, col(Goal.id) == col(Indicator.goal_id))
        .join(PriorityArea, col(PriorityArea.id) == col(Goal.priority_area_id))
        .where(Indicator.council_id == council_id, PriorityArea.programme_id == programme_id)
        .order_by(
            col(PriorityArea.number),
            col(Goal.number),
            col(Indicator.is_key).desc(),
            col(Indicator.id),
        )
    ).all()


def find_indicator(session: Session, *, council_id: int, indicator_id: int) -> Indicator | None:
    """Return one of the council's indicators."""
    return session.exec(
        select(Indicator).where(Indicator.council_id == council_id, Indicator.id == indicator_id)
    ).first()


def find_goal(session: Session, *, council_id: int, goal_id: int) -> GoalRef | None:
    """Return one of the council's goals as it is named."""
    found = [ref for goal, ref in _goals(session, council_id, None) if goal.id == goal_id]
    return found[0] if found else None


def list_interventions(session: Session, *, council_id: int) -> Sequence[Intervention]:
    """Return the council's interventions by title."""
    return session.exec(
        select(Intervention)
        .where(Intervention.council_id == council_id)
        .order_by(Intervention.title)
    ).all()


def find_intervention(
    session: Session, *, council_id: int, intervention_id: int
) -> Intervention | None:
    """Return one of the council's interventions."""
    return session.exec(
        select(Intervention).where(
            Intervention.council_id == council_id, Intervention.id == intervention_id
        )
    ).first()


def list_interventions_of_goal(
    session: Session, *, council_id: int, goal_id: int
) -> Sequence[Intervention]:
    """Return the interventions that serve a goal, in the order they began."""
    return session.exec(
        select(Intervention)
        .join(InterventionGoal, col(InterventionGoal.intervention_id) == col(Intervention.id))
        .where(Intervention.council_id == council_id, InterventionGoal.goal_id == goal_id)
        .order_by(col(Intervention.starts_on), col(Intervention.id))
    ).all()


def list_unlinked_interventions(session: Session, *, council_id: int) -> Sequence[Intervention]:
    """Return the interventions that serve no goal, by title."""
    linked = select(InterventionGoal.intervention_id).where(
        InterventionGoal.council_id == council_id
    )
    return session.exec(
        select(Intervention)
        .where(Intervention.council_id == council_id, col(Intervention.id).not_in(linked))
        .order_by(Intervention.title)
    ).all()


def list_intervention_goals(
    session: Session, *, council_id: int, intervention_id: int
) -> list[GoalRef]:
    """Return the goals that an intervention serves."""
    wanted = set(
        session.exec(
            select(InterventionGoal.goal_id).where(
                InterventionGoal.council_id == council_id,
                InterventionGoal.intervention_id == intervention_id,
            )
        )
    )
    return [ref for ref in list_goals(session, council_id=council_id) if ref.id in wanted]


def list_follow_ups(
    session: Session,
    *,
    council_id: int,
    intervention_id: int | None = None,
    year: int | None = None,
) -> Sequence[FollowUp]:
    """Return follow-ups, the latest year first; of one intervention or year where given."""
    query = select(FollowUp).where(FollowUp.council_id == council_id)
    if intervention_id is not None:
        query = query.where(FollowUp.intervention_id == intervention_id)
    if year is not None:
        query = query.where(FollowUp.year == year)
    return session.exec(query.order_by(col(FollowUp.year).desc(), col(FollowUp.id))).all()


def _goals(
    session: Session, council_id: int, programme_id: int | None
) -> list[tuple[Goal, GoalRef]]:
    query = (
        select(Goal, PriorityArea, Organisation)
        .join(PriorityArea, col(PriorityArea.id) == col(Goal.priority_area_id))
        .outerjoin(Organisation, col(Organisation.id) == col(Goal.owner_id))
        .where(Goal.council_id == council_id)
        .order_by(col(PriorityArea.programme_id), col(PriorityArea.number), col(Goal.number))
    )
    if programme_id is not None:
        query = query.where(PriorityArea.programme_id == programme_id)
    return [
        (
            goal,
            GoalRef(
                id=goal.id,
                programme_id=area.programme_id,
                code=f"{area.number}.{goal.number}",
                title=goal.title,
                area_id=area.id,
                area_number=area.number,
                area_name=area.name,
                owner=(owner.short_name or owner.name) if owner else "",
            ),
        )
        for goal, area, owner in session.exec(query)
    ]
