"""Keeping the outbox in step with the meetings, in the same transaction as each change."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import CursorResult
from sqlmodel import Session, col, select

from tracker.domain import reminders as rules
from tracker.domain.duties import with_duties
from tracker.domain.meetings import local_day
from tracker.domain.reminder_plans import next_morning, plan_deliveries
from tracker.domain.reminder_rows import WAITING, ExistingDelivery
from tracker.domain.terms import Answer, DeliveryKind, DeliveryState, MeetingKind, MeetingStatus
from tracker.models import (
    ActionItem,
    AgendaItem,
    Council,
    Delivery,
    FollowUp,
    Intervention,
    Meeting,
    ReminderRule,
)
from tracker.models.base import CouncilRow
from tracker.queries import deliveries, meetings
from tracker.queries import reminders as queries
from tracker.queries.deliveries import Occasion
from tracker.queries.duties import list_duties
from tracker.services.audit import Act, write_down
from tracker.services.places import list_recipients

#: A meeting that has been held calls only for what comes after it.
_HELD = (MeetingStatus.HELD, MeetingStatus.MINUTES_APPROVED)


class NotInvited(Exception):
    """Nobody has been told of the meeting yet, so nobody can be reminded of it."""


def start_with_default_rules(session: Session, *, council: Council) -> None:
    """Give a new council its starting rules."""
    session.add_all(
        ReminderRule(
            council_id=council.id,
            meeting_kind=meeting_kind,
            kind=rule.kind,
            days=rule.days,
            at_local=rule.at_local,
            recipients=rule.recipients,
        )
        for meeting_kind in MeetingKind
        for rule in rules.DEFAULT_RULES[meeting_kind]
    )
    session.flush()


def plan(session: Session, *, council: Council, meeting: Meeting, now: datetime) -> int:
    """Make the outbox say what a meeting now calls for. Nothing changes the second time.

    One that has been held calls only for what comes after it, such as its notes. Who is to be
    told changes with the agenda's presenters and with what people undertook, so saving those
    plans anew too.

    Every change calls this in its own transaction. Two at the same moment may not see each other,
    so the meeting is also marked to be planned anew by the next round. That takes hold of it: a
    round that is planning it either sees this change, or does not wipe the mark away.

    Returns:
        how many messages are new, moved or dropped.
    """
    _set_planned_at(session, meeting.id, None)
    return _plan(session, council=council, meeting=meeting, now=now)


def plan_again(session: Session, *, meeting_id: int, now: datetime) -> bool:
    """Do what `plan` does in a round. Return False when another process was quicker."""
    is_ours = _set_planned_at(session, meeting_id, now, queries.is_to_plan(now))
    if is_ours:
        meeting = session.get_one(Meeting, meeting_id)
        council = session.get_one(Council, meeting.council_id)
        _plan(session, council=council, meeting=meeting, now=now)
    return is_ours


def _set_planned_at(
    session: Session, meeting_id: int, at: datetime | None, *only: sa.ColumnElement[bool]
) -> bool:
    """Say when a meeting was last planned. It is then ours until the transaction ends."""
    changed = session.execute(
        sa.update(Meeting)
        .where(col(Meeting.id) == meeting_id, *only)
        .values(planned_at=at)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[object]", changed).rowcount == 1


def _plan(session: Session, *, council: Council, meeting: Meeting, now: datetime) -> int:
    if meeting.status in _HELD and meeting.starts_at > now:
        return 0
    zone = ZoneInfo(council.time_zone)
    recipients = with_duties(
        list_recipients(session, council=council, meeting=meeting, now=now),
        list_duties(session, meeting=meeting, on=local_day(max(meeting.starts_at, now), zone)),
    )
    found = queries.take_deliveries(session, council_id=council.id, meeting_id=meeting.id)
    by_key = {(row.person_id, row.kind, row.revision): row for row in found}
    wanted = plan_deliveries(
        facts(meeting),
        queries.plain_rules(
            queries.list_rules(session, council_id=council.id, meeting_kind=meeting.kind)
        ),
        recipients,
        [existing(row) for row in found],
        now=now,
        zone=zone,
    )
    if wanted.create:
        session.execute(
            sa.insert(Delivery),
            [
                {
                    "council_id": council.id,
                    "meeting_id": meeting.id,
                    "person_id": new.person_id,
                    "kind": new.kind,
                    "revision": new.revision,
                    "state": new.state,
                    "due_at": new.due_at,
                    "try_at": new.due_at,
                }
                for new in wanted.create
            ],
        )
    for moved in wanted.move:
        row = by_key[_key(moved.delivery)]
        row.state = moved.state
        row.due_at = row.try_at = moved.due_at
        row.reason = ""
    for dropped in wanted.drop:
        row = by_key[_key(dropped.delivery)]
        row.state = dropped.state
        row.reason = dropped.reason.value
    session.flush()
    return len(wanted.create) + len(wanted.move) + len(wanted.drop)


def remind_now(session: Session, *, council: Council, meeting: Meeting, by: Act) -> int:
    """Put a reminder in the outbox, due now, for each who was told of it and has not answered.

    It comes besides the one that a rule has planned for later, which stays as it is.

    Returns:
        how many are reminded. One whose reminder is already due gets only that.

    Raises:
        NotInvited: nobody has been told of the meeting yet.
    """
    if meeting.status is not MeetingStatus.PLANNED or meeting.starts_at <= by.at:
        return 0
    found = queries.list_deliveries(session, council_id=council.id, meeting_id=meeting.id)
    told = {
        row.person_id
        for row in found
        if row.told_sequence is not None and row.kind in rules.CALENDAR_KINDS
    }
    if not told:
        raise NotInvited
    of_person: defaultdict[int, list[Delivery]] = defaultdict(list)
    for row in found:
        if row.kind is DeliveryKind.ANSWER_REMINDER:
            of_person[row.person_id].append(row)
    reminded = [
        person.person_id
        for person in list_recipients(session, council=council, meeting=meeting, now=by.at)
        if person.active and person.email and person.answer is Answer.NONE
        if person.person_id in told
    ]
    for person_id in reminded:
        before = of_person[person_id]
        if not any(_is_on_its_way(row, by.at) for row in before):
            revision = max((row.revision + 1 for row in before), default=0)
            session.add(_due_now(meeting, person_id, DeliveryKind.ANSWER_REMINDER, revision, by.at))
    write_down(
        session,
        council_id=council.id,
        action="remind_now",
        thing="meeting",
        thing_id=meeting.id,
        by=by,
    )
    session.flush()
    return len(reminded)


def _is_on_its_way(row: Delivery, now: datetime) -> bool:
    is_due = row.state is DeliveryState.PLANNED and row.due_at <= now
    return is_due or row.state is DeliveryState.SENDING


def _due_now(
    meeting: Meeting, person_id: int, kind: DeliveryKind, revision: int, now: datetime
) -> Delivery:
    return Delivery(
        council_id=meeting.council_id,
        meeting_id=meeting.id,
        person_id=person_id,
        kind=kind,
        revision=revision,
        due_at=now,
        try_at=now,
    )


def ask_for_follow_up(
    session: Session, *, council: Council, meeting: Meeting, person_id: int, by: Act
) -> rules.Verdict:
    """Put a request for what came of a person's interventions in the outbox, due now.

    One that a rule has planned for later goes now instead. It is written in the log of acts.

    Args:
        session: an open session.
        council: the council.
        meeting: the follow-up meeting that it is asked for.
        person_id: whom to ask.
        by: who does it.

    Returns:
        Send when it is on its way, else why it is not.
    """
    kind = DeliveryKind.REPORT_REQUEST
    occasion = deliveries.load_occasion(
        session,
        council_id=council.id,
        meeting_id=meeting.id,
        person_id=person_id,
        now=by.at,
    )
    verdict = judge(kind, occasion, by.at)
    if not isinstance(verdict, rules.Send):
        return verdict
    found = [
        row
        for row in queries.take_deliveries(session, council_id=council.id, meeting_id=meeting.id)
        if row.person_id == person_id and row.kind is kind
    ]
    waiting = next((row for row in found if row.state in WAITING), None)
    if waiting is not None:
        waiting.state = DeliveryState.PLANNED
        waiting.try_at = by.at
        if waiting.message is None:
            waiting.due_at = by.at
    elif not any(row.state is DeliveryState.SENDING for row in found):
        revision = max((row.revision + 1 for row in found), default=0)
        session.add(_due_now(meeting, person_id, kind, revision, by.at))
    write_down(
        session,
        council_id=council.id,
        action="ask_for_follow_up",
        thing="person",
        thing_id=person_id,
        by=by,
    )
    session.flush()
    return verdict


def plan_for(session: Session, *, row: CouncilRow, now: datetime) -> None:
    """Plan anew what a saved or removed record gives somebody to do, if it does."""
    council = session.get_one(Council, row.council_id)
    found: Sequence[Meeting | None] = []
    if isinstance(row, AgendaItem | ActionItem):
        found = [meetings.get_meeting(session, council_id=council.id, meeting_id=row.meeting_id)]
    elif isinstance(row, Intervention | FollowUp):
        coming = meetings.list_coming_meetings(session, council_id=council.id, now=now)
        found = [one for one in coming if one.kind is MeetingKind.FOLLOW_UP]
    for meeting in found:
        if meeting is not None:
            plan(session, council=council, meeting=meeting, now=now)


def notes_written(session: Session, *, council: Council, meeting: Meeting, now: datetime) -> None:
    """Let notes that have been waited for go to their readers the next working morning.

    Whoever writes them may still be at it, and a draft saved ten times is sent once.
    """
    rule = next(
        (
            rule
            for rule in queries.list_rules(
                session, council_id=council.id, meeting_kind=meeting.kind
            )
            if rule.kind is DeliveryKind.NOTES
        ),
        None,
    )
    if rule is None:
        return
    morning = next_morning(rule.at_local, now, ZoneInfo(council.time_zone))
    for row in queries.list_deliveries(session, council_id=council.id, meeting_id=meeting.id):
        is_waited_for = row.state is DeliveryState.PLANNED and row.due_at <= now
        if row.kind is DeliveryKind.NOTES and is_waited_for and row.message is None:
            row.try_at = morning
            session.add(row)
    session.flush()


def facts(meeting: Meeting, *, has_notes: bool = False) -> rules.MeetingFacts:
    """Return what the rules need to know of a meeting. Its notes matter only to what is due."""
    return rules.MeetingFacts(
        meeting_id=meeting.id,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        sequence=meeting.sequence,
        is_cancelled=meeting.status is MeetingStatus.CANCELLED,
        has_notes=has_notes,
        are_notes_approved=meeting.status is MeetingStatus.MINUTES_APPROVED,
    )


def judge(kind: DeliveryKind, occasion: Occasion, now: datetime) -> rules.Verdict:
    """Judge a message that is due by what is true now."""
    person, place, duties = occasion.person, occasion.place, occasion.duties
    recipient = rules.Recipient(
        person_id=person.id,
        name=person.name,
        email=person.email,
        answer=place.answer if place else Answer.NONE,
        is_presenter=bool(duties and duties.matters),
        active=occasion.is_invited,
        choice=occasion.choice,
        item_days=duties.item_days if duties else (),
        has_interventions=bool(duties and duties.interventions),
    )
    return rules.what_now(
        kind, recipient, facts(occasion.meeting, has_notes=occasion.has_notes), now
    )


def existing(row: Delivery) -> ExistingDelivery:
    """Return a row of the outbox as the rules see it."""
    return ExistingDelivery(
        person_id=row.person_id,
        kind=row.kind,
        revision=row.revision,
        state=row.state,
        due_at=row.due_at,
        sequence=row.told_sequence,
    )


def _key(row: ExistingDelivery) -> tuple[int, DeliveryKind, int]:
    return row.person_id, row.kind, row.revision


def list_to_plan(session: Session, *, now: datetime) -> list[tuple[Council, Meeting]]:
    """Return every coming meeting with its council, for the round that plans them all."""
    meetings = queries.list_meetings_to_plan(session, now=now)
    councils = {
        council.id: council
        for council in session.exec(
            select(Council).where(col(Council.id).in_({row.council_id for row in meetings}))
        )
    }
    return [(councils[meeting.council_id], meeting) for meeting in meetings]
