"""The effect-and-needs review of every second year."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from tracker.db import UTCDateTime, enum_type
from tracker.domain.terms import Criterion, Decision
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
    #: When somebody last went through what the data lacks.
    data_checked_on: date | None = None
    #: The verdicts are adjusted for how many indicators are compared (false discovery rate).
    is_adjusted: bool = False
    #: What the council wants said about how the review was made.
    method_notes: str = long_text()


class ReviewEdition(CouncilRow, table=True):
    """A review as it was adopted. Never changed: a correction is a new edition."""

    __table_args__ = (sa.UniqueConstraint("review_id", "number"),)

    review_id: int = reference("review.id")
    #: 1, 2, 3 …
    number: int
    adopted_on: date
    registry_number: str = ""
    frozen_at: datetime = Field(sa_type=UTCDateTime)
    #: Everything that the review shows, as compressed JSON (domain/review_content).
    content: bytes
    #: SHA-256 of the JSON, in hexadecimal.
    content_hash: str = Field(max_length=64)
    #: What differs from the edition before, and why.
    changes: str = long_text()


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
    #: Why the problem is there: what the council knows and what it believes.
    causes: str = long_text()
    decision: Decision | None = Field(
        default=None,
        sa_type=enum_type(Decision, "decision"),
    )
    reason: str = long_text()


class NeedScore(CouncilRow, table=True):
    """What one scorer thinks of a problem by one criterion."""

    __table_args__ = (
        sa.UniqueConstraint("need_id", "scorer", "criterion"),
        sa.CheckConstraint("score >= 1 AND score <= 5", name="score"),
    )

    need_id: int = reference("need_assessment.id")
    #: The scorer or group, as written. A member's own name for a member.
    scorer: str = Field(max_length=200)
    #: The member, when a member scored alone.
    person_id: int | None = optional_reference("person.id")
    criterion: Criterion = Field(sa_type=enum_type(Criterion, "criterion"))
    #: 1 = not at all, 5 = very much so.
    score: int


class NeedIntervention(CouncilRow, table=True):
    """An intervention addresses a problem."""

    __table_args__ = (sa.UniqueConstraint("need_id", "intervention_id"),)

    need_id: int = reference("need_assessment.id")
    intervention_id: int = reference("intervention.id")
