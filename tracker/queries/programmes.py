"""The programme: areas, goals, indicators, interventions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from tracker.domain.programme_versions import Wording
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
from tracker.queries.programme_wording import (
    GoalRows,
    areas_in_words,
    goals_in_words,
    in_order,
    indicators_in_words,
    load_wording,
    load_wordings,
    named_goal,
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


def list_areas(
    session: Session, *, council_id: int, programme_id: int, year: int | None = None
) -> Sequence[PriorityArea]:
    """Return a programme's priority areas in order; with a year, as they were worded that year."""
    rows = session.exec(
        select(PriorityArea)
        .where(PriorityArea.council_id == council_id, PriorityArea.programme_id == programme_id)
        .order_by(col(PriorityArea.number))
    ).all()
    if year is None:
        return rows
    wording = load_wording(session, council_id=council_id, programme_id=programme_id, year=year)
    return areas_in_words(wording, rows)


def list_goals(
    session: Session,
    *,
    council_id: int,
    programme_id: int | None = None,
    year: int | None = None,
) -> list[GoalRef]:
    """Return goals in the programme's order; of every programme when none is named.

    With a year they are those of that year, as they were worded then. Without one: every goal, as
    worded now.
    """
    return [ref for _goal, ref in _goals(session, council_id, programme_id, year)]


def list_rows(
    session: Session, *, council_id: int, programme_id: int, for_update: bool = False
) -> list[PriorityArea | Goal | Indicator]:
    """Return a programme's areas, then its goals, then its indicators, each in order.

    With `for_update` they are read anew, and nobody else changes them until the commit.
    """
    areas = select(PriorityArea).order_by(col(PriorityArea.number))
    goals = (
        select(Goal)
        .join(PriorityArea, col(PriorityArea.id) == col(Goal.priority_area_id))
        .order_by(col(PriorityArea.number), col(Goal.number))
    )
    indicators = (
        select(Indicator)
        .join(Goal, col(Goal.id) == col(Indicator.goal_id))
        .join(PriorityArea, col(PriorityArea.id) == col(Goal.priority_area_id))
        .order_by(
            col(PriorityArea.number),
            col(Goal.number),
            col(Indicator.is_key).desc(),
            col(Indicator.id),
        )
    )
    found: list[PriorityArea | Goal | Indicator] = []
    for model, query in ((PriorityArea, areas), (Goal, goals), (Indicator, indicators)):
        own = query.where(
            PriorityArea.council_id == council_id, PriorityArea.programme_id == programme_id
        )
        if for_update:
            own = own.with_for_update(of=model).execution_options(populate_existing=True)
        found += session.exec(own).all()
    return found


def list_goal_rows(
    session: Session, *, council_id: int, programme_id: int
) -> list[tuple[Goal, GoalRef]]:
    """Return every goal of a programme as it stands now, with how it is named."""
    return _goals(session, council_id, programme_id, None)


def load_goal_names(
    session: Session, *, council_id: int, years: Collection[int]
) -> dict[int, dict[int, GoalRef]]:
    """Return {year: {goal: how it was worded then}}, in the programmes' order, in two queries.

    Also goals that were not for the year: a meeting may have taken up one that was ended later.
    """
    rows = _live_goals(session, council_id, None)
    wordings = load_wordings(session, council_id=council_id, years=years)
    return {
        year: {
            ref.id: ref
            for _goal, ref in sorted((named_goal(wording, *found) for found in rows), key=in_order)
        }
        for year, wording in wordings.items()
    }


def load_goals_of_years(
    session: Session, *, council_id: int, years: Collection[int]
) -> dict[int, GoalRef]:
    """Return {goal: how it is worded in the last of some years that it is for}, in order."""
    found: dict[int, GoalRef] = {}
    for year in sorted(years):
        programme = find_programme(session, council_id=council_id, year=year)
        if programme is not None:
            goals = list_goals(session, council_id=council_id, programme_id=programme.id, year=year)
            found |= {goal.id: goal for goal in goals}
    return found


def load_tree(
    session: Session, *, council_id: int, programme_id: int, year: int
) -> list[AreaBranch]:
    """Return the whole programme as it was in a year, with the year's assessments.

    The number of queries does not grow with the programme.
    """
    found = {"council_id": council_id, "programme_id": programme_id, "year": year}
    branches = {area.id: AreaBranch(area) for area in list_areas(session, **found)}
    goals = {
        goal.id: GoalBranch(goal, ref)
        for goal, ref in _goals(session, council_id, programme_id, year)
    }
    for goal_branch in goals.values():
        branches[goal_branch.goal.priority_area_id].goals.append(goal_branch)
    for indicator in list_indicators(session, **found):
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


def list_indicators(
    session: Session, *, council_id: int, programme_id: int, year: int | None = None
) -> Sequence[Indicator]:
    """Return a programme's indicators in the order of their goals, key indicators first.

    With a year they are those of that year's goals, as they were worded then.
    """
    rows = session.exec(
        select(Indicator, Goal, PriorityArea)
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
    if year is None:
        return [indicator for indicator, _goal, _area in rows]
    wording = load_wording(session, council_id=council_id, programme_id=programme_id, year=year)
    return indicators_in_words(wording, rows)


def find_indicator(session: Session, *, council_id: int, indicator_id: int) -> Indicator | None:
    """Return one of the council's indicators."""
    return session.exec(
        select(Indicator).where(Indicator.council_id == council_id, Indicator.id == indicator_id)
    ).first()


def find_goal(session: Session, *, council_id: int, goal_id: int) -> GoalRef | None:
    """Return one of the council's goals as it is named now."""
    found = [ref for ref in list_goals(session, council_id=council_id) if ref.id == goal_id]
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
    session: Session, council_id: int, programme_id: int | None, year: int | None
) -> list[tuple[Goal, GoalRef]]:
    rows = _live_goals(session, council_id, programme_id)
    if year is None:
        return [named_goal(Wording(), *found) for found in rows]
    if programme_id is None:
        wording = load_wordings(session, council_id=council_id, years=[year])[year]
    else:
        wording = load_wording(session, council_id=council_id, programme_id=programme_id, year=year)
    return goals_in_words(wording, rows)


def _live_goals(session: Session, council_id: int, programme_id: int | None) -> Sequence[GoalRows]:
    query = (
        select(Goal, PriorityArea, Organisation)
        .join(PriorityArea, col(PriorityArea.id) == col(Goal.priority_area_id))
        .outerjoin(Organisation, col(Organisation.id) == col(Goal.owner_id))
        .where(Goal.council_id == council_id)
        .order_by(col(PriorityArea.programme_id), col(PriorityArea.number), col(Goal.number))
    )
    if programme_id is not None:
        query = query.where(PriorityArea.programme_id == programme_id)
    return session.exec(query).all()
