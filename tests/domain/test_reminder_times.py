"""The wall time of every rule on every day from 1996 to 2050, in Stockholm.

What is right is worked out here from the calendar's own rules, not from the time zone database
and the list of holidays that the product uses: the clocks change at 01.00 UTC on the last Sundays
of March and October, and the free days follow from Easter and a few fixed dates.

The hour that spring skips and the hour that autumn repeats both lie on Sundays, and nothing is
sent on a Sunday. Asked for such an hour all the same, `at_local_time` gives the first moment after
the one that is skipped, and the first of the two that are repeated.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tests.domain.reminder_builders import a_meeting
from tracker.domain.calendar import at_local_time, is_free_day, week_of
from tracker.domain.reminders import DEFAULT_RULES, ReminderRule, due_at
from tracker.domain.terms import DeliveryKind, MeetingKind, Recipients

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FIRST_YEAR, LAST_YEAR = 1996, 2050
YEARS = range(FIRST_YEAR, LAST_YEAR + 1)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
DAYS = [
    date(FIRST_YEAR, 1, 1) + n * DAY
    for n in range((date(LAST_YEAR + 1, 1, 1) - date(FIRST_YEAR, 1, 1)).days)
]


# What is right ---------------------------------------------------------------------------


@cache
def clock_change(year, month):
    """Return the UTC instant at which the clocks change: 31 March or October, or before."""
    last = date(year, month, 31)
    sunday = last - timedelta(days=last.isoweekday() % 7)
    return datetime(sunday.year, sunday.month, sunday.day, 1, tzinfo=UTC)


def offset(moment):
    is_summer = clock_change(moment.year, 3) <= moment < clock_change(moment.year, 10)
    return 2 * HOUR if is_summer else HOUR


def on_the_wall(moment):
    """Return what a clock in Stockholm shows, as a plain date and time."""
    return (moment + offset(moment)).replace(tzinfo=None)


def instant(day, clock):
    """Return when a clock in Stockholm shows a time, the first of two, or after a skipped one."""
    wall = datetime.combine(day, clock)
    for summer_or_winter in (2 * HOUR, HOUR):
        moment = (wall - summer_or_winter).replace(tzinfo=UTC)
        if on_the_wall(moment) == wall:
            return moment
    return clock_change(day.year, 3)


def easter(year):
    """Return Easter Sunday, after Gauss."""
    century = year // 100
    shift = (15 - (13 + 8 * century) // 25 + century - century // 4) % 30
    full_moon = (19 * (year % 19) + shift) % 30
    full_moon -= full_moon // 28 * (1 - 29 // (full_moon + 1) * ((21 - year % 19) // 11))
    weekday = (year + year // 4 + full_moon + 2 - century + century // 4) % 7
    return date(year, 3, 28) + timedelta(days=full_moon - weekday)


@cache
def free_weekdays(year):
    """Return the year's public holidays and free eves."""
    midsummer_eve = next(
        day for n in range(7) if (day := date(year, 6, 19) + n * DAY).weekday() == 4
    )
    fixed = [(1, 1), (1, 6), (5, 1), (12, 24), (12, 25), (12, 26), (12, 31)]
    moving = [-2, 1, 39]  # Good Friday, Easter Monday, Ascension
    if year >= 2005:
        fixed.append((6, 6))  # the national day took Whit Monday's place
    else:
        moving.append(50)
    days = {date(year, month, day) for month, day in fixed}
    return days | {midsummer_eve} | {easter(year) + timedelta(days=n) for n in moving}


def is_free(day):
    return day.weekday() >= 5 or day in free_weekdays(day.year)


@cache
def right_day(day):
    """Return the day itself, or the last working day before it."""
    return right_day(day - DAY) if is_free(day) else day


def right_moment(rule, meeting_day):
    return instant(right_day(meeting_day + timedelta(days=rule.days)), rule.at_local)


def due(rule, meeting_day, clock=time(15)):
    return due_at(rule, a_meeting(instant(meeting_day, clock)), STOCKHOLM)


# Every day -------------------------------------------------------------------------------

STARTING_RULES = sorted({rule for rules in DEFAULT_RULES.values() for rule in rules}, key=repr)


@pytest.mark.parametrize("rule", STARTING_RULES, ids=lambda rule: rule.kind.value)
def test_each_starting_rule_is_right_for_a_meeting_on_any_day(rule):
    wrong = [
        (day, moment)
        for day in DAYS
        if (moment := due(rule, day)) != right_moment(rule, day) or moment.tzinfo is not UTC
    ]

    assert not wrong, f"{len(wrong)} days, the first {wrong[0]}"


def test_the_days_hold_every_clock_change_leap_day_and_week_53():
    assert len(DAYS) == 20_089
    assert sum(day.month == 2 and day.day == 29 for day in DAYS) == 14
    assert {day.year for day in DAYS if week_of(day) == 53 and day.month == 12} == {
        year for year in YEARS if date(year, 12, 31).isocalendar().week == 53
    }
    assert {change for year in YEARS for change in changes_of(year)} == {
        at.replace(minute=0)
        for day in DAYS
        if (at := datetime(day.year, day.month, day.day, 1, tzinfo=UTC)).astimezone(STOCKHOLM).dst()
        != (at - HOUR).astimezone(STOCKHOLM).dst()
    }


def changes_of(year):
    return clock_change(year, 3), clock_change(year, 10)


def test_every_free_day_is_known_and_no_other():
    assert [day for day in DAYS if is_free_day(day) != is_free(day)] == []


# Any rule --------------------------------------------------------------------------------


def meeting_days():
    anywhere = st.dates(DAYS[0], DAYS[-1])
    changes = [change.date() for year in YEARS for change in changes_of(year)]
    near_a_change = st.builds(
        lambda day, days: day + days * DAY, st.sampled_from(changes), st.integers(-60, 365)
    )
    leap_days = st.sampled_from([date(year, 2, 29) for year in range(1996, 2050, 4)])
    week_53 = st.sampled_from([day for day in DAYS if week_of(day) == 53])
    return anywhere | near_a_change | leap_days | week_53


def wall_times():
    in_the_night = st.builds(lambda minute: time(2, minute), st.integers(0, 59))
    return st.times().map(lambda clock: clock.replace(second=0, microsecond=0)) | in_the_night


@given(meeting_days(), wall_times(), st.integers(-365, 60), wall_times())
@example(date(2026, 3, 30), time(15), -1, time(2, 30))
@example(date(2026, 10, 26), time(15), -1, time(2, 30))
@example(date(2027, 2, 28), time(15), -364, time(7, 30))
def test_any_rule_goes_at_its_wall_time_on_the_right_day(day, clock, days, at_local):
    rule = ReminderRule(DeliveryKind.INVITATION, days, at_local, Recipients.ALL)

    moment = due(rule, day, clock)

    met_on = on_the_wall(instant(day, clock)).date()
    goes_on = right_day(met_on + timedelta(days=days))
    # The rule of the last Sundays, by which the test reckons, came to Sweden in 1996.
    assume(goes_on.year >= YEARS[0])
    assert moment == instant(goes_on, at_local)
    assert on_the_wall(moment).time() == at_local


def test_no_rule_ever_falls_on_a_day_when_the_clocks_change():
    assert all(is_free(change.date()) for year in YEARS for change in changes_of(year))


# The hour that is skipped and the hour that comes twice ----------------------------------


def test_every_minute_that_spring_skips_is_the_first_moment_after():
    for change in (clock_change(year, 3) for year in YEARS):
        assert on_the_wall(change).time() == time(3)
        assert {
            at_local_time(change.date(), time(2, minute), STOCKHOLM) for minute in range(60)
        } == {change}


def test_every_minute_that_autumn_repeats_is_the_first_of_the_two():
    for change in (clock_change(year, 10) for year in YEARS):
        assert [
            at_local_time(change.date(), time(2, minute), STOCKHOLM) for minute in range(60)
        ] == [change - HOUR + timedelta(minutes=minute) for minute in range(60)]


def test_every_kind_of_meeting_has_starting_rules():
    assert set(DEFAULT_RULES) == set(MeetingKind)
