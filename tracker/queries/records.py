"""Simple records, found by their table and number, always within one council."""

from typing import TypeVar

from sqlmodel import Session, col, select

from tracker.models.base import CouncilRow

RowType = TypeVar("RowType", bound=CouncilRow)


def find_record(
    session: Session, *, model: type[RowType], council_id: int, record_id: int
) -> RowType | None:
    """Return one of the council's rows of a table."""
    return session.exec(
        select(model).where(col(model.council_id) == council_id, col(model.id) == record_id)
    ).first()
