"""What a review is made of besides numbers: the interventions, and the needs with their scores."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from tracker.domain.indicators import Period
from tracker.domain.interventions import InterventionFacts
from tracker.domain.needs import Need
from tracker.domain.review_content import ReviewedNeed
from tracker.domain.terms import Criterion
from tracker.models import (
    FollowUp,
    Intervention,
    InterventionGoal,
    Measurement,
    NeedAssessment,
    NeedIntervention,
    NeedScore,
    Organisation,
    PriorityArea,
    Review,
)
from tracker.queries.programme_wording import name_areas

# Interventions ---------------------------------------------------------------------------


def load_interventions(session: Session, *, council_id: int) -> tuple[InterventionFacts, ...]:
    """Return the council's interventions by title, in one query."""
    goals: dict[int, set[int]] = defaultdict(set)
    found: dict[int, tuple[Intervention, Organisation | None]] = {}
    for intervention, organisation, goal_id in session.exec(
        select(Intervention, Organisation, InterventionGoal.goal_id)
        .outerjoin(Organisation, col(Organisation.id) == col(Intervention.organisation_id))
        .outerjoin(InterventionGoal, col(InterventionGoal.intervention_id) == col(Intervention.id))
        .where(Intervention.council_id == council_id)
        .order_by(col(Intervention.title), col(Intervention.id))
    ):
        found[intervention.id] = intervention, organisation
        if goal_id is not None:
            goals[intervention.id].add(goal_id)
    return tuple(
        InterventionFacts(
            id=row.id,
            title=row.title,
            state=row.state,
            organisation=(organisation.short_name or organisation.name) if organisation else "",
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            has_mechanism=bool(row.mechanism.strip()),
            goal_ids=frozenset(goals[row.id]),
        )
        for row, organisation in found.values()
    )


def load_as_planned(
    session: Session, *, council_id: int, years: Period
) -> Mapping[int, frozenset[bool]]:
    """Return {intervention: what its follow-ups of the years say of being carried out as planned}.

    An intervention that nobody has said it about is not there.
    """
    found: dict[int, set[bool]] = defaultdict(set)
    for intervention_id, is_as_planned in session.exec(
        select(FollowUp.intervention_id, FollowUp.is_as_planned).where(
            FollowUp.council_id == council_id,
            FollowUp.year >= years.first,
            FollowUp.year <= years.last,
            col(FollowUp.is_as_planned).is_not(None),
        )
    ):
        found[intervention_id].add(bool(is_as_planned))
    return {intervention_id: frozenset(said) for intervention_id, said in found.items()}


# Needs -----------------------------------------------------------------------------------


def load_needs(
    session: Session, *, council_id: int, review: Review, previous: Review | None
) -> tuple[ReviewedNeed, ...]:
    """Return a review's needs in the order they were entered, with scores and earlier place.

    A need is the same as one with the same name in the review before. The number of events is
    worked out from the frequency and the population; where that is not recorded, the number of
    people affected stands in, since each of them met with one event at least.
    """
    rows = _needs(session, council_id, [review.id, *([previous.id] if previous else [])])
    areas = name_areas(
        session,
        council_id=council_id,
        areas=[area for _row, area in rows if area],
        year=review.last_year,
    )
    own = [
        (row, areas[area.id].number if area else None)
        for row, area in rows
        if row.review_id == review.id
    ]
    if not own:
        return ()
    earlier = {
        row.name.casefold(): (row.per_10_000, row.harm)
        for row, _area in rows
        if row.review_id != review.id
    }
    ids = [row.id for row, _area_number in own]
    scores = _scores(session, council_id, ids)
    interventions = _need_interventions(session, council_id, ids)
    years = Period(review.first_year, review.last_year)
    population = find_population(session, council_id=council_id, first=years.first, last=years.last)
    return tuple(
        ReviewedNeed(
            id=row.id,
            need=_need(
                row, number, area_number, population, years, earlier.get(row.name.casefold())
            ),
            note=row.note,
            causes=row.causes,
            scores=scores.get(row.id),
            intervention_ids=interventions.get(row.id, ()),
        )
        for number, (row, area_number) in enumerate(own, 1)
    )


def _need(
    row: NeedAssessment,
    number: int,
    area_number: int | None,
    population: float | None,
    years: Period,
    previous: tuple[float, float] | None,
) -> Need:
    events = row.affected or 0
    if population:
        events = round(row.per_10_000 * population * len(years) / 10_000)
    return Need(
        number=number,
        name=row.name,
        area_number=area_number or 0,
        events=events,
        population=population,
        per_10_000=row.per_10_000,
        harm=row.harm,
        affected=row.affected,
        previous=previous,
        is_uncertain=row.is_uncertain,
        decision=row.decision,
        reason=row.reason,
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
    session: Session, council_id: int, review_ids: Collection[int]
) -> Sequence[tuple[NeedAssessment, PriorityArea | None]]:
    return session.exec(
        select(NeedAssessment, PriorityArea)
        .outerjoin(PriorityArea, col(PriorityArea.id) == col(NeedAssessment.priority_area_id))
        .where(
            NeedAssessment.council_id == council_id,
            col(NeedAssessment.review_id).in_(review_ids),
        )
        .order_by(col(NeedAssessment.id))
    ).all()


def _scores(
    session: Session, council_id: int, need_ids: Collection[int]
) -> Mapping[int, Mapping[str, Mapping[Criterion, int]]]:
    """Return {need: {scorer: {criterion: 1–5}}}, the scorers by name."""
    found: dict[int, dict[str, dict[Criterion, int]]] = {}
    for score in session.exec(
        select(NeedScore)
        .where(NeedScore.council_id == council_id, col(NeedScore.need_id).in_(need_ids))
        .order_by(col(NeedScore.scorer), col(NeedScore.id))
    ):
        by_scorer = found.setdefault(score.need_id, {})
        by_scorer.setdefault(score.scorer, {})[score.criterion] = score.score
    return found


def _need_interventions(
    session: Session, council_id: int, need_ids: Collection[int]
) -> Mapping[int, tuple[int, ...]]:
    found: dict[int, list[int]] = defaultdict(list)
    for need_id, intervention_id in session.exec(
        select(NeedIntervention.need_id, NeedIntervention.intervention_id)
        .where(
            NeedIntervention.council_id == council_id,
            col(NeedIntervention.need_id).in_(need_ids),
        )
        .order_by(col(NeedIntervention.id))
    ):
        found[need_id].append(intervention_id)
    return {need_id: tuple(ids) for need_id, ids in found.items()}
