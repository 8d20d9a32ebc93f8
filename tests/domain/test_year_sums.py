"""Counts for parts of a year, added up to the year only when they fill it."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from tracker.domain.year_sums import SHORTEST_YEAR, add_up_years, days_of


@dataclass(frozen=True)
class Counted:
    starts_on: date
    ends_on: date
    count: int | None = 1
    population: int | None = 60_000
    is_preliminary: bool = False
    is_series_break: bool = False


def months(year=2024, first=1, last=12, **columns):
    return [
        Counted(date(year, month, 1), date(year, month, monthrange(year, month)[1]), **columns)
        for month in range(first, last + 1)
    ]


def half(year=2024, number=1, **columns):
    if number == 1:
        return Counted(date(year, 1, 1), date(year, 6, 30), **columns)
    return Counted(date(year, 7, 1), date(year, 12, 31), **columns)


def totals(*parts):
    return {one.year: one.count for one in add_up_years(parts)}


def test_twelve_months_are_a_year():
    found = add_up_years(months(count=7))
    assert [(one.year, one.count, len(one.parts)) for one in found] == [(2024, 84, 12)]


def test_eleven_months_are_no_year():
    assert totals(*months(last=11)) == {}
    assert totals(*months(first=2)) == {}


def test_a_missing_count_is_not_a_zero():
    spoiled = [*months(last=11), replace(months()[11], count=None)]
    assert totals(*spoiled) == {}


def test_two_halves_are_a_year_and_one_is_not():
    assert totals(half(count=40), half(number=2, count=55)) == {2024: 95}
    assert totals(half(count=40)) == {}


def test_a_half_and_six_months_are_a_year():
    assert totals(half(count=40), *months(first=7, count=5)) == {2024: 70}


def test_nothing_is_counted_twice_where_halves_and_months_both_fill_the_year():
    assert totals(half(count=40), half(number=2, count=55), *months(count=8)) == {2024: 95}


def test_a_long_part_that_leads_nowhere_does_not_stop_the_months():
    stray = Counted(date(2024, 1, 1), date(2024, 5, 20), 99)
    assert totals(stray, *months(count=2)) == {2024: 24}


def test_a_gap_of_one_day_is_a_gap():
    late = replace(half(number=2), starts_on=date(2024, 7, 2))
    assert totals(half(), late) == {}


def test_parts_over_new_year_and_whole_years_are_not_added_up():
    school_year = Counted(date(2023, 8, 1), date(2024, 6, 30))
    whole = Counted(date(2024, 1, 1), date(2024, 12, 31))
    assert totals(school_year, whole) == {}


def test_a_sum_is_preliminary_when_some_part_is():
    (found,) = add_up_years([half(), half(number=2, is_preliminary=True)])
    assert found.is_preliminary
    (final,) = add_up_years([half(), half(number=2)])
    assert not final.is_preliminary


def test_the_population_is_the_mean_over_the_days_or_unknown():
    (found,) = add_up_years([half(population=1000), half(number=2, population=2000)])
    assert found.population == round((1000 * 182 + 2000 * 184) / 366)
    (unknown,) = add_up_years([half(population=1000), half(number=2, population=None)])
    assert unknown.population is None


def test_a_break_at_new_year_is_the_years_break_and_one_within_it_forbids_the_sum():
    (found,) = add_up_years([half(is_series_break=True), half(number=2)])
    assert found.is_series_break
    assert totals(half(), half(number=2, is_series_break=True)) == {}


@given(st.sets(st.dates(date(2023, 1, 2), date(2023, 12, 31)), max_size=30), st.randoms())
def test_however_a_year_is_cut_the_parts_make_it_whole(cuts, random):
    starts = [date(2023, 1, 1), *sorted(cuts)]
    ends = [*(start - timedelta(days=1) for start in starts[1:]), date(2023, 12, 31)]
    parts = [
        Counted(start, end, count=number)
        for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1)
    ]
    random.shuffle(parts)
    assume(all(days_of(part) < SHORTEST_YEAR for part in parts))
    assert totals(*parts) == {2023: sum(part.count for part in parts)}
    assert totals(*parts[1:]) == {}
