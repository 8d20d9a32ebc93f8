"""The whole municipality's interventions, whatever department or partner they are."""

from collections import defaultdict

from sqlmodel import Session, col, func, select

from tracker.domain.interventions import ListedIntervention
from tracker.domain.programmes import GoalRef
from tracker.models import FollowUp, Intervention, InterventionGoal, Organisation, Person
from tracker.queries.programmes import find_programme, list_goals


def list_interventions(session: Session, *, council_id: int, year: int) -> list[ListedIntervention]:
    """Return every intervention, with the goals of the year's programme that it serves."""
    goals = _goals_served(session, council_id, year)
    followed_up = _last_follow_ups(session, council_id)
    rows = session.exec(
        select(Intervention, Organisation, Person)
        .outerjoin(Organisation, col(Organisation.id) == col(Intervention.organisation_id))
        .outerjoin(Person, col(Person.id) == col(Intervention.responsible_id))
        .where(Intervention.council_id == council_id)
        .order_by(col(Intervention.id))
    )
    return [
        ListedIntervention(
            id=one.id,
            title=one.title,
            target_group=one.target_group,
            state=one.state,
            approach=one.approach,
            term=one.term,
            starts_on=one.starts_on,
            ends_on=one.ends_on,
            organisation_id=organisation.id if organisation else None,
            organisation=organisation.name if organisation else "",
            is_municipal=bool(organisation and organisation.is_municipal),
            responsible=person.name if person else "",
            goals=tuple(goals[one.id]),
            followed_up=followed_up.get(one.id),
        )
        for one, organisation, person in rows
    ]


def _goals_served(session: Session, council_id: int, year: int) -> defaultdict[int, list[GoalRef]]:
    """Return {intervention: the programme's goals that it serves, in order}."""
    served: defaultdict[int, list[GoalRef]] = defaultdict(list)
    programme = find_programme(session, council_id=council_id, year=year)
    if programme is None:
        return served
    ties: defaultdict[int, list[int]] = defaultdict(list)
    for tie in session.exec(
        select(InterventionGoal).where(InterventionGoal.council_id == council_id)
    ):
        ties[tie.goal_id].append(tie.intervention_id)
    for goal in list_goals(session, council_id=council_id, programme_id=programme.id, year=year):
        for intervention_id in ties[goal.id]:
            served[intervention_id].append(goal)
    return served


def _last_follow_ups(session: Session, council_id: int) -> dict[int, int]:
    """Return {intervention: the last year that it was followed up}."""
    rows = session.exec(
        select(FollowUp.intervention_id, func.max(col(FollowUp.year)))
        .where(FollowUp.council_id == council_id)
        .group_by(col(FollowUp.intervention_id))
    )
    return dict(rows.all())
