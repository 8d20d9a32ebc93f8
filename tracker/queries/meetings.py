"""Meetings and what hangs on them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from tracker.domain.meetings import Seat
from tracker.domain.programmes import GoalRef
from tracker.domain.terms import Answer, DeliveryKind, DeliveryState, MeetingStatus
from tracker.models import (
    ActionItem,
    AgendaItem,
    Contribution,
    Delivery,
    Meeting,
    MeetingGoal,
    Membership,
    MinutesRevision,
    Organisation,
    Participation,
    Person,
    Question,
    YearWheel,
)
from tracker.queries.programmes import load_goal_names


@dataclass(frozen=True)
class MeetingRow:
    """A meeting with its goals, as lists show it."""

    meeting: Meeting
    goals: tuple[GoalRef, ...]
    is_invited: bool

    @property
    def status(self) -> str:
        """The status to show: a planned meeting whose invitation has gone out is "invited"."""
        if self.meeting.status is MeetingStatus.PLANNED and self.is_invited:
            return "invited"
        return self.meeting.status.value


@dataclass(frozen=True)
class DiscussedQuestion:
    """A set question with what was said on it."""

    question: Question
    contributions: tuple[tuple[Contribution, GoalRef | None], ...]


def get_meeting(session: Session, *, council_id: int, meeting_id: int) -> Meeting | None:
    """Return one of the council's meetings, or None."""
    return session.exec(
        select(Meeting).where(Meeting.council_id == council_id, Meeting.id == meeting_id)
    ).first()


def list_meetings(session: Session, *, council_id: int, year: int) -> list[MeetingRow]:
    """Return a year's meetings in time order, with goals and whether people were invited."""
    meetings = session.exec(
        select(Meeting)
        .join(YearWheel, col(YearWheel.id) == col(Meeting.year_wheel_id))
        .where(Meeting.council_id == council_id, YearWheel.year == year)
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    ).all()
    return _with_goals(session, council_id, meetings)


def load_meeting(session: Session, *, council_id: int, meeting_id: int) -> MeetingRow | None:
    """Return one meeting with its goals, or None."""
    meeting = get_meeting(session, council_id=council_id, meeting_id=meeting_id)
    return _with_goals(session, council_id, [meeting])[0] if meeting else None


def find_next_meeting(session: Session, *, council_id: int, now: datetime) -> MeetingRow | None:
    """Return the first planned meeting that has not ended."""
    meeting = session.exec(
        select(Meeting)
        .where(
            Meeting.council_id == council_id,
            Meeting.status == MeetingStatus.PLANNED,
            col(Meeting.ends_at) > now,
        )
        .order_by(col(Meeting.starts_at))
    ).first()
    return _with_goals(session, council_id, [meeting])[0] if meeting else None


def list_coming_meetings(session: Session, *, council_id: int, now: datetime) -> Sequence[Meeting]:
    """Return the planned meetings that have not begun, the next first."""
    return session.exec(
        select(Meeting)
        .where(
            Meeting.council_id == council_id,
            Meeting.status == MeetingStatus.PLANNED,
            col(Meeting.starts_at) > now,
        )
        .order_by(col(Meeting.starts_at))
    ).all()


def list_meetings_since(session: Session, *, council_id: int, since: datetime) -> Sequence[Meeting]:
    """Return every meeting that begins after a moment, whatever its status."""
    return session.exec(
        select(Meeting)
        .where(Meeting.council_id == council_id, col(Meeting.starts_at) > since)
        .order_by(col(Meeting.starts_at))
    ).all()


def find_previous_meeting(session: Session, *, council_id: int, before: datetime) -> Meeting | None:
    """Return the last meeting held before a moment."""
    return session.exec(
        select(Meeting)
        .where(
            Meeting.council_id == council_id,
            col(Meeting.status).in_([MeetingStatus.HELD, MeetingStatus.MINUTES_APPROVED]),
            col(Meeting.starts_at) < before,
        )
        .order_by(col(Meeting.starts_at).desc())
    ).first()


def list_agenda(session: Session, *, council_id: int, meeting_id: int) -> Sequence[AgendaItem]:
    """Return a meeting's matters in order."""
    return session.exec(
        select(AgendaItem)
        .where(AgendaItem.council_id == council_id, AgendaItem.meeting_id == meeting_id)
        .order_by(col(AgendaItem.position), col(AgendaItem.id))
    ).all()


def list_seats(session: Session, *, council_id: int, meeting_id: int) -> list[Seat]:
    """Return who has a place at a meeting, with organisation, answer and attendance.

    A person with several memberships in the council is named once, by the first. A substitute
    who was invited stands with the member, and not by themselves.
    """
    rows = session.exec(
        select(Participation, Person, Membership, Organisation)
        .join(Person, col(Person.id) == col(Participation.person_id))
        .outerjoin(
            Membership,
            (col(Membership.person_id) == col(Person.id))
            & (col(Membership.council_id) == council_id),
        )
        .outerjoin(Organisation, col(Organisation.id) == col(Membership.organisation_id))
        .where(Participation.council_id == council_id, Participation.meeting_id == meeting_id)
        .order_by(Person.name, col(Membership.id))
    ).all()
    places = {participation.person_id: participation for participation, *_rest in rows}
    seats: dict[int, Seat] = {}
    for participation, person, membership, organisation in rows:
        if participation.stands_in_for_id is not None:
            continue
        theirs = places.get(participation.substitute_id or 0)
        seats.setdefault(
            person.id,
            Seat(
                person_id=person.id,
                name=person.name,
                organisation=organisation.name if organisation else "",
                title=membership.title if membership else "",
                answer=participation.answer,
                substitute_name=participation.substitute_name,
                attended=participation.attended,
                substitute_id=theirs.person_id if theirs else None,
                substitute_answer=theirs.answer if theirs else Answer.NONE,
                substitute_attended=theirs.attended if theirs else None,
            ),
        )
    return list(seats.values())


def find_participation(
    session: Session, *, council_id: int, meeting_id: int, person_id: int
) -> Participation | None:
    """Return one person's place at one meeting."""
    return session.exec(
        select(Participation).where(
            Participation.council_id == council_id,
            Participation.meeting_id == meeting_id,
            Participation.person_id == person_id,
        )
    ).first()


def list_participations(
    session: Session, *, council_id: int, meeting_id: int
) -> dict[int, Participation]:
    """Return {person: their place} for a meeting."""
    rows = session.exec(
        select(Participation).where(
            Participation.council_id == council_id, Participation.meeting_id == meeting_id
        )
    )
    return {place.person_id: place for place in rows}


def list_questions(
    session: Session, *, council_id: int, meeting_id: int
) -> list[DiscussedQuestion]:
    """Return a meeting's set questions with what was said."""
    questions = session.exec(
        select(Question)
        .where(Question.council_id == council_id, Question.meeting_id == meeting_id)
        .order_by(col(Question.position), col(Question.id))
    ).all()
    if not questions:
        return []
    goals = _name_goals(session, council_id, meeting_id)
    said: dict[int, list[tuple[Contribution, GoalRef | None]]] = defaultdict(list)
    for contribution in session.exec(
        select(Contribution)
        .where(
            Contribution.council_id == council_id,
            col(Contribution.question_id).in_([question.id for question in questions]),
        )
        .order_by(col(Contribution.id))
    ):
        goal = goals.get(contribution.goal_id) if contribution.goal_id else None
        said[contribution.question_id].append((contribution, goal))
    return [DiscussedQuestion(question, tuple(said[question.id])) for question in questions]


def list_action_items(
    session: Session, *, council_id: int, meeting_id: int
) -> list[tuple[ActionItem, GoalRef | None, Person | None]]:
    """Return what a meeting agreed to do, the soonest due first."""
    rows = session.exec(
        select(ActionItem, Person)
        .outerjoin(Person, col(Person.id) == col(ActionItem.responsible_id))
        .where(ActionItem.council_id == council_id, ActionItem.meeting_id == meeting_id)
        .order_by(col(ActionItem.due_on), col(ActionItem.id))
    ).all()
    goals = _name_goals(session, council_id, meeting_id) if rows else {}
    return [
        (item, goals.get(item.goal_id) if item.goal_id else None, person) for item, person in rows
    ]


def list_minutes(
    session: Session, *, council_id: int, meeting_id: int
) -> Sequence[MinutesRevision]:
    """Return the versions of a meeting's notes, the latest first."""
    return session.exec(
        select(MinutesRevision)
        .where(MinutesRevision.council_id == council_id, MinutesRevision.meeting_id == meeting_id)
        .order_by(col(MinutesRevision.number).desc())
    ).all()


def count_attendance(session: Session, *, council_id: int, year: int) -> dict[int, tuple[int, int]]:
    """Return {meeting id: (places filled, places)} for a year's meetings with attendance taken.

    A place is filled by the member or by a substitute: one who was invited must have come.
    """
    theirs = aliased(Participation)
    is_named_only = (col(Participation.substitute_name) != "") & col(
        Participation.substitute_id
    ).is_(None)
    filled = func.sum(
        sa.case((col(Participation.attended) | is_named_only | col(theirs.attended), 1))
    )
    rows = session.exec(
        select(Participation.meeting_id, filled, func.count())
        .join(Meeting, col(Meeting.id) == col(Participation.meeting_id))
        .join(YearWheel, col(YearWheel.id) == col(Meeting.year_wheel_id))
        .outerjoin(
            theirs,
            (col(theirs.meeting_id) == col(Participation.meeting_id))
            & (col(theirs.person_id) == col(Participation.substitute_id)),
        )
        .where(
            Participation.council_id == council_id,
            YearWheel.year == year,
            col(Participation.attended).is_not(None),
            col(Participation.stands_in_for_id).is_(None),
        )
        .group_by(col(Participation.meeting_id))
    )
    return {meeting_id: (int(present or 0), total) for meeting_id, present, total in rows}


def list_invited_meetings(
    session: Session, *, council_id: int, meeting_ids: Iterable[int]
) -> frozenset[int]:
    """Return which of some meetings have had an invitation sent."""
    sent = (col(Delivery.kind) == DeliveryKind.INVITATION) & (
        col(Delivery.state) == DeliveryState.SENT
    )
    return _list_meetings_with(session, council_id, meeting_ids, sent)


def list_told_meetings(
    session: Session, *, council_id: int, meeting_ids: Iterable[int]
) -> frozenset[int]:
    """Return which of some meetings somebody may have had a message about."""
    told = col(Delivery.message).is_not(None) | (col(Delivery.state) == DeliveryState.SENT)
    return _list_meetings_with(session, council_id, meeting_ids, told)


def _list_meetings_with(
    session: Session, council_id: int, meeting_ids: Iterable[int], has: Any
) -> frozenset[int]:
    rows = session.exec(
        select(Delivery.meeting_id)
        .where(
            Delivery.council_id == council_id,
            col(Delivery.meeting_id).in_(list(meeting_ids)),
            has,
        )
        .distinct()
    )
    return frozenset(meeting_id for meeting_id in rows if meeting_id is not None)


def _name_goals(session: Session, council_id: int, meeting_id: int) -> dict[int, GoalRef]:
    """Return {goal: how it was worded in a meeting's year}."""
    year = session.get_one(Meeting, meeting_id).starts_at.year
    return load_goal_names(session, council_id=council_id, years=[year])[year]


def _with_goals(session: Session, council_id: int, meetings: Sequence[Meeting]) -> list[MeetingRow]:
    if not meetings:
        return []
    numbers = [meeting.id for meeting in meetings]
    years = {meeting.id: meeting.starts_at.year for meeting in meetings}
    goals = load_goal_names(session, council_id=council_id, years=set(years.values()))
    linked: dict[int, list[GoalRef]] = defaultdict(list)
    for meeting_id, goal_id in session.exec(
        select(MeetingGoal.meeting_id, MeetingGoal.goal_id).where(
            MeetingGoal.council_id == council_id, col(MeetingGoal.meeting_id).in_(numbers)
        )
    ):
        linked[meeting_id].append(goals[years[meeting_id]][goal_id])
    invited = list_invited_meetings(session, council_id=council_id, meeting_ids=numbers)
    return [
        MeetingRow(
            meeting,
            tuple(sorted(linked[meeting.id], key=lambda goal: (goal.area_number, goal.code))),
            meeting.id in invited,
        )
        for meeting in meetings
    ]
