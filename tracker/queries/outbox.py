"""What is to be sent now, and what a jobs process holds."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.domain.terms import DeliveryKind, DeliveryState
from tracker.models import Council, Delivery


def is_due(now: datetime) -> sa.ColumnElement[bool]:
    """Say of a message that it waits and that its time has come."""
    return (col(Delivery.state) == DeliveryState.PLANNED) & (col(Delivery.try_at) <= now)


def is_abandoned(now: datetime) -> sa.ColumnElement[bool]:
    """Say of a message that its holder has not been heard of within its lease."""
    return (col(Delivery.state) == DeliveryState.SENDING) & (col(Delivery.claimed_until) <= now)


def is_anything_due(session: Session, *, now: datetime) -> bool:
    """Tell whether there is something to claim."""
    return any(
        session.execute(sa.select(col(Delivery.id)).where(due, _may_go()).limit(1)).first()
        for due in (is_abandoned(now), is_due(now))
    )


def list_due(session: Session, *, now: datetime, limit: int) -> list[int]:
    """Return the numbers of the messages to send next, locked where the database can.

    Those whose holder has not been heard of come before those that are new. They come in the
    index's own order: one more column to order by would sort all that is due at the same minute.
    """
    found: list[int] = []
    for due in (is_abandoned(now), is_due(now)):
        if len(found) < limit:
            found += session.scalars(next_of(due, limit=limit - len(found)))
    return found


def next_of(due: sa.ColumnElement[bool], *, limit: int) -> sa.Select[int]:
    """Select the numbers of the first of some messages, except those that others hold locked."""
    return (
        sa.select(col(Delivery.id))
        .where(due, _may_go())
        .order_by(col(Delivery.try_at))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )


def _may_go() -> sa.ColumnElement[bool]:
    """Say of a message that its council's mail is not held; a sign-in link always goes."""
    held = sa.select(col(Council.id)).where(col(Council.mail_held_at).is_not(None))
    return col(Delivery.council_id).not_in(held) | (col(Delivery.kind) == DeliveryKind.SIGN_IN)


def list_claimed(
    session: Session, *, delivery_ids: Collection[int], until: datetime
) -> Sequence[Delivery]:
    """Return those messages, locked, that are still held by the claim that ends at that moment."""
    return session.exec(
        select(Delivery)
        .where(
            col(Delivery.id).in_(delivery_ids),
            Delivery.state == DeliveryState.SENDING,
            Delivery.claimed_until == until,
        )
        .order_by(col(Delivery.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
