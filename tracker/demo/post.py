"""The invitations that the demo says were sent: written as they would have been, and sent.

So that Utkorgen holds them from the first start, and a change of the meeting can say what it was.
"""

from dataclasses import replace

from sqlmodel import Session, col, select

from tracker.config import Settings
from tracker.domain.terms import DeliveryState
from tracker.mail.smtp import Accepted, Connection, send
from tracker.models import Delivery
from tracker.queries.deliveries import load_occasion
from tracker.services.letters import Stationery, mail_server, message_id_of, write_letter


class NotDelivered(Exception):
    """The demo's own post office did not take a message."""


def send_past_invitations(session: Session, *, settings: Settings) -> int:
    """Write, store and send each message that is recorded as sent but has no bytes yet.

    Returns:
        how many were sent.

    Raises:
        NotDelivered: a message was refused.
    """
    stationery = Stationery.of(settings)
    rows = session.exec(
        select(Delivery)
        .where(Delivery.state == DeliveryState.SENT, col(Delivery.message).is_(None))
        .order_by(col(Delivery.id))
    ).all()
    with Connection(mail_server(settings)) as connection:
        for row in rows:
            if row.meeting_id is None or row.sent_at is None:
                continue
            occasion = load_occasion(
                session,
                council_id=row.council_id,
                meeting_id=row.meeting_id,
                person_id=row.person_id,
            )
            unanswered = replace(occasion, place=None)  # the answers came afterwards
            row.message = write_letter(
                unanswered,
                kind=row.kind,
                due_at=row.due_at,
                stationery=stationery,
                now=row.sent_at,
            )
            row.message_id = message_id_of(row.message)
            session.add(row)
            outcome = send(
                connection, stationery.sender_email, occasion.person.email or "", row.message
            )
            if not isinstance(outcome, Accepted):
                raise NotDelivered(outcome.words)
    session.flush()
    return len(rows)
