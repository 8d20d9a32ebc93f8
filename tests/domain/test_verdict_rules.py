"""The rules of judgement, and what many tests at once and a peak do to a verdict."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.effect_builders import AFTER, BEFORE, compared, counted, series, surveyed
from tracker.domain.effects import (
    Against,
    Caution,
    Interval,
    compare,
    compare_all,
    expected_by_chance,
    spread_years,
)
from tracker.domain.indicators import Period
from tracker.domain.intervals import Spread, p_value_of, rate_ratio, widening
from tracker.domain.terms import Finding
from tracker.domain.verdict_rules import RULES, is_peak, largest_kept, widening_for
from tracker.text import speaking

TEN_YEARS = {"before": Period(2027, 2028), "after": Period(2029, 2030)}


# P-values


@given(st.integers(10, 3_000), st.integers(10, 3_000))
def test_the_p_value_is_below_five_percent_exactly_when_the_interval_excludes_no_change(one, other):
    p_value = p_value_of(lambda level: rate_ratio(one, 2, other, 3, confidence=level))
    assert (p_value < 0.05) is not rate_ratio(one, 2, other, 3).covers(1)


def test_the_p_value_is_twice_the_smaller_binomial_tail():
    p_value = p_value_of(lambda level: rate_ratio(450, 1, 339, 1, confidence=level))
    assert p_value == pytest.approx(8.778958e-05, rel=1e-5)


@pytest.mark.parametrize("counts", [(225, 225, 170, 169), (160, 40, 40, 110), (50, 50, 34, 35)])
def test_a_changes_p_value_agrees_with_its_finding_also_when_widened(counts):
    change = compared(counted(*counts))
    assert (change.p_value < 0.05) is (change.finding is not Finding.CANNOT_BE_ASSESSED)


# Years that vary


def test_an_interval_is_widened_by_the_spread_and_students_quantile():
    assert widening(Spread(4.0, 2, 0.018)) == pytest.approx(2 * 4.302653 / 1.959964, rel=1e-6)


def test_a_spread_that_chance_explains_widens_nothing():
    assert widening_for(Spread(2.5, 2, 0.08)) == 1
    assert widening_for(None) == 1


def test_the_spread_is_judged_within_periods_and_two_by_two_before_them():
    change = compare(counted(*[100] * 10), **TEN_YEARS)
    assert spread_years(change) == (
        (2027, 2028),
        (2029, 2030),
        (2025, 2026),
        (2023, 2024),
        (2021, 2022),
    )


def test_a_steady_trend_before_the_periods_is_not_taken_for_spread():
    change = compare(counted(*range(300, 100, -20)), **TEN_YEARS)
    assert Caution.OVERDISPERSED not in change.cautions


def test_years_before_a_series_break_have_no_say_in_the_spread():
    wild = counted(900, 100, 900, 100, 100, 100, 100, 100, 100, 100)
    broken = replace(
        wild,
        observations=tuple(
            replace(one, series_break=one.year == 2025) for one in wild.observations
        ),
    )
    assert Caution.OVERDISPERSED in compare(wild, **TEN_YEARS).cautions
    assert Caution.OVERDISPERSED not in compare(broken, **TEN_YEARS).cautions


def test_few_years_to_judge_the_variation_by_are_said():
    assert Caution.FEW_YEARS in compared(counted(100, 100, 100, 100)).cautions
    assert Caution.FEW_YEARS in compared(counted(100, 100, 100, 100, population=None)).cautions
    assert Caution.FEW_YEARS not in compare(counted(*[100] * 10), **TEN_YEARS).cautions
    assert Caution.FEW_YEARS not in compared(counted(160, 40, 40, 110)).cautions
    assert Caution.FEW_YEARS not in compared(surveyed(0.1, 0.1, 0.1, 0.1)).cautions


# A peak-chosen baseline


@pytest.mark.parametrize(
    ("raised", "judged", "peak"),
    [
        (Interval(1.4, 1.2, 1.6), 0.7, True),
        (Interval(0.7, 0.6, 0.8), 1.4, True),
        (Interval(1.4, 1.2, 1.6), 1.2, False),
        (Interval(0.7, 0.6, 0.8), 0.8, False),
        (Interval(1.2, 0.9, 1.6), 0.7, False),
    ],
)
def test_a_baseline_is_a_peak_when_it_lies_apart_and_the_change_leads_back(raised, judged, peak):
    assert is_peak(raised, Interval(judged, judged * 0.9, judged * 1.1)) is peak


def test_a_return_from_a_peak_keeps_its_finding_and_is_said():
    change = compare(counted(*[100] * 6, 150, 150, 100, 100), **TEN_YEARS)
    assert change.finding is Finding.DECREASED
    assert Caution.PEAK_BASELINE in change.cautions


def test_a_decrease_from_the_usual_is_no_return_from_a_peak():
    change = compare(counted(*[150] * 8, 100, 100), **TEN_YEARS)
    assert change.finding is Finding.DECREASED
    assert Caution.PEAK_BASELINE not in change.cautions


def test_two_years_before_are_too_few_to_see_a_peak():
    peaked = counted(100, 100, 150, 150, 100, 100)
    change = compare(peaked, before=Period(2023, 2024), after=Period(2025, 2026))
    assert Caution.PEAK_BASELINE not in change.cautions


def test_years_measured_another_way_do_not_tell_a_peak():
    one = counted(*[100] * 6, 150, 150, 100, 100)
    broken = tuple(replace(o, series_break=o.year == 2027) for o in one.observations)
    change = compare(replace(one, observations=broken), **TEN_YEARS)
    assert Caution.PEAK_BASELINE not in change.cautions


def test_a_survey_can_have_a_peak_too():
    change = compare(surveyed(*[0.1] * 6, 0.2, 0.2, 0.1, 0.1, size=1_000), **TEN_YEARS)
    assert Caution.PEAK_BASELINE in change.cautions


# Many indicators at once


def test_the_largest_p_value_kept_is_benjamini_and_hochbergs():
    # The fifteen p-values of their own example (1995, section 3.2): four are kept.
    published = (
        *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
        *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000),
    )
    assert largest_kept(published) == 0.0095
    assert largest_kept((0.2, 0.9)) == 0
    assert largest_kept(()) == 0


MANY = [counted(100, 100, 75, 75), *[counted(100, 100, 98 + n, 99) for n in range(9)]]


def test_a_finding_that_many_tests_explain_is_set_aside_and_says_so():
    alone = compare_all(MANY, before=BEFORE, after=AFTER)
    adjusted = compare_all(MANY, before=BEFORE, after=AFTER, is_adjusted=True)
    assert alone[0].finding is Finding.DECREASED
    assert (adjusted[0].finding, adjusted[0].wanted) == (Finding.CANNOT_BE_ASSESSED, None)
    assert adjusted[0].is_set_aside
    assert Caution.SET_ASIDE in adjusted[0].cautions
    assert (adjusted[0].ratio, adjusted[0].p_value) == (alone[0].ratio, alone[0].p_value)


def test_a_clear_finding_stands_however_many_are_tested():
    clear = [counted(200, 200, 100, 100), *MANY[1:]]
    adjusted = compare_all(clear, before=BEFORE, after=AFTER, is_adjusted=True)
    assert adjusted[0].finding is Finding.DECREASED
    assert all(change.is_adjusted for change in adjusted)


def test_a_difference_from_other_areas_that_many_tests_explain_is_taken_back():
    places = {"Granby": counted(*[3_000] * 4).observations}
    many = [replace(one, comparisons=places) for one in MANY]
    alone = compare_all(many, before=BEFORE, after=AFTER)
    adjusted = compare_all(many, before=BEFORE, after=AFTER, is_adjusted=True)
    assert (alone[0].against, adjusted[0].against) == (Against.LOWER, Against.NO_DIFFERENCE)


def test_chance_gives_one_finding_in_twenty_of_those_tested():
    changes = compare_all([*MANY, counted(1, 1, 1, 1)], before=BEFORE, after=AFTER)
    assert expected_by_chance(changes) == pytest.approx(10 * 0.05)


# Numbers that are missing


@pytest.mark.parametrize(
    "one",
    [
        series(()),
        counted(5),
        counted(0, 0, 0, 0),
        counted(0, 0, 0, 0, population=None),
        counted(50, 50, 50, 50, population=None),
        counted(50, 50, 50, 50, population=0),
        surveyed(0.0, 0.0, 0.0, 0.0),
        surveyed(1.0, 1.0, 1.0, 1.0),
        surveyed(0.5, 0.5, 0.5, 0.5, size=0),
    ],
)
def test_whatever_is_missing_is_no_error(one):
    places = {"Granby": one.observations, "Steady": counted(0, 0, 0, 0).observations}
    for nearby in ("", "Granby"):
        many = [replace(one, comparisons=places, nearby=nearby)]
        change = compare_all(many, before=BEFORE, after=AFTER, is_adjusted=True)[0]
        assert change.finding not in {Finding.DECREASED, Finding.INCREASED}
        assert change.displacement is None


# Words


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_every_rule_is_said_in_both_languages(rule):
    with speaking("en"):
        english = rule.heading, rule.words
    with speaking("sv"):
        swedish = rule.heading, rule.words
    assert all(one != other for one, other in zip(english, swedish, strict=True))
    assert "%" not in english[1].replace("5\N{NO-BREAK SPACE}%", "")
