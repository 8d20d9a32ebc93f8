"""The quality of the evidence: five questions, graded apart from the change."""

import pytest

from tests.domain.effect_builders import counted, series, surveyed
from tracker.domain.effects import compare
from tracker.domain.evidence import EvidenceGrade, EvidenceQuestion, grade_evidence
from tracker.domain.indicators import Observation, Period
from tracker.domain.terms import IndicatorKind

LONG = {"before": Period(2021, 2023), "after": Period(2024, 2026)}
SHORT = {"before": Period(2021, 2022), "after": Period(2023, 2024)}
PLACES = {"Granby": counted(*[300] * 6).observations}


def graded(one, *, mechanism=True, planned=True, periods=LONG):
    return grade_evidence(compare(one, **periods), has_mechanism=mechanism, as_planned=planned)


def test_five_yes_are_good_evidence():
    found = graded(counted(*[60] * 6, comparisons=PLACES))
    assert set(found.answers.values()) == {True}
    assert found.grade is EvidenceGrade.GOOD


@pytest.mark.parametrize(
    ("mechanism", "planned", "grade"),
    [
        (True, None, EvidenceGrade.SOME),
        (None, None, EvidenceGrade.SOME),
        (False, False, EvidenceGrade.SOME),
    ],
)
def test_what_nobody_has_said_counts_as_not_shown(mechanism, planned, grade):
    found = graded(counted(*[60] * 6, comparisons=PLACES), mechanism=mechanism, planned=planned)
    assert found.grade is grade
    assert found.answers[EvidenceQuestion.AS_PLANNED] is planned


def test_without_an_area_to_compare_with_the_evidence_is_weak():
    found = graded(counted(*[60] * 6))
    assert found.answers[EvidenceQuestion.COMPARISON] is False
    assert found.grade is EvidenceGrade.WEAK


def test_with_few_cases_the_evidence_is_weak():
    found = graded(counted(*[30] * 6, comparisons=PLACES))
    assert found.answers[EvidenceQuestion.CASES] is False
    assert found.grade is EvidenceGrade.WEAK


def test_a_short_baseline_and_nothing_described_is_weak():
    one = counted(*[60] * 4, comparisons={"Granby": counted(*[300] * 4).observations})
    found = graded(one, mechanism=None, planned=None, periods=SHORT)
    assert found.answers[EvidenceQuestion.YEARS] is False
    assert found.grade is EvidenceGrade.WEAK


def test_the_measured_years_are_counted_and_not_the_periods():
    missing = tuple(one for one in counted(*[60] * 6).observations if one.year != 2022)
    assert graded(series(missing)).answers[EvidenceQuestion.YEARS] is False


def test_cases_are_counted_over_as_long_a_time_as_the_second_period():
    periods = {"before": Period(2021, 2023), "after": Period(2024, 2024)}
    one = counted(*[60] * 6)
    assert graded(one).answers[EvidenceQuestion.CASES] is True
    assert graded(one, periods=periods).answers[EvidenceQuestion.CASES] is False


def test_the_cases_of_a_survey_are_the_answers_counted_in_the_share():
    assert graded(surveyed(*[0.10] * 6)).answers[EvidenceQuestion.CASES] is True
    assert graded(surveyed(*[0.05] * 6)).answers[EvidenceQuestion.CASES] is False


def test_the_cases_behind_a_published_rate_are_not_known():
    rates = tuple(Observation(year=2021 + place, value=900.0) for place in range(6))
    found = graded(series(rates, kind=IndicatorKind.RATE))
    assert found.answers[EvidenceQuestion.CASES] is None
    assert found.grade is EvidenceGrade.WEAK


@pytest.mark.parametrize("counts", [(), (60,), (0, 0, 0, 0, 0, 0)])
def test_nothing_to_go_by_is_weak_and_no_error(counts):
    assert graded(counted(*counts)).grade is EvidenceGrade.WEAK
