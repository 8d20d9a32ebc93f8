"""The effect-and-needs review of every second year."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Field

from tracker.db import enum_type
from tracker.domain.terms import Decision
from tracker.models.base import CouncilRow, long_text, optional_reference, reference


class Review(CouncilRow, table=True):
    """A biennial review, comparing one period with the one before."""

    __table_args__ = (
        sa.UniqueConstraint("council_id", "first_year", "last_year"),
        sa.CheckConstraint("last_year >= first_year", name="years"),
        sa.CheckConstraint("baseline_last_year >= baseline_first_year", name="baseline_years"),
    )

    first_year: int
    last_year: int
    baseline_first_year: int
    baseline_last_year: int
    #: Empty while the review is a draft.
    adopted_on: date | None = None
    registry_number: str = ""
    #: The day the council means to decide.
    decision_on: date | None = None


class AreaConclusion(CouncilRow, table=True):
    """What the council concludes about one priority area, in words."""

    __table_args__ = (sa.UniqueConstraint("review_id", "priority_area_id"),)

    review_id: int = reference("review.id")
    priority_area_id: int = reference("priority_area.id")
    text: str = long_text()


class NeedAssessment(CouncilRow, table=True):
    """A problem, how common and harmful it is, and what the council decides about it."""

    __table_args__ = (
        sa.UniqueConstraint("review_id", "name"),
        sa.CheckConstraint("harm >= 0 AND harm <= 100", name="harm"),
        sa.CheckConstraint("per_10_000 > 0", name="per_10_000_positive"),
    )

    review_id: int = reference("review.id")
    priority_area_id: int | None = optional_reference("priority_area.id")
    name: str
    #: Events per 10 000 inhabitants and year.
    per_10_000: float
    #: The group's judgement of harm per event, 0–100.
    harm: float
    #: How many people were affected.
    affected: int | None = None
    is_uncertain: bool = False
    note: str = long_text()
    decision: Decision | None = Field(
        default=None,
        sa_type=enum_type(Decision, "decision"),
    )
    reason: str = long_text()
