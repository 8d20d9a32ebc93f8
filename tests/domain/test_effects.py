"""Changes between two periods: published numbers, the rules, and chance itself."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.effect_builders import AFTER, BEFORE, compared, counted, series, surveyed
from tracker.domain.effects import (
    Caution,
    Interval,
    compare,
    dispersion,
    rate_ratio,
    share_difference,
    share_ratio,
    widen,
)
from tracker.domain.indicators import Observation, Period
from tracker.domain.terms import Direction, Finding, IndicatorKind

COUNTS = st.integers(min_value=1, max_value=5000)
EXPOSURES = st.floats(min_value=1, max_value=1e6)
SHARES = st.floats(min_value=0.02, max_value=0.98)
SIZES = st.integers(min_value=20, max_value=5000)


# Published numbers


@pytest.mark.parametrize(
    ("last", "first", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ],
)
def test_newcombes_published_examples_come_out_to_their_digits(last, first, low, high):
    interval = share_difference(first[0] / first[1], first[1], last[0] / last[1], last[1])
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=5e-5)


# Properties


@given(COUNTS, EXPOSURES, COUNTS, EXPOSURES)
def test_swapping_the_periods_inverts_the_rate_ratio(one, time, other, other_time):
    ratio = rate_ratio(one, time, other, other_time)
    swapped = rate_ratio(other, other_time, one, time)
    assert ratio.low == pytest.approx(1 / swapped.high, rel=1e-6)
    assert ratio.high == pytest.approx(1 / swapped.low, rel=1e-6)
    assert ratio.low < ratio.estimate < ratio.high


@given(COUNTS, EXPOSURES, COUNTS, EXPOSURES)
def test_a_higher_confidence_gives_a_wider_interval(one, time, other, other_time):
    usual = rate_ratio(one, time, other, other_time)
    wider = rate_ratio(one, time, other, other_time, confidence=0.99)
    assert wider.low < usual.low
    assert wider.high > usual.high


@given(SHARES, SIZES, SHARES, SIZES)
def test_the_ratio_and_the_difference_of_shares_never_disagree(one, size, other, other_size):
    difference = share_difference(one, size, other, other_size)
    ratio = share_ratio(one, size, other, other_size)
    assert ratio.low < ratio.estimate < ratio.high or one == other
    nearly = min(abs(difference.low), abs(difference.high)) < 1e-9
    assert nearly or difference.covers(0) == ratio.covers(1)


@given(st.floats(0.1, 5), st.floats(1, 30))
def test_widening_keeps_the_estimate_and_never_narrows(estimate, times):
    interval = Interval(estimate, estimate * 0.8, estimate * 1.3)
    wider = widen(interval, times)
    assert wider.estimate == estimate
    assert wider.low <= interval.low * 1.000001
    assert wider.high >= interval.high * 0.999999


def test_no_events_at_all_leave_the_rate_ratio_open():
    ratio = rate_ratio(0, 10, 0, 10)
    assert (ratio.low, ratio.high) == (0, float("inf"))


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="0 or more"):
        rate_ratio(-1, 10, 5, 10)


# Rules


def test_a_clear_decrease_of_something_unwanted_is_wanted():
    change = compared(counted(225, 225, 170, 169))
    assert (change.finding, change.wanted) == (Finding.DECREASED, True)
    assert (change.before, change.after) == (450, 339)
    assert change.ratio.estimate == pytest.approx(339 / 450)


def test_a_clear_increase_of_something_unwanted_is_not_wanted():
    assert compared(counted(130, 135, 180, 179)).wanted is False


def test_a_clear_increase_of_something_wanted_is_wanted():
    more = counted(130, 135, 180, 179, direction=Direction.HIGHER_BETTER)
    assert compared(more).wanted is True


def test_a_neutral_indicator_is_neither_better_nor_worse():
    change = compared(counted(130, 135, 180, 179, direction=Direction.NEUTRAL))
    assert (change.finding, change.wanted) == (Finding.INCREASED, None)


def test_an_interval_that_covers_no_change_cannot_be_assessed():
    change = compared(counted(178, 179, 188, 188))
    assert change.ratio.covers(1)
    assert (change.finding, change.wanted) == (Finding.CANNOT_BE_ASSESSED, None)


@pytest.mark.parametrize("counts", [(5, 4, 40, 40), (40, 40, 5, 4), (0, 0, 0, 0)])
def test_fewer_than_ten_events_in_either_period_give_no_percentage(counts):
    change = compared(counted(*counts))
    assert (change.finding, change.ratio, change.wanted) == (Finding.TOO_FEW, None, None)
    assert (change.before, change.after) == (sum(counts[:2]), sum(counts[2:]))


def test_ten_events_in_both_periods_are_enough():
    assert compared(counted(5, 5, 5, 5)).ratio is not None


def test_a_series_break_between_the_periods_stops_the_comparison():
    one = counted(225, 225, 100, 100)
    broken = tuple(replace(o, series_break=o.year == 2023) for o in one.observations)
    change = compared(replace(one, observations=broken, comparisons={"Granås": one.observations}))
    assert change.finding is Finding.CANNOT_BE_ASSESSED
    assert (change.ratio, change.comparison) == (None, None)
    assert Caution.SERIES_BREAK in change.cautions
    assert change.before == 450


def test_a_series_break_in_a_year_between_the_periods_counts_too():
    one = counted(100, 100, 100, 60, 60)
    broken = tuple(replace(o, series_break=o.year == 2023) for o in one.observations)
    change = compared(replace(one, observations=broken), after=Period(2024, 2025))
    assert Caution.SERIES_BREAK in change.cautions


def test_a_series_that_begins_with_a_break_is_whole_from_there():
    one = counted(225, 225, 100, 100)
    broken = tuple(replace(o, series_break=o.year == 2021) for o in one.observations)
    assert compared(replace(one, observations=broken)).finding is Finding.DECREASED


def test_a_growing_population_is_allowed_for():
    grown = (
        *counted(100, 100).observations,
        *counted(200, 200, first=2023, population=100_000).observations,
    )
    assert compared(series(grown)).ratio.estimate == pytest.approx(1)


def test_a_missing_population_is_said_and_years_are_counted_instead():
    change = compared(counted(100, 100, 200, 200, population=None))
    assert change.ratio.estimate == pytest.approx(2)
    assert Caution.NO_POPULATION in change.cautions


def test_a_missing_year_is_left_out_of_the_exposure_and_said():
    missing = tuple(o for o in counted(100, 100, 100, 100).observations if o.year != 2022)
    change = compared(series(missing))
    assert change.ratio.estimate == pytest.approx(1)
    assert Caution.MISSING_YEARS in change.cautions


def test_a_period_without_values_is_no_data_and_no_zero():
    change = compared(counted(100, 100))
    assert (change.finding, change.after, change.ratio) == (Finding.NO_DATA, None, None)


def test_an_indicator_without_any_value_is_no_data():
    assert compared(series(())).finding is Finding.NO_DATA


def test_preliminary_values_short_baselines_and_unequal_periods_are_said():
    one = counted(100, 100, 100, 100)
    last = replace(one.observations[-1], preliminary=True)
    change = compared(
        replace(one, observations=(*one.observations[:-1], last)), after=Period(2023, 2023)
    )
    few = {Caution.SHORT_BASELINE, Caution.FEW_YEARS}
    assert set(change.cautions) == {Caution.UNEQUAL_PERIODS, *few}
    change = compared(replace(one, observations=(*one.observations[:-1], last)))
    assert set(change.cautions) == {Caution.PRELIMINARY, *few}


def test_a_baseline_of_three_years_is_long_enough():
    change = compare(counted(*[100] * 8), before=Period(2023, 2025), after=Period(2026, 2028))
    assert change.cautions == ()


def test_years_that_differ_more_than_chance_widen_the_interval():
    calm, wild = compared(counted(100, 100, 75, 75)), compared(counted(160, 40, 40, 110))
    assert Caution.OVERDISPERSED in wild.cautions
    assert Caution.OVERDISPERSED not in calm.cautions
    assert wild.ratio.estimate == calm.ratio.estimate
    assert wild.ratio.low < calm.ratio.low
    assert (calm.finding, wild.finding) == (Finding.DECREASED, Finding.CANNOT_BE_ASSESSED)


def test_dispersion_is_pearsons():
    spread = dispersion([[(10, 1.0), (20, 1.0)]])
    assert spread.value == pytest.approx(50 / 15)
    assert spread.freedom == 1
    assert spread.p_value == pytest.approx(0.0679, abs=5e-4)


def test_what_else_was_estimated_costs_degrees_of_freedom():
    groups = [[(10, 1.0), (20, 1.0)], [(30, 1.0), (20, 1.0)]]
    assert dispersion(groups, estimated=1).freedom == 1
    assert dispersion(groups[:1], estimated=1) is None


def test_shares_are_pooled_by_the_number_of_answers():
    change = compared(surveyed(0.14, 0.15, 0.09, 0.10, size=800))
    assert (change.before, change.after) == pytest.approx((0.145, 0.095))
    assert change.finding is Finding.DECREASED


def test_shares_of_which_few_answered_yes_give_no_percentage():
    assert compared(surveyed(0.01, 0.01, 0.02, 0.02, size=100)).finding is Finding.TOO_FEW


def test_survey_years_that_overlap_are_said():
    one = surveyed(0.14, 0.15, 0.12, 0.10)
    spanning = tuple(replace(o, spans_years=2) for o in one.observations)
    change = compared(replace(one, observations=spanning))
    assert Caution.OVERLAPPING_PERIODS in change.cautions


@pytest.mark.parametrize("kind", [IndicatorKind.RATE, IndicatorKind.SCALE])
def test_published_rates_and_scales_cannot_be_assessed(kind):
    values = tuple(Observation(year=2021 + n, value=900 - 200 * n) for n in range(4))
    change = compared(series(values, kind=kind))
    assert (change.finding, change.ratio) == (Finding.CANNOT_BE_ASSESSED, None)
    assert Caution.NO_INTERVAL in change.cautions
    assert (change.before, change.after) == (800, 400)


def test_shares_without_sample_sizes_cannot_be_assessed():
    change = compared(surveyed(0.5, 0.5, 0.2, 0.2, size=None))
    assert (change.finding, change.ratio) == (Finding.CANNOT_BE_ASSESSED, None)


def test_comparison_areas_are_pooled_and_one_without_the_same_years_is_left_out():
    areas = {
        "Granås": counted(100, 100, 90, 90).observations,
        "Björkvik": counted(300, 300, 270, 270).observations,
        "Sjöby": counted(100, 100, 10).observations,
    }
    change = compared(counted(225, 225, 170, 169, comparisons=areas))
    assert change.comparison.estimate == pytest.approx(0.9)
    assert change.comparison_names == ("Granås", "Björkvik")
    assert Caution.COMPARISON_INCOMPLETE in change.cautions


def test_a_comparison_area_with_a_series_break_is_left_out():
    other = tuple(
        replace(o, series_break=o.year == 2023) for o in counted(90, 90, 10, 10).observations
    )
    change = compared(counted(225, 225, 170, 169, comparisons={"Granås": other}))
    assert (change.comparison, change.comparison_names) == (None, ())


def test_periods_in_the_wrong_order_are_refused():
    with pytest.raises(ValueError, match="does not follow"):
        compare(counted(1, 2), before=AFTER, after=BEFORE)
