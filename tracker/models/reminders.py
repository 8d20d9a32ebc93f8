"""Reminder rules, the outbox, and the processes that empty it."""

from datetime import datetime, time

import sqlalchemy as sa
from sqlmodel import Field

from tracker.db import UTCDateTime, enum_type
from tracker.domain.terms import DeliveryKind, DeliveryState, MeetingKind, Recipients
from tracker.models.base import CouncilRow, Row, optional_reference, reference


class ReminderRule(CouncilRow, table=True):
    """When what goes to whom, for one kind of meeting."""

    __table_args__ = (sa.UniqueConstraint("council_id", "meeting_kind", "kind"),)

    meeting_kind: MeetingKind = Field(sa_type=enum_type(MeetingKind, "meeting_kind"))
    kind: DeliveryKind = Field(sa_type=enum_type(DeliveryKind, "kind"))
    #: Days from the meeting's day; before it is negative.
    days: int
    #: Wall time in the council's zone.
    at_local: time
    recipients: Recipients = Field(sa_type=enum_type(Recipients, "recipients"))
    is_active: bool = True


class Delivery(CouncilRow, table=True):
    """One message to one person: the outbox. Written in the same transaction as its cause."""

    __table_args__ = (
        sa.UniqueConstraint("meeting_id", "person_id", "kind", "revision"),
        sa.Index("ix_delivery_due", "state", "try_at"),
    )

    meeting_id: int | None = optional_reference("meeting.id")
    person_id: int = reference("person.id")
    kind: DeliveryKind = Field(sa_type=enum_type(DeliveryKind, "kind"))
    #: 0 for what a rule plans; the meeting's sequence for updates and cancellations.
    revision: int = 0
    state: DeliveryState = Field(
        default=DeliveryState.PLANNED,
        sa_type=enum_type(DeliveryState, "state"),
    )
    #: When it was meant to go.
    due_at: datetime = Field(sa_type=UTCDateTime)
    #: When to try next: due_at, and later after a failed attempt.
    try_at: datetime = Field(sa_type=UTCDateTime)
    #: Until when the process that claimed the row may hold it.
    claimed_until: datetime | None = Field(default=None, sa_type=UTCDateTime)
    attempts: int = 0
    #: The bytes as sent, rendered once: a repeat is identical.
    message: bytes | None = None
    sent_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    #: The meeting's sequence that the message tells of, unless it certainly never arrived.
    told_sequence: int | None = None
    #: An attempt ended so that nobody knows whether the mail server took the message.
    may_have_arrived: bool = False
    #: Why it failed, was missed or was not needed, in plain words or the server's.
    reason: str = ""


class JobsProcess(Row, table=True):
    """A jobs process, and when it last did a round: how one sees that messages go out."""

    #: Made up by the process itself when it starts.
    name: str = Field(unique=True)
    started_at: datetime = Field(sa_type=UTCDateTime)
    last_round_at: datetime = Field(sa_type=UTCDateTime)
