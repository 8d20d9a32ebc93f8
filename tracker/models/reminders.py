"""Reminder rules, the outbox, and the processes that empty it."""

from datetime import datetime, time

import sqlalchemy as sa
from sqlmodel import Field

from tracker.db import UTCDateTime, enum_type
from tracker.domain.terms import DeliveryKind, DeliveryState, MeetingKind, Recipients
from tracker.models.base import CouncilRow, Row, long_text, optional_reference, reference


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
    #: The council's own words, with placeholders. Empty: the usual ones.
    subject: str = ""
    text: str = long_text()


class Delivery(CouncilRow, table=True):
    """One message to one person: the outbox. Written in the same transaction as its cause."""

    __table_args__ = (
        sa.UniqueConstraint("meeting_id", "person_id", "kind", "revision"),
        sa.Index("ix_delivery_due", "state", "try_at"),
        # A digest is about no single meeting, and empty columns are never equal.
        sa.Index(
            "uq_delivery_digest",
            "council_id",
            "person_id",
            "revision",
            unique=True,
            sqlite_where=sa.text("kind = 'digest'"),
            postgresql_where=sa.text("kind = 'digest'"),
        ),
    )

    meeting_id: int | None = optional_reference("meeting.id")
    person_id: int = reference("person.id")
    kind: DeliveryKind = Field(sa_type=enum_type(DeliveryKind, "kind"))
    #: 0 for what a rule plans; the meeting's sequence for updates and cancellations; the day they
    #: are due, as 20261208, for action items; year and week, as 202648, for a digest.
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
    #: The name the message bears in its header: how a bounce is known again.
    message_id: str | None = Field(default=None, index=True)
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
    #: The machine it runs on.
    host: str = ""
    last_sent_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class OutboxMark(Row, table=True):
    """How far the outbox has come, counted in rounds that sent something. One row.

    The jobs keep the same number in a file. A database that is behind it has been restored.
    """

    #: Made up with the database: another database has another.
    identity: str = Field(unique=True)
    number: int = 0


class IncomingMail(Row, table=True):
    """A message in our own mailbox that has been read: an answer, a bounce, or neither."""

    #: A hash of the message, or of its name in a folder where each has its own.
    key: str = Field(unique=True)
    read_at: datetime = Field(sa_type=UTCDateTime)
    #: What it was taken for.
    outcome: str = ""
