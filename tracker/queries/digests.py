"""Weekly digests: who is to have one, and what it holds."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.domain.digests import DigestWeek
from tracker.domain.reminders import DIGESTIBLE_KINDS, Reason
from tracker.domain.terms import DeliveryKind, DeliveryState, MessageChoice
from tracker.models import Council, Delivery, Membership


def list_zones(session: Session) -> Sequence[str]:
    """Return the time zones of the councils in which somebody wants digests."""
    return session.exec(
        select(Council.time_zone)
        .join(Membership, col(Membership.council_id) == col(Council.id))
        .where(Membership.messages == MessageChoice.WEEKLY)
        .distinct()
    ).all()


def list_wanted(session: Session, *, zone: str, week: DigestWeek) -> list[tuple[int, int]]:
    """Return [(council, person)] of those for whom a week's digest is not planned but called for.

    All councils of a zone at once: it is asked every minute.
    """
    has_one = sa.exists().where(
        col(Delivery.council_id) == col(Membership.council_id),
        col(Delivery.person_id) == col(Membership.person_id),
        col(Delivery.kind) == DeliveryKind.DIGEST,
        col(Delivery.revision) == week.revision,
    )
    has_content = sa.exists().where(
        col(Delivery.council_id) == col(Membership.council_id),
        col(Delivery.person_id) == col(Membership.person_id),
        col(Delivery.kind).in_(DIGESTIBLE_KINDS),
        col(Delivery.state) == DeliveryState.PLANNED,
        col(Delivery.due_at) >= week.goes_at,
        col(Delivery.due_at) < week.next_goes_at,
    )
    rows = session.execute(
        sa.select(col(Membership.council_id), col(Membership.person_id))
        .join(Council, col(Council.id) == col(Membership.council_id))
        .where(
            col(Membership.messages) == MessageChoice.WEEKLY,
            col(Council.time_zone) == zone,
            has_content,
            ~has_one,
        )
        .distinct()
        .order_by(col(Membership.council_id), col(Membership.person_id))
    )
    return [(council_id, person_id) for council_id, person_id in rows]


def list_held(session: Session, *, digest: Delivery, week: DigestWeek) -> Sequence[Delivery]:
    """Return the messages that a person's digest holds, locked, in the order they are due.

    Those that wait and have not been tried, however long they have been due; those that were
    claimed together with the digest; and those that the same digest has taken before, when it
    must be written anew.
    """
    waits = (col(Delivery.state) == DeliveryState.PLANNED) | (
        (col(Delivery.state) == DeliveryState.SENDING)
        & (col(Delivery.claimed_until) == digest.claimed_until)
    )
    is_untried = (col(Delivery.attempts) == 0) & col(Delivery.message).is_(None)
    was_taken = (
        (col(Delivery.state) == DeliveryState.NOT_NEEDED)
        & (col(Delivery.reason) == Reason.IN_DIGEST.value)
        & (col(Delivery.try_at) == digest.due_at)
    )
    return session.exec(
        select(Delivery)
        .where(
            Delivery.council_id == digest.council_id,
            Delivery.person_id == digest.person_id,
            col(Delivery.meeting_id).is_not(None),
            col(Delivery.kind).in_(DIGESTIBLE_KINDS),
            col(Delivery.due_at) < week.next_goes_at,
            (waits & is_untried) | was_taken,
        )
        .order_by(col(Delivery.due_at), col(Delivery.id))
        # What another process has just claimed goes by itself.
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
