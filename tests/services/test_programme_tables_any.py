"""Any programme leaves and comes back whole: unchanged here, and equal in another council."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from sqlmodel import Session, select

from tests.domain.table_builders import OWN, any_tables
from tests.factories import NOW, add, make_council
from tracker.domain.programme_tables import FINGERPRINT, TABLES, CellKind
from tracker.domain.read_tables import ReadTables
from tracker.domain.saved_tables import SavedTables, cells_of, name_saved
from tracker.domain.table_plan import RowState, TableChoices
from tracker.domain.terms import Role
from tracker.exporting.programme_tables import tables_workbook, tables_zip
from tracker.importing.programme_tables import read_tables
from tracker.models import Council, InterventionGoal, Membership, Organisation, Person
from tracker.queries.programme_tables import load_tables
from tracker.services import programme_tables as services
from tracker.services.audit import Act
from tracker.services.row_changes import TABLES as MODELS
from tracker.text import speaking

BY = Act(None, NOW)
_QUICK = settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
_BACK = re.compile(r"\(Nr \d+\)")


def _save(session: Session, council: Council, drawn: SavedTables) -> None:
    """Save what was drawn, with numbers of the database's own."""
    numbers: dict[tuple[str, int], int] = {}
    for number, names in drawn.organisations.items():
        row = add(session, Organisation(council_id=council.id, name=names[0]))
        numbers["organisation", number] = row.id
    for number, names in drawn.people.items():
        numbers["person", number] = _join(session, council, names[0])
    for table in TABLES:
        for saved in drawn.of(table):
            values = {
                column.key: numbers.get((column.to, value), value) if column.to else value
                for column in table.columns
                if column.kind is not CellKind.REFERENCES
                for value in [saved.values[column.key]]
            }
            made: Any = add(session, MODELS[table.key](council_id=council.id, **values))
            numbers[table.key, saved.id] = made.id
            for goal in saved.values.get("goals", ()):
                tie = {"intervention_id": made.id, "goal_id": numbers["goal", goal]}
                add(session, InterventionGoal(council_id=council.id, **tie))


def _join(session: Session, council: Council, email: str) -> int:
    found = session.exec(select(Person).where(Person.email == email)).first()
    person = found or add(session, Person(name=email, email=email))
    tie = {"council_id": council.id, "person_id": person.id, "role": Role.CONTRIBUTOR}
    add(session, Membership(**tie))
    return person.id


def _said(saved: SavedTables) -> Mapping[str, list[tuple[str, ...]]]:
    """Return what each table says, without the numbers that rows have."""
    names = name_saved(saved)
    return {
        table.key: sorted(
            tuple(
                _BACK.sub("", str(cells[column.key] or ""))
                if column.kind is not CellKind.REFERENCES
                else str(sorted(_BACK.sub("", str(cells[column.key] or "")).split("; ")))
                for column in table.columns
            )
            for row in saved.of(table)
            for cells in [cells_of(table, row, names)]
        )
        for table in TABLES
    }


Export = Callable[[SavedTables], bytes]


def _without_marks(read: ReadTables) -> ReadTables:
    """Return tables whose column of fingerprints somebody has taken away."""
    tables = []
    for table in read.tables:
        rows = [
            replace(row, cells={key: row.cells[key] for key in row.cells if key != FINGERPRINT})
            for row in table.rows
        ]
        tables.append(replace(table, rows=tuple(rows)))
    return replace(read, tables=tuple(tables))


@pytest.mark.parametrize("export", [tables_workbook, tables_zip])
@_QUICK
@given(drawn=any_tables())
def test_what_leaves_and_comes_back_unchanged_is_no_change(session, export: Export, drawn):
    council = make_council(session, municipality=OWN)
    _save(session, council, drawn)
    saved = load_tables(session, council=council)
    read = read_tables(export(saved), name="tabeller")

    # The mark of each row says the same as its cells do: either must be enough.
    plans = [
        services.plan_read(session, council=council, read=one, choices=TableChoices())
        for one in (read, _without_marks(read))
    ]

    rows = sum(len(saved.of(table)) for table in TABLES)
    for plan in plans:
        assert [row for row in plan.rows if row.state is not RowState.SAME] == []
        assert (len(plan.rows), plan.changes, plan.untouched) == (rows, (), {})
    session.rollback()


@pytest.mark.parametrize("export", [tables_workbook, tables_zip])
@_QUICK
@given(drawn=any_tables())
def test_an_empty_council_that_takes_a_file_says_what_the_first_one_did(
    session, export: Export, drawn
):
    council = make_council(session, municipality=OWN)
    _save(session, council, drawn)
    first = load_tables(session, council=council)
    empty = make_council(session, municipality=OWN)
    for names in drawn.people.values():
        _join(session, empty, names[0])

    with speaking("sv"):
        made = services.propose(session, council=empty, data=export(first), name="tabeller", by=BY)
        choices = TableChoices(
            adds_unknown=True,
            organisations=frozenset(names[0] for names in drawn.organisations.values()),
        )
        services.choose(session, data_import=made, choices=choices, by=BY)
        services.apply(
            session, council=empty, data_import=made, leaves_out=False, from_year=None, by=BY
        )

    assert _said(load_tables(session, council=empty)) == _said(first)
    session.rollback()
