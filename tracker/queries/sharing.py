"""What several years' view is drawn from."""

from datetime import date

from sqlmodel import Session, col, func, select

from tracker.domain.several_years import Lane, Mark, Period, YearFacts
from tracker.domain.terms import MeetingStatus
from tracker.models import Meeting, YearWheel
from tracker.queries import law, programmes, reviews


def load_year_facts(session: Session, *, council_id: int) -> YearFacts:
    """Return a council's programmes, reviews, statutory documents and meetings by year."""
    records = law.load_records(session, council_id=council_id)
    return YearFacts(
        programmes=tuple(
            Period(row.name, row.first_year, row.last_year)
            for row in programmes.list_programmes(session, council_id=council_id)
        ),
        reviews=tuple(
            _review_mark(row.last_year, row.adopted_on, row.decision_on)
            for row in reviews.list_reviews(session, council_id=council_id)
        ),
        situation_reports=tuple(row.decided_on for row in records.situation_reports),
        action_plans=tuple(row.decided_on for row in records.action_plans),
        meetings=_count_meetings(session, council_id),
    )


def _review_mark(last_year: int, adopted_on: date | None, decision_on: date | None) -> Mark:
    """Place a review in the year it is decided: without a day, the year after its period."""
    on = adopted_on or decision_on
    return Mark(
        Lane.REVIEW, on.year if on else last_year + 1, is_done=adopted_on is not None, on=on
    )


def _count_meetings(session: Session, council_id: int) -> tuple[tuple[int, int], ...]:
    found = session.exec(
        select(YearWheel.year, func.count(col(Meeting.id)))
        .join(Meeting, col(Meeting.year_wheel_id) == col(YearWheel.id))
        .where(
            YearWheel.council_id == council_id,
            Meeting.council_id == council_id,
            Meeting.status != MeetingStatus.CANCELLED,
        )
        .group_by(col(YearWheel.year))
    ).all()
    return tuple((year, count) for year, count in found)
