"""The right to send a message: held by one process, for a while."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.domain.terms import DeliveryState
from tracker.models import Delivery
from tracker.queries import outbox

#: How many messages a lane holds at a time.
BATCH = 50
#: What must be left of a lease when the talk with the mail server begins: the talk is over within
#: 45 s (`SmtpSettings.talk`), and 30 s more are for recording the outcome, as long as we wait for
#: a locked database. So nobody else takes what may still be accepted.
NEEDED = timedelta(seconds=75)
#: How long a process may hold a message, from when its bytes are stored: 5 s for those before it
#: in its batch, and what its own talk needs. After a crash the next look for due messages, at most
#: 5 s later (`jobs.schedule`), takes it up: 85 s, where 90 are promised.
LEASE = timedelta(seconds=80)


@dataclass(frozen=True)
class Claim:
    """The right to send one message until a moment."""

    delivery_id: int
    until: datetime


def take(
    session: Session, *, now: datetime, limit: int = BATCH, lease: timedelta = LEASE
) -> list[Claim]:
    """Take the next messages that are due: few, or none."""
    due = outbox.list_due(session, now=now, limit=limit)
    is_abandoned = outbox.is_abandoned(now)
    # As a case, so that no database looks through all that is due instead of for these numbers.
    is_free = sa.case((outbox.is_due(now) | is_abandoned, 1), else_=0)
    taken = session.execute(
        sa.update(Delivery)
        .where(col(Delivery.id).in_(due), is_free == 1)
        .values(
            state=DeliveryState.SENDING,
            claimed_until=now + lease,
            # Its holder may have died after the mail server took it.
            may_have_arrived=col(Delivery.may_have_arrived)
            | (is_abandoned & col(Delivery.message).is_not(None)),
        )
        .returning(col(Delivery.id))
        .execution_options(synchronize_session=False)
    ).scalars()
    ours = set(taken)
    return [Claim(number, now + lease) for number in due if number in ours]


def renew(
    session: Session, *, held: Sequence[Claim], now: datetime, lease: timedelta = LEASE
) -> list[Claim]:
    """Hold messages for a whole lease from now. Return those that were still held."""
    kept = session.execute(
        sa.update(Delivery)
        .where(
            col(Delivery.id).in_([claim.delivery_id for claim in held]),
            col(Delivery.state) == DeliveryState.SENDING,
            col(Delivery.claimed_until).in_({claim.until for claim in held}),
        )
        .values(claimed_until=now + lease)
        .returning(col(Delivery.id))
        .execution_options(synchronize_session=False)
    ).scalars()
    ours = set(kept)
    return [Claim(claim.delivery_id, now + lease) for claim in held if claim.delivery_id in ours]


def has_time(claim: Claim, *, now: datetime) -> bool:
    """Tell whether a message's talk may still begin, so that it surely ends within the lease."""
    return claim.until - now >= NEEDED
