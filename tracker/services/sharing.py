"""Letting the public see the wheel."""

from sqlmodel import Session

from tracker.models import Council
from tracker.services.audit import Act, write_down


def set_wheel_public(session: Session, *, council: Council, is_public: bool, by: Act) -> None:
    """Let anyone see the wheel, or nobody but those who are in the council."""
    if council.is_wheel_public is is_public:
        return
    council.is_wheel_public = is_public
    session.add(council)
    write_down(
        session,
        council_id=council.id,
        action="open_wheel" if is_public else "close_wheel",
        thing="council",
        thing_id=council.id,
        by=by,
    )
    session.flush()
