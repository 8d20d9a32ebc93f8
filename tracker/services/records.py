"""Saving and removing the simple records: goals, indicators, agenda items, breaks and the like."""

from collections.abc import Mapping
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from tracker.models import (
    AreaConclusion,
    Intervention,
    InterventionGoal,
    NeedAssessment,
    Review,
)
from tracker.models.base import CouncilRow
from tracker.queries.programmes import list_intervention_goals
from tracker.queries.records import find_record
from tracker.services import reminders
from tracker.services.audit import Act, write_down
from tracker.services.conflicts import EditConflict, fingerprint
from tracker.services.programmes import refuse_held

RowType = TypeVar("RowType", bound=CouncilRow)


class AlreadyThere(Exception):
    """Another record has what must be unique, or a value breaks a rule of the database."""


class Adopted(Exception):
    """The record belongs to an adopted review, a public record that can no longer be changed."""


def as_shown(session: Session, row: CouncilRow) -> str:
    """Return the fingerprint of everything that a record's form shows."""
    if not isinstance(row, Intervention):
        return fingerprint(row)
    goals = list_intervention_goals(session, council_id=row.council_id, intervention_id=row.id)
    return fingerprint(row, sorted(goal.id for goal in goals))


def is_adopted(session: Session, row: CouncilRow) -> bool:
    """Tell whether a record, there or to be, is or belongs to a review that is adopted."""
    review = _review_of(session, row)
    return review is not None and review.adopted_on is not None


def save_record(
    session: Session,
    *,
    model: type[RowType],
    row: RowType | None,
    council_id: int,
    values: Mapping[str, Any],
    shown: str = "",
    by: Act,
) -> RowType:
    """Save a new or changed record.

    Args:
        session: an open session.
        model: the record's table.
        row: the record to change; None for a new one.
        council_id: the council.
        values: {column: value}.
        shown: the fingerprint of the record that was changed, as `as_shown` gave it.
        by: who does it.

    Raises:
        Adopted: the review that it belongs to is adopted.
        AlreadyThere: the database refuses it, most often because it exists already.
        EditConflict: somebody else saved it since it was shown.
    """
    if row is not None:
        session.refresh(row, with_for_update=True)
        refuse_adopted(session, row)
        if as_shown(session, row) != shown:
            raise EditConflict
    saved = row if row is not None else model(council_id=council_id)
    for name, value in values.items():
        setattr(saved, name, value)
    if row is None:
        refuse_adopted(session, saved)
    session.add(saved)
    try:
        session.flush()
    except IntegrityError as refused:
        session.rollback()
        raise AlreadyThere from refused
    reminders.plan_for(session, row=saved, now=by.at)
    _write_down(session, saved, "save_record", by)
    return saved


def remove_record(session: Session, *, row: CouncilRow, by: Act) -> None:
    """Remove a record and what belongs to it.

    Raises:
        Adopted: the review that it belongs to is adopted.
        HeldByVersion: an earlier wording of the programme holds it.
    """
    refuse_adopted(session, row)
    refuse_held(session, row)
    _write_down(session, row, "remove_record", by)
    session.delete(row)
    session.flush()
    reminders.plan_for(session, row=row, now=by.at)


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


def _review_of(session: Session, row: CouncilRow) -> Review | None:
    if isinstance(row, AreaConclusion | NeedAssessment):
        return find_record(
            session, model=Review, council_id=row.council_id, record_id=row.review_id
        )
    return row if isinstance(row, Review) else None


def refuse_adopted(session: Session, row: CouncilRow) -> None:
    """Refuse, and let nobody adopt the review while something in it is saved."""
    review = _review_of(session, row)
    if review is None or review.id is None:
        return
    session.refresh(review, with_for_update={"read": True})
    if review.adopted_on is not None:
        raise Adopted


def _write_down(session: Session, row: CouncilRow, action: str, by: Act) -> None:
    write_down(
        session,
        council_id=row.council_id,
        action=action,
        thing=str(row.__tablename__),
        thing_id=row.id,
        by=by,
    )
