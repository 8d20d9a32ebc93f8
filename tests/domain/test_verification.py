"""The formulas against numbers published by others, to the digits given there."""

import csv
from datetime import date
from pathlib import Path

import pytest

from tracker.domain.comparison_areas import (
    AreaCounts,
    other_tests,
    relative_effect_size,
    total_net_effect,
    weighted_displacement_difference,
    weighted_displacement_quotient,
)
from tracker.domain.indicators import MonthCount
from tracker.domain.intervals import rate_ratio
from tracker.domain.time_series import interrupted

#: Acute coronary episodes a month in Sicily and the standardised population, published with Lopez
#: Bernal, Cummins & Gasparrini (2017), International Journal of Epidemiology 46:348 (open access,
#: Creative Commons Attribution).
SICILY = Path(__file__).parent / "sicily.csv"
BAN = date(2005, 1, 10)


def sicily() -> list[MonthCount]:
    with SICILY.open(encoding="utf-8") as file:
        return [
            MonthCount(
                year=int(row["year"]),
                month=int(row["month"]),
                count=int(row["aces"]),
                population=float(row["stdpop"]),
            )
            for row in csv.DictReader(file)
        ]


def digits(number: float, decimals: int) -> str:
    return f"{number:.{decimals}f}"


def test_displacement_with_two_controls_is_as_wheeler_and_ratcliffe_published():
    found = weighted_displacement_difference(
        AreaCounts(207, 110), AreaCounts(308, 318), AreaCounts(178, 157), AreaCounts(150, 140)
    )
    assert found.interval.estimate == -118
    assert found.variance == 1568
    assert digits(found.z, 2) == "-2.98"
    assert (digits(found.interval.low, 0), digits(found.interval.high, 0)) == ("-196", "-40")


def test_displacement_without_a_nearby_area_is_as_the_authors_package_says():
    found = weighted_displacement_difference(AreaCounts(20, 10), AreaCounts(20, 20), confidence=0.9)
    assert found.interval.estimate == -10
    assert digits(found.variance**0.5, 4) == "8.3666"
    assert digits(found.z, 3) == "-1.195"
    assert (digits(found.interval.low, 2), digits(found.interval.high, 2)) == ("-23.76", "3.76")


def test_displacement_over_unequal_times_is_as_the_authors_package_says():
    found = weighted_displacement_difference(
        AreaCounts(80, 20), AreaCounts(100, 50), time_weights=(2, 1)
    )
    assert (found.interval.estimate, found.variance) == (-20, 115)


def test_displacement_in_areas_of_unlike_size_is_as_the_authors_package_says():
    found = weighted_displacement_difference(
        AreaCounts(207, 110, weight=1 / 1.2),
        AreaCounts(308, 318, weight=1 / 0.9),
        AreaCounts(178, 157, weight=1 / 1.5),
        AreaCounts(150, 140, weight=1 / 1.6),
    )
    assert digits(found.interval.estimate, 8) == "-99.69444444"
    assert digits(found.variance**0.5, 7) == "35.4280755"
    assert digits(found.z, 9) == "-2.813995483"


@pytest.mark.parametrize(
    ("name", "statistic", "p_value"),
    [
        ("Wald", "3.384913", ".000356"),
        ("Score", "3.417402", ".000316"),
        ("Square root", "3.445485", ".000285"),
        ("Log-Wald", "3.339285", ".000420"),
    ],
)
def test_two_poisson_rates_are_told_apart_as_gu_and_others_published(name, statistic, p_value):
    tests = other_tests(30, 54_308.7, 60, 51_477.5, alternative="larger")
    found = next(test for test in tests if test.name == name)
    assert digits(found.statistic, 6) == statistic
    assert digits(found.p_value, 6) == f"0{p_value}"


def test_the_rate_ratio_of_gu_and_others_comes_out_to_its_digits():
    ratio = rate_ratio(30, 54_308.7, 60, 51_477.5)
    assert digits(ratio.estimate, 4) == "2.1100"
    assert (digits(ratio.low, 4), digits(ratio.high, 4)) == ("1.3397", "3.3884")


def test_their_log_wald_interval_is_what_the_statistic_says():
    found = next(
        test for test in other_tests(30, 54_308.7, 60, 51_477.5) if test.name == "Log-Wald"
    )
    ratio = rate_ratio(30, 54_308.7, 60, 51_477.5).estimate
    reach = 1.959964 / found.statistic
    assert digits(ratio ** (1 - reach), 4) == "1.3613"
    assert digits(ratio ** (1 + reach), 4) == "3.2705"


@pytest.mark.parametrize(("counts", "p_value"), [((6, 2), "0.1749"), ((0, 3), "0.0884")])
def test_the_e_test_is_as_krishnamoorthy_and_thomson_published(counts, p_value):
    found = next(test for test in other_tests(counts[0], 1, counts[1], 1) if test.name == "E-test")
    assert digits(found.p_value, 4) == p_value


def test_the_example_of_r_poisson_test_comes_out_to_its_digits():
    ratio = rate_ratio(21, 3_011, 11, 800)
    assert digits(ratio.estimate, 6) == "1.971488"
    assert (digits(ratio.low, 7), digits(ratio.high, 6)) == ("0.8584264", "4.277266")
    exact = next(
        test for test in other_tests(21, 3_011, 11, 800) if test.name == "Exact conditional"
    )
    assert digits(exact.p_value, 5) == "0.07967"


def test_the_step_after_the_smoking_ban_is_as_published():
    found = interrupted(sicily(), began=BAN, harmonics=0, is_quasi=False)
    assert found is not None
    level = found.level
    assert [digits(one, 3) for one in (level.estimate, level.low, level.high)] == [
        "0.894",
        "0.865",
        "0.925",
    ]


def test_the_step_allowing_for_the_season_is_as_published():
    found = interrupted(sicily(), began=BAN)
    assert found is not None
    level = found.level
    assert [digits(one, 3) for one in (level.estimate, level.low, level.high)] == [
        "0.885",
        "0.839",
        "0.933",
    ]
    assert digits(found.dispersion, 2) == "2.26"
    assert (found.months_before, found.months_after) == (36, 23)


def test_the_relative_effect_size_of_hawkeye_is_as_gill_and_spriggs_published():
    found = relative_effect_size(AreaCounts(794, 214), AreaCounts(12_590, 11_335)).interval
    assert [digits(one, 2) for one in (found.estimate, found.low, found.high)] == [
        "3.34",
        "2.87",
        "3.89",
    ]


def test_the_displacement_quotient_and_the_net_effect_come_out_as_recomputed():
    target, nearby, control = AreaCounts(207, 110), AreaCounts(178, 157), AreaCounts(308, 318)
    assert digits(weighted_displacement_quotient(target, nearby, control), 3) == "0.258"
    assert digits(total_net_effect(target, nearby, control), 1) == "130.5"
