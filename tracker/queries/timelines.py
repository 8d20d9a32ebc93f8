"""What goes out when: a meeting's and a year's messages, those of one kind together.

The messages' bytes are left where they are: a year's would fill the memory for nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.domain.calendar import at_local_time
from tracker.domain.deliveries import OWN_KINDS, Stage, Standing, is_useful, stage_of
from tracker.domain.terms import Answer, DeliveryKind, DeliveryState
from tracker.models import (
    AuditEvent,
    Delivery,
    Meeting,
    Membership,
    Participation,
    Person,
    YearWheel,
)

#: Where a message still may go from here.
_BEFORE_THE_END = (Stage.PLANNED, Stage.WAITING, Stage.HELD, Stage.SENDING)


@dataclass(frozen=True)
class Line:
    """A message to one person. Instants are aware."""

    delivery_id: int
    person_id: int
    name: str
    email: str | None
    #: The person's answer to the meeting's invitation.
    answer: Answer
    state: DeliveryState
    attempts: int
    due_at: datetime
    try_at: datetime
    sent_at: datetime | None
    reason: str

    @property
    def stage(self) -> Stage:
        """Say where it stands."""
        return stage_of(self.state, self.attempts)


@dataclass(frozen=True)
class Share:
    """The part of a group that stands in one place, for one reason."""

    stage: Stage
    reason: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Group:
    """The messages of one kind that belong together: about one meeting, or about none."""

    meeting: Meeting | None
    kind: DeliveryKind
    revision: int
    lines: tuple[Line, ...]

    @cached_property
    def due_at(self) -> datetime:
        """Say when the first of them was meant to go."""
        return min(line.due_at for line in self.lines)

    @cached_property
    def shares(self) -> tuple[Share, ...]:
        """Divide them by where they stand and why, in the order of the stages."""
        parts: defaultdict[tuple[Stage, str], list[Line]] = defaultdict(list)
        for line in self.lines:
            parts[line.stage, line.reason].append(line)
        order = list(Stage)
        found = sorted(parts.items(), key=lambda part: (order.index(part[0][0]), part[0][1]))
        return tuple(Share(stage, reason, tuple(lines)) for (stage, reason), lines in found)

    def is_coming(self, now: datetime) -> bool:
        """Tell whether any of them may still go, or its time has not come."""
        return self.due_at > now or any(line.stage in _BEFORE_THE_END for line in self.lines)

    def standing(self, line: Line) -> Standing:
        """Return what decides what may be done with one of them."""
        starts_at = self.meeting.starts_at if self.meeting else None
        return Standing(self.kind, line.state, line.try_at, starts_at)


def list_year(session: Session, *, council_id: int, year: int, zone: ZoneInfo) -> list[Group]:
    """Return what goes out about a year's meetings, and its digests, in time order."""
    starts_at = at_local_time(date(year, 1, 1), time(), zone)
    ends_at = at_local_time(date(year, 12, 31), time(), zone) + timedelta(days=1)
    meetings = list_meetings(session, council_id=council_id, year=year)
    is_digest = (
        col(Delivery.meeting_id).is_(None)
        & (col(Delivery.due_at) >= starts_at)
        & (col(Delivery.due_at) < ends_at)
    )
    is_about = col(Delivery.meeting_id).in_([meeting.id for meeting in meetings])
    return _list_groups(session, council_id, meetings, is_about | is_digest)


def list_meetings(session: Session, *, council_id: int, year: int) -> Sequence[Meeting]:
    """Return a year's meetings in time order."""
    return session.exec(
        select(Meeting)
        .join(YearWheel, col(YearWheel.id) == col(Meeting.year_wheel_id))
        .where(Meeting.council_id == council_id, YearWheel.year == year)
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    ).all()


def list_of_meeting(session: Session, *, meeting: Meeting) -> list[Group]:
    """Return what goes out about one meeting, in time order."""
    return _list_groups(
        session, meeting.council_id, [meeting], col(Delivery.meeting_id) == meeting.id
    )


def list_held_back(session: Session, *, council_id: int, now: datetime) -> list[Group]:
    """Return what would go at once if a council's messages were let out, in time order.

    Also what was being sent when the database was saved: nobody holds it any more. What is too
    late goes nowhere.
    """
    states = (DeliveryState.PLANNED, DeliveryState.SENDING)
    where = col(Delivery.state).in_(states) & (col(Delivery.try_at) <= now)
    meetings = session.exec(
        select(Meeting).where(
            Meeting.council_id == council_id,
            col(Meeting.id).in_(
                sa.select(col(Delivery.meeting_id)).where(
                    col(Delivery.council_id) == council_id, where
                )
            ),
        )
    ).all()
    return [
        group
        for group in _list_groups(session, council_id, meetings, where)
        if is_useful(group.standing(group.lines[0]), now)
    ]


def find_group(
    session: Session,
    *,
    council_id: int,
    meeting: Meeting | None,
    kind: DeliveryKind,
    revision: int,
) -> Group | None:
    """Return one group of the council's messages."""
    meeting_id = meeting.id if meeting else None
    where = (
        (col(Delivery.meeting_id) == meeting_id)
        & (col(Delivery.kind) == kind)
        & (col(Delivery.revision) == revision)
    )
    found = _list_groups(session, council_id, [meeting] if meeting else [], where)
    return found[0] if found else None


def list_bounced(session: Session, *, council_id: int) -> Sequence[Person]:
    """Return those in a council whose address mail has come back from, by name."""
    is_here = col(Person.id).in_(
        sa.select(col(Membership.person_id)).where(col(Membership.council_id) == council_id)
    )
    return session.exec(
        select(Person).where(is_here, col(Person.bounced_at).is_not(None)).order_by(Person.name)
    ).all()


def find_last_act(
    session: Session, *, council_id: int, action: str, delivery_ids: Iterable[int]
) -> tuple[str, datetime] | None:
    """Return who last did something to any of some messages, and when."""
    found = session.exec(
        select(Person.name, AuditEvent.at)
        .join(Person, col(Person.id) == col(AuditEvent.person_id))
        .where(
            AuditEvent.council_id == council_id,
            AuditEvent.thing == "delivery",
            AuditEvent.action == action,
            col(AuditEvent.thing_id).in_(list(delivery_ids)),
        )
        .order_by(col(AuditEvent.at).desc())
        .limit(1)
    ).first()
    return (found[0], found[1]) if found else None


def _list_groups(
    session: Session,
    council_id: int,
    meetings: Sequence[Meeting],
    where: sa.ColumnElement[bool],
) -> list[Group]:
    rows = session.execute(
        sa.select(
            col(Delivery.meeting_id),
            col(Delivery.kind),
            col(Delivery.revision),
            col(Delivery.id),
            col(Delivery.person_id),
            col(Person.name),
            col(Person.email),
            col(Participation.answer),
            col(Delivery.state),
            col(Delivery.attempts),
            col(Delivery.due_at),
            col(Delivery.try_at),
            col(Delivery.sent_at),
            col(Delivery.reason),
        )
        .join(Person, col(Person.id) == col(Delivery.person_id))
        .outerjoin(
            Participation,
            (col(Participation.meeting_id) == col(Delivery.meeting_id))
            & (col(Participation.person_id) == col(Delivery.person_id)),
        )
        .where(
            col(Delivery.council_id) == council_id,
            col(Delivery.kind).not_in(OWN_KINDS),
            where,
        )
        .order_by(col(Person.name), col(Delivery.id))
    )
    by_id = {meeting.id: meeting for meeting in meetings}
    lines: defaultdict[tuple[int | None, DeliveryKind, int], list[Line]] = defaultdict(list)
    for meeting_id, kind, revision, *rest in rows:
        lines[meeting_id, kind, revision].append(_line(rest))
    groups = [
        Group(by_id[meeting_id] if meeting_id else None, kind, revision, tuple(found))
        for (meeting_id, kind, revision), found in lines.items()
    ]
    return sorted(groups, key=lambda group: (group.due_at, group.kind, group.revision))


def _line(values: Sequence[Any]) -> Line:
    delivery_id, person_id, name, email, answer, *rest = values
    return Line(delivery_id, person_id, name, email, answer or Answer.NONE, *rest)
