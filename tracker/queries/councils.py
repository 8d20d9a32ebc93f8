"""Councils and their organisations."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from tracker.models import Council, Organisation


def find_council(session: Session, *, slug: str) -> Council | None:
    """Return the council that an address names."""
    return session.exec(select(Council).where(Council.slug == slug)).first()


def get_council(session: Session, *, council_id: int) -> Council:
    """Return a council by number. It must be there."""
    return session.get_one(Council, council_id)


def list_councils(session: Session) -> Sequence[Council]:
    """Return every council of the installation, by name."""
    return session.exec(select(Council).order_by(Council.name)).all()


def list_organisations(session: Session, *, council_id: int) -> Sequence[Organisation]:
    """Return a council's departments and partners, the municipality's own first."""
    return session.exec(
        select(Organisation)
        .where(Organisation.council_id == council_id)
        .order_by(col(Organisation.is_municipal).desc(), Organisation.name)
    ).all()
