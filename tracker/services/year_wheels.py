"""Beginning a year."""

from sqlmodel import Session

from tracker.models import Council, YearWheel
from tracker.queries import programmes, year_wheels
from tracker.services.audit import Act, write_down


def begin_year(session: Session, *, council: Council, year: int, by: Act) -> YearWheel:
    """Return the wheel of a year, made empty when it is not there."""
    found = year_wheels.find_year_wheel(session, council_id=council.id, year=year)
    if found:
        return found
    programme = programmes.find_programme(session, council_id=council.id, year=year)
    wheel = YearWheel(
        council_id=council.id, year=year, programme_id=programme.id if programme else None
    )
    session.add(wheel)
    session.flush()
    write_down(
        session,
        council_id=council.id,
        action="begin_year",
        thing="year_wheel",
        thing_id=wheel.id,
        by=by,
    )
    return wheel
