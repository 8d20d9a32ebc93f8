"""Interrupted time series, on months with a known step."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tracker.domain.indicators import MonthCount
from tracker.domain.time_series import interrupted

BEGAN = date(2023, 1, 1)


def months(*, step=1.0, slope=1.0, many=60, population=100_000.0, seed=1, spread=1.0):
    """Five years with a season, a trend of 0.5 % a month, and a step in the fourth year."""
    random = np.random.default_rng(seed)
    made = []
    for place in range(many):
        year, month = 2020 + place // 12, place % 12 + 1
        mean = 80 * 1.005**place * (1 + 0.2 * np.sin(2 * np.pi * month / 12))
        if place >= 36:
            mean *= step * slope ** (place - 36)
        if spread > 1:
            mean = random.gamma(mean / (spread - 1), spread - 1)
        count = int(random.poisson(mean))
        made.append(MonthCount(year=year, month=month, count=count, population=population))
    return made


def test_a_true_step_is_found_and_season_and_trend_are_not_taken_for_it():
    found = interrupted(months(step=0.75), began=BEGAN)
    assert found.level.low < 0.75 < found.level.high < 1
    assert found.trend.low < 1.005 < found.trend.high
    assert found.dispersion == pytest.approx(1, abs=0.4)
    assert (found.months_before, found.months_after, found.slope) == (36, 24, None)


def test_the_interval_covers_the_truth_nineteen_times_in_twenty():
    covered = [
        interrupted(months(step=0.8, seed=seed, spread=3), began=BEGAN).level.covers(0.8)
        for seed in range(100)
    ]
    assert 0.88 <= np.mean(covered) <= 0.99


def test_a_change_of_slope_is_found_beside_the_step():
    found = interrupted(months(step=0.8, slope=0.98), began=BEGAN, has_slope=True)
    assert found.slope.low < 0.98 < found.slope.high < 1
    assert found.slope_p_value < 0.05


def test_a_growing_population_is_not_taken_for_more_events():
    steady = months()
    doubled = [
        replace(one, count=one.count * 2, population=200_000.0) if one.year >= 2023 else one
        for one in steady
    ]
    assert interrupted(doubled, began=BEGAN).level.estimate == pytest.approx(
        interrupted(steady, began=BEGAN).level.estimate, rel=0.02
    )


def test_one_month_without_population_leaves_it_out_everywhere():
    some = months()
    some[5] = replace(some[5], population=None)
    found = interrupted(some, began=BEGAN)
    assert found.has_population is False
    assert found.level == interrupted(months(population=None), began=BEGAN).level


def test_missing_months_leave_the_time_as_it_is():
    whole = months(step=0.75)
    some = [one for one in whole if (one.year, one.month) < (2021, 1) or one.year > 2021]
    trend = interrupted(some, began=BEGAN).trend.estimate
    assert trend == pytest.approx(interrupted(whole, began=BEGAN).trend.estimate, abs=0.001)


def test_the_month_in_which_it_began_counts_as_after():
    found = interrupted(months(), began=date(2023, 1, 31))
    assert found.months_before == 36


@pytest.mark.parametrize(("began", "many"), [(date(2021, 12, 1), 60), (BEGAN, 47), (BEGAN, 0)])
def test_too_few_months_on_either_side_give_nothing(began, many):
    assert interrupted(months(many=many), began=began) is None


def test_next_to_no_events_give_nothing():
    few = [replace(one, count=0) for one in months()]
    assert interrupted(few, began=BEGAN) is None


def test_a_month_that_stands_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        interrupted([*months(), months()[0]], began=BEGAN)
