"""Making, changing and taking back many rows at once, each written down as it was and became."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from pydantic_core import to_jsonable_python
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, col, select

from tracker.domain.data_imports import LeftRow, NewRow, RowChange
from tracker.models import (
    ComparisonArea,
    DataImport,
    FollowUp,
    Goal,
    GoalAssessment,
    ImportChange,
    Indicator,
    Intervention,
    InterventionGoal,
    Measurement,
    Organisation,
    PopulationCount,
    PriorityArea,
    Programme,
)
from tracker.models.base import CouncilRow
from tracker.queries.programme_wording import load_held
from tracker.services.conflicts import EditConflict

#: The tables that an import may write in.
TABLES: Mapping[str, type[CouncilRow]] = {
    str(model.__tablename__): model
    for model in (
        ComparisonArea,
        FollowUp,
        Goal,
        GoalAssessment,
        Indicator,
        Intervention,
        InterventionGoal,
        Measurement,
        Organisation,
        PopulationCount,
        PriorityArea,
        Programme,
    )
}

#: What no import decides.
_OWN_COLUMNS = frozenset({"id", "council_id", "import_id"})
#: What decides a goal's or an area's place in its order.
_PLACE = frozenset({"programme_id", "priority_area_id", "number"})
#: Well below what a database takes in one statement.
_AT_ONCE = 500

Key = tuple[str, int]


def write_changes(
    session: Session, *, data_import: DataImport, changes: Sequence[RowChange]
) -> None:
    """Make and change rows in the order given, and keep what each was before.

    Raises:
        EditConflict: a row is no longer as `before` says, or the database has what must be unique.
    """
    writer = _Writer(session, data_import, changes)
    try:
        for is_new, run in groupby(changes, key=lambda change: change.is_new):
            if is_new:
                writer.make(list(run))
            else:
                writer.change(list(run))
    except IntegrityError as refused:
        session.rollback()
        raise EditConflict from refused
    if writer.log:
        session.execute(sa.insert(ImportChange), writer.log)


def take_back(session: Session, *, data_import: DataImport) -> tuple[list[LeftRow], int]:
    """Undo an import's rows, the last first. What somebody has touched since is left.

    Returns:
        the rows that were left, and how many were taken back.

    Raises:
        EditConflict: the database has since got what must be unique.
    """
    log = session.exec(
        select(ImportChange)
        .where(
            ImportChange.council_id == data_import.council_id,
            ImportChange.import_id == data_import.id,
        )
        .order_by(col(ImportChange.position).desc())
    ).all()
    rows = _load(session, data_import.council_id, ((one.thing, one.thing_id) for one in log))
    kept = {one.id for one in log if _is_touched(one, rows.get((one.thing, one.thing_id)))}
    untouched = [one for one in log if one.id not in kept and (one.thing, one.thing_id) in rows]
    made = [one for one in untouched if one.before is None]
    needed = _still_needed(session, data_import.council_id, made)
    left = [one for one in log if one.id in kept or (one.thing, one.thing_id) in needed]
    try:
        changed = [one for one in untouched if one.before is not None]
        going = [one for one in made if (one.thing, one.thing_id) not in needed]
        moving = [one for one in changed if "number" in (one.before or {})] + going
        _make_way(session, (rows[one.thing, one.thing_id] for one in moving))
        _restore(session, changed, rows)
        _remove(session, going)
        session.flush()
    except IntegrityError as refused:
        session.rollback()
        raise EditConflict from refused
    return (
        [
            LeftRow(thing=one.thing, thing_id=one.thing_id, name=_name(one, rows))
            for one in reversed(left)
        ],
        len(untouched) - len(needed),
    )


def stored(row: CouncilRow) -> dict[str, Any]:
    """Return a row's columns as plain JSON values, as `RowChange` holds them."""
    return {name: as_json(getattr(row, name)) for name in type(row).model_fields if name != "id"}


def as_json(value: Any) -> Any:
    """Return a column's value as `RowChange` holds it: dates as text, members as their values."""
    return to_jsonable_python(value)


class _Writer:
    """Writes runs of changes, knowing what the rows made so far are called."""

    def __init__(
        self, session: Session, data_import: DataImport, changes: Sequence[RowChange]
    ) -> None:
        self.session = session
        self.data_import = data_import
        #: The columns of what is written down. Not rows: there may be thousands.
        self.log: list[dict[str, Any]] = []
        self._numbers: dict[str, int] = {}
        self._rows = _load(
            session,
            data_import.council_id,
            ((one.thing, one.thing_id) for one in changes if one.thing_id is not None),
        )

    def make(self, changes: Sequence[RowChange]) -> None:
        """Make rows, flushing only when one of them must know another's number."""
        waiting: list[tuple[RowChange, CouncilRow]] = []
        for change in changes:
            if any(key not in self._numbers for key in _needs(change)):
                self._flush(waiting)
                waiting = []
            model = TABLES[change.thing]
            row = model(council_id=self.data_import.council_id, **self._values(model, change))
            self._mark(row)
            waiting.append((change, row))
        self._flush(waiting)

    def change(self, changes: Sequence[RowChange]) -> None:
        """Change rows that are as they were said to be."""
        found = [self._find(change) for change in changes]
        _make_way(self.session, (row for row, values, _before in found if "number" in values))
        for change, (row, values, before) in zip(changes, found, strict=True):
            for name, value in values.items():
                setattr(row, name, value)
            self._mark(row)
            self.session.add(row)
            after = {name: as_json(getattr(row, name)) for name in before}
            self._write_down(change.thing, row.id, before, after)
        self.session.flush()

    def _find(self, change: RowChange) -> tuple[CouncilRow, dict[str, Any], dict[str, Any]]:
        """Return a row that is as it was said to be, what it becomes, and what that replaces."""
        row = self._rows.get((change.thing, change.thing_id or 0))
        if row is None or not _holds(row, change.before):
            raise EditConflict
        values = self._values(type(row), change)
        if isinstance(row, Goal | PriorityArea) and not _PLACE.isdisjoint(values):
            values.setdefault("number", row.number)
        before = {name: as_json(getattr(row, name)) for name in values}
        if "import_id" in type(row).model_fields:
            before["import_id"] = as_json(getattr(row, "import_id", None))
        return row, values, before

    def _flush(self, waiting: Sequence[tuple[RowChange, CouncilRow]]) -> None:
        self.session.add_all(row for _change, row in waiting)
        self.session.flush()
        for change, row in waiting:
            if change.key:
                self._numbers[change.key] = row.id
            self._write_down(change.thing, row.id, None, stored(row))

    def _mark(self, row: CouncilRow) -> None:
        if "import_id" in type(row).model_fields:
            setattr(row, "import_id", self.data_import.id)  # noqa: B010  # only some tables have it

    def _values(self, model: type[CouncilRow], change: RowChange) -> dict[str, Any]:
        if not _OWN_COLUMNS.isdisjoint(change.after):
            raise ValueError(f"an import decides neither a row's council nor its number: {change}")
        return {
            name: self._numbers[value.key]
            if isinstance(value, NewRow)
            else _column(model, name).validate_python(value)
            for name, value in change.after.items()
        }

    def _write_down(
        self, thing: str, thing_id: int, before: dict[str, Any] | None, after: dict[str, Any]
    ) -> None:
        self.log.append(
            {
                "council_id": self.data_import.council_id,
                "import_id": self.data_import.id,
                "position": len(self.log) + 1,
                "thing": thing,
                "thing_id": thing_id,
                "before": before,
                "after": after,
            }
        )


def _make_way(session: Session, rows: Iterable[CouncilRow]) -> None:
    """Take goals and areas out of their order for a moment, so that they may change places.

    No two may have the same number, not even while they change.
    """
    for row in rows:
        if isinstance(row, Goal | PriorityArea):
            row.number = -row.id
            session.add(row)
    session.flush()


def _needs(change: RowChange) -> Iterator[str]:
    """Yield the keys of the new rows that a row points at."""
    return (value.key for value in change.after.values() if isinstance(value, NewRow))


@cache
def _column(model: type[CouncilRow], name: str) -> TypeAdapter[Any]:
    """Return what reads a column's plain value."""
    annotation: Any = model.model_fields[name].annotation
    return TypeAdapter(annotation)


def _batches(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[at : at + _AT_ONCE] for at in range(0, len(numbers), _AT_ONCE))


def _load(session: Session, council_id: int, keys: Iterable[Key]) -> dict[Key, CouncilRow]:
    """Return {(table, number): row}, locked, in a few queries."""
    numbers: dict[str, set[int]] = defaultdict(set)
    for thing, thing_id in keys:
        numbers[thing].add(thing_id)
    found: dict[Key, CouncilRow] = {}
    for thing, wanted in sorted(numbers.items()):
        model = TABLES[thing]
        for some in _batches(sorted(wanted)):
            query = (
                select(model)
                .where(col(model.council_id) == council_id, col(model.id).in_(some))
                .with_for_update()
                .execution_options(populate_existing=True)
            )
            found |= {(thing, row.id): row for row in session.exec(query)}
    return found


def _holds(row: CouncilRow, values: Mapping[str, Any]) -> bool:
    return all(as_json(getattr(row, name)) == value for name, value in values.items())


def _is_touched(change: ImportChange, row: CouncilRow | None) -> bool:
    """Tell whether somebody has done something with a row since. A new row may be gone again."""
    if row is None:
        return change.before is not None
    return not _holds(row, change.after)


def _still_needed(session: Session, council_id: int, made: Sequence[ImportChange]) -> set[Key]:
    """Return the new rows that others' rows now hang on, or that an earlier wording holds.

    Removing them would take those rows too, or goals out of older reports.
    """
    held = load_held(session, council_id=council_id)
    keys = [(one.thing, one.thing_id) for one in made]
    needed = {(thing, row_id) for thing, row_id in keys if row_id in held.get(TABLES[thing], ())}
    going: dict[str, set[int]] = defaultdict(set)
    for thing, row_id in keys:
        if (thing, row_id) not in needed:
            going[thing].add(row_id)
    # A row is made after those that it points at: what hangs on a row is judged before it.
    for thing in dict.fromkeys(one.thing for one in made):
        for table, column in _pointing_at(thing):
            for some in _batches(sorted(going[thing])):
                for row_id, parent_id in session.execute(
                    sa.select(table.c.id, column).where(column.in_(some))
                ):
                    if row_id not in going[table.name]:
                        needed.add((thing, parent_id))
        going[thing] -= {thing_id for name, thing_id in needed if name == thing}
    return needed


@cache
def _pointing_at(thing: str) -> tuple[tuple[sa.Table, sa.Column[Any]], ...]:
    """Return every column that refers to a table."""
    return tuple(
        (table, key.parent)
        for table in SQLModel.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == thing
    )


def _restore(
    session: Session, changes: Iterable[ImportChange], rows: Mapping[Key, CouncilRow]
) -> None:
    for one in changes:
        row = rows[one.thing, one.thing_id]
        for name, value in (one.before or {}).items():
            setattr(row, name, _column(type(row), name).validate_python(value))
        session.add(row)
    session.flush()


def _remove(session: Session, made: Sequence[ImportChange]) -> None:
    for thing, run in groupby(made, key=lambda one: one.thing):
        model = TABLES[thing]
        for some in _batches([one.thing_id for one in run]):
            session.execute(
                sa.delete(model)
                .where(col(model.id).in_(some))
                .execution_options(synchronize_session=False)
            )


def _name(change: ImportChange, rows: Mapping[Key, CouncilRow]) -> str:
    """Return what a person knows a row by: a title, a name, or where and when it was measured."""
    row = rows.get((change.thing, change.thing_id))
    values = {**(change.before or {}), **change.after, **(stored(row) if row else {})}
    named = (values.get(name) for name in ("title", "name"))
    return next((name for name in named if name), None) or " ".join(
        str(values[name])
        for name in ("municipality", "starts_on", "ends_on", "year")
        if values.get(name)
    )
