"""The biennial reviews: indicators with their values, needs with their earlier place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from tracker.domain.needs import Need
from tracker.models import (
    AreaConclusion,
    Measurement,
    NeedAssessment,
    PriorityArea,
    Programme,
    Review,
)
from tracker.queries.programmes import (
    find_programme,
    list_programmes,
)


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
