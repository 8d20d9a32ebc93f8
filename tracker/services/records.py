"""Saving and removing the simple records: goals, indicators, agenda items, breaks and the like."""

from collections.abc import Mapping
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from tracker.models import Intervention, InterventionGoal
from tracker.models.base import CouncilRow
from tracker.services.audit import Act, write_down

RowType = TypeVar("RowType", bound=CouncilRow)


class AlreadyThere(Exception):
    """Another record has what must be unique, or a value breaks a rule of the database."""


def save_record(
    session: Session,
    *,
    model: type[RowType],
    row: RowType | None,
    council_id: int,
    values: Mapping[str, Any],
    by: Act,
) -> RowType:
    """Save a new or changed record.

    Raises:
        AlreadyThere: the database refuses it, most often because it exists already.
    """
    saved = row if row is not None else model(council_id=council_id)
    for name, value in values.items():
        setattr(saved, name, value)
    session.add(saved)
    try:
        session.flush()
    except IntegrityError as refused:
        session.rollback()
        raise AlreadyThere from refused
    _write_down(session, saved, "save_record", by)
    return saved


def remove_record(session: Session, *, row: CouncilRow, by: Act) -> None:
    """Remove a record and what belongs to it."""
    _write_down(session, row, "remove_record", by)
    session.delete(row)
    session.flush()


def link_goals(session: Session, *, intervention: Intervention, goal_ids: list[int]) -> None:
    """Say which goals an intervention serves."""
    session.execute(
        sa.delete(InterventionGoal).where(
            col(InterventionGoal.council_id) == intervention.council_id,
            col(InterventionGoal.intervention_id) == intervention.id,
        )
    )
    session.add_all(
        InterventionGoal(
            council_id=intervention.council_id, intervention_id=intervention.id, goal_id=goal_id
        )
        for goal_id in dict.fromkeys(goal_ids)
    )
    session.flush()


def _write_down(session: Session, row: CouncilRow, action: str, by: Act) -> None:
    write_down(
        session,
        council_id=row.council_id,
        action=action,
        thing=str(row.__tablename__),
        thing_id=row.id,
        by=by,
    )
