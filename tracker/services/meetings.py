"""What a coordinator does with a meeting."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.domain.meetings import MeetingPlan, local_day
from tracker.domain.terms import Answer, MeetingStatus
from tracker.models import (
    Council,
    Meeting,
    MeetingGoal,
    MinutesRevision,
    Participation,
)
from tracker.queries import meetings as queries
from tracker.services import reminders
from tracker.services.audit import Act, write_down
from tracker.services.conflicts import claim_version, flush_first, refuse_if_changed
from tracker.services.year_wheels import begin_year


class NotNow(Exception):
    """The meeting's state does not allow it."""


@dataclass(frozen=True)
class AttendanceLine:
    """What is to be saved of one person's attendance. None: leave it as it is."""

    person_id: int
    answer: Answer | None = None
    attended: bool | None = None
    substitute_name: str | None = None


def plan_meeting(session: Session, *, council: Council, plan: MeetingPlan, by: Act) -> Meeting:
    """Put a meeting on the wheel and its messages in the outbox."""
    meeting = put_on_wheel(session, council=council, plan=plan, status=MeetingStatus.PLANNED, by=by)
    reminders.plan(session, council=council, meeting=meeting, now=by.at)
    _write_down(session, meeting, "plan_meeting", by)
    return meeting


def put_on_wheel(
    session: Session, *, council: Council, plan: MeetingPlan, status: MeetingStatus, by: Act
) -> Meeting:
    """Add a meeting with its goals to its year's wheel. Nobody is told of it by this alone."""
    year = local_day(plan.starts_at, ZoneInfo(council.time_zone)).year
    wheel = begin_year(session, council=council, year=year, by=by)
    meeting = Meeting(
        council_id=council.id,
        year_wheel_id=wheel.id,
        uid=f"{uuid.uuid4()}@arshjul",
        kind=plan.kind,
        status=status,
        theme=plan.theme,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        place=plan.place,
        description=plan.description,
    )
    session.add(meeting)
    session.flush()
    _link_goals(session, meeting, plan.goal_ids)
    return meeting


def change_meeting(
    session: Session,
    *,
    council: Council,
    meeting: Meeting,
    plan: MeetingPlan,
    version: int,
    by: Act,
) -> None:
    """Save an edited meeting. A new time or place is told to those who were invited.

    Raises:
        EditConflict: somebody else saved since `version` was read.
        NotNow: the meeting has been held, and would come to lie ahead.
    """
    was_held = meeting.status in (MeetingStatus.HELD, MeetingStatus.MINUTES_APPROVED)
    if was_held and plan.starts_at > by.at:
        raise NotNow
    claim_version(session, meeting, version=version)
    if (meeting.starts_at, meeting.ends_at, meeting.place) != (
        plan.starts_at,
        plan.ends_at,
        plan.place,
    ):
        meeting.sequence += 1
    year = local_day(plan.starts_at, ZoneInfo(council.time_zone)).year
    meeting.year_wheel_id = begin_year(session, council=council, year=year, by=by).id
    meeting.theme = plan.theme
    meeting.kind = plan.kind
    meeting.starts_at = plan.starts_at
    meeting.ends_at = plan.ends_at
    meeting.place = plan.place
    meeting.description = plan.description
    session.add(meeting)
    session.flush()
    _link_goals(session, meeting, plan.goal_ids)
    reminders.plan(session, council=council, meeting=meeting, now=by.at)
    _write_down(session, meeting, "change_meeting", by)


def cancel_meeting(session: Session, *, council: Council, meeting: Meeting, by: Act) -> None:
    """Cancel a meeting and tell those who were invited.

    Raises:
        NotNow: it has been held, or is cancelled already.
    """
    _set_status(session, council, meeting, MeetingStatus.PLANNED, MeetingStatus.CANCELLED, by)
    _write_down(session, meeting, "cancel_meeting", by)


def remove_meeting(session: Session, *, meeting: Meeting, by: Act) -> None:
    """Remove a meeting entered by mistake, which nobody has been told of.

    Raises:
        NotNow: somebody has been told of it, or it has been held.
    """
    told = queries.list_told_meetings(
        session, council_id=meeting.council_id, meeting_ids=[meeting.id]
    )
    if told or meeting.status not in (MeetingStatus.PLANNED, MeetingStatus.CANCELLED):
        raise NotNow
    _write_down(session, meeting, "remove_meeting", by)
    session.delete(meeting)
    session.flush()


def restore_meeting(session: Session, *, council: Council, meeting: Meeting, by: Act) -> None:
    """Undo a cancellation.

    Raises:
        NotNow: the meeting is not cancelled.
    """
    _set_status(session, council, meeting, MeetingStatus.CANCELLED, MeetingStatus.PLANNED, by)
    _write_down(session, meeting, "restore_meeting", by)


def take_attendance(
    session: Session, *, meeting: Meeting, lines: Sequence[AttendanceLine], by: Act
) -> None:
    """Save who came. A meeting whose attendance is taken has been held.

    Raises:
        NotNow: the meeting is cancelled.
    """
    if meeting.status is MeetingStatus.CANCELLED:
        raise NotNow
    places = queries.list_participations(
        session, council_id=meeting.council_id, meeting_id=meeting.id
    )
    for line in lines:
        place = places.get(line.person_id) or Participation(
            council_id=meeting.council_id, meeting_id=meeting.id, person_id=line.person_id
        )
        if line.answer is not None:
            place.answer = line.answer
            place.answered_at = by.at
        if line.substitute_name is not None:
            place.substitute_name = line.substitute_name
        if line.answer is Answer.COMING or line.substitute_name is not None:
            place.substitute_id = None  # whoever was invited instead is not who comes
        if line.attended is not None:
            _set_attended(place, places, attended=line.attended)
        session.add(place)
    begun = meeting.starts_at <= by.at
    if (
        begun
        and meeting.status is MeetingStatus.PLANNED
        and any(line.attended is not None for line in lines)
    ):
        meeting.status = MeetingStatus.HELD
        session.add(meeting)
    session.flush()
    council = session.get_one(Council, meeting.council_id)
    reminders.plan(session, council=council, meeting=meeting, now=by.at)
    _write_down(session, meeting, "take_attendance", by)


def _set_attended(
    place: Participation, places: Mapping[int, Participation], *, attended: bool
) -> None:
    """Save who came: the member, or the substitute who was invited instead."""
    theirs = places.get(place.substitute_id) if place.substitute_id is not None else None
    if theirs is None:
        place.attended = attended
    else:
        place.attended, theirs.attended = False, attended


def needs_amendment(latest: MinutesRevision | None) -> bool:
    """Tell whether what is written next changes notes that have been approved."""
    return latest is not None and (latest.approved_on is not None or latest.number > 1)


def write_minutes(
    session: Session,
    *,
    meeting: Meeting,
    text: str,
    note_taker: str,
    amendment: str = "",
    shown: str = "",
    by: Act,
) -> MinutesRevision:
    """Save a meeting's notes. A draft is written over; approved notes get an amendment.

    Args:
        session: an open session.
        meeting: the meeting.
        text: the notes.
        note_taker: who took them, as written.
        amendment: what is changed since the approved notes, and why. First notes have none.
        shown: the fingerprint of the notes that were written on; empty where there were none.
        by: who does it.

    Raises:
        EditConflict: somebody else saved since they were shown.
        NotNow: notes have been approved and it is not said what the amendment changes.
    """
    versions = queries.list_minutes(session, council_id=meeting.council_id, meeting_id=meeting.id)
    latest = versions[0] if versions else None
    refuse_if_changed(session, latest, shown=shown)
    is_amendment = needs_amendment(latest)
    if is_amendment and not amendment:
        raise NotNow
    if latest and latest.approved_on is None:
        revision = latest
    else:
        revision = MinutesRevision(
            council_id=meeting.council_id,
            meeting_id=meeting.id,
            number=latest.number + 1 if latest else 1,
            written_at=by.at,
        )
    revision.text = text
    revision.note_taker = note_taker
    revision.amendment = amendment if is_amendment else ""
    revision.written_at = by.at
    session.add(revision)
    flush_first(session)
    council = session.get_one(Council, meeting.council_id)
    reminders.notes_written(session, council=council, meeting=meeting, now=by.at)
    _write_down(session, meeting, "write_minutes", by)
    return revision


def approve_minutes(
    session: Session, *, council: Council, meeting: Meeting, shown: str, by: Act
) -> None:
    """Approve the latest notes, whose fingerprint is `shown`. From then on they are locked.

    Raises:
        EditConflict: they are others than those that were shown.
        NotNow: there are no notes to approve, or the meeting has not been held.
    """
    if meeting.status not in (MeetingStatus.HELD, MeetingStatus.MINUTES_APPROVED) and not (
        meeting.status is MeetingStatus.PLANNED and meeting.ends_at <= by.at
    ):
        raise NotNow
    versions = queries.list_minutes(session, council_id=meeting.council_id, meeting_id=meeting.id)
    if not versions or versions[0].approved_on is not None:
        raise NotNow
    refuse_if_changed(session, versions[0], shown=shown)
    versions[0].approved_on = local_day(by.at, ZoneInfo(council.time_zone))
    meeting.status = MeetingStatus.MINUTES_APPROVED
    session.add(versions[0])
    session.add(meeting)
    session.flush()
    reminders.plan(session, council=council, meeting=meeting, now=by.at)
    _write_down(session, meeting, "approve_minutes", by)


def _set_status(
    session: Session,
    council: Council,
    meeting: Meeting,
    expected: MeetingStatus,
    status: MeetingStatus,
    by: Act,
) -> None:
    if meeting.status is not expected:
        raise NotNow
    meeting.status = status
    meeting.sequence += 1
    meeting.version += 1
    session.add(meeting)
    session.flush()
    reminders.plan(session, council=council, meeting=meeting, now=by.at)


def _link_goals(session: Session, meeting: Meeting, goal_ids: Sequence[int]) -> None:
    session.execute(
        sa.delete(MeetingGoal).where(
            col(MeetingGoal.council_id) == meeting.council_id,
            col(MeetingGoal.meeting_id) == meeting.id,
        )
    )
    session.add_all(
        MeetingGoal(council_id=meeting.council_id, meeting_id=meeting.id, goal_id=goal_id)
        for goal_id in dict.fromkeys(goal_ids)
    )
    session.flush()


def _write_down(session: Session, meeting: Meeting, action: str, by: Act) -> None:
    write_down(
        session,
        council_id=meeting.council_id,
        action=action,
        thing="meeting",
        thing_id=meeting.id,
        by=by,
    )
