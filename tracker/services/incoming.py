"""Taking what comes to our own mailbox for what it is: an answer, a bounce, or nothing.

Each message is read once, in a transaction of its own that also remembers it.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from tracker.domain.incoming import (
    Bounce,
    Incoming,
    Other,
    Outcome,
    Reply,
    reason_to_ignore,
)
from tracker.domain.terms import DeliveryState
from tracker.mail.incoming import read_incoming
from tracker.mail.reading import read_recipient
from tracker.models import Council, Delivery, IncomingMail, Person
from tracker.queries import incoming as queries
from tracker.queries import meetings, people
from tracker.services import answers
from tracker.services.audit import Act
from tracker.services.deliveries import record_bounced
from tracker.services.meetings import NotNow

#: Mail servers go on trying for five days, so a message that has not come back after a week did
#: arrive.
QUIET = timedelta(days=7)


class AlreadyRead(Exception):
    """The message has been read, perhaps by another process at this moment."""


def read_mail(session: Session, *, key: str, raw: bytes, now: datetime) -> Outcome | None:
    """Read one message and do what it calls for.

    Args:
        session: Of a transaction of its own.
        key: What the message is remembered by.
        raw: Its bytes.
        now: When it is read.

    Returns:
        what became of it; None when it must wait: its cause is still being recorded.

    Raises:
        AlreadyRead: somebody else has read it, or does. The transaction is of no more use.
    """
    remembered = IncomingMail(key=key, read_at=now)
    session.add(remembered)
    try:
        session.flush()
    except IntegrityError as there:
        raise AlreadyRead from there
    outcome = _act_on(session, read_incoming(raw), now)
    if outcome is None:
        session.delete(remembered)
    else:
        remembered.outcome = outcome.value
        session.add(remembered)
    session.flush()
    return outcome


def _act_on(session: Session, found: Incoming, now: datetime) -> Outcome | None:
    match found:
        case Reply():
            return _take_reply(session, found, now)
        case Bounce():
            return _take_bounce(session, found, now)
        case Other():
            return found.outcome


# Replies ---------------------------------------------------------------------------------


def _take_reply(session: Session, reply: Reply, now: datetime) -> Outcome:
    meeting = queries.find_meeting(session, uid=reply.uid)
    if meeting is None:
        return Outcome.UNKNOWN_MEETING
    person = people.find_person_by_email(session, email=reply.attendee)
    if person is None:
        return Outcome.NOT_INVITED
    place = meetings.find_participation(
        session, council_id=meeting.council_id, meeting_id=meeting.id, person_id=person.id
    )
    if place is None:
        return Outcome.NOT_INVITED
    against = reason_to_ignore(reply, sequence=meeting.sequence, answered_at=place.answered_at)
    if against is not None or reply.answer is None:
        return against or Outcome.UNDECIDED
    try:
        answers.answer(
            session,
            council=session.get_one(Council, meeting.council_id),
            meeting=meeting,
            person_id=person.id,
            answer=reply.answer,
            by=Act(person.id, now),
        )
    except NotNow:
        return Outcome.NOT_NOW
    # Given when its calendar says, so that a second thought is known to be later than the first
    # even if both wait in the mailbox.
    place.answered_at = min(reply.stamped_at, now)
    session.add(place)
    return Outcome.ANSWERED


# Bounces ---------------------------------------------------------------------------------


def _take_bounce(session: Session, bounce: Bounce, now: datetime) -> Outcome | None:
    row = queries.find_sent(session, message_id=bounce.message_id)
    if row is None:
        return Outcome.UNKNOWN_MESSAGE
    person = session.get_one(Person, row.person_id)
    sent_to = read_recipient(row.message) if row.message else person.email or ""
    if sent_to.lower() not in bounce.recipients:
        return Outcome.OTHER_ADDRESS
    if row.state is DeliveryState.SENDING:
        return None
    if not record_bounced(session, delivery=row, words=bounce.words):
        return Outcome.UNKNOWN_MESSAGE
    if person.email == sent_to:  # an address that was corrected meanwhile has a clean sheet
        person.bounced_at = now
        person.bounce_words = bounce.words
        session.add(person)
    return Outcome.BOUNCED


def forget_old_bounces(session: Session, *, now: datetime) -> None:
    """Take the mark from people whom a later message has reached: it has not come back."""
    has_arrived = (
        sa.select(col(Delivery.id))
        .where(
            col(Delivery.person_id) == col(Person.id),
            col(Delivery.state) == DeliveryState.SENT,
            col(Delivery.sent_at) > col(Person.bounced_at),
            col(Delivery.sent_at) <= now - QUIET,
        )
        .exists()
    )
    session.execute(
        sa.update(Person)
        .where(col(Person.bounced_at) <= now - QUIET, has_arrived)
        .values(bounced_at=None, bounce_words="")
        .execution_options(synchronize_session=False)
    )
