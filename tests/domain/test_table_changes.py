"""What the tables of a file would do, before anything is done."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from tracker.domain.data_imports import NewRow
from tracker.domain.programme_tables import (
    FINGERPRINT,
    FOLLOW_UPS,
    GOALS,
    INDICATORS,
    INTERVENTIONS,
    MEASUREMENTS,
    PROGRAMMES,
    TABLES,
    ProgrammeTable,
)
from tracker.domain.read_tables import ReadRow, ReadTable, ReadTables
from tracker.domain.saved_tables import SavedRow, SavedTables, cells_of, name_saved
from tracker.domain.table_cells import as_text
from tracker.domain.table_changes import plan_changes
from tracker.domain.table_plan import RowState, TableChoices, TablesPlan
from tracker.domain.terms import Direction, IndicatorKind, InterventionState

SAVED = SavedTables(
    municipality="Älvstad",
    organisations={20: ("Kultur och fritid", "KoF"), 21: ("Polisen", "")},
    people={30: ("bo@alvstad.example", "Bo Ek"), 31: ("Åsa Ny",)},
    rows={
        "programme": (
            SavedRow(id=1, values={"name": "BFP", "first_year": 2024, "last_year": 2027}),
        ),
        "priority_area": (
            SavedRow(id=2, values={"programme_id": 1, "number": 3, "name": "Trygga platser"}),
        ),
        "goal": (
            SavedRow(id=4, values={"priority_area_id": 2, "number": 1, "title": "Färre bråk"}),
            SavedRow(id=5, values={"priority_area_id": 2, "number": 2, "title": "Mer ljus"}),
        ),
        "indicator": (
            SavedRow(
                id=6,
                values={
                    "goal_id": 4,
                    "title": "Trygga ute",
                    "kind": IndicatorKind.SHARE,
                    "direction": Direction.HIGHER_BETTER,
                    "target": 0.8,
                },
            ),
        ),
        "intervention": (
            SavedRow(
                id=7,
                values={
                    "title": "Värdar",
                    "goals": (4,),
                    "organisation_id": 20,
                    "responsible_id": 30,
                    "state": InterventionState.ONGOING,
                    "starts_on": date(2025, 1, 1),
                },
                links={4: 70},
            ),
        ),
        "measurement": (
            SavedRow(
                id=8,
                values={
                    "indicator_id": 6,
                    "municipality": "",
                    "starts_on": date(2025, 1, 1),
                    "ends_on": date(2025, 12, 31),
                    "value": 0.7,
                },
            ),
        ),
    },
)

Edits = Mapping[int, Mapping[str, str | None]]


def as_left(table: ProgrammeTable, saved: SavedTables = SAVED) -> list[dict[str, str | None]]:
    """Return a table's rows as they leave in a file."""
    names = name_saved(saved)
    return [
        {key: as_text(cell) for key, cell in cells_of(table, row, names).items()}
        for row in saved.of(table)
    ]


def read(
    table: ProgrammeTable,
    edits: Edits | None = None,
    *added: Mapping[str, str | None],
    lacks: tuple[str, ...] = (),
) -> ReadTable:
    """Return a table as it comes back: some of its cells edited, and some rows added."""
    rows = as_left(table)
    for row in rows:
        row.update((edits or {}).get(int(row["id"] or 0), {}))
    blank: dict[str, str | None] = dict.fromkeys(("id", *(one.key for one in table.columns)), "")
    every = [*rows, *({**blank, **one} for one in added)]
    return ReadTable(
        key=table.key,
        sheet=table.title,
        letters={},
        rows=tuple(
            ReadRow(
                line=line,
                cells={key: cell for key, cell in cells.items() if key not in lacks},
            )
            for line, cells in enumerate(every, start=2)
        ),
    )


def plan(*tables: ReadTable, saved: SavedTables = SAVED, **choices: object) -> TablesPlan:
    found = {"Umeå kommun": "Umeå", "Umeå": "Umeå"}
    return plan_changes(
        saved,
        ReadTables(tables=tables),
        choices=TableChoices(**choices),  # type: ignore[arg-type]
        find_place=found.get,
    )


def faults(found: TablesPlan) -> list[str]:
    return [cell.fault for row in found.rows for cell in row.faults]


def test_a_changed_cell_is_one_change_with_what_was_there():
    found = plan(read(INTERVENTIONS, {7: {"state": "Klar", "ends_on": "2026-06-30"}}))
    (change,) = found.changes
    assert (change.thing, change.thing_id) == ("intervention", 7)
    assert change.before == {"state": "ongoing", "ends_on": None}
    assert change.after == {"state": "done", "ends_on": "2026-06-30"}
    (row,) = found.having(RowState.CHANGED)
    assert [(cell.header, cell.before, cell.after) for cell in row.cells] == [
        ("Läge", "Pågår", "Klar"),
        ("Sista dag", "", "2026-06-30"),
    ]


def test_a_column_that_is_taken_away_is_left_and_an_emptied_cell_is_emptied():
    found = plan(read(INTERVENTIONS, {7: {"responsible_id": ""}}, lacks=("state", "goals")))
    assert [change.after for change in found.changes] == [{"responsible_id": None}]


def test_a_row_that_is_not_in_the_file_is_left_and_counted():
    table = read(GOALS)
    found = plan(replace(table, rows=table.rows[:1]))
    assert (found.changes, found.untouched) == ((), {"goal": 1})


def test_a_new_goal_can_have_an_intervention_in_the_same_file():
    found = plan(
        read(GOALS, None, {"priority_area_id": "Område 3", "number": "3", "title": "Fler ute"}),
        read(INTERVENTIONS, {7: {"goals": "Mål 3.1; 3.3"}}),
    )
    goal, tie = found.changes
    assert goal.after["priority_area_id"] == 2
    assert tie.after == {"intervention_id": 7, "goal_id": NewRow(goal.key)}


def test_renumbered_goals_keep_what_is_tied_to_them():
    found = plan(
        read(GOALS, {4: {"number": "2"}, 5: {"number": "1"}}),
        read(INDICATORS),
        read(INTERVENTIONS),
    )
    assert {change.thing_id: change.after for change in found.changes} == {
        4: {"number": 2},
        5: {"number": 1},
    }


def test_a_goal_that_is_left_out_of_a_cell_gives_its_tie_away_or_stays():
    moved = plan(read(INTERVENTIONS, {7: {"goals": "Mål 3.2"}}))
    assert [(one.thing_id, one.after) for one in moved.changes] == [(70, {"goal_id": 5})]

    emptied = plan(read(INTERVENTIONS, {7: {"goals": ""}}))
    assert emptied.changes == ()
    assert emptied.rows[0].notes == ("Mål 3.1 står kvar. Ta bort målet på insatsens egen sida.",)


@pytest.mark.parametrize(
    ("table", "edits", "words"),
    [
        (GOALS, {4: {"id": "99"}}, "Ingen rad här har det numret"),
        (GOALS, {4: {"id": "sju"}}, "Numret sätts av programmet"),
        (GOALS, {4: {"id": "9" * 5000}}, "Numret sätts av programmet"),
        (GOALS, {5: {"id": "4"}}, "En annan rad har samma nummer"),
        (GOALS, {5: {"number": "1"}}, "En annan rad har samma: Område, Nummer inom området."),
        (GOALS, {4: {"title": ""}}, "Fyll i"),
        (GOALS, {4: {"title": None}}, "Cellen innehåller en formel"),
        (INTERVENTIONS, {7: {"goals": "Mål 3.9"}}, "Mål 3.9 finns inte. Menade du Mål 3."),
        (INTERVENTIONS, {7: {"organisation_id": "Polise"}}, "Menade du Polisen?"),
        (INTERVENTIONS, {7: {"responsible_id": "ny@b.example"}}, "Lägg först till personen"),
        (INTERVENTIONS, {7: {"state": "Vilar"}}, "Skriv något av: Inte påbörjad"),
        (INTERVENTIONS, {7: {"ends_on": "2024-01-01"}}, "sista dagen"),
        (INTERVENTIONS, {7: {"starts_on": "igår"}}, "Skriv datumet som"),
        (INTERVENTIONS, {7: {"ends_on": "9999-12-31"}}, "kan inte stämma"),
        (INDICATORS, {6: {"target": "80"}}, "En andel skrivs som 0,83"),
        (MEASUREMENTS, {8: {"municipality": "Umå"}}, "Det finns ingen kommun som heter Umå"),
        (MEASUREMENTS, {8: {"value": "83"}}, "En andel skrivs som 0,83"),
        (MEASUREMENTS, {8: {"value": ""}}, "Fyll i antal"),
        (MEASUREMENTS, {8: {"count": "-1"}}, "minst 0"),
        (MEASUREMENTS, {8: {"population": "0"}}, "minst 1"),
        (MEASUREMENTS, {8: {"low": "0,9", "high": "0,1"}}, "Den övre gränsen"),
        (PROGRAMMES, {1: {"last_year": "2020"}}, "Det sista året"),
        (PROGRAMMES, {1: {"link": "javascript:x"}}, "https://"),
    ],
)
def test_a_cell_that_cannot_be_used_is_explained_and_its_row_left_out(table, edits, words):
    found = plan(read(table, edits))
    assert any(words in fault for fault in faults(found)), faults(found)
    assert [one for one in found.changes if one.thing == table.key] == []


def test_a_new_row_that_is_refused_is_not_there_for_others():
    found = plan(
        read(GOALS, None, {"priority_area_id": "Område 3", "number": "3", "title": ""}),
        read(INTERVENTIONS, {7: {"goals": "Mål 3.1; Mål 3.3"}}),
    )
    assert found.changes == ()
    assert len(faults(found)) == 2


def test_two_new_rows_that_are_the_same_are_both_refused():
    row = {"intervention_id": "Värdar", "year": "2025"}
    found = plan(read(FOLLOW_UPS, None, row, row))
    assert found.count(RowState.REFUSED) == 2


def test_an_organisation_that_is_not_here_can_be_added():
    table = read(INTERVENTIONS, {7: {"organisation_id": "Räddningstjänsten"}})
    asked = plan(table)
    assert (asked.new_organisations, asked.changes) == (("Räddningstjänsten",), ())

    made, change = plan(table, organisations=frozenset({"Räddningstjänsten", "Ingen"})).changes
    assert (made.thing, made.after) == ("organisation", {"name": "Räddningstjänsten"})
    assert change.after == {"organisation_id": NewRow(made.key)}


def test_rows_with_unknown_numbers_are_new_ones_when_somebody_says_so():
    table = read(GOALS, {4: {"id": "99", "number": "7"}})
    assert plan(table).unknown_count == 1
    (change,) = plan(table, adds_unknown=True).changes
    assert (change.is_new, change.after["number"]) == (True, 7)


@pytest.mark.parametrize("written", ["", "Älvstad", "älvstad"])
def test_the_councils_own_municipality_may_be_named(written):
    assert plan(read(MEASUREMENTS, {8: {"municipality": written}})).changes == ()


def test_a_municipality_gets_its_own_name():
    (change,) = plan(read(MEASUREMENTS, {8: {"municipality": "Umeå kommun"}})).changes
    assert change.after == {"municipality": "Umeå"}


def test_names_that_several_rows_have_are_told_apart():
    programmes = (
        *SAVED.rows["programme"],
        SavedRow(id=9, values={"name": "BFP", "first_year": 2020, "last_year": 2023}),
    )
    areas = (
        *SAVED.rows["priority_area"],
        SavedRow(id=10, values={"programme_id": 9, "number": 3, "name": "Trygghet"}),
    )
    goals = (
        *SAVED.rows["goal"],
        SavedRow(id=11, values={"priority_area_id": 10, "number": 1, "title": "Förr"}),
    )
    rows = {**SAVED.rows, "programme": programmes, "priority_area": areas, "goal": goals}
    saved = replace(SAVED, rows=rows)
    (row,) = as_left(INTERVENTIONS, saved)
    assert row["goals"] == "Mål 3.1 (2024–2027)"

    (row,) = plan(read(INTERVENTIONS, {7: {"goals": "Mål 3.1; Mål 3.2"}}), saved=saved).rows
    assert row.faults[0].fault.startswith("Det finns flera som heter Mål 3.1.")
    hyphen = "Mål 3.1 (2024-2027); Mål 3.1 (2020-2023)"
    table = read(INTERVENTIONS, {7: {"goals": hyphen}}, lacks=(FINGERPRINT,))
    (change,) = plan(table, saved=saved).changes
    assert change.after["goal_id"] == 11


def test_what_others_changed_since_is_neither_undone_nor_overwritten_unseen():
    left = read(INTERVENTIONS)
    values = {**SAVED.rows["intervention"][0].values, "target_group": "Unga"}
    row = SavedRow(id=7, values=values, links={4: 70})
    now = replace(SAVED, rows={**SAVED.rows, "intervention": (row,)})

    unchanged = plan(left, saved=now)
    assert unchanged.changes == ()
    assert unchanged.notes[0].startswith("En rad är oförändrad i filen men har ändrats här")

    edited = read(INTERVENTIONS, {7: {"state": "Klar"}})
    assert plan(edited, saved=now).count(RowState.CONFLICT) == 1
    assert plan(edited, saved=now).changes == ()
    (change,) = plan(edited, saved=now, overrides=True).changes
    assert change.after == {"state": "done", "target_group": ""}


def test_a_row_copied_over_another_is_not_taken_for_unchanged():
    first, second = as_left(GOALS)
    copied = {**first, "id": second["id"], "number": second["number"]}
    table = read(GOALS, {5: copied})
    (change,) = plan(table, overrides=True).changes
    assert change.after == {"title": "Färre bråk"}


@pytest.mark.parametrize(
    ("table", "edits", "programmes"),
    [
        (GOALS, {4: {"title": "Inga bråk"}}, {1}),
        (INDICATORS, {6: {"target": "0,9"}}, {1}),
        (INDICATORS, {6: {"source": "Polisen"}}, set()),
        (INTERVENTIONS, {7: {"state": "Klar"}}, set()),
    ],
)
def test_new_wording_is_told_from_other_changes(table, edits, programmes):
    found = plan(read(table, edits))
    assert len(found.changes) == 1
    assert found.reworded == programmes


def test_every_table_leaves_with_a_mark_that_its_own_cells_give():
    for table in TABLES:
        for row in as_left(table):
            found = plan(read(table))
            assert row[FINGERPRINT]
            assert found.changes == ()
