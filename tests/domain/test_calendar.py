from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from tracker.domain.calendar import (
    at_local_time,
    days_in_year,
    holiday_name,
    is_free_day,
    is_squeezed_day,
    local,
    previous_working_day,
    public_holidays,
    week_of,
    weeks_in_year,
)

STOCKHOLM = ZoneInfo("Europe/Stockholm")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),
        date(2026, 1, 6),
        date(2026, 4, 3),
        date(2026, 4, 6),
        date(2026, 5, 1),
        date(2026, 5, 14),
        date(2026, 10, 31),
        date(2026, 12, 25),
    ],
)
def test_a_public_holiday_is_free(day):
    assert is_free_day(day)
    assert holiday_name(day)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 6, 19), "Midsommarafton"),
        (date(2024, 6, 21), "Midsommarafton"),
        (date(2027, 6, 25), "Midsommarafton"),
        (date(2026, 12, 24), "Julafton"),
        (date(2026, 12, 31), "Nyårsafton"),
    ],
)
def test_the_three_eves_are_treated_as_free(day, name):
    assert is_free_day(day)
    assert holiday_name(day) == name


def test_weekends_are_free_and_plain_weekdays_are_not():
    assert is_free_day(date(2026, 11, 21))
    assert is_free_day(date(2026, 11, 22))
    assert not is_free_day(date(2026, 11, 23))
    assert holiday_name(date(2026, 11, 22)) is None


def test_a_working_day_between_free_days_is_squeezed():
    assert is_squeezed_day(date(2026, 5, 15))
    assert is_squeezed_day(date(2026, 1, 5))


def test_free_days_and_days_beside_working_days_are_not_squeezed():
    assert not is_squeezed_day(date(2026, 5, 14))
    assert not is_squeezed_day(date(2026, 5, 13))
    assert not is_squeezed_day(date(2026, 1, 2).replace(day=8))


def test_a_working_day_stays_where_it_is():
    assert previous_working_day(date(2026, 12, 8)) == date(2026, 12, 8)


def test_christmas_moves_to_the_last_working_day_before_it():
    assert previous_working_day(date(2026, 12, 27)) == date(2026, 12, 23)


def test_new_year_moves_into_the_year_before():
    assert previous_working_day(date(2027, 1, 1)) == date(2026, 12, 30)


def test_holidays_of_a_year_are_read_once():
    assert public_holidays(2026) is public_holidays(2026)


def test_weeks_follow_iso_over_new_year():
    assert week_of(date(2026, 12, 31)) == 53
    assert week_of(date(2027, 1, 3)) == 53
    assert week_of(date(2027, 1, 4)) == 1
    assert week_of(date(2024, 12, 30)) == 1


def test_some_years_have_53_weeks():
    assert [year for year in range(2020, 2033) if weeks_in_year(year) == 53] == [2020, 2026, 2032]


def test_leap_years_have_a_day_more():
    assert days_in_year(2028) == 366
    assert days_in_year(2026) == 365
    assert days_in_year(2100) == 365


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 1, 15), datetime(2026, 1, 15, 6, 30, tzinfo=UTC)),
        (date(2026, 7, 15), datetime(2026, 7, 15, 5, 30, tzinfo=UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 29, 5, 30, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 6, 30, tzinfo=UTC)),
    ],
)
def test_half_past_seven_is_half_past_seven_all_year(day, expected):
    moment = at_local_time(day, time(7, 30), STOCKHOLM)
    assert moment == expected
    assert local(moment, STOCKHOLM).time() == time(7, 30)


@pytest.mark.parametrize("clock", [time(2, 0), time(2, 30), time(2, 59, 59)])
def test_a_time_that_spring_skips_becomes_the_first_moment_after(clock):
    moment = at_local_time(date(2026, 3, 29), clock, STOCKHOLM)
    assert moment == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert local(moment, STOCKHOLM).time() == time(3, 0)


def test_a_gap_of_half_an_hour_also_ends_at_its_first_valid_moment():
    moment = at_local_time(date(2026, 10, 4), time(2, 15), LORD_HOWE)
    assert local(moment, LORD_HOWE).time() == time(2, 30)


def test_a_time_that_autumn_repeats_is_the_first_of_the_two():
    moment = at_local_time(date(2026, 10, 25), time(2, 30), STOCKHOLM)
    assert moment == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_the_result_is_in_utc():
    assert at_local_time(date(2026, 5, 1), time(12), STOCKHOLM).tzinfo is UTC


def test_a_clock_time_with_a_zone_is_refused():
    with pytest.raises(ValueError, match="wall-clock"):
        at_local_time(date(2026, 5, 1), time(12, tzinfo=UTC), STOCKHOLM)


def test_a_naive_moment_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        local(datetime(2026, 5, 1, 12), STOCKHOLM)  # noqa: DTZ001
