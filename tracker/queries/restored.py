"""What tells a restored database from one that has been in use all the time."""

from datetime import datetime

from sqlmodel import Session, col, select

from tracker.domain.terms import DeliveryKind
from tracker.models import Council, Delivery, OutboxMark
from tracker.queries.deliveries import WAITING


def get_mark(session: Session) -> OutboxMark:
    """Return the database's only mark, locked until the transaction ends."""
    return session.exec(
        select(OutboxMark).with_for_update().execution_options(populate_existing=True)
    ).one()


def is_mail_due(session: Session, *, now: datetime) -> bool:
    """Tell whether anything but a sign-in link would go out now."""
    found = session.exec(
        select(Delivery.id)
        .join(Council, col(Council.id) == col(Delivery.council_id))
        .where(
            col(Delivery.state).in_(WAITING),
            col(Delivery.try_at) <= now,
            Delivery.kind != DeliveryKind.SIGN_IN,
            col(Council.mail_held_at).is_(None),
        )
        .limit(1)
    ).first()
    return found is not None


def list_not_held(session: Session) -> list[Council]:
    """Return every council whose mail goes out."""
    return list(session.exec(select(Council).where(col(Council.mail_held_at).is_(None))))
