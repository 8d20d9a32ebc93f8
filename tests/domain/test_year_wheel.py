from dataclasses import replace
from datetime import date, time, timedelta
from itertools import pairwise

import pytest

from tracker.domain.terms import MeetingKind, MeetingStatus
from tracker.domain.year_wheel import (
    Span,
    WheelArea,
    WheelGoal,
    WheelMeeting,
    YearWheel,
    angle_of,
    areas_covered,
    areas_of,
    areas_without_meeting,
    clip,
    days_until,
    goals_without_meeting,
    meetings_to_hold,
    next_meeting,
    sort_meetings,
    weeks_of_year,
)

TODAY = date(2026, 11, 23)


def make_areas(count=3):
    return tuple(
        WheelArea(
            number,
            f"Område {number}",
            tuple(
                WheelGoal(number * 10 + part, f"{number}.{part}", f"Mål {number}.{part}", number)
                for part in (1, 2)
            ),
        )
        for number in range(1, count + 1)
    )


def make_meeting(
    day,
    *,
    number=1,
    kind=MeetingKind.THEME,
    status=MeetingStatus.PLANNED,
    goals=(),
    areas=(),
    starts=None,
):
    return WheelMeeting(
        id=number,
        url=f"/meetings/{number}",
        theme="Trygg sommar",
        kind=kind,
        status=status,
        day=day,
        starts=starts,
        goal_codes=goals,
        area_numbers=areas,
    )


def make_wheel(*meetings, today=TODAY, year=2026, areas=None):
    return YearWheel(year, today, make_areas() if areas is None else areas, meetings)


def test_the_next_meeting_is_the_first_one_from_today():
    late = make_meeting(date(2026, 12, 15), number=1)
    soon = make_meeting(date(2026, 12, 8), number=2)
    wheel = make_wheel(late, soon, make_meeting(date(2026, 11, 3), number=3))
    assert next_meeting(wheel) == soon


def test_a_meeting_today_is_still_next():
    meeting = make_meeting(TODAY)
    assert next_meeting(make_wheel(meeting)) == meeting
    assert days_until(make_wheel(), meeting) == 0


@pytest.mark.parametrize("status", [MeetingStatus.CANCELLED, MeetingStatus.HELD])
def test_a_meeting_that_is_cancelled_or_held_is_not_next(status):
    assert next_meeting(make_wheel(make_meeting(date(2026, 12, 8), status=status))) is None


def test_days_are_counted_from_today():
    assert days_until(make_wheel(), make_meeting(date(2026, 12, 8))) == 15
    assert days_until(make_wheel(), make_meeting(date(2026, 11, 20))) == -3


def test_meetings_of_one_day_stand_in_order_of_their_start():
    day = date(2026, 5, 12)
    afternoon = make_meeting(day, number=1, starts=time(15))
    morning = make_meeting(day, number=2, starts=time(9))
    assert sort_meetings(make_wheel(afternoon, morning)) == (morning, afternoon)


def test_meetings_of_another_year_are_left_out():
    assert sort_meetings(make_wheel(make_meeting(date(2025, 5, 12)))) == ()


def test_cancelled_meetings_are_not_to_be_held():
    cancelled = make_meeting(date(2026, 5, 12), status=MeetingStatus.CANCELLED)
    held = make_meeting(date(2026, 6, 2), number=2, status=MeetingStatus.HELD)
    assert meetings_to_hold(make_wheel(cancelled, held)) == (held,)


def test_goals_of_theme_meetings_are_covered_and_the_others_are_not():
    wheel = make_wheel(make_meeting(date(2026, 5, 12), goals=("1.1", "2.2")))
    assert [goal.code for goal in goals_without_meeting(wheel)] == ["1.2", "2.1", "3.1", "3.2"]


@pytest.mark.parametrize("kind", [kind for kind in MeetingKind if kind != MeetingKind.THEME])
def test_only_theme_meetings_count_as_coverage(kind):
    wheel = make_wheel(make_meeting(date(2026, 5, 12), kind=kind, goals=("1.1",), areas=(1,)))
    assert len(goals_without_meeting(wheel)) == 6
    assert areas_covered(wheel) == ()


def test_a_cancelled_theme_meeting_covers_nothing():
    meeting = make_meeting(
        date(2026, 5, 12), status=MeetingStatus.CANCELLED, goals=("1.1",), areas=(1,)
    )
    assert len(areas_without_meeting(make_wheel(meeting))) == 3
    assert len(goals_without_meeting(make_wheel(meeting))) == 6


def test_an_area_is_covered_by_number_or_through_a_goal():
    wheel = make_wheel(
        make_meeting(date(2026, 5, 12), areas=(1,)),
        make_meeting(date(2026, 6, 2), number=2, goals=("3.2",)),
    )
    assert [area.number for area in areas_covered(wheel)] == [1, 3]
    assert [area.number for area in areas_without_meeting(wheel)] == [2]


def test_the_stated_areas_come_first_and_each_area_once():
    meeting = make_meeting(date(2026, 5, 12), areas=(2,), goals=("1.1", "2.1", "9.9", "1.2"))
    assert areas_of(make_wheel(), meeting) == (2, 1)


def test_the_year_goes_once_around_the_circle():
    assert angle_of(date(2026, 1, 1), 2026) == 0
    assert angle_of(date(2026, 12, 31), 2026, part=1) == 360
    assert angle_of(date(2026, 7, 2), 2026, part=0.5) == pytest.approx(180)


def test_a_leap_year_has_smaller_days():
    assert angle_of(date(2028, 3, 1), 2028) == pytest.approx(60 / 366 * 360)
    assert angle_of(date(2028, 12, 31), 2028, part=1) == 360


def test_a_break_over_new_year_is_clipped_to_the_year():
    span = Span("Jullov", date(2026, 12, 21), date(2027, 1, 8))
    assert clip(span, 2026) == Span("Jullov", date(2026, 12, 21), date(2026, 12, 31))
    assert clip(span, 2027) == Span("Jullov", date(2027, 1, 1), date(2027, 1, 8))
    assert clip(span, 2025) is None


@pytest.mark.parametrize("year", range(2020, 2045))
def test_the_weeks_cover_each_day_of_the_year_once(year):
    weeks = weeks_of_year(year)
    assert weeks[0].first == date(year, 1, 1)
    assert weeks[-1].last == date(year, 12, 31)
    for week, following in pairwise(weeks):
        assert following.first == week.last + timedelta(days=1)


def test_a_year_of_53_weeks_shows_53_and_the_next_begins_with_it():
    assert [week.name for week in weeks_of_year(2026)][-2:] == ["52", "53"]
    assert [week.name for week in weeks_of_year(2027)][:2] == ["53", "1"]


def test_a_wheel_is_current_in_its_own_year_only():
    assert make_wheel().is_current
    assert not replace(make_wheel(), year=2027).is_current
