"""What surrounds a review while it is worked through: the one before, and the meeting."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlmodel import Session, col, select

from tracker.domain.indicators import Period
from tracker.domain.several_years import REVIEW_EVERY
from tracker.domain.terms import Decision, MeetingKind, MeetingStatus
from tracker.models import AreaConclusion, Meeting, NeedAssessment, PriorityArea, Review
from tracker.queries.programme_wording import name_areas
from tracker.queries.reviews import find_previous_review, years_of


@dataclass(frozen=True, kw_only=True)
class LastTime:
    """What the review before said, by area and by need. Both are found by name in lower case.

    A new programme has areas of its own, so names and not numbers tie them together.
    """

    review_id: int
    period: Period
    conclusions: Mapping[str, str] = field(default_factory=dict)
    decisions: Mapping[str, tuple[Decision, str]] = field(default_factory=dict)

    def conclusion(self, area: str) -> str:
        """Return what was concluded about an area; nothing where nothing was."""
        return self.conclusions.get(area.casefold(), "")

    def decision(self, need: str) -> tuple[Decision, str] | None:
        """Return what was decided about a need, with the reason."""
        return self.decisions.get(need.casefold())


def load_last_time(session: Session, *, council_id: int, review: Review) -> LastTime | None:
    """Return what the review before said; None when this is the first."""
    previous = find_previous_review(session, council_id=council_id, review=review)
    if previous is None:
        return None
    conclusions = session.exec(
        select(PriorityArea, AreaConclusion.text)
        .join(AreaConclusion, col(AreaConclusion.priority_area_id) == col(PriorityArea.id))
        .where(
            AreaConclusion.council_id == council_id,
            AreaConclusion.review_id == previous.id,
            AreaConclusion.text != "",
        )
    ).all()
    needs = session.exec(
        select(NeedAssessment).where(
            NeedAssessment.council_id == council_id, NeedAssessment.review_id == previous.id
        )
    ).all()
    areas = name_areas(
        session,
        council_id=council_id,
        areas=[area for area, _text in conclusions],
        year=review.last_year,
    )
    return LastTime(
        review_id=previous.id,
        period=years_of(previous),
        # As this review words the areas, so that one renamed in between is known again.
        conclusions={areas[area.id].name.casefold(): text for area, text in conclusions},
        decisions={
            need.name.casefold(): (need.decision, need.reason) for need in needs if need.decision
        },
    )


def find_review_meeting(session: Session, *, council_id: int, review: Review) -> Meeting | None:
    """Return the meeting on the wheel that takes the review up: the first from its last year on.

    It lies before the meeting of the next review.
    """
    return session.exec(
        select(Meeting)
        .where(
            Meeting.council_id == council_id,
            Meeting.kind == MeetingKind.REVIEW,
            Meeting.status != MeetingStatus.CANCELLED,
            Meeting.starts_at >= datetime(review.last_year, 1, 1, tzinfo=UTC),
            Meeting.starts_at < datetime(review.last_year + REVIEW_EVERY, 1, 1, tzinfo=UTC),
        )
        .order_by(col(Meeting.starts_at))
    ).first()
