"""Reminder rules and the outbox."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.domain.own_words import Wording
from tracker.domain.reminder_rows import WAITING
from tracker.domain.reminders import ReminderRule as PlainRule
from tracker.domain.terms import DeliveryKind, MeetingKind, MeetingStatus, MessageChoice
from tracker.models import Delivery, Meeting, Membership, MinutesRevision, ReminderRule

#: How long a plan is trusted although no change of the meeting is known: a mandate may have
#: ended by its date, or somebody's account been closed.
PLAN_HOLDS = timedelta(hours=1)


def list_rules(
    session: Session, *, council_id: int, meeting_kind: MeetingKind | None = None
) -> Sequence[ReminderRule]:
    """Return a council's reminder rules, the earliest first."""
    query = select(ReminderRule).where(ReminderRule.council_id == council_id)
    if meeting_kind is not None:
        query = query.where(ReminderRule.meeting_kind == meeting_kind)
    return session.exec(
        query.order_by(col(ReminderRule.meeting_kind), col(ReminderRule.days))
    ).all()


def find_rule(session: Session, *, council_id: int, rule_id: int) -> ReminderRule | None:
    """Return one of the council's rules."""
    return session.exec(
        select(ReminderRule).where(
            ReminderRule.council_id == council_id, ReminderRule.id == rule_id
        )
    ).first()


def plain_rules(rules: Sequence[ReminderRule]) -> list[PlainRule]:
    """Return the active rules as plain data."""
    return [plain_rule(rule) for rule in rules if rule.is_active]


def plain_rule(rule: ReminderRule) -> PlainRule:
    """Return a rule as plain data."""
    return PlainRule(
        kind=rule.kind, days=rule.days, at_local=rule.at_local, recipients=rule.recipients
    )


def list_wordings(
    session: Session, *, council_id: int, meeting_kind: MeetingKind
) -> dict[DeliveryKind, Wording]:
    """Return a council's own words of each kind of message that has some."""
    rows = session.exec(
        select(ReminderRule.kind, ReminderRule.subject, ReminderRule.text).where(
            ReminderRule.council_id == council_id,
            ReminderRule.meeting_kind == meeting_kind,
            (ReminderRule.subject != "") | (ReminderRule.text != ""),
        )
    )
    return {DeliveryKind(kind): Wording(subject, text) for kind, subject, text in rows}


def list_choices(
    session: Session, *, council_id: int, person_ids: Collection[int]
) -> dict[int, MessageChoice]:
    """Return how each person wants reminders from a council, by the first of their memberships."""
    rows = session.exec(
        select(Membership.person_id, Membership.messages)
        .where(Membership.council_id == council_id, col(Membership.person_id).in_(person_ids))
        .order_by(col(Membership.id).desc())
    )
    return {person_id: MessageChoice(choice) for person_id, choice in rows}


def has_notes(session: Session, *, council_id: int, meeting_id: int) -> bool:
    """Tell whether a meeting's notes are there to be read."""
    found = session.exec(
        select(MinutesRevision.id)
        .where(MinutesRevision.council_id == council_id, MinutesRevision.meeting_id == meeting_id)
        .limit(1)
    ).first()
    return found is not None


def list_deliveries(session: Session, *, council_id: int, meeting_id: int) -> Sequence[Delivery]:
    """Return every message about a meeting, in order of when it is due."""
    return session.exec(
        select(Delivery)
        .where(Delivery.council_id == council_id, Delivery.meeting_id == meeting_id)
        .order_by(col(Delivery.due_at), col(Delivery.id))
    ).all()


def take_deliveries(session: Session, *, council_id: int, meeting_id: int) -> Sequence[Delivery]:
    """Return every message about a meeting as it stands now, locked where the database can.

    Who is sending one waits until it is decided what becomes of it, and a message that has just
    gone is seen to have gone. All take them in the same order, so nobody waits for each other.
    """
    return session.exec(
        select(Delivery)
        .where(Delivery.council_id == council_id, Delivery.meeting_id == meeting_id)
        .order_by(col(Delivery.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def find_nearest_meeting(
    session: Session, *, council_id: int, kind: MeetingKind, now: datetime
) -> Meeting | None:
    """Return the next meeting of a kind, or when none is coming the last; None without any."""
    of_kind = select(Meeting).where(Meeting.council_id == council_id, Meeting.kind == kind)
    coming = of_kind.where(col(Meeting.starts_at) > now).order_by(col(Meeting.starts_at))
    past = of_kind.order_by(col(Meeting.starts_at).desc())
    return session.exec(coming.limit(1)).first() or session.exec(past.limit(1)).first()


def is_to_plan(now: datetime) -> sa.ColumnElement[bool]:
    """Say of a meeting that it has changed since it was planned, or has not been planned lately."""
    planned_at = col(Meeting.planned_at)
    return planned_at.is_(None) | (planned_at <= now - PLAN_HOLDS)


def list_meetings_to_plan(session: Session, *, now: datetime) -> Sequence[Meeting]:
    """Return every council's coming meetings that are to be planned anew.

    One that has begun is planned once more if something about it waits, so that what had to go
    before it is put aside.
    """
    in_plan = col(Meeting.status).in_([MeetingStatus.PLANNED, MeetingStatus.CANCELLED])
    is_coming = (col(Meeting.starts_at) > now) & in_plan
    waits = sa.exists().where(
        col(Delivery.meeting_id) == col(Meeting.id), col(Delivery.state).in_(WAITING)
    )
    was_planned_before = col(Meeting.planned_at).is_(None) | (
        col(Meeting.planned_at) < col(Meeting.starts_at)
    )
    has_begun = (col(Meeting.starts_at) <= now) & was_planned_before & waits
    return session.exec(
        select(Meeting)
        .where(is_coming | has_begun, is_to_plan(now))
        .order_by(col(Meeting.council_id), col(Meeting.starts_at))
    ).all()
