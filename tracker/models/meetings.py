"""Meetings: theme, agenda, who comes, what was said and decided."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from tracker.db import UTCDateTime, enum_type
from tracker.domain.terms import ActionState, Answer, MeetingKind, MeetingStatus
from tracker.models.base import CouncilRow, long_text, optional_reference, reference


class Meeting(CouncilRow, table=True):
    """A meeting on the wheel."""

    __table_args__ = (sa.CheckConstraint("ends_at > starts_at", name="times"),)

    year_wheel_id: int = reference("year_wheel.id")
    #: The calendar's name for the meeting, for life.
    uid: str = Field(unique=True)
    #: Rises when time, place or status change, as iCalendar wants.
    sequence: int = 0
    #: Rises with every edit, to find two people editing at once.
    version: int = 1
    kind: MeetingKind = Field(sa_type=enum_type(MeetingKind, "kind"))
    status: MeetingStatus = Field(
        default=MeetingStatus.PLANNED,
        sa_type=enum_type(MeetingStatus, "status"),
    )
    theme: str
    starts_at: datetime = Field(sa_type=UTCDateTime, index=True)
    ends_at: datetime = Field(sa_type=UTCDateTime)
    place: str = ""
    #: What members should know before they come.
    description: str = long_text()
    #: When its messages were last planned; empty: they are to be planned anew.
    planned_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class MeetingGoal(CouncilRow, table=True):
    """A meeting takes up a goal."""

    __table_args__ = (sa.UniqueConstraint("meeting_id", "goal_id"),)

    meeting_id: int = reference("meeting.id")
    goal_id: int = reference("goal.id")


class AgendaItem(CouncilRow, table=True):
    """One matter on the agenda (ärende)."""

    meeting_id: int = reference("meeting.id")
    position: int
    title: str
    minutes: int | None = None
    #: Such as "information", "diskussion" or "beslut".
    purpose: str = ""
    #: As written: presenters may be people outside the council.
    presenter: str = ""
    #: What was said and decided.
    notes: str = long_text()


class Participation(CouncilRow, table=True):
    """One person's answer and attendance at one meeting."""

    __table_args__ = (sa.UniqueConstraint("meeting_id", "person_id"),)

    meeting_id: int = reference("meeting.id")
    person_id: int = reference("person.id")
    answer: Answer = Field(default=Answer.NONE, sa_type=enum_type(Answer, "answer"))
    answered_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    #: Who stands in, as written.
    substitute_name: str = ""
    #: Who stands in, when the substitute is invited too.
    substitute_id: int | None = optional_reference("person.id")
    #: For a substitute: the member who sent them. Such a place ends when the member comes.
    stands_in_for_id: int | None = optional_reference("person.id")
    #: Empty until attendance is taken. A substitute's presence is the substitute's.
    attended: bool | None = None


class AnswerChange(CouncilRow, table=True):
    """What an answer was before it was changed through a mailed link.

    Kept so that answers that no person can have given, such as both within seconds, are undone.
    """

    meeting_id: int = reference("meeting.id")
    person_id: int = reference("person.id")
    changed_at: datetime = Field(sa_type=UTCDateTime)
    answer: Answer = Field(sa_type=enum_type(Answer, "answer"))
    answered_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    substitute_name: str = ""
    substitute_id: int | None = optional_reference("person.id")


class Question(CouncilRow, table=True):
    """A set question for the group discussion."""

    meeting_id: int = reference("meeting.id")
    position: int
    text: str = long_text()


class Contribution(CouncilRow, table=True):
    """What somebody said on a question."""

    question_id: int = reference("question.id")
    text: str = long_text()
    #: The group or organisation it came from, as written.
    said_by: str = ""
    goal_id: int | None = optional_reference("goal.id")


class ActionItem(CouncilRow, table=True):
    """Something agreed to be done (åtgärd efter mötet)."""

    meeting_id: int = reference("meeting.id")
    goal_id: int | None = optional_reference("goal.id")
    text: str = long_text()
    responsible_id: int | None = optional_reference("person.id")
    due_on: date | None = None
    state: ActionState = Field(
        default=ActionState.NOT_STARTED,
        sa_type=enum_type(ActionState, "state"),
    )


class MinutesRevision(CouncilRow, table=True):
    """A version of a meeting's notes. Approved ones are locked: a change is a new revision."""

    __table_args__ = (sa.UniqueConstraint("meeting_id", "number"),)

    meeting_id: int = reference("meeting.id")
    number: int
    text: str = long_text()
    note_taker: str = ""
    written_at: datetime = Field(sa_type=UTCDateTime)
    approved_on: date | None = None
    #: What an amendment after the approval changes, and why.
    amendment: str = ""
