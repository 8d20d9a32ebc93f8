"""A year from elsewhere, as stored."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from tests import factories
from tests.factories import NOW
from tracker.domain.meetings import MeetingPlan
from tracker.domain.terms import MeetingKind, MeetingStatus
from tracker.models import AuditEvent, Delivery, Meeting, MeetingGoal, SchoolBreak, SteeringEvent
from tracker.services import importing, reminders
from tracker.services.audit import Act
from tracker.services.importing import AlreadyThere, CalendarKind, CalendarSpan, Saved

BY = Act(person_id=None, at=NOW)
SPAN = CalendarSpan(CalendarKind.SCHOOL_BREAK, "Sportlov", date(2027, 2, 22), date(2027, 2, 26))


@pytest.fixture
def council(session):
    council = factories.make_council(session)
    reminders.start_with_default_rules(session, council=council)
    factories.make_member(session, council=council)
    return council


def plan_of(days, theme="Trygg sommar", **values):
    starts_at = NOW + timedelta(days=days)
    ends_at = starts_at + timedelta(minutes=90)
    return MeetingPlan(theme, MeetingKind.THEME, starts_at, ends_at, **values)


def save(session, council, *plans):
    return importing.save_meetings(session, council=council, plans=plans, by=BY)


def test_meetings_ahead_are_planned_and_get_their_messages(session, council):
    assert save(session, council, plan_of(40)) == Saved(planned=1, held=0)

    [meeting] = session.exec(select(Meeting)).all()
    assert meeting.status is MeetingStatus.PLANNED
    assert session.exec(select(Delivery)).all()


def test_meetings_of_the_past_are_held_and_nobody_is_told(session, council):
    area = factories.make_area(
        session, programme=factories.make_programme(session, council=council)
    )
    goal = factories.make_goal(session, area=area)

    saved = save(session, council, plan_of(-40, goal_ids=(goal.id, goal.id), place="Sal B"))

    assert saved == Saved(planned=0, held=1)
    [meeting] = session.exec(select(Meeting)).all()
    assert (meeting.status, meeting.place) == (MeetingStatus.HELD, "Sal B")
    assert [tie.goal_id for tie in session.exec(select(MeetingGoal))] == [goal.id]
    assert not session.exec(select(Delivery)).all()
    assert "import_row" in {event.action for event in session.exec(select(AuditEvent))}


def test_a_meeting_that_is_there_already_is_not_saved_again(session, council):
    save(session, council, plan_of(40))

    with pytest.raises(AlreadyThere):
        save(session, council, plan_of(40, "trygg SOMMAR"))


def test_the_same_meeting_twice_is_not_saved(session, council):
    with pytest.raises(AlreadyThere):
        save(session, council, plan_of(-3), plan_of(-3))


def test_another_councils_meeting_does_not_stand_in_the_way(session, council):
    save(session, factories.make_council(session), plan_of(40))

    assert save(session, council, plan_of(40)).planned == 1


def test_breaks_and_events_go_to_their_tables(session, council):
    event = CalendarSpan(CalendarKind.STEERING_EVENT, "Delår", date(2027, 8, 31), date(2027, 8, 31))

    importing.save_spans(session, council=council, spans=[SPAN, event], by=BY)

    assert [row.name for row in session.exec(select(SchoolBreak))] == ["Sportlov"]
    assert [row.name for row in session.exec(select(SteeringEvent))] == ["Delår"]


def test_a_break_that_is_there_already_is_not_saved_again(session, council):
    importing.save_spans(session, council=council, spans=[SPAN], by=BY)

    with pytest.raises(AlreadyThere):
        importing.save_spans(session, council=council, spans=[SPAN], by=BY)
