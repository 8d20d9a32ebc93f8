"""Planning, changing and noting, as stored."""

from datetime import timedelta

import pytest
from sqlmodel import select

from tests import factories
from tests.factories import NOW
from tracker.domain.meetings import MeetingPlan
from tracker.domain.terms import Answer, DeliveryKind, DeliveryState, MeetingKind, MeetingStatus
from tracker.models import AuditEvent, Delivery, Meeting
from tracker.queries import meetings as queries
from tracker.services import meetings, reminders
from tracker.services.audit import Act
from tracker.services.conflicts import EditConflict, fingerprint

STARTS = NOW + timedelta(days=40)


def plan_of(**values):
    return MeetingPlan(
        **{
            "theme": "Trygg sommar",
            "kind": MeetingKind.THEME,
            "starts_at": STARTS,
            "ends_at": STARTS + timedelta(minutes=90),
            **values,
        }
    )


@pytest.fixture
def council(session):
    council = factories.make_council(session)
    reminders.start_with_default_rules(session, council=council)
    return council


@pytest.fixture
def bo(session, council):
    return factories.make_member(session, council=council, name="Bo Ek", email="bo@alvstad.example")


@pytest.fixture
def by():
    return Act(person_id=None, at=NOW)


def plan(session, council, by, **values):
    return meetings.plan_meeting(session, council=council, plan=plan_of(**values), by=by)


def deliveries(session, meeting):
    return session.exec(select(Delivery).where(Delivery.meeting_id == meeting.id)).all()


def test_a_planned_meeting_gives_each_member_a_place_and_messages(session, council, bo, by):
    meeting = plan(session, council, by)

    [seat] = queries.list_seats(session, council_id=council.id, meeting_id=meeting.id)
    assert seat.name == "Bo Ek"
    kinds = {row.kind for row in deliveries(session, meeting)}
    assert kinds == {
        DeliveryKind.INVITATION,
        DeliveryKind.ANSWER_REMINDER,
        DeliveryKind.PRACTICAL_REMINDER,
        DeliveryKind.NOTES,
    }


def test_a_planned_meeting_lands_on_its_years_wheel_with_its_goals(session, council, by):
    goal = factories.make_goal(
        session,
        area=factories.make_area(
            session, programme=factories.make_programme(session, council=council)
        ),
    )

    meeting = plan(session, council, by, goal_ids=(goal.id,))

    [row] = queries.list_meetings(session, council_id=council.id, year=STARTS.year)
    assert row.meeting.id == meeting.id
    assert [found.id for found in row.goals] == [goal.id]


def test_a_new_theme_keeps_the_calendars_sequence_and_a_new_time_raises_it(session, council, by):
    meeting = plan(session, council, by)
    meetings.change_meeting(
        session, council=council, meeting=meeting, plan=plan_of(theme="Unga"), version=1, by=by
    )
    assert (meeting.theme, meeting.sequence) == ("Unga", 0)

    moved = plan_of(
        starts_at=STARTS + timedelta(days=1), ends_at=STARTS + timedelta(days=1, hours=1)
    )
    meetings.change_meeting(session, council=council, meeting=meeting, plan=moved, version=2, by=by)
    assert meeting.sequence == 1


def test_moving_a_meeting_moves_its_planned_messages(session, council, bo, by):
    meeting = plan(session, council, by)
    before = {row.kind: row.due_at for row in deliveries(session, meeting)}
    week = timedelta(days=7)

    meetings.change_meeting(
        session,
        council=council,
        meeting=meeting,
        plan=plan_of(starts_at=STARTS + week, ends_at=STARTS + week + timedelta(hours=1)),
        version=1,
        by=by,
    )

    after = {row.kind: row.due_at for row in deliveries(session, meeting)}
    assert all(after[kind] > before[kind] for kind in before)


def test_the_second_of_two_editors_is_told(session, council, by):
    meeting = plan(session, council, by)
    meetings.change_meeting(
        session, council=council, meeting=meeting, plan=plan_of(theme="Första"), version=1, by=by
    )

    with pytest.raises(EditConflict):
        meetings.change_meeting(
            session, council=council, meeting=meeting, plan=plan_of(theme="Andra"), version=1, by=by
        )
    assert session.get_one(Meeting, meeting.id).theme == "Första"


def test_a_cancelled_meetings_messages_are_not_needed(session, council, bo, by):
    meeting = plan(session, council, by)

    meetings.cancel_meeting(session, council=council, meeting=meeting, by=by)

    assert {row.state for row in deliveries(session, meeting)} == {DeliveryState.NOT_NEEDED}


def test_a_cancellation_can_be_undone(session, council, bo, by):
    meeting = plan(session, council, by)
    meetings.cancel_meeting(session, council=council, meeting=meeting, by=by)

    meetings.restore_meeting(session, council=council, meeting=meeting, by=by)

    assert meeting.status is MeetingStatus.PLANNED
    assert DeliveryState.PLANNED in {row.state for row in deliveries(session, meeting)}


def test_a_meeting_that_was_held_cannot_be_cancelled(session, council, by):
    meeting = factories.make_meeting(session, council=council, status=MeetingStatus.HELD)

    with pytest.raises(meetings.NotNow):
        meetings.cancel_meeting(session, council=council, meeting=meeting, by=by)


def test_taking_attendance_makes_the_meeting_held(session, council, bo, by):
    meeting = plan(session, council, by)
    line = meetings.AttendanceLine(bo.id, Answer.COMING, attended=True)

    meetings.take_attendance(session, meeting=meeting, lines=[line], by=Act(None, STARTS))

    assert meeting.status is MeetingStatus.HELD
    assert queries.count_attendance(session, council_id=council.id, year=STARTS.year) == {
        meeting.id: (1, 1)
    }


def test_a_substitute_fills_the_place(session, council, bo, by):
    meeting = plan(session, council, by)
    line = meetings.AttendanceLine(bo.id, Answer.NOT_COMING, attended=False, substitute_name="Eva")

    meetings.take_attendance(session, meeting=meeting, lines=[line], by=Act(None, STARTS))

    assert queries.count_attendance(session, council_id=council.id, year=STARTS.year) == {
        meeting.id: (1, 1)
    }


def shown_notes(session, meeting) -> str:
    versions = queries.list_minutes(session, council_id=meeting.council_id, meeting_id=meeting.id)
    return fingerprint(versions[0] if versions else None)


def write(session, meeting, by, **values):
    return meetings.write_minutes(
        session,
        meeting=meeting,
        note_taker="Bo",
        by=by,
        **{"shown": shown_notes(session, meeting), **values},
    )


def approve(session, council, meeting, by):
    meetings.approve_minutes(
        session, council=council, meeting=meeting, shown=shown_notes(session, meeting), by=by
    )


def test_notes_are_written_over_until_they_are_approved(session, council, by):
    meeting = plan(session, council, by)
    for text in ("Första", "Andra"):
        write(session, meeting, by, text=text)

    [version] = queries.list_minutes(session, council_id=council.id, meeting_id=meeting.id)
    assert version.text == "Andra"


def test_approved_notes_only_change_by_an_amendment_beside_them(session, council, by):
    meeting = plan(session, council, by)
    meeting.status = MeetingStatus.HELD
    write(session, meeting, by, text="Så blev det")
    approve(session, council, meeting, by)

    with pytest.raises(meetings.NotNow):
        write(session, meeting, by, text="Annat")
    write(session, meeting, by, text="Rättat", amendment="Fel namn")

    texts = [
        version.text
        for version in queries.list_minutes(session, council_id=council.id, meeting_id=meeting.id)
    ]
    assert texts == ["Rättat", "Så blev det"]


def test_the_explanation_of_an_amendment_stays_while_it_is_a_draft(session, council, by):
    meeting = plan(session, council, by)
    meeting.status = MeetingStatus.HELD
    write(session, meeting, by, text="Så blev det")
    approve(session, council, meeting, by)
    write(session, meeting, by, text="Rättat", amendment="Fel namn")

    with pytest.raises(meetings.NotNow):
        write(session, meeting, by, text="Rättat igen")
    version = write(session, meeting, by, text="Rättat igen", amendment="Fel namn och ort")

    assert (version.number, version.amendment) == (2, "Fel namn och ort")


def test_notes_that_two_begin_at_once_are_not_mixed_up(session, council, by):
    meeting = plan(session, council, by)
    write(session, meeting, by, text="Den enas")

    with pytest.raises(EditConflict):
        write(session, meeting, by, text="Den andras", shown="")


def test_who_did_what_is_written_down_without_free_text(session, council, bo):
    plan(session, council, Act(person_id=bo.id, at=NOW), theme="Hemligt tema")

    events = session.exec(select(AuditEvent)).all()
    assert [event.action for event in events] == ["begin_year", "plan_meeting"]
    assert not any("Hemligt" in str(event.model_dump()) for event in events)
    assert events[1].person_id == bo.id
