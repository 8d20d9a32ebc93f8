from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.planning_builders import (
    EXTRA,
    FOLLOW_UP,
    REVIEW,
    SITUATION,
    THEME,
    is_forbidden,
    make_goals,
    make_wishes,
    meet,
)
from tracker.domain.planning import suggest_year
from tracker.domain.rollover import Change, name_weekday_of_month, roll_over, same_weekday_of_month
from tracker.text import speaking

GOALS = make_goals(1, 1)


def roll(*meetings, year=2027, **values):
    return roll_over(meetings, make_wishes(year, **{"goals": GOALS, **values}))


@pytest.mark.parametrize(
    ("day", "year", "expected"),
    [
        (date(2026, 3, 10), 2027, date(2027, 3, 9)),  # second Tuesday
        (date(2026, 12, 1), 2027, date(2027, 12, 7)),  # first Tuesday
        (date(2026, 9, 29), 2027, date(2027, 9, 28)),  # fifth Tuesday, and there are four
        (date(2028, 2, 29), 2029, date(2029, 2, 27)),  # fifth Tuesday of a leap year
        (date(2026, 12, 29), 2027, date(2027, 12, 28)),  # in week 53
    ],
)
def test_the_weekday_of_the_month_is_kept(day, year, expected):
    assert same_weekday_of_month(day, year) == expected
    assert expected.weekday() == day.weekday()


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.integers(2000, 2100))
def test_the_weekday_of_the_month_stays_in_its_month_and_near_its_day(day, year):
    found = same_weekday_of_month(day, year)

    assert (found.year, found.month, found.weekday()) == (year, day.month, day.weekday())
    assert abs(found.day - day.day) <= 7


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2027, 3, 2), "Första tisdagen i mars"),
        (date(2027, 3, 9), "Andra tisdagen i mars"),
        (date(2027, 3, 17), "Tredje onsdagen i mars"),
        (date(2027, 3, 23), "Fjärde tisdagen i mars"),
        (date(2027, 3, 30), "Sista tisdagen i mars"),
        (date(2027, 2, 23), "Sista tisdagen i februari"),
    ],
)
def test_a_place_in_the_month_is_named(day, said):
    with speaking("sv"):
        assert name_weekday_of_month(day) == said


def test_a_meeting_keeps_its_time_place_theme_and_goals():
    previous = meet(
        date(2026, 4, 14), goals=GOALS, theme="Skolor", starts=time(9), ends=time(11), place="Salen"
    )

    (one,) = roll(previous)

    assert one.change is Change.KEPT
    assert one.previous is previous
    assert one.proposed.day == date(2027, 4, 13)
    assert one.proposed.theme == "Skolor"
    assert (one.proposed.starts, one.proposed.ends) == (time(9), time(11))
    assert one.proposed.goal_ids == previous.goal_ids
    assert one.proposed.place == "Salen"


def test_a_meeting_that_would_be_in_a_break_is_moved_and_says_so():
    with speaking("sv"):
        (one,) = roll(meet(date(2026, 3, 10), goals=GOALS))

    assert one.change is Change.MOVED
    assert one.proposed.day == date(2027, 3, 2)
    assert one.reasons[0].replace("\N{NO-BREAK SPACE}", " ") == (
        "Andra tisdagen i mars är 2027-03-09: datumet ligger på sportlovet (v. 10)."
    )


def test_a_moved_meeting_keeps_away_from_the_others():
    rolled = roll(meet(date(2026, 3, 10)), meet(date(2026, 2, 17)))

    days = [one.proposed.day for one in rolled]
    assert days == [date(2027, 2, 16), date(2027, 3, 16)]


def test_two_meetings_never_land_on_the_same_day():
    fourth, fifth = meet(date(2026, 9, 22)), meet(date(2026, 9, 29))

    rolled = roll(fourth, fifth)

    assert [one.previous for one in rolled] == [fourth, fifth]
    assert [one.change for one in rolled] == [Change.KEPT, Change.MOVED]
    assert [one.proposed.day for one in rolled] == [date(2027, 9, 28), date(2027, 10, 19)]


def test_the_review_is_dropped_in_a_year_without_one():
    with speaking("sv"):
        (one,) = roll(meet(date(2026, 11, 3), REVIEW))

    assert (one.change, one.proposed) == (Change.DROPPED, None)
    assert one.reasons == ("Effekt- och behovsanalysen görs vartannat år och inte 2027.",)


def test_the_review_is_added_in_its_year_three_weeks_before_the_follow_up():
    rolled = roll(meet(date(2026, 12, 8), FOLLOW_UP), is_review_year=True)

    new, kept = rolled
    assert (new.change, new.previous, new.proposed.kind) == (Change.NEW, None, REVIEW)
    assert new.proposed.day == date(2027, 10, 26)
    assert (kept.proposed.day - new.proposed.day).days >= 21


def test_a_review_that_shares_a_meeting_is_not_added_again():
    rolled = roll(meet(date(2026, 12, 8), FOLLOW_UP, also=(REVIEW,)), is_review_year=True)

    assert [one.change for one in rolled] == [Change.KEPT]


def test_an_extra_meeting_is_not_repeated():
    (one,) = roll(meet(date(2026, 9, 15), EXTRA))

    assert one.change is Change.DROPPED
    assert one.reasons


def test_goals_of_another_programme_are_left_out_and_said():
    with speaking("sv"):
        (one,) = roll(meet(date(2026, 4, 14), goals=make_goals(1, 1, 1)))

    assert one.proposed.goal_ids == tuple(goal.id for goal in GOALS)
    assert "1 mål finns inte i årets program och utelämnas." in one.reasons


def test_a_meeting_without_a_possible_day_is_dropped_and_says_so():
    months = frozenset(range(8, 13))

    (one,) = roll(meet(date(2026, 10, 13)), months_off=months)

    assert one.change is Change.DROPPED
    assert len(one.reasons) == 2


def test_a_moved_follow_up_stays_before_the_end_of_its_season():
    wishes = {"taken": (date(2027, 12, 14),), "breaks": ()}

    (one,) = roll(meet(date(2026, 12, 8), FOLLOW_UP), **wishes)

    assert one.change is Change.MOVED
    assert one.proposed.day == date(2027, 11, 23)


@settings(max_examples=60, deadline=None)
@given(st.integers(2000, 2099), st.integers(1, 9), st.booleans())
def test_a_suggested_year_can_be_rolled_over_to_any_next_year(year, meetings, is_review_year):
    before = suggest_year(make_wishes(year, meetings, is_review_year=is_review_year))
    wishes = make_wishes(year + 1, meetings, is_review_year=not is_review_year)

    rolled = roll_over(before.meetings, wishes)

    days = [one.proposed.day for one in rolled if one.proposed]
    assert not any(is_forbidden(day, wishes) for day in days)
    assert days == sorted(set(days))
    assert all(one.reasons for one in rolled)
    assert {one.previous for one in rolled if one.previous} == set(before.meetings)
    assert rolled == roll_over(before.meetings[::-1], replace(wishes))
    assert all(one.change is not Change.DROPPED or one.previous.kind is REVIEW for one in rolled)


def test_kinds_are_kept():
    kinds = [SITUATION, THEME, FOLLOW_UP]
    days = [date(2026, 2, 17), date(2026, 5, 19), date(2026, 12, 8)]

    rolled = roll(*map(meet, days, kinds))

    assert [one.proposed.kind for one in rolled] == kinds
