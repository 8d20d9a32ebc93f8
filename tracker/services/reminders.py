"""Keeping the outbox in step with the meetings, in the same transaction as each change."""

from collections import defaultdict
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from tracker.domain import reminders as rules
from tracker.domain.terms import DeliveryKind, DeliveryState, MeetingKind, MeetingStatus
from tracker.models import Council, Delivery, Meeting, ReminderRule
from tracker.queries import meetings
from tracker.queries import reminders as queries
from tracker.services.audit import Act, write_down
from tracker.services.places import list_recipients

#: The states in which a meeting's messages are planned.
_IN_PLAN = (MeetingStatus.PLANNED, MeetingStatus.CANCELLED)


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


def plan(session: Session, *, council: Council, meeting: Meeting, now: datetime) -> None:
    """Make the outbox say what a meeting now calls for. Nothing changes the second time.

    One that has been held calls for nothing more, whatever day it is moved to.
    """
    if meeting.status not in _IN_PLAN:
        return
    recipients = list_recipients(session, council=council, meeting=meeting, now=now)
    found = queries.list_deliveries(session, council_id=council.id, meeting_id=meeting.id)
    by_key = {(row.person_id, row.kind, row.revision): row for row in found}
    wanted = rules.plan_deliveries(
        facts(meeting),
        queries.plain_rules(
            queries.list_rules(session, council_id=council.id, meeting_kind=meeting.kind)
        ),
        recipients,
        [existing(row) for row in found],
        now=now,
        zone=ZoneInfo(council.time_zone),
    )
    for new in wanted.create:
        session.add(
            Delivery(
                council_id=council.id,
                meeting_id=meeting.id,
                person_id=new.person_id,
                kind=new.kind,
                revision=new.revision,
                due_at=new.due_at,
                try_at=new.due_at,
            )
        )
    for moved in wanted.move:
        row = by_key[_key(moved.delivery)]
        row.state = DeliveryState.PLANNED
        row.due_at = row.try_at = moved.due_at
        row.reason = ""
    for dropped in wanted.drop:
        row = by_key[_key(dropped.delivery)]
        row.state = DeliveryState.NOT_NEEDED
        row.reason = dropped.reason.value
    session.flush()


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
    told = {row.person_id for row in found if row.told_sequence is not None}
    if not told:
        raise NotInvited
    of_person: defaultdict[int, list[Delivery]] = defaultdict(list)
    for row in found:
        if row.kind is DeliveryKind.ANSWER_REMINDER:
            of_person[row.person_id].append(row)
    reminded = [
        person.person_id
        for person in list_recipients(session, council=council, meeting=meeting, now=by.at)
        if person.active and person.email and person.answer is rules.Answer.NONE
        if person.person_id in told
    ]
    for person_id in reminded:
        before = of_person[person_id]
        if not any(_is_on_its_way(row, by.at) for row in before):
            revision = max((row.revision + 1 for row in before), default=0)
            session.add(_new_reminder(meeting, person_id, revision, by.at))
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


def _new_reminder(meeting: Meeting, person_id: int, revision: int, due_at: datetime) -> Delivery:
    return Delivery(
        council_id=meeting.council_id,
        meeting_id=meeting.id,
        person_id=person_id,
        kind=DeliveryKind.ANSWER_REMINDER,
        revision=revision,
        due_at=due_at,
        try_at=due_at,
    )


def change_rule(
    session: Session,
    *,
    council: Council,
    rule: ReminderRule,
    wanted: rules.ReminderRule,
    is_active: bool,
    by: Act,
) -> None:
    """Save when a rule's message goes out and to whom, and plan the coming meetings anew."""
    rule.days = wanted.days
    rule.at_local = wanted.at_local
    rule.recipients = wanted.recipients
    rule.is_active = is_active
    session.add(rule)
    session.flush()
    for meeting in meetings.list_coming_meetings(session, council_id=council.id, now=by.at):
        if meeting.kind is rule.meeting_kind:
            plan(session, council=council, meeting=meeting, now=by.at)
    write_down(
        session,
        council_id=council.id,
        action="change_rule",
        thing="reminder_rule",
        thing_id=rule.id,
        by=by,
    )
    session.flush()


def facts(meeting: Meeting) -> rules.MeetingFacts:
    """Return what the rules need to know of a meeting."""
    return rules.MeetingFacts(
        meeting_id=meeting.id,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        sequence=meeting.sequence,
        is_cancelled=meeting.status is MeetingStatus.CANCELLED,
    )


def existing(row: Delivery) -> rules.ExistingDelivery:
    """Return a row of the outbox as the rules see it."""
    return rules.ExistingDelivery(
        person_id=row.person_id,
        kind=row.kind,
        revision=row.revision,
        state=row.state,
        due_at=row.due_at,
        sequence=row.told_sequence,
    )


def _key(row: rules.ExistingDelivery) -> tuple[int, DeliveryKind, int]:
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
