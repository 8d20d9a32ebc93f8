"""The own change against others: comparison areas added together, and a nearby place."""

from dataclasses import replace
from math import exp, log, sqrt

import pytest

from tests.domain.effect_builders import compared, counted, surveyed
from tracker.domain.comparison_areas import (
    AreaCounts,
    other_tests,
    ratio_of_ratios,
    relative_effect_size,
    total_net_effect,
    weighted_displacement_difference,
    weighted_displacement_quotient,
)
from tracker.domain.effects import Against, Caution, Interval, compare
from tracker.domain.indicators import Period
from tracker.domain.terms import Finding

STEADY = counted(300, 300, 300, 300, population=150_000).observations
GRANBY = counted(90, 90, 90, 90, population=25_000).observations


def beside(*counts, nearby="", **places):
    return compared(counted(*counts, comparisons=places, nearby=nearby))


@pytest.mark.parametrize(
    ("counts", "against"),
    [
        ((225, 225, 150, 150), Against.LOWER),
        ((225, 225, 320, 320), Against.HIGHER),
        ((225, 225, 220, 220), Against.NO_DIFFERENCE),
        ((4, 4, 4, 4), Against.NOT_COMPARED),
    ],
)
def test_a_change_is_set_against_the_comparison_areas(counts, against):
    assert beside(*counts, Steady=STEADY).against is against


def test_without_comparison_areas_nothing_is_compared():
    change = beside(225, 225, 150, 150)
    assert (change.against, change.relative) == (Against.NOT_COMPARED, None)


def test_a_decrease_as_large_as_elsewhere_is_a_decrease_and_no_difference():
    others = counted(900, 900, 600, 600).observations
    change = beside(225, 225, 150, 150, Steady=others)
    assert (change.finding, change.against) == (Finding.DECREASED, Against.NO_DIFFERENCE)


def test_the_relative_change_is_the_own_ratio_over_the_others():
    others = counted(300, 300, 270, 270).observations
    change = beside(225, 225, 170, 169, Steady=others)
    assert change.relative.estimate == pytest.approx(
        change.ratio.estimate / change.comparison.estimate
    )


def test_the_relative_change_takes_notice_of_how_populations_grew():
    grown = tuple(
        replace(one, population=100_000 if one.year > 2022 else 50_000)
        for one in counted(300, 300, 600, 600).observations
    )
    change = beside(225, 225, 220, 220, Grown=grown)
    assert change.relative.estimate == pytest.approx(440 / 450)
    assert change.against is Against.NO_DIFFERENCE


def test_years_that_vary_widen_the_relative_change_too():
    calm = beside(225, 225, 170, 170, Steady=STEADY)
    wild = beside(300, 150, 110, 230, Steady=STEADY)
    assert wild.widening > 1
    assert wild.relative.high / wild.relative.low > calm.relative.high / calm.relative.low


def test_shares_are_set_against_shares():
    others = surveyed(0.15, 0.15, 0.15, 0.15, size=5_000).observations
    change = compared(surveyed(0.14, 0.15, 0.09, 0.10, size=800, comparisons={"Steady": others}))
    assert change.against is Against.LOWER
    assert change.relative.estimate == pytest.approx(0.095 / 0.145)
    assert change.relative_p_value < 0.05


def test_a_series_break_stops_the_comparison_with_others():
    broken = tuple(
        replace(one, series_break=one.year == 2023)
        for one in counted(225, 225, 100, 100).observations
    )
    change = compared(
        replace(counted(225, 225, 100, 100, comparisons={"A": STEADY}), observations=broken)
    )
    assert (change.relative, change.against) == (None, Against.NOT_COMPARED)


COUNTY = counted(2_000, 2_000, 1_500, 1_500).observations


@pytest.mark.parametrize("name", ["Dala län", "Region Dala", "Riket", "Hela landet", "Sverige"])
def test_a_place_that_may_hold_the_municipality_is_left_out_of_the_sum(name):
    change = beside(225, 225, 150, 150, **{"Steady": STEADY, name: COUNTY})
    assert change.comparison_names == ("Steady",)
    assert change.comparison.estimate == pytest.approx(1)
    assert Caution.COVERING_LEFT_OUT in change.cautions
    assert Caution.COMPARISON_COVERING not in change.cautions
    assert Caution.COMPARISON_INCOMPLETE not in change.cautions


def test_a_county_alone_is_used_and_that_is_said():
    change = beside(225, 225, 150, 150, **{"Dala län": COUNTY})
    assert change.comparison_names == ("Dala län",)
    assert Caution.COMPARISON_COVERING in change.cautions
    assert Caution.COVERING_LEFT_OUT not in change.cautions


def test_of_a_county_and_the_country_the_smaller_is_used_alone():
    country = counted(90_000, 90_000, 90_000, 90_000).observations
    country = tuple(replace(one, population=10_000_000.0) for one in country)
    change = beside(225, 225, 150, 150, **{"Riket": country, "Dala län": COUNTY})
    assert change.comparison_names == ("Dala län",)
    assert {Caution.COMPARISON_COVERING, Caution.COVERING_LEFT_OUT} <= set(change.cautions)


def test_shares_against_shares_have_the_limits_of_both():
    own, other = Interval(0.8, 0.7, 0.95), Interval(0.9, 0.85, 0.96)
    found = ratio_of_ratios(own, other)
    below = sqrt(log(0.8 / 0.7) ** 2 + log(0.96 / 0.9) ** 2)
    above = sqrt(log(0.95 / 0.8) ** 2 + log(0.9 / 0.85) ** 2)
    assert found.estimate == pytest.approx(0.8 / 0.9)
    assert found.low == pytest.approx(0.8 / 0.9 * exp(-below))
    assert found.high == pytest.approx(0.8 / 0.9 * exp(above))


# A nearby place


def test_the_nearby_place_is_not_one_of_the_comparison_areas():
    change = beside(225, 225, 150, 150, nearby="Granby", Steady=STEADY, Granby=GRANBY)
    assert change.comparison_names == ("Steady",)
    assert change.comparison.estimate == pytest.approx(1)
    assert Caution.COMPARISON_INCOMPLETE not in change.cautions


def test_fewer_events_here_and_as_many_nearby_is_no_displacement():
    found = beside(225, 225, 150, 150, nearby="Granby", Steady=STEADY, Granby=GRANBY).displacement
    assert (found.nearby, found.comparison_names) == ("Granby", ("Steady",))
    assert found.difference.estimate == pytest.approx(-150)
    assert found.difference.high < 0
    assert found.quotient == pytest.approx(0)
    assert found.net_effect == pytest.approx(150)
    assert found.comparison_weight == pytest.approx(0.5)


def test_what_moved_nearby_is_taken_off_what_was_gained():
    more = counted(90, 90, 165, 165, population=25_000).observations
    found = beside(225, 225, 150, 150, nearby="Granby", Steady=STEADY, Granby=more).displacement
    assert found.difference.estimate == pytest.approx(0)
    assert found.quotient == pytest.approx(-1)
    assert found.net_effect == pytest.approx(0)


def test_the_comparison_areas_count_once_in_the_uncertainty():
    change = beside(225, 225, 150, 150, nearby="Granby", Steady=STEADY, Granby=GRANBY)
    found = change.displacement
    expected = 450 + 300 + 180 + 180 + 0.5**2 * 1200
    assert ((found.difference.high - found.difference.low) / 2 / 1.959964) ** 2 == pytest.approx(
        expected, rel=1e-5
    )


def test_comparison_areas_that_vary_much_widen_the_displacement_too():
    wild = counted(450, 150, 150, 450, population=150_000).observations
    calm, varying = (
        beside(225, 225, 150, 150, nearby="Granby", Steady=places, Granby=GRANBY)
        for places in (STEADY, wild)
    )
    assert varying.comparison_widening > 1
    widths = [
        one.displacement.difference.high - one.displacement.difference.low
        for one in (calm, varying)
    ]
    assert widths[1] > 1.5 * widths[0]


def test_a_longer_first_period_is_counted_over_the_seconds_length():
    places = {
        "Steady": counted(*[300] * 6, population=150_000).observations,
        "Granby": counted(*[90] * 6, population=25_000).observations,
    }
    one = counted(225, 225, 225, 225, 150, 150, comparisons=places, nearby="Granby")
    found = compare(one, before=Period(2021, 2024), after=Period(2025, 2026)).displacement
    assert found.difference.estimate == pytest.approx(-150)


@pytest.mark.parametrize(
    "places",
    [
        {"Granby": GRANBY},
        {"Steady": STEADY},
        {"Steady": STEADY, "Granby": GRANBY[:3]},
        {"Steady": STEADY, "Granby": counted(2, 1, 2, 1).observations},
        {"Steady": STEADY, "Granby": counted(90, 90, 90, 90, population=None).observations},
    ],
)
def test_displacement_is_not_worked_out_unless_every_number_is_there(places):
    assert beside(225, 225, 150, 150, nearby="Granby", **places).displacement is None


def test_nothing_can_have_moved_when_nothing_was_gained():
    steady = AreaCounts(300, 300)
    assert weighted_displacement_quotient(AreaCounts(100, 120), AreaCounts(50, 80), steady) is None
    assert (
        weighted_displacement_quotient(AreaCounts(100, 50), AreaCounts(50, 80), AreaCounts(0, 9))
        is None
    )


# Numbers that cannot be used


def test_a_count_of_zero_has_no_relative_effect_size():
    with pytest.raises(ValueError, match="more than 0"):
        relative_effect_size(AreaCounts(10, 0), AreaCounts(10, 10))


def test_no_events_at_all_have_no_displacement_difference():
    with pytest.raises(ValueError, match="no events"):
        weighted_displacement_difference(AreaCounts(0, 0), AreaCounts(0, 0))


def test_the_net_effect_needs_events_in_the_control():
    with pytest.raises(ZeroDivisionError):
        total_net_effect(AreaCounts(10, 5), AreaCounts(10, 5), AreaCounts(0, 5))


def test_other_tests_leave_out_what_cannot_be_worked_out():
    assert other_tests(0, 10, 0, 10) == ()
    assert "Log-Wald" not in {test.name for test in other_tests(0, 10, 5, 10)}
    assert "E-test" not in {test.name for test in other_tests(3_000, 10, 2_900, 10)}
