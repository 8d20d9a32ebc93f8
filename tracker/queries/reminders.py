"""Reminder rules and the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from tracker.domain.reminders import ReminderRule as PlainRule
from tracker.domain.terms import DeliveryKind, DeliveryState, MeetingKind, MeetingStatus
from tracker.models import Delivery, Meeting, Person, ReminderRule


@dataclass(frozen=True)
class OutboxRow:
    """A message with its receiver and meeting."""

    delivery: Delivery
    person: Person
    meeting: Meeting | None


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
    return [
        PlainRule(
            kind=rule.kind, days=rule.days, at_local=rule.at_local, recipients=rule.recipients
        )
        for rule in rules
        if rule.is_active
    ]


def list_deliveries(session: Session, *, council_id: int, meeting_id: int) -> Sequence[Delivery]:
    """Return every message about a meeting, in order of when it is due."""
    return session.exec(
        select(Delivery)
        .where(Delivery.council_id == council_id, Delivery.meeting_id == meeting_id)
        .order_by(col(Delivery.due_at), col(Delivery.id))
    ).all()


@dataclass(frozen=True)
class SendOut:
    """The messages of one kind about a meeting, together."""

    kind: DeliveryKind
    revision: int
    due_at: datetime
    sent: int
    waiting: int
    #: Names and why, for those that did not arrive or came too late.
    failed: tuple[tuple[str, str], ...]

    @property
    def state(self) -> str:
        """Say "failed", "planned" or "sent": what matters most first."""
        if self.failed:
            return "failed"
        return "planned" if self.waiting else "sent"


def summarise_send_outs(session: Session, *, council_id: int, meeting_id: int) -> list[SendOut]:
    """Return a meeting's messages grouped by kind, in time order. Those not needed are left out."""
    groups: dict[tuple[DeliveryKind, int], list[tuple[Delivery, str]]] = {}
    for delivery, name in session.exec(
        select(Delivery, Person.name)
        .join(Person, col(Person.id) == col(Delivery.person_id))
        .where(
            Delivery.council_id == council_id,
            Delivery.meeting_id == meeting_id,
            Delivery.state != DeliveryState.NOT_NEEDED,
        )
        .order_by(col(Delivery.due_at), Person.name)
    ):
        groups.setdefault((delivery.kind, delivery.revision), []).append((delivery, name))
    return [_send_out(kind, revision, rows) for (kind, revision), rows in groups.items()]


def _send_out(kind: DeliveryKind, revision: int, rows: Sequence[tuple[Delivery, str]]) -> SendOut:
    ended_badly = (DeliveryState.FAILED, DeliveryState.MISSED)
    return SendOut(
        kind=kind,
        revision=revision,
        due_at=rows[0][0].due_at,
        sent=sum(row.state is DeliveryState.SENT for row, _name in rows),
        waiting=sum(
            row.state in (DeliveryState.PLANNED, DeliveryState.SENDING) for row, _name in rows
        ),
        failed=tuple((name, row.reason) for row, name in rows if row.state in ended_badly),
    )


def list_outbox(
    session: Session,
    *,
    council_id: int,
    states: Sequence[DeliveryState] | None = None,
    since: datetime | None = None,
) -> list[OutboxRow]:
    """Return messages with receivers and meetings, in order of when they are due."""
    query = (
        select(Delivery, Person, Meeting)
        .join(Person, col(Person.id) == col(Delivery.person_id))
        .outerjoin(Meeting, col(Meeting.id) == col(Delivery.meeting_id))
        .where(Delivery.council_id == council_id)
        .order_by(col(Delivery.due_at), col(Delivery.id))
    )
    if states is not None:
        query = query.where(col(Delivery.state).in_(states))
    if since is not None:
        query = query.where(col(Delivery.due_at) >= since)
    return [OutboxRow(*row) for row in session.exec(query)]


def list_meetings_to_plan(session: Session, *, now: datetime) -> Sequence[Meeting]:
    """Return every council's coming meetings that messages may be due for."""
    return session.exec(
        select(Meeting)
        .where(
            col(Meeting.starts_at) > now,
            col(Meeting.status).in_([MeetingStatus.PLANNED, MeetingStatus.CANCELLED]),
        )
        .order_by(col(Meeting.council_id), col(Meeting.starts_at))
    ).all()
