"""Adding a goal to a meeting, or taking it away, and nothing else of the meeting."""

from sqlmodel import Session

from tracker.domain.meetings import MeetingPlan
from tracker.models import Council
from tracker.queries.meetings import MeetingRow
from tracker.services.audit import Act
from tracker.services.meetings import change_meeting


def link_goal(
    session: Session,
    *,
    council: Council,
    row: MeetingRow,
    goal_id: int,
    is_linked: bool,
    by: Act,
) -> None:
    """Let a meeting take up a goal, or no longer. What is so already is left as it is.

    Built on the meeting as it is stored now: two people who add different goals both get theirs.

    Raises:
        EditConflict: somebody else saved the meeting in the same moment.
        NotNow: the meeting has been held, yet lies ahead.
    """
    linked = [goal.id for goal in row.goals]
    if (goal_id in linked) is is_linked:
        return
    goal_ids = [*linked, goal_id] if is_linked else [one for one in linked if one != goal_id]
    meeting = row.meeting
    plan = MeetingPlan(
        theme=meeting.theme,
        kind=meeting.kind,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        description=meeting.description,
        goal_ids=tuple(goal_ids),
    )
    change_meeting(
        session, council=council, meeting=meeting, plan=plan, version=meeting.version, by=by
    )
