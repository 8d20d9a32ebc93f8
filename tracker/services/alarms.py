"""Letting members' calendars remind them of meetings."""

from sqlmodel import Session

from tracker.models import Council
from tracker.services.audit import Act, write_down


def set_alarm(session: Session, *, council: Council, minutes: int | None, by: Act) -> None:
    """Choose when calendars remind of meetings, in the messages that are written from now on.

    Those that have gone out are not sent again for this: it is the calendar's owner who decides.
    """
    council.alarm_minutes = minutes
    session.add(council)
    write_down(
        session,
        council_id=council.id,
        action="set_alarm",
        thing="council",
        thing_id=council.id,
        by=by,
    )
    session.flush()
