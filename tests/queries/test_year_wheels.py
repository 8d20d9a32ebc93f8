"""The year as the wheel draws it, from what is stored."""

from datetime import UTC, date, datetime

from tests import factories
from tracker.queries.year_wheels import load_year_wheel

TODAY = date(2026, 11, 24)


def load(session, council, year=2026):
    return load_year_wheel(
        session,
        council=council,
        year=year,
        today=TODAY,
        url_of=lambda meeting: f"to-{meeting.id}",
    )


def test_a_meeting_stands_at_its_councils_wall_time_with_its_goals(session):
    council = factories.make_council(session)
    programme = factories.make_programme(session, council=council)
    area = factories.make_area(session, programme=programme, number=3, name="Trygga platser")
    goal = factories.make_goal(session, area=area, number=2)
    meeting = factories.make_meeting(
        session, council=council, starts_at=datetime(2026, 7, 31, 22, 30, tzinfo=UTC), goals=(goal,)
    )

    loaded = load(session, council)

    [drawn] = loaded.wheel.meetings
    assert (drawn.day, drawn.starts.hour, drawn.url) == (date(2026, 8, 1), 0, f"to-{meeting.id}")
    assert (drawn.goal_codes, drawn.area_numbers) == (("3.2",), (3,))
    assert [area.name for area in loaded.wheel.areas] == ["Trygga platser"]
    assert [goal.code for goal in loaded.goals] == ["3.2"]


def test_only_deadlines_of_the_year_stand_on_its_wheel(session):
    council = factories.make_council(session)
    factories.make_situation_report(session, council=council, decided_on=date(2024, 3, 12))

    [deadline] = load(session, council).wheel.deadlines
    assert (deadline.due_on, deadline.is_overdue) == (date(2026, 3, 12), True)
    assert load(session, council, year=2027).wheel.deadlines == ()


def test_another_councils_year_stays_out(session):
    council, other = factories.make_council(session), factories.make_council(session)
    factories.make_meeting(session, council=other)
    factories.make_programme(session, council=other)
    factories.make_situation_report(session, council=other)

    loaded = load(session, council)

    assert loaded.wheel.meetings == loaded.wheel.areas == loaded.wheel.deadlines == ()
    assert loaded.programme is None
