"""What moving a meeting would lead to, found out by doing it and undoing it."""

from sqlmodel import Session

from tracker.domain.meetings import MeetingPlan
from tracker.domain.moving import MessageChange, compare_messages
from tracker.domain.reminder_rows import ExistingDelivery
from tracker.models import Council, Meeting
from tracker.queries.reminders import list_deliveries
from tracker.services.audit import Act
from tracker.services.meetings import change_meeting
from tracker.services.reminders import existing


def foresee(
    session: Session,
    *,
    council: Council,
    meeting: Meeting,
    plan: MeetingPlan,
    version: int,
    by: Act,
) -> tuple[MessageChange, ...]:
    """Return which messages would change if a meeting were saved so. Nothing stays saved.

    It is the real change within a savepoint, so that what is foretold cannot differ from what
    is done.

    Raises:
        EditConflict: somebody else saved since `version` was read.
        NotNow: the meeting has been held, and would come to lie ahead.
    """
    before = _messages(session, meeting)
    savepoint = session.begin_nested()
    try:
        change_meeting(session, council=council, meeting=meeting, plan=plan, version=version, by=by)
        after = _messages(session, meeting)
    finally:
        savepoint.rollback()
    return compare_messages(before, after)


def _messages(session: Session, meeting: Meeting) -> list[ExistingDelivery]:
    rows = list_deliveries(session, council_id=meeting.council_id, meeting_id=meeting.id)
    return [existing(row) for row in rows]
