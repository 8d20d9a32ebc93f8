"""Edited tables are written all at once, can be undone, and never over what others wrote unseen."""

from datetime import date

import pytest
from sqlmodel import select

from tests.factories import (
    NOW,
    make_area,
    make_council,
    make_goal,
    make_indicator,
    make_intervention,
    make_measurement,
    make_member,
    make_organisation,
    make_programme,
    make_review,
)
from tracker.domain.programme_tables import GOALS, INTERVENTIONS, MEASUREMENTS, find_table
from tracker.domain.table_plan import TableChoices
from tracker.domain.terms import ImportState, InterventionState
from tracker.exporting.programme_tables import table_csv
from tracker.models import (
    AuditEvent,
    FollowUp,
    Goal,
    Intervention,
    Measurement,
    Organisation,
    ProgrammeVersion,
)
from tracker.queries.programme_tables import load_tables
from tracker.queries.programmes import list_intervention_goals
from tracker.services import data_imports
from tracker.services import programme_tables as services
from tracker.services.audit import Act
from tracker.services.conflicts import EditConflict
from tracker.text import speaking

BY = Act(None, NOW)


@pytest.fixture(autouse=True)
def _in_swedish():
    with speaking("sv"):
        yield


@pytest.fixture
def council(session):
    return make_council(session)


@pytest.fixture
def goals(session, council):
    area = make_area(session, programme=make_programme(session, council=council), number=1)
    return [make_goal(session, area=area, number=number) for number in (1, 2, 3)]


def edited(session, council, table, *edits):
    """Return a table's file with some texts replaced by others."""
    text = table_csv(load_tables(session, council=council), table).decode()
    for before, after in edits:
        assert before in text
        text = text.replace(before, after)
    return text.encode()


def bring(session, council, data, *, table=INTERVENTIONS, shown=None, from_year=None, **choices):
    name = f"{table.file_name}.csv"
    made = services.propose(session, council=council, data=data, name=name, by=BY)
    services.choose(session, data_import=made, choices=TableChoices(**choices), by=BY)
    services.apply(
        session,
        council=council,
        data_import=made,
        leaves_out=False,
        from_year=from_year,
        by=BY,
        shown=shown,
    )
    return made


def test_an_edited_cell_is_saved_and_undone(session, council, goals):
    row = make_intervention(session, council=council, title="Värdar", goal=goals[0])
    data = edited(
        session, council, INTERVENTIONS, ("Värdar", "Nattvärdar"), ("Mål 1.1", '"Mål 1.1; 1.3"')
    )

    made = bring(session, council, data)
    assert made.state is ImportState.APPLIED
    assert session.get(Intervention, row.id).title == "Nattvärdar"
    tied = list_intervention_goals(session, council_id=council.id, intervention_id=row.id)
    assert [goal.code for goal in tied] == ["1.1", "1.3"]

    undone = data_imports.undo(session, data_import=made, by=BY)
    assert (undone.taken_back, undone.left) == (2, ())
    session.expire_all()
    assert session.get(Intervention, row.id).title == "Värdar"
    tied = list_intervention_goals(session, council_id=council.id, intervention_id=row.id)
    assert [goal.code for goal in tied] == ["1.1"]


def test_goals_can_change_places_around_a_new_one_and_back(session, council, goals):
    one, two, three = (goal.id for goal in goals)
    text = edited(session, council, GOALS).decode()
    places = {one: "3", two: "1", three: "4"}
    lines = text.split("\r\n")
    for at, line in enumerate(lines[1:-1], start=1):
        cells = line.split(";")
        cells[2] = places[int(cells[0])]
        lines[at] = ";".join(cells)
    new = ";Område 1;2;Nytt mål;;;;;"
    data = "\r\n".join([*lines[:-1], new, ""]).encode()

    made = bring(session, council, data, table=GOALS)
    assert _numbers(session, council) == {one: 3, two: 1, three: 4, "Nytt mål": 2}

    undone = data_imports.undo(session, data_import=made, by=BY)
    assert undone.left == ()
    assert _numbers(session, council) == {one: 1, two: 2, three: 3}


def _numbers(session, council):
    session.expire_all()
    rows = session.exec(select(Goal).where(Goal.council_id == council.id)).all()
    return {"Nytt mål" if row.title == "Nytt mål" else row.id: row.number for row in rows}


def test_a_new_intervention_gets_a_new_organisation_a_person_and_a_follow_up(
    session, council, goals
):
    make_member(session, council=council, name="Bo Ek", email="bo@alvstad.example")
    data = """\
Insats;Mål som insatsen bidrar till;Förvaltning eller samarbetspart;Ansvarig;Läge
Värdar;Mål 1.2;Kultur och fritid;Bo@Alvstad.example;Pågår
""".encode()
    bring(session, council, data, organisations=frozenset({"Kultur och fritid"}))
    row = session.exec(select(Intervention).where(Intervention.title == "Värdar")).one()
    assert session.get(Organisation, row.organisation_id).name == "Kultur och fritid"
    assert (row.responsible_id is not None, row.state) == (True, InterventionState.ONGOING)

    table = find_table("follow_up")
    data = "Insats;År;Genomförd;Antal som nåddes\r\nVärdar;2025;Delvis;1 200".encode()
    bring(session, council, data, table=table)
    follow_up = session.exec(select(FollowUp).where(FollowUp.intervention_id == row.id)).one()
    assert (follow_up.year, follow_up.reached) == (2025, 1200)


def test_a_revised_value_remembers_the_import_and_what_it_was(session, council, goals):
    indicator = make_indicator(session, goal=goals[0])
    row = make_measurement(
        session,
        indicator=indicator,
        starts_on=date(2025, 1, 1),
        ends_on=date(2025, 12, 31),
        count=4711,
    )
    data = edited(session, council, MEASUREMENTS, ("4711", "4 712"))
    made = bring(session, council, data, table=MEASUREMENTS)
    session.expire_all()
    stored = session.get(Measurement, row.id)
    assert (stored.count, stored.import_id) == (4712, made.id)


def test_nothing_is_saved_while_a_row_cannot_be_and_nobody_has_said_to_leave_it_out(
    session, council, goals
):
    make_intervention(session, council=council, title="Värdar")
    data = edited(session, council, INTERVENTIONS, ("Värdar", "Nattvärdar"))
    data += "\r\n;Ljus;Mål 9.9".encode()
    with pytest.raises(services.NothingLeftOut):
        bring(session, council, data)
    titles = session.exec(select(Intervention.title)).all()
    assert list(titles) == ["Värdar"]


def test_what_was_not_shown_is_not_saved(session, council):
    make_intervention(session, council=council, title="Värdar")
    data = edited(session, council, INTERVENTIONS, ("Värdar", "Nattvärdar"))
    with pytest.raises(EditConflict):
        bring(session, council, data, shown="another")


def test_a_file_names_no_person_or_organisation_of_another_council(session, council):
    other = make_council(session)
    make_organisation(session, council=other, name="Granvik")
    make_member(session, council=other, email="dan@granvik.example")
    make_intervention(session, council=council, title="Värdar")
    for column, name in (
        ("Förvaltning eller samarbetspart", "Granvik"),
        ("Ansvarig", "dan@granvik.example"),
    ):
        data = f"Insats;Läge;{column}\r\nLjus;Pågår;{name}".encode()
        with pytest.raises(services.NothingLeftOut):
            bring(session, council, data)


def test_new_wording_from_a_year_keeps_the_earlier_wording(session, council, goals):
    make_review(session, council=council)
    goals[0].title = "Färre brott"
    session.flush()
    data = edited(session, council, GOALS, ("Färre brott", "Inga brott"))
    bring(session, council, data, table=GOALS, from_year=NOW.year)
    version = session.exec(select(ProgrammeVersion)).one()
    assert version.last_year == NOW.year - 1
    assert version.changes == "Från filen mal.csv."


def test_a_correction_keeps_no_version(session, council, goals):
    goals[0].title = "Färre brott"
    session.flush()
    data = edited(session, council, GOALS, ("Färre brott", "Inga brott"))
    bring(session, council, data, table=GOALS)
    assert session.exec(select(ProgrammeVersion)).first() is None


def test_it_is_written_down_who_brought_what(session, council):
    make_intervention(session, council=council, title="Värdar")
    bring(session, council, edited(session, council, INTERVENTIONS, ("Värdar", "Nattvärdar")))
    acts = session.exec(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert list(acts) == ["propose_import", "choose_import", "apply_import"]
