"""What has come in to the demo from elsewhere: applied, revised, fetched, and one file waiting."""

from datetime import date

import pytest
from sqlmodel import Session, select

from tests.demo.test_seed import TODAY, filled
from tracker.demo.fill_imports import NEW_CRIME, NEW_PLACE, REVISED, WAITING_DAYS
from tracker.demo.fill_versions import FIRST_TITLE, GOAL
from tracker.demo.indicators import KOLADA_MEASURE
from tracker.domain.import_diff import CellState
from tracker.domain.terms import FetchState, ImportState
from tracker.models import (
    ComparisonArea,
    Council,
    DataImport,
    Indicator,
    KpiFetch,
    Measurement,
    PopulationCount,
)
from tracker.queries.data_imports import list_imports, list_revisions
from tracker.queries.programmes import list_goals
from tracker.services import data_imports
from tracker.services.audit import Act


@pytest.fixture(scope="module")
def demo():
    with filled(TODAY) as session:
        yield session


def council_of(session: Session) -> Council:
    return session.exec(select(Council)).one()


def imported(session: Session, name: str) -> DataImport:
    rows = session.exec(select(DataImport)).all()
    return next(row for row in rows if name in row.name)


def revisions(session: Session, title: str):
    indicator = session.exec(select(Indicator).where(Indicator.title == title)).one()
    return list_revisions(session, council_id=indicator.council_id, indicator_id=indicator.id)


def test_what_came_in_is_applied_but_for_one_file_that_waits(demo):
    listed = list_imports(demo, council_id=council_of(demo).id)
    states = [one.row.state for one in listed]
    assert states == [ImportState.PROPOSED] + [ImportState.APPLIED] * 3


def test_two_counts_were_preliminary_and_show_what_they_were(demo):
    for title in REVISED:
        [revision] = revisions(demo, title)
        assert revision.measurement.ends_on == date(2024, 12, 31)
        assert revision.before["count"] != revision.after["count"] == revision.measurement.count
        assert (revision.before["is_preliminary"], revision.after["is_preliminary"]) == (
            True,
            False,
        )


def test_undoing_the_revision_puts_the_earlier_counts_back():
    with filled(TODAY) as session:
        row = imported(session, "revidering")
        before = {title: revisions(session, title)[0] for title in REVISED}
        undone = data_imports.undo(session, data_import=row, by=Act(None, row.applied_at))
        assert (undone.taken_back, undone.left) == (4, ())
        for one in before.values():
            measurement = session.get_one(Measurement, one.measurement.id)
            assert measurement.count == one.before["count"]


def test_the_waiting_file_has_something_of_everything_to_look_at(demo):
    council = council_of(demo)
    plan = data_imports.plan(demo, council=council, data_import=imported(demo, "bostadsinbrott"))
    assert [line.target.series.name for line in plan.lines] == [NEW_CRIME]
    assert [one.place.written for one in plan.open_places] == [f"{NEW_PLACE} kommun"]
    assert not plan.is_ready
    assert [one.key for one in plan.open_questions] == ["preliminary"]
    assert plan.counts[CellState.NEW] == 4
    assert (
        plan.counts[CellState.MISSING] == 3
    )  # two said by the source, one count that is no number
    assert plan.counts[CellState.PROBLEM] == 1


def test_inhabitants_are_known_for_all_places_of_every_year(demo):
    rows = demo.exec(select(PopulationCount)).all()
    places = {row.name for row in demo.exec(select(ComparisonArea))}
    assert places == {"Granby", "Norrsund", "Lindhamn"}
    assert {row.municipality for row in rows} == {"", *places}
    assert {row.year for row in rows} == set(range(2016, 2026))


def test_the_fetch_is_done_and_what_it_brought_is_applied(demo):
    fetch = demo.exec(select(KpiFetch)).one()
    assert fetch.state is FetchState.DONE
    assert fetch.steps_done == fetch.steps_in_all
    assert demo.get_one(DataImport, fetch.import_id).state is ImportState.APPLIED
    [revision] = revisions(demo, "Anmälda våldsbrott i kommunen")
    assert revision.before["value"] > revision.after["value"]


def test_everything_from_elsewhere_says_that_it_is_made_up(demo):
    files = [row for row in demo.exec(select(DataImport)) if row.name.endswith(".csv")]
    assert len(files) == 3
    assert all("påhittad" in row.name for row in files)
    for line in data_imports.plan(
        demo, council=council_of(demo), data_import=imported(demo, "bostadsinbrott")
    ).lines:
        assert line.target.series.source == "Brå (påhittade siffror)"
    tied = demo.exec(select(Indicator).where(Indicator.kpi != "")).all()
    assert [one.kpi for one in tied] == [KOLADA_MEASURE.id]
    assert tied[0].kpi_title.startswith("Påhittat mått")
    assert "finns inte i Kolada" in tied[0].definition


def test_last_years_report_has_the_goal_as_it_was_worded_then(demo):
    council_id = council_of(demo).id
    worded = {
        year: next(
            goal.title
            for goal in list_goals(demo, council_id=council_id, year=year)
            if goal.code == GOAL
        )
        for year in (TODAY.year - 1, TODAY.year)
    }
    assert worded[TODAY.year - 1] == FIRST_TITLE != worded[TODAY.year]


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2028, 2, 29)], ids=str)
def test_nothing_came_in_from_the_future(today):
    with filled(today) as session:
        assert all(row.made_at.date() < today for row in session.exec(select(DataImport)))
        waiting = imported(session, "bostadsinbrott")
        assert (today - waiting.made_at.date()).days == WAITING_DAYS
