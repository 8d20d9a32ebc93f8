"""Reviews: which there are, what one shows, and what was frozen when it was adopted."""

from collections.abc import Sequence

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from tracker.domain.effects import compare_all
from tracker.domain.evidence import grade_evidence
from tracker.domain.indicators import Period
from tracker.domain.interventions import InterventionFacts, as_planned, has_mechanism
from tracker.domain.review_content import (
    ReviewContent,
    ReviewedArea,
    ReviewedGoal,
    ReviewedIndicator,
    ReviewedIntervention,
    ReviewedNeed,
    thaw,
)
from tracker.models import (
    AreaConclusion,
    Council,
    PriorityArea,
    Programme,
    Review,
    ReviewEdition,
)
from tracker.queries.indicators import load_indicators
from tracker.queries.programmes import (
    find_programme,
    list_areas,
    list_goals,
    list_programmes,
)
from tracker.queries.review_parts import (
    load_as_planned,
    load_interventions,
    load_needs,
)

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


def find_review_of(session: Session, *, council_id: int, years: Period) -> Review | None:
    """Return the council's review of some years."""
    return session.exec(
        select(Review).where(
            Review.council_id == council_id,
            Review.first_year == years.first,
            Review.last_year == years.last,
        )
    ).first()


def years_of(review: Review) -> Period:
    """Return the years that a review is about."""
    return Period(review.first_year, review.last_year)


def baseline_of(review: Review) -> Period:
    """Return the years that a review compares with."""
    return Period(review.baseline_first_year, review.baseline_last_year)


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


# Editions --------------------------------------------------------------------------------


def list_editions(session: Session, *, council_id: int, review_id: int) -> Sequence[ReviewEdition]:
    """Return what has been adopted of a review, the latest first, without its frozen content."""
    return session.exec(
        select(ReviewEdition)
        .where(ReviewEdition.council_id == council_id, ReviewEdition.review_id == review_id)
        .order_by(col(ReviewEdition.number).desc())
        .options(defer(ReviewEdition.content))  # type: ignore[arg-type]
    ).all()


def find_edition(
    session: Session, *, council_id: int, review_id: int, number: int | None = None
) -> ReviewEdition | None:
    """Return one of a review's editions; the latest when no number is given."""
    query = select(ReviewEdition).where(
        ReviewEdition.council_id == council_id, ReviewEdition.review_id == review_id
    )
    if number is not None:
        query = query.where(ReviewEdition.number == number)
    return session.exec(query.order_by(col(ReviewEdition.number).desc())).first()


# What a review shows ---------------------------------------------------------------------


def shown_content(
    session: Session, *, council: Council, review: Review, number: int | None = None
) -> ReviewContent:
    """Return what a review shows: as frozen once it is adopted, and as things stand before.

    Args:
        session: an open session.
        council: the council.
        review: one of its reviews.
        number: the edition wanted; else the latest. A review that was adopted before editions
            were kept has none, and shows things as they stand.

    Raises:
        LookupError: There is no edition with that number.
        ValueError: The frozen content is not as it was adopted.
    """
    if number is not None or review.adopted_on:
        edition = find_edition(session, council_id=council.id, review_id=review.id, number=number)
        if edition is not None:
            return thaw(edition.content, edition.content_hash)
        if number is not None:
            raise LookupError(f"The review has no edition {number}.")
    return load_content(session, council=council, review=review)


def load_content(session: Session, *, council: Council, review: Review) -> ReviewContent:
    """Return all that a review shows, from what is recorded now; values until its last year.

    The number of queries does not grow with what is recorded. `review` need not be saved: one
    that is made for two periods shows what a review of them would.
    """
    now, before = years_of(review), baseline_of(review)
    previous = find_previous_review(session, council_id=council.id, review=review)
    programme = find_reviewed_programme(session, council_id=council.id, review=review)
    interventions = load_interventions(session, council_id=council.id)
    needs = load_needs(session, council_id=council.id, review=review, previous=previous)
    goals = _load_goals(session, council.id, programme, now.last)
    return ReviewContent(
        council=council.name,
        municipality=council.municipality,
        now=now,
        before=before,
        previous=years_of(previous) if previous else None,
        programme=programme.name if programme else "",
        is_adjusted=review.is_adjusted,
        method_notes=review.method_notes,
        registry_number=review.registry_number,
        decision_on=review.decision_on,
        adopted_on=review.adopted_on,
        areas=_load_areas(session, council.id, programme, review),
        goals=goals,
        indicators=_load_indicators(
            session, council.id, programme, before, now, interventions, review.is_adjusted
        ),
        interventions=_reviewed(interventions, goals, needs),
        needs=needs,
    )


def _load_areas(
    session: Session, council_id: int, programme: Programme | None, review: Review
) -> tuple[ReviewedArea, ...]:
    if programme is None:
        return ()
    conclusions = list_conclusions(session, council_id=council_id, review_id=review.id)
    return tuple(
        ReviewedArea(
            id=area.id,
            number=area.number,
            name=area.name,
            conclusion=found.text if found else "",
            conclusion_id=found.id if found else None,
        )
        for area in list_areas(
            session, council_id=council_id, programme_id=programme.id, year=review.last_year
        )
        for found in (conclusions.get(area.id),)
    )


def _load_goals(
    session: Session, council_id: int, programme: Programme | None, year: int
) -> tuple[ReviewedGoal, ...]:
    if programme is None:
        return ()
    return tuple(
        ReviewedGoal(id=goal.id, code=goal.code, title=goal.title, area_number=goal.area_number)
        for goal in list_goals(session, council_id=council_id, programme_id=programme.id, year=year)
    )


def _load_indicators(
    session: Session,
    council_id: int,
    programme: Programme | None,
    before: Period,
    now: Period,
    interventions: Sequence[InterventionFacts],
    is_adjusted: bool,
) -> tuple[ReviewedIndicator, ...]:
    if programme is None:
        return ()
    rows = load_indicators(
        session, council_id=council_id, programme_id=programme.id, last_year=now.last
    )
    changes = compare_all(
        [row.series for row in rows], before=before, after=now, is_adjusted=is_adjusted
    )
    said = load_as_planned(session, council_id=council_id, years=now)
    reviewed = []
    for row, change in zip(rows, changes, strict=True):
        serving = [one for one in interventions if row.goal_id in one.goal_ids and one.went_on(now)]
        evidence = grade_evidence(
            change, has_mechanism=has_mechanism(serving), as_planned=as_planned(serving, said)
        )
        reviewed.append(
            ReviewedIndicator(
                id=row.id,
                goal_id=row.goal_id,
                is_key=row.is_key,
                series=row.series,
                change=change,
                evidence=evidence,
                interventions=row.interventions,
                months=row.months,
                left_out=row.left_out,
            )
        )
    return tuple(reviewed)


def _reviewed(
    interventions: Sequence[InterventionFacts],
    goals: Sequence[ReviewedGoal],
    needs: Sequence[ReviewedNeed],
) -> tuple[ReviewedIntervention, ...]:
    """Return those that serve the programme's goals, no goal at all, or address a need."""
    codes = {goal.id: goal.code for goal in goals}
    addressing = {number for need in needs for number in need.intervention_ids}
    return tuple(
        ReviewedIntervention(
            id=one.id,
            title=one.title,
            state=one.state,
            organisation=one.organisation,
            # As the programme orders them: 3.10 comes after 3.9.
            goal_codes=tuple(code for number, code in codes.items() if number in one.goal_ids),
            starts_on=one.starts_on,
            ends_on=one.ends_on,
        )
        for one in interventions
        if not one.goal_ids or one.goal_ids & codes.keys() or one.id in addressing
    )
