"""What a message in our own mailbox may be about.

Such a message names no council, so these are among the few queries that look in all of them.
"""

from collections.abc import Collection

from sqlmodel import Session, col, select

from tracker.models import Delivery, IncomingMail, Meeting


def list_read(session: Session, *, keys: Collection[str]) -> frozenset[str]:
    """Return which of some messages have been read."""
    return frozenset(session.exec(select(IncomingMail.key).where(col(IncomingMail.key).in_(keys))))


def find_meeting(session: Session, *, uid: str) -> Meeting | None:
    """Return the meeting that calendars know by a name."""
    return session.exec(select(Meeting).where(Meeting.uid == uid)).first()


def find_sent(session: Session, *, message_id: str) -> Delivery | None:
    """Return the message of ours that bears a name, locked."""
    return session.exec(
        select(Delivery).where(Delivery.message_id == message_id).with_for_update()
    ).first()
