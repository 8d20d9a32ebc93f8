"""The secret addresses of a council's calendar, and what they show."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from tracker.models import AuditEvent, FeedLink, Meeting
from tracker.queries import people


def find_own_link(session: Session, *, council_id: int, person_id: int) -> FeedLink | None:
    """Return a person's working address, if there is one."""
    return session.exec(
        select(FeedLink)
        .where(
            FeedLink.council_id == council_id,
            FeedLink.person_id == person_id,
            col(FeedLink.revoked_at).is_(None),
        )
        .order_by(col(FeedLink.id).desc())
    ).first()


def find_open_link(session: Session, *, token_hash: str, on: date) -> FeedLink | None:
    """Return the address with a secret, if it works on the day.

    It does until it is revoked, the person is disabled, or the last mandate that opens the pages
    has ended.
    """
    link = session.exec(
        select(FeedLink).where(
            FeedLink.token_hash == token_hash, col(FeedLink.revoked_at).is_(None)
        )
    ).first()
    if link is None:
        return None
    person = people.find_person(session, person_id=link.person_id)
    roles = people.list_roles(session, council_id=link.council_id, person_id=link.person_id, on=on)
    may_read = bool(roles.difference(people.GUEST_ROLES))
    return link if may_read and person and not person.is_disabled else None


def list_meetings_from(session: Session, *, council_id: int, since: datetime) -> Sequence[Meeting]:
    """Return the council's meetings that begin at a moment or later, the cancelled ones too."""
    return session.exec(
        select(Meeting)
        .where(Meeting.council_id == council_id, col(Meeting.starts_at) >= since)
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    ).all()


def list_changes(session: Session, *, council_id: int) -> dict[int, datetime]:
    """Return when each meeting was last changed, where that has been written down."""
    found = session.exec(
        select(AuditEvent.thing_id, func.max(AuditEvent.at))
        .where(AuditEvent.council_id == council_id, AuditEvent.thing == "meeting")
        .group_by(col(AuditEvent.thing_id))
    ).all()
    return {thing_id: at for thing_id, at in found if thing_id is not None}
