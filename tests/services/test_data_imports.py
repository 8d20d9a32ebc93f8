"""Tests of what an import writes, and of its undoing."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, select

from tests import factories
from tests.factories import NOW
from tracker.domain.data_imports import NewRow, RowChange
from tracker.domain.terms import ImportKind, ImportState, IndicatorKind
from tracker.models import (
    AuditEvent,
    Council,
    DataImport,
    Goal,
    ImportChange,
    Indicator,
    Measurement,
    PriorityArea,
    Programme,
)
from tracker.services.audit import Act
from tracker.services.conflicts import EditConflict
from tracker.services.data_imports import NotOpen, apply_changes, discard, propose, undo
from tracker.services.programmes import keep_wording

BY = Act(None, NOW)


@pytest.fixture
def indicator(session: Session) -> Indicator:
    return factories.make_indicator(session, title="Anmälda stölder")


def proposal(session: Session, council_id: int, **values: Any) -> DataImport:
    return propose(
        session,
        council=session.get_one(Council, council_id),
        kind=ImportKind.FILE,
        name="brott.csv",
        found=None,
        by=BY,
        **values,
    )


def new_value(indicator_id: int | NewRow, year: int, **values: Any) -> RowChange:
    return RowChange(
        thing="measurement",
        after={
            "indicator_id": indicator_id,
            "starts_on": f"{year}-01-01",
            "ends_on": f"{year}-12-31",
            **values,
        },
    )


def changed_count(row: Measurement, count: int) -> RowChange:
    return RowChange(
        thing="measurement",
        thing_id=row.id,
        before={"count": row.count},
        after={"count": count},
    )


def applied(session: Session, council_id: int, *changes: RowChange) -> DataImport:
    made = proposal(session, council_id)
    apply_changes(session, data_import=made, changes=changes, by=BY)
    return made


def counts(session: Session, indicator_id: int) -> dict[int, int | None]:
    session.expire_all()
    rows = session.exec(select(Measurement).where(Measurement.indicator_id == indicator_id))
    return {row.starts_on.year: row.count for row in rows}


def test_new_rows_are_made_with_their_dates_and_the_import_they_came_with(
    session: Session, indicator: Indicator
) -> None:
    made = applied(session, indicator.council_id, new_value(indicator.id, 2024, count=12))
    row = session.exec(select(Measurement)).one()
    assert (row.starts_on, row.ends_on, row.count) == (date(2024, 1, 1), date(2024, 12, 31), 12)
    assert row.import_id == made.id
    assert made.state is ImportState.APPLIED
    assert made.applied_at == NOW


def test_a_row_may_hang_on_another_that_the_same_import_makes(
    session: Session, indicator: Indicator
) -> None:
    new = RowChange(
        thing="indicator",
        key="theft",
        after={
            "goal_id": indicator.goal_id,
            "title": "Stöld",
            "kind": "count",
            "direction": "neutral",
        },
    )
    applied(session, indicator.council_id, new, new_value(NewRow("theft"), 2024, count=5))
    row = session.exec(select(Indicator).where(Indicator.title == "Stöld")).one()
    assert row.kind is IndicatorKind.COUNT
    assert counts(session, row.id) == {2024: 5}


def test_a_changed_row_keeps_what_it_was(session: Session, indicator: Indicator) -> None:
    row = factories.make_measurement(session, indicator=indicator, year=2024, count=120)
    made = applied(session, indicator.council_id, changed_count(row, 118))
    kept = session.exec(select(ImportChange)).one()
    assert kept.before == {"count": 120, "import_id": None}
    assert kept.after == {"count": 118, "import_id": made.id}


def test_a_row_that_is_no_longer_as_it_was_stops_the_whole_import(
    session: Session, indicator: Indicator
) -> None:
    row = factories.make_measurement(session, indicator=indicator, year=2024, count=120)
    change = changed_count(row, 118)
    row.count = 121
    session.flush()
    session.commit()
    made = proposal(session, indicator.council_id)
    session.commit()
    with pytest.raises(EditConflict):
        apply_changes(
            session,
            data_import=made,
            changes=[new_value(indicator.id, 2023, count=1), change],
            by=BY,
        )
    session.rollback()
    assert counts(session, indicator.id) == {2024: 121}


def test_a_value_that_somebody_else_wrote_meanwhile_stops_the_import(
    session: Session, indicator: Indicator
) -> None:
    factories.make_measurement(session, indicator=indicator, year=2024, count=120)
    made = proposal(session, indicator.council_id)
    session.commit()
    with pytest.raises(EditConflict):
        apply_changes(
            session, data_import=made, changes=[new_value(indicator.id, 2024, count=1)], by=BY
        )


def test_another_council_s_row_cannot_be_changed(session: Session, indicator: Indicator) -> None:
    theirs = factories.make_measurement(session, year=2024, count=9)
    with pytest.raises(EditConflict):
        applied(session, indicator.council_id, changed_count(theirs, 10))


def test_an_import_cannot_say_which_council_a_row_belongs_to(
    session: Session, indicator: Indicator
) -> None:
    with pytest.raises(ValueError, match="council"):
        applied(session, indicator.council_id, new_value(indicator.id, 2024, council_id=99))


def test_an_import_is_applied_once(session: Session, indicator: Indicator) -> None:
    made = applied(session, indicator.council_id, new_value(indicator.id, 2024, count=12))
    with pytest.raises(NotOpen):
        apply_changes(session, data_import=made, changes=[], by=BY)


def test_undoing_puts_back_changed_values_and_removes_new_ones(
    session: Session, indicator: Indicator
) -> None:
    row = factories.make_measurement(session, indicator=indicator, year=2023, count=120)
    made = applied(
        session,
        indicator.council_id,
        changed_count(row, 118),
        new_value(indicator.id, 2024, count=12),
    )
    undone = undo(session, data_import=made, by=BY)
    assert counts(session, indicator.id) == {2023: 120}
    assert session.get_one(Measurement, row.id).import_id is None
    assert (undone.taken_back, undone.left) == (2, ())
    assert made.state is ImportState.UNDONE


def test_undoing_leaves_and_names_what_somebody_changed_afterwards(
    session: Session, indicator: Indicator
) -> None:
    made = applied(
        session,
        indicator.council_id,
        new_value(indicator.id, 2023, count=11, municipality="Granvik"),
        new_value(indicator.id, 2024, count=12),
    )
    row = session.exec(select(Measurement).where(Measurement.municipality == "Granvik")).one()
    row.count = 10
    session.flush()
    undone = undo(session, data_import=made, by=BY)
    assert counts(session, indicator.id) == {2023: 10}
    assert [one.name for one in undone.left] == ["Granvik 2023-01-01 2023-12-31"]
    assert undone.taken_back == 1


def test_undoing_leaves_a_new_indicator_that_has_got_a_value_by_hand(
    session: Session, indicator: Indicator
) -> None:
    new = RowChange(
        thing="indicator",
        key="theft",
        after={
            "goal_id": indicator.goal_id,
            "title": "Stöld",
            "kind": "count",
            "direction": "neutral",
        },
    )
    made = applied(session, indicator.council_id, new, new_value(NewRow("theft"), 2024, count=5))
    row = session.exec(select(Indicator).where(Indicator.title == "Stöld")).one()
    factories.make_measurement(session, indicator=row, year=2020, count=3)
    undone = undo(session, data_import=made, by=BY)
    assert counts(session, row.id) == {2020: 3}
    assert [(one.thing, one.name) for one in undone.left] == [("indicator", "Stöld")]


def test_undoing_a_whole_tree_leaves_nothing_of_it(session: Session, indicator: Indicator) -> None:
    goal = session.get_one(Goal, indicator.goal_id)
    changes = [
        RowChange(
            thing="goal",
            key="g",
            after={"priority_area_id": goal.priority_area_id, "number": 77, "title": "Nytt mål"},
        ),
        RowChange(
            thing="indicator",
            key="i",
            after={
                "goal_id": NewRow("g"),
                "title": "Stöld",
                "kind": "count",
                "direction": "neutral",
            },
        ),
        new_value(NewRow("i"), 2024, count=5),
    ]
    made = applied(session, indicator.council_id, *changes)
    undone = undo(session, data_import=made, by=BY)
    assert (undone.taken_back, undone.left) == (3, ())
    assert session.exec(select(Goal).where(Goal.title == "Nytt mål")).first() is None


def test_undoing_leaves_a_new_goal_that_an_earlier_wording_holds(
    session: Session, indicator: Indicator
) -> None:
    goal = session.get_one(Goal, indicator.goal_id)
    area = session.get_one(PriorityArea, goal.priority_area_id)
    programme = session.get_one(Programme, area.programme_id)
    new = {"priority_area_id": area.id, "number": 77, "title": "Nytt mål"}
    made = applied(session, indicator.council_id, RowChange(thing="goal", key="g", after=new))
    keep_wording(session, programme=programme, from_year=factories.YEAR, changes="", now=NOW, by=BY)
    undone = undo(session, data_import=made, by=BY)
    assert [(one.thing, one.name) for one in undone.left] == [("goal", "Nytt mål")]
    assert undone.taken_back == 0
    assert session.exec(select(Goal).where(Goal.title == "Nytt mål")).first() is not None


def test_an_import_is_undone_once(session: Session, indicator: Indicator) -> None:
    made = applied(session, indicator.council_id, new_value(indicator.id, 2024, count=12))
    undo(session, data_import=made, by=BY)
    with pytest.raises(NotOpen):
        undo(session, data_import=made, by=BY)


def test_a_discarded_import_cannot_be_applied(session: Session, indicator: Indicator) -> None:
    made = proposal(session, indicator.council_id)
    discard(session, data_import=made, by=BY)
    with pytest.raises(NotOpen):
        apply_changes(session, data_import=made, changes=[], by=BY)


def test_each_step_is_written_down(session: Session, indicator: Indicator) -> None:
    made = applied(session, indicator.council_id, new_value(indicator.id, 2024, count=12))
    undo(session, data_import=made, by=BY)
    acts = [
        one.action
        for one in session.exec(
            select(AuditEvent).where(AuditEvent.thing == "data_import").order_by("id")
        )
    ]
    assert acts == ["propose_import", "apply_import", "undo_import"]
