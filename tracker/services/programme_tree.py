"""Saving many changes of a programme at once: all of them, or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from tracker.models import Goal, Indicator, PriorityArea, Programme
from tracker.models.base import CouncilRow
from tracker.services.audit import Act, write_down
from tracker.services.conflicts import flush_first
from tracker.services.programmes import is_reworded, keep_wording

#: The column that says what a row belongs to.
ABOVE: Mapping[type[CouncilRow], str] = {
    PriorityArea: "programme_id",
    Goal: "priority_area_id",
    Indicator: "goal_id",
}


@dataclass
class RowEdit:
    """One row to save: what it is to hold."""

    model: type[CouncilRow]
    #: {column: value}.
    values: Mapping[str, Any]
    #: What it belongs to: a saved row, or another edit that comes before this one.
    above: "CouncilRow | RowEdit"
    #: The row as it is saved; None for a new one, until it is.
    row: CouncilRow | None = None


def save_tree(
    session: Session,
    *,
    programme: Programme,
    edits: Sequence[RowEdit],
    from_year: int | None,
    changes: str,
    by: Act,
) -> int:
    """Save a programme's changed and new rows, and return how many.

    Args:
        session: an open session that has locked the rows.
        programme: whose rows they are.
        edits: the rows, each after what it belongs to.
        from_year: the first year that the new wording holds for; None for a correction.
        changes: what the new wording changes, and why.
        by: who does it.

    Raises:
        EditConflict: somebody else took a number meanwhile.
    """
    changed = [edit for edit in edits if _changes_something(edit)]
    if from_year is not None and any(_is_reworded(edit) for edit in changed):
        keep_wording(
            session, programme=programme, from_year=from_year, changes=changes, now=by.at, by=by
        )
    _free_numbers(session, changed)
    for edit in changed:
        if edit.row is not None:
            _give(session, edit.row, edit.values)
    flush_first(session)
    for edit in changed:
        if edit.row is None:
            edit.row = _new(programme, edit)
            _give(session, edit.row, edit.values)
            flush_first(session)
        _write_down(session, edit.row, by)
    return len(changed)


def _changes_something(edit: RowEdit) -> bool:
    row = edit.row
    return row is None or any(getattr(row, name) != value for name, value in edit.values.items())


def _is_reworded(edit: RowEdit) -> bool:
    return is_reworded(edit.row or edit.model(council_id=0), edit.values)


def _free_numbers(session: Session, edits: Sequence[RowEdit]) -> None:
    """Let go of the numbers that change, so that two rows can take each other's."""
    for edit in edits:
        if edit.row is not None and "number" in edit.values:
            _give(session, edit.row, {"number": -edit.row.id})
    session.flush()


def _new(programme: Programme, edit: RowEdit) -> CouncilRow:
    above = edit.above.row if isinstance(edit.above, RowEdit) else edit.above
    if above is None:
        raise ValueError("A row is saved after what it belongs to.")
    return edit.model(council_id=programme.council_id, **{ABOVE[edit.model]: above.id})


def _give(session: Session, row: CouncilRow, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    session.add(row)


def _write_down(session: Session, row: CouncilRow, by: Act) -> None:
    write_down(
        session,
        council_id=row.council_id,
        action="save_record",
        thing=str(row.__tablename__),
        thing_id=row.id,
        by=by,
    )
