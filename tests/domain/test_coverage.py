from datetime import date

from tests.domain.planning_builders import EXTRA, FOLLOW_UP, make_goal, make_goals, meet
from tracker.domain.coverage import Mark, coverage

TODAY = date(2027, 6, 1)


def test_each_goal_has_a_mark_for_each_meeting_in_date_order():
    one, two = make_goals(1, 1)
    meetings = [
        meet(date(2027, 12, 7), FOLLOW_UP),
        meet(date(2027, 4, 13), goals=[one]),
        meet(date(2027, 9, 14), EXTRA, goals=[one]),
    ]

    matrix = coverage([one, two], meetings, today=TODAY)

    assert [meeting.day.month for meeting in matrix.meetings] == [4, 9, 12]
    assert [row.marks for row in matrix.rows] == [
        (Mark.OWN, Mark.LINKED, Mark.WHOLE),
        (Mark.NONE, Mark.NONE, Mark.WHOLE),
    ]
    assert matrix.without_meeting == (two,)


def test_only_a_theme_meeting_counts_as_a_meeting_of_ones_own():
    (goal,) = make_goals(1)
    meetings = [meet(date(2027, 9, 14), EXTRA, goals=[goal]), meet(date(2027, 12, 7), FOLLOW_UP)]

    assert coverage([goal], meetings, today=TODAY).without_meeting == (goal,)


def test_a_goal_waits_when_two_years_have_passed_since_its_last_follow_up():
    just = make_goal(1, 1, last_met_on=date(2025, 6, 1))
    over = make_goal(1, 2, last_met_on=date(2025, 5, 31))
    never = make_goal(1, 3)
    assessed = make_goal(1, 4, last_met_on=date(2020, 1, 1), followed_up_on=date(2026, 1, 1))

    matrix = coverage([just, over, never, assessed], [], today=TODAY)

    assert matrix.waiting == (over, never)
    assert matrix.rows[3].followed_up_on == date(2026, 1, 1)


def test_a_planned_meeting_is_coverage_but_not_yet_a_follow_up():
    goal = make_goal(1)
    meetings = [meet(date(2027, 9, 14), goals=[goal])]

    row = coverage([goal], meetings, today=TODAY).rows[0]

    assert not row.has_no_meeting
    assert row.has_waited
    assert row.stands_out


def test_a_meeting_that_has_been_is_a_follow_up():
    goal = make_goal(1)
    meetings = [meet(date(2027, 4, 13), goals=[goal])]

    row = coverage([goal], meetings, today=TODAY).rows[0]

    assert not row.stands_out
    assert row.followed_up_on == date(2027, 4, 13)
