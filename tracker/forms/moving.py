"""Where a meeting is moved to."""

from tracker.domain.calendar import at_local_time
from tracker.domain.meetings import MeetingPlan
from tracker.forms.meetings import MeetingForm
from tracker.models import Meeting


class MoveForm(MeetingForm):
    """When and where: a meeting's form without what the meeting is about."""

    # The form library leaves out a field that a subclass sets to None.
    theme = None
    kind = None
    goals = None  # type: ignore[assignment]
    description = None

    def fill(self, meeting: Meeting) -> None:
        """Fill the form with when and where a meeting is."""
        starts = meeting.starts_at.astimezone(self.zone)
        ends = meeting.ends_at.astimezone(self.zone)
        self.day.data = starts.date()
        self.starts.data = starts.time()
        self.ends.data = ends.time()
        self.place.data = meeting.place
        self.version.data = meeting.version

    def moved(self, meeting: Meeting, goal_ids: tuple[int, ...]) -> MeetingPlan:
        """Return the meeting as it would be: moved, and otherwise as it is."""
        return MeetingPlan(
            theme=meeting.theme,
            kind=meeting.kind,
            starts_at=at_local_time(self.day.data, self.starts.data, self.zone),
            ends_at=at_local_time(self.day.data, self.ends.data, self.zone),
            place=self.place.data or "",
            description=meeting.description,
            goal_ids=goal_ids,
        )

    def moves(self, meeting: Meeting) -> bool:
        """Tell whether anything is other than it is."""
        plan = self.moved(meeting, ())
        return (plan.starts_at, plan.ends_at, plan.place) != (
            meeting.starts_at,
            meeting.ends_at,
            meeting.place,
        )
