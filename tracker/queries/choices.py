"""How people want reminders."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from tracker.domain.terms import MessageChoice
from tracker.models import Membership, Person


def list_memberships(session: Session, *, council_id: int, person_id: int) -> Sequence[Membership]:
    """Return all that a person is or was to a council, the first entered first."""
    return session.exec(
        select(Membership)
        .where(Membership.council_id == council_id, Membership.person_id == person_id)
        .order_by(col(Membership.id))
    ).all()


def find_choice(session: Session, *, council_id: int, person_id: int) -> MessageChoice | None:
    """Return how a person wants reminders from a council; None for somebody who gets none."""
    found = session.exec(
        select(Membership.messages)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(
            Membership.council_id == council_id,
            Membership.person_id == person_id,
            ~col(Person.is_disabled),
        )
        .order_by(col(Membership.id))
    ).first()
    return MessageChoice(found) if found else None
