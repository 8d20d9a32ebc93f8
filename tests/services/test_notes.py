"""Imported notes become a finished meeting."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlmodel import func, select

from tests import factories
from tests.factories import NOW
from tracker.domain.terms import MeetingStatus
from tracker.importing.notes import AttendanceLine, Notes, NotesAgendaItem
from tracker.models import Meeting, Person
from tracker.queries import meetings as queries
from tracker.services.notes import DayIsTaken, import_notes

NOTES = Notes(
    council="Älvstads Brå",
    title="Anteckningar",
    held_on=date(2025, 2, 18),
    starts=time(15),
    ends=time(16, 30),
    when="2025-02-18, kl. 15.00–16.30",
    meeting_form="Fysiskt möte",
    place="Stadshuset",
    attendance=(
        AttendanceLine("Bo Ek"),
        AttendanceLine("Eva Lind", absent=True, substitute="Olle Sund"),
        AttendanceLine("Mia Berg", note="digitalt"),
    ),
    agenda=(
        NotesAgendaItem(
            "Föregående möte", "Godkändes.", "Bo Ek", "Ordförande", is_previous_meeting=True
        ),
        NotesAgendaItem("Lägesbild från polisen", "Lugnt.", "Mia Berg"),
    ),
    questions=("Vad fungerar?",),
    information_points=(),
    note_taker="Mia Berg",
    previous_meeting_on=None,
    labels=(),
    unplaced=("Ett ord för mycket.",),
)


@pytest.fixture
def council(session):
    return factories.make_council(session)


def test_notes_become_a_held_meeting_with_everything_in_place(session, council):
    result = import_notes(session, council=council, notes=NOTES, now=NOW)

    assert result.is_new
    [row] = queries.list_meetings(session, council_id=council.id, year=2025)
    assert (row.meeting.theme, row.meeting.status) == ("Lägesbild från polisen", MeetingStatus.HELD)
    agenda = queries.list_agenda(session, council_id=council.id, meeting_id=row.meeting.id)
    assert [(item.title, item.presenter) for item in agenda] == [
        ("Föregående möte", "Bo Ek, Ordförande"),
        ("Lägesbild från polisen", "Mia Berg"),
    ]
    seats = queries.list_seats(session, council_id=council.id, meeting_id=row.meeting.id)
    assert [(seat.name, seat.attended, seat.substitute_name) for seat in seats] == [
        ("Bo Ek", True, ""),
        ("Eva Lind", False, "Olle Sund"),
        ("Mia Berg", True, ""),
    ]
    [minutes] = queries.list_minutes(session, council_id=council.id, meeting_id=row.meeting.id)
    assert "Ett ord för mycket." in minutes.text
    assert "Mia Berg: digitalt" in minutes.text


def test_importing_twice_changes_nothing_the_second_time(session, council):
    import_notes(session, council=council, notes=NOTES, now=NOW)
    people = session.exec(select(func.count()).select_from(Person)).one()

    second = import_notes(session, council=council, notes=NOTES, now=NOW)

    assert not second.is_new
    assert session.exec(select(func.count()).select_from(Meeting)).one() == 1
    assert session.exec(select(func.count()).select_from(Person)).one() == people


def test_a_member_who_is_known_by_name_is_not_doubled(session, council):
    factories.make_member(session, council=council, name="Bo Ek", email="bo@alvstad.example")

    import_notes(session, council=council, notes=NOTES, now=NOW)

    assert session.exec(select(func.count()).where(Person.name == "Bo Ek")).one() == 1


def test_a_day_with_another_meeting_is_left_alone(session, council):
    factories.make_meeting(
        session, council=council, starts_at=NOW.replace(year=2025, month=2, day=18)
    )

    with pytest.raises(DayIsTaken):
        import_notes(session, council=council, notes=NOTES, now=NOW)


def test_the_same_notes_are_known_again_though_the_meeting_was_moved(session, council):
    meeting = import_notes(session, council=council, notes=NOTES, now=NOW).meeting
    meeting.starts_at += timedelta(days=1)
    meeting.ends_at += timedelta(days=1)
    session.flush()

    assert not import_notes(session, council=council, notes=NOTES, now=NOW).is_new


def test_other_notes_of_the_same_day_are_refused_and_not_taken_for_the_same(session, council):
    import_notes(session, council=council, notes=NOTES, now=NOW)

    with pytest.raises(DayIsTaken):
        import_notes(session, council=council, notes=replace(NOTES, place="Biblioteket"), now=NOW)


def test_a_name_that_stands_twice_loses_no_word(session, council):
    lines = (*NOTES.attendance, AttendanceLine("Bo Ek", absent=True, substitute="Ulla Sjö"))
    meeting = import_notes(
        session, council=council, notes=replace(NOTES, attendance=lines), now=NOW
    ).meeting

    [minutes] = queries.list_minutes(session, council_id=council.id, meeting_id=meeting.id)
    assert "Bo Ek, frånvarande, Ulla Sjö" in minutes.text


def test_those_who_became_members_are_counted(session, council):
    factories.make_member(session, council=council, name="Bo Ek")

    assert import_notes(session, council=council, notes=NOTES, now=NOW).new_members == 2
