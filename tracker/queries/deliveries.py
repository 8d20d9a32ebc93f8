"""Single messages of the outbox: which is next, what it must say, how a year's stand."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.domain.meetings import local_day
from tracker.domain.terms import Answer, DeliveryKind, DeliveryState, Role
from tracker.models import (
    AgendaItem,
    Council,
    Delivery,
    Meeting,
    Participation,
    Person,
    YearWheel,
)
from tracker.queries import meetings, people

#: Where a message stands before it has ended, well or badly.
WAITING = (DeliveryState.PLANNED, DeliveryState.SENDING)


@dataclass(frozen=True)
class Told:
    """A message that may have reached somebody."""

    due_at: datetime
    message: bytes


@dataclass(frozen=True)
class Occasion:
    """All that a message about a meeting is judged and written from."""

    council: Council
    meeting: Meeting
    person: Person
    place: Participation | None
    #: Whether the person is on the meeting's list as it now is.
    is_invited: bool
    agenda: tuple[AgendaItem, ...]
    goals: tuple[str, ...]
    coordinator: Person | None
    invited_at: datetime | None
    #: What may have reached the person about this meeting, the latest told of it last.
    told: tuple[Told, ...]


@dataclass(frozen=True)
class Reasoned:
    """How many messages ended in one state, for one reason."""

    state: DeliveryState
    reason: str
    number: int


@dataclass(frozen=True)
class Batch:
    """A meeting's messages of one kind."""

    kind: DeliveryKind
    revision: int
    due_at: datetime
    counts: tuple[Reasoned, ...]

    def number(self, *states: DeliveryState) -> int:
        """Return how many of the messages are in some states."""
        return sum(count.number for count in self.counts if count.state in states)


@dataclass(frozen=True)
class MeetingBatches:
    """A meeting with its messages, in time order, and how the invited have answered so far."""

    meeting: Meeting
    batches: tuple[Batch, ...]
    answers: Mapping[Answer, int]

    def wanted_now(self, kind: DeliveryKind) -> int | None:
        """Return how many a planned reminder would go to as the answers stand; None: to all."""
        wanted = {
            DeliveryKind.ANSWER_REMINDER: Answer.NONE,
            DeliveryKind.PRACTICAL_REMINDER: Answer.COMING,
        }.get(kind)
        return None if wanted is None else self.answers.get(wanted, 0)


@dataclass(frozen=True)
class Trouble:
    """A message that did not arrive, or that is being tried again."""

    delivery: Delivery
    person: Person
    meeting: Meeting | None


def find_due(session: Session, *, now: datetime) -> int | None:
    """Return the number of the message to send next, and lock it where the database can.

    One whose holder has not been heard of within its lease comes before those that are new.
    """
    for due in (
        (Delivery.state == DeliveryState.SENDING, col(Delivery.claimed_until) <= now),
        (Delivery.state == DeliveryState.PLANNED, col(Delivery.try_at) <= now),
    ):
        found = session.exec(
            select(Delivery.id)
            .where(*due)
            .order_by(col(Delivery.try_at), col(Delivery.id))
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if found is not None:
            return found
    return None


def find_claimed(session: Session, *, delivery_id: int, until: datetime) -> Delivery | None:
    """Return a message, locked, if it is still held by the claim that ends at that moment."""
    return session.exec(
        select(Delivery)
        .where(
            Delivery.id == delivery_id,
            Delivery.state == DeliveryState.SENDING,
            Delivery.claimed_until == until,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()


def find_delivery(session: Session, *, council_id: int, delivery_id: int) -> Delivery | None:
    """Return one of the council's messages."""
    return session.exec(
        select(Delivery).where(Delivery.council_id == council_id, Delivery.id == delivery_id)
    ).first()


def list_failed(
    session: Session, *, council_id: int, person_id: int, now: datetime
) -> Sequence[Delivery]:
    """Return a person's failed messages about meetings that have not begun."""
    return session.exec(
        select(Delivery)
        .join(Meeting, col(Meeting.id) == col(Delivery.meeting_id))
        .where(
            Delivery.council_id == council_id,
            Delivery.person_id == person_id,
            Delivery.state == DeliveryState.FAILED,
            col(Meeting.starts_at) > now,
        )
        .order_by(col(Delivery.id))
    ).all()


def load_occasion(
    session: Session, *, council_id: int, meeting_id: int, person_id: int
) -> Occasion:
    """Return what a message to one person about one meeting is judged and written from.

    Raises:
        LookupError: the meeting is not the council's.
    """
    row = meetings.load_meeting(session, council_id=council_id, meeting_id=meeting_id)
    if row is None:
        raise LookupError(meeting_id)
    council = session.get_one(Council, council_id)
    person = session.get_one(Person, person_id)
    day = local_day(row.meeting.starts_at, ZoneInfo(council.time_zone))
    is_invited = people.is_invited(session, council_id=council_id, person_id=person_id, on=day)
    composed = _list_composed(session, council_id, meeting_id, person_id)
    return Occasion(
        council=council,
        meeting=row.meeting,
        person=person,
        place=meetings.find_participation(
            session, council_id=council_id, meeting_id=meeting_id, person_id=person_id
        ),
        is_invited=is_invited and not person.is_disabled,
        agenda=tuple(meetings.list_agenda(session, council_id=council_id, meeting_id=meeting_id)),
        goals=tuple(goal.title for goal in row.goals),
        coordinator=_find_coordinator(session, council_id, day),
        invited_at=max(
            (
                sent.sent_at
                for sent in composed
                if sent.kind is DeliveryKind.INVITATION and sent.sent_at is not None
            ),
            default=None,
        ),
        told=tuple(Told(row.due_at, row.message) for row in composed if row.message),
    )


def _list_composed(
    session: Session, council_id: int, meeting_id: int, person_id: int
) -> Sequence[Delivery]:
    """Return what may have reached a person about a meeting, the latest told of it last."""
    return session.exec(
        select(Delivery)
        .where(
            Delivery.council_id == council_id,
            Delivery.meeting_id == meeting_id,
            Delivery.person_id == person_id,
            col(Delivery.message).is_not(None),
            col(Delivery.told_sequence).is_not(None),
        )
        .order_by(col(Delivery.told_sequence), col(Delivery.due_at), col(Delivery.id))
    ).all()


def _find_coordinator(session: Session, council_id: int, day: date) -> Person | None:
    """Return the coordinator whom answers to a message reach."""
    found = people.list_members(session, council_id=council_id, on=day, roles=[Role.COORDINATOR])
    return next(
        (row.person for row in found if row.person.email and not row.person.is_disabled), None
    )


def summarise_year(session: Session, *, council_id: int, year: int) -> list[MeetingBatches]:
    """Return a year's meetings, each with its messages by kind and how those stand."""
    found = session.exec(
        select(Meeting)
        .join(YearWheel, col(YearWheel.id) == col(Meeting.year_wheel_id))
        .where(Meeting.council_id == council_id, YearWheel.year == year)
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    ).all()
    key = (
        col(Delivery.meeting_id),
        col(Delivery.kind),
        col(Delivery.revision),
        col(Delivery.state),
        col(Delivery.reason),
    )
    rows = session.execute(
        sa.select(*key, sa.func.count(), sa.func.min(col(Delivery.due_at)))
        .where(
            col(Delivery.council_id) == council_id,
            col(Delivery.meeting_id).in_([meeting.id for meeting in found]),
        )
        .group_by(*key)
        .order_by(col(Delivery.state), col(Delivery.reason))
    )
    groups: dict[int | None, dict[tuple[DeliveryKind, int], list[tuple[Reasoned, datetime]]]]
    groups = defaultdict(lambda: defaultdict(list))
    for meeting_id, kind, revision, state, reason, number, due_at in rows:
        groups[meeting_id][kind, revision].append((Reasoned(state, reason, number), due_at))
    answers = _count_answers(session, council_id, [meeting.id for meeting in found])
    return [
        MeetingBatches(meeting, _batches(groups[meeting.id]), answers[meeting.id])
        for meeting in found
    ]


def _count_answers(
    session: Session, council_id: int, meeting_ids: Sequence[int]
) -> Mapping[int, Mapping[Answer, int]]:
    counts: dict[int, dict[Answer, int]] = {meeting_id: {} for meeting_id in meeting_ids}
    for meeting_id, answer, number in session.execute(
        sa.select(col(Participation.meeting_id), col(Participation.answer), sa.func.count())
        .where(
            col(Participation.council_id) == council_id,
            col(Participation.meeting_id).in_(meeting_ids),
        )
        .group_by(col(Participation.meeting_id), col(Participation.answer))
    ):
        counts[meeting_id][answer] = number
    return counts


def _batches(
    groups: dict[tuple[DeliveryKind, int], list[tuple[Reasoned, datetime]]],
) -> tuple[Batch, ...]:
    batches = [
        Batch(
            kind=kind,
            revision=revision,
            due_at=min(due_at for _count, due_at in found),
            counts=tuple(count for count, _due_at in found),
        )
        for (kind, revision), found in groups.items()
    ]
    return tuple(sorted(batches, key=lambda batch: (batch.due_at, batch.kind, batch.revision)))


def list_troubles(session: Session, *, council_id: int, since: datetime) -> list[Trouble]:
    """Return messages that failed since a moment, and those being tried again, the latest first."""
    has_failed = col(Delivery.state) == DeliveryState.FAILED
    is_tried_again = col(Delivery.state).in_(WAITING) & (col(Delivery.attempts) > 0)
    rows = session.exec(
        select(Delivery, Person, Meeting)
        .join(Person, col(Person.id) == col(Delivery.person_id))
        .outerjoin(Meeting, col(Meeting.id) == col(Delivery.meeting_id))
        .where(
            Delivery.council_id == council_id,
            col(Delivery.due_at) >= since,
            has_failed | is_tried_again,
        )
        .order_by(has_failed.desc(), col(Delivery.due_at).desc(), Person.name)
    )
    return [Trouble(*row) for row in rows]
