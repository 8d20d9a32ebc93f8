"""Writing down who did what, in the same transaction as the act."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from tracker.models import AuditEvent


@dataclass(frozen=True)
class Act:
    """Who does something, and when."""

    person_id: int | None
    at: datetime


def write_down(
    session: Session, *, council_id: int, action: str, thing: str, thing_id: int | None, by: Act
) -> None:
    """Add a line to the log of acts."""
    session.add(
        AuditEvent(
            council_id=council_id,
            person_id=by.person_id,
            action=action,
            thing=thing,
            thing_id=thing_id,
            at=by.at,
        )
    )
