"""Single messages of the outbox: which is next, what it must say, how a year's stand."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from tracker.domain.answers import with_stand_ins
from tracker.domain.duties import Duties
from tracker.domain.meetings import local_day
from tracker.domain.own_words import Wording
from tracker.domain.reminders import CALENDAR_KINDS
from tracker.domain.terms import DeliveryKind, DeliveryState, MessageChoice, Role
from tracker.models import (
    AgendaItem,
    Council,
    Delivery,
    Meeting,
    Participation,
    Person,
)
from tracker.queries import answers, meetings, people, reminders
from tracker.queries.duties import list_duties

#: How long a failed digest is worth another attempt: about until the next.
DIGEST_HOLDS = timedelta(days=6)
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
    #: What the place has to do with another's, if the person is or has a substitute.
    standing: answers.Standing = answers.OWN
    #: How the person wants reminders.
    choice: MessageChoice = MessageChoice.SINGLE
    #: What the person has to do for the meeting, if anything.
    duties: Duties | None = None
    #: Whether the meeting's notes are there to be read.
    has_notes: bool = False
    #: The council's own words, of the kinds of messages that have some.
    wordings: Mapping[DeliveryKind, Wording] = field(default_factory=dict)


@dataclass(frozen=True)
class Trouble:
    """A message that did not arrive, or that is being tried again."""

    delivery: Delivery
    person: Person
    meeting: Meeting | None


def find_delivery(session: Session, *, council_id: int, delivery_id: int) -> Delivery | None:
    """Return one of the council's messages."""
    return session.exec(
        select(Delivery).where(Delivery.council_id == council_id, Delivery.id == delivery_id)
    ).first()


def list_failed(
    session: Session, *, council_id: int, person_id: int, now: datetime
) -> Sequence[Delivery]:
    """Return a person's failed messages about meetings that have not begun, and the digest."""
    is_ahead = (col(Meeting.starts_at) > now) | (
        (col(Delivery.kind) == DeliveryKind.DIGEST) & (col(Delivery.due_at) > now - DIGEST_HOLDS)
    )
    return session.exec(
        select(Delivery)
        .outerjoin(Meeting, col(Meeting.id) == col(Delivery.meeting_id))
        .where(
            Delivery.council_id == council_id,
            Delivery.person_id == person_id,
            Delivery.state == DeliveryState.FAILED,
            is_ahead,
        )
        .order_by(col(Delivery.id))
    ).all()


def load_occasion(
    session: Session,
    *,
    council_id: int,
    meeting_id: int,
    person_id: int,
    now: datetime | None = None,
) -> Occasion:
    """Return what a message to one person about one meeting is judged and written from.

    Raises:
        LookupError: the meeting is not the council's.
    """
    found = load_occasions(
        session, council_id=council_id, meeting_id=meeting_id, person_ids=[person_id], now=now
    )
    return found[person_id]


def load_occasions(
    session: Session,
    *,
    council_id: int,
    meeting_id: int,
    person_ids: Collection[int],
    now: datetime | None = None,
) -> dict[int, Occasion]:
    """Return {person: what a message about one meeting is judged and written from}.

    What all of them share is read once. After the meeting only those who still have a mandate
    have anything to do for it: give the moment then.

    Raises:
        LookupError: the meeting is not the council's.
    """
    row = meetings.load_meeting(session, council_id=council_id, meeting_id=meeting_id)
    if row is None:
        raise LookupError(meeting_id)
    council = session.get_one(Council, council_id)
    day = local_day(row.meeting.starts_at, ZoneInfo(council.time_zone))
    agenda = tuple(meetings.list_agenda(session, council_id=council_id, meeting_id=meeting_id))
    goals = tuple(goal.title for goal in row.goals)
    coordinator = _find_coordinator(session, council_id, day)
    places = meetings.list_participations(session, council_id=council_id, meeting_id=meeting_id)
    invited = with_stand_ins(
        people.list_invited(session, council_id=council_id, on=day),
        answers.list_stand_ins(session, council_id=council_id, meeting_id=meeting_id),
    )
    composed = _list_composed(session, council_id, meeting_id, person_ids)
    still = max(day, local_day(now, ZoneInfo(council.time_zone))) if now else day
    duties = {
        one.person_id: one
        for one in list_duties(session, meeting=row.meeting, on=still, agenda=agenda)
    }
    choices = reminders.list_choices(session, council_id=council_id, person_ids=person_ids)
    wordings = reminders.list_wordings(
        session, council_id=council_id, meeting_kind=row.meeting.kind
    )
    has_notes = reminders.has_notes(session, council_id=council_id, meeting_id=meeting_id)
    occasions = {}
    for person in session.exec(select(Person).where(col(Person.id).in_(person_ids))):
        mine = composed[person.id]
        occasions[person.id] = Occasion(
            council=council,
            meeting=row.meeting,
            person=person,
            place=places.get(person.id),
            standing=answers.find_standing(session, places, person_id=person.id, on=day),
            is_invited=person.id in invited and not person.is_disabled,
            agenda=agenda,
            goals=goals,
            coordinator=coordinator,
            invited_at=_invited_at(mine),
            told=tuple(Told(sent.due_at, sent.message) for sent in mine if sent.message),
            choice=choices.get(person.id, MessageChoice.SINGLE),
            duties=duties.get(person.id),
            has_notes=has_notes,
            wordings=wordings,
        )
    return occasions


def _list_composed(
    session: Session, council_id: int, meeting_id: int, person_ids: Collection[int]
) -> Mapping[int, Sequence[Delivery]]:
    """Return {person: what may have reached them about a meeting}, the latest told of it last."""
    composed: defaultdict[int, list[Delivery]] = defaultdict(list)
    for row in session.exec(
        select(Delivery)
        .where(
            Delivery.council_id == council_id,
            Delivery.meeting_id == meeting_id,
            col(Delivery.person_id).in_(person_ids),
            col(Delivery.kind).in_(CALENDAR_KINDS),
            col(Delivery.message).is_not(None),
            col(Delivery.told_sequence).is_not(None),
        )
        .order_by(col(Delivery.told_sequence), col(Delivery.due_at), col(Delivery.id))
    ):
        composed[row.person_id].append(row)
    return composed


def _invited_at(composed: Sequence[Delivery]) -> datetime | None:
    """Return when the last invitation went."""
    return max(
        (
            sent.sent_at
            for sent in composed
            if sent.kind is DeliveryKind.INVITATION and sent.sent_at is not None
        ),
        default=None,
    )


def _find_coordinator(session: Session, council_id: int, day: date) -> Person | None:
    """Return the coordinator whom answers to a message reach."""
    found = people.list_members(session, council_id=council_id, on=day, roles=[Role.COORDINATOR])
    return next(
        (row.person for row in found if row.person.email and not row.person.is_disabled), None
    )


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
