"""An outcome against its target and its baseline."""

from dataclasses import replace

import pytest

from tracker.domain.indicators import IndicatorSeries, Observation, Period
from tracker.domain.targets import (
    Standing,
    against_target_words,
    compare_with_target,
    find_baseline,
    interval_words,
    latest_seen,
)
from tracker.domain.terms import Direction, IndicatorKind

LOWER, HIGHER, NEUTRAL = Direction.LOWER_BETTER, Direction.HIGHER_BETTER, Direction.NEUTRAL


def series(*seen, kind=IndicatorKind.COUNT, direction=LOWER, target=190.0):
    return IndicatorSeries(
        code="1.1",
        title="Våld",
        unit="",
        kind=kind,
        direction=direction,
        area_number=1,
        target=target,
        observations=seen,
    )


def share(**values):
    return Observation(year=2025, sample_size=400, **values)


def standing(value, direction, target=0.5, **more):
    one = series(kind=IndicatorKind.RATE, direction=direction, target=target)
    found = compare_with_target(one, Observation(year=2025, value=value, **more))
    return found.standing if found else None


@pytest.mark.parametrize(
    ("value", "direction", "expected"),
    [
        (0.4, LOWER, Standing.REACHED),
        (0.5, LOWER, Standing.REACHED),
        (0.6, LOWER, Standing.NOT_REACHED),
        (0.6, HIGHER, Standing.REACHED),
        (0.5, HIGHER, Standing.REACHED),
        (0.4, HIGHER, Standing.NOT_REACHED),
        (0.4, NEUTRAL, Standing.NOT_JUDGED),
        (0.6, NEUTRAL, Standing.NOT_JUDGED),
    ],
)
def test_a_value_is_judged_by_its_direction(value, direction, expected):
    assert standing(value, direction) is expected


def test_binary_fractions_do_not_miss_the_target():
    assert standing(0.1 + 0.2, HIGHER, target=0.3) is Standing.REACHED
    assert standing(0.1 + 0.2, LOWER, target=0.3) is Standing.REACHED


def test_an_interval_that_covers_the_target_forbids_a_verdict():
    assert standing(0.4, LOWER, low=0.3, high=0.55) is Standing.UNCERTAIN
    assert standing(0.4, LOWER, low=0.3, high=0.45) is Standing.REACHED
    assert standing(0.6, LOWER, low=0.52, high=0.7) is Standing.NOT_REACHED


def test_without_a_target_or_a_value_nothing_is_compared():
    assert compare_with_target(series(target=None), Observation(year=2025, count=3)) is None
    assert compare_with_target(series(), Observation(year=2025)) is None


def words(one, seen):
    return against_target_words(one, compare_with_target(one, seen))


def test_the_distance_is_said_in_the_indicators_unit():
    assert words(series(), Observation(year=2025, count=210)) == "20 över målet"
    assert words(series(), Observation(year=2025, count=190)) == "Når målet"
    percent = series(kind=IndicatorKind.SHARE, direction=HIGHER, target=0.87)
    assert words(percent, share(value=0.854)) == "1,6 procentenheter under målet"
    assert words(percent, share(value=0.854, low=0.83, high=0.88)) == (
        "1,6 procentenheter under målet, inom felmarginalen"
    )


def test_a_neutral_indicator_is_said_to_lie_above_or_below_and_no_more():
    one = series(direction=NEUTRAL)
    assert words(one, Observation(year=2025, count=200)) == "10 över målet"
    assert words(one, Observation(year=2025, count=190)) == "Samma som målet"


def counts(**by_year):
    return tuple(
        Observation(year=int(name[1:]), count=count, series_break=name == "y2024")
        for name, count in by_year.items()
    )


def test_the_baseline_is_the_mean_of_its_years():
    one = series(*counts(y2020=10, y2021=20, y2022=60, y2023=500))
    found = find_baseline(one, Period(2020, 2022))
    assert (found.value, found.missing, found.has_break) == (30.0, (), False)


def test_a_baseline_names_the_years_it_lacks_and_the_break_within_it():
    one = series(*counts(y2020=10, y2022=30, y2024=50))
    assert find_baseline(one, Period(2020, 2022)).missing == (2021,)
    assert find_baseline(one, Period(2022, 2024)).has_break
    assert not find_baseline(one, Period(2024, 2024)).has_break
    assert find_baseline(one, Period(2010, 2011)).value is None
    assert find_baseline(one, None) is None


def test_shares_are_weighted_by_their_answers():
    one = series(
        Observation(year=2020, value=0.2, sample_size=100),
        Observation(year=2021, value=0.6, sample_size=300),
        kind=IndicatorKind.SHARE,
    )
    assert find_baseline(one, Period(2020, 2021)).value == pytest.approx(0.5)
    unknown = replace(
        one, observations=tuple(replace(seen, sample_size=None) for seen in one.observations)
    )
    assert find_baseline(unknown, Period(2020, 2021)).value == pytest.approx(0.4)


def test_the_latest_is_the_latest_with_a_value():
    one = series(*counts(y2020=10, y2022=30), Observation(year=2023))
    assert latest_seen(one).year == 2022
    assert latest_seen(series()) is None


def test_the_sources_interval_is_written_in_the_unit_or_not_at_all():
    percent = series(kind=IndicatorKind.SHARE)
    assert (
        interval_words(percent, share(value=0.83, low=0.812, high=0.849))
        == "81,2\N{NO-BREAK SPACE}% till 84,9\N{NO-BREAK SPACE}%"
    )
    assert interval_words(percent, share(value=0.83)) == ""
