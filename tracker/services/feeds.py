"""Making and revoking the secret address of a council's calendar."""

import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.models import FeedLink
from tracker.services.audit import Act, write_down
from tracker.services.sign_in import hash_token

_TOKEN_BYTES = 32


def make_feed(session: Session, *, council_id: int, person_id: int, by: Act) -> str:
    """Make a person's address and return its secret, which cannot be read again.

    An earlier address of the same person stops working.
    """
    _revoke_all(session, council_id=council_id, person_id=person_id, at=by.at)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    link = FeedLink(
        council_id=council_id, person_id=person_id, token_hash=hash_token(token), created_at=by.at
    )
    session.add(link)
    session.flush()
    write_down(
        session,
        council_id=council_id,
        action="make_feed",
        thing="feed_link",
        thing_id=link.id,
        by=by,
    )
    return token


def revoke_feed(session: Session, *, council_id: int, person_id: int, by: Act) -> None:
    """Let a person's address lead nowhere. Without one nothing happens."""
    _revoke_all(session, council_id=council_id, person_id=person_id, at=by.at)
    write_down(
        session,
        council_id=council_id,
        action="revoke_feed",
        thing="feed_link",
        thing_id=None,
        by=by,
    )


def _revoke_all(session: Session, *, council_id: int, person_id: int, at: datetime) -> None:
    session.execute(
        sa.update(FeedLink)
        .where(
            col(FeedLink.council_id) == council_id,
            col(FeedLink.person_id) == person_id,
            col(FeedLink.revoked_at).is_(None),
        )
        .values(revoked_at=at)
        .execution_options(synchronize_session="fetch")
    )
