"""What a review makes of the interventions that serve a goal."""

from datetime import date

import pytest

from tracker.domain.indicators import Period
from tracker.domain.interventions import InterventionFacts, as_planned, has_mechanism
from tracker.domain.terms import InterventionState

YEARS = Period(2024, 2025)


def intervention(number: int = 1, **values):
    return InterventionFacts(
        **{
            "id": number,
            "title": "Nattvandring",
            "state": InterventionState.ONGOING,
            "organisation": "",
            "starts_on": None,
            "ends_on": None,
            "has_mechanism": True,
            "goal_ids": frozenset({1}),
            **values,
        }
    )


@pytest.mark.parametrize(
    ("values", "went_on"),
    [
        ({}, True),
        ({"starts_on": date(2025, 12, 31)}, True),
        ({"starts_on": date(2026, 1, 1)}, False),
        ({"state": InterventionState.DONE, "ends_on": date(2024, 1, 1)}, True),
        ({"state": InterventionState.DONE, "ends_on": date(2023, 12, 31)}, False),
        ({"state": InterventionState.NOT_STARTED, "starts_on": date(2024, 1, 1)}, False),
    ],
)
def test_an_intervention_counts_when_it_went_on_in_the_years(values, went_on):
    assert intervention(**values).went_on(YEARS) is went_on


@pytest.mark.parametrize(
    ("described", "answer"),
    [([], None), ([True], True), ([True, True], True), ([True, False], False), ([False], False)],
)
def test_every_intervention_must_say_why_it_should_work(described, answer):
    serving = [intervention(has_mechanism=one) for one in described]

    assert has_mechanism(serving) is answer


YES, NO, BOTH = frozenset({True}), frozenset({False}), frozenset({True, False})


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({}, None),
        ({1: YES}, None),  # nobody has said it of the other
        ({1: YES, 2: YES}, True),
        ({1: YES, 2: NO}, False),
        ({2: NO}, False),
        ({1: YES, 2: BOTH}, False),  # not in one of the years
        ({3: NO}, None),  # serves another goal
    ],
)
def test_one_that_was_not_carried_out_as_planned_is_enough_for_a_no(said, answer):
    assert as_planned([intervention(1), intervention(2)], said) is answer


def test_without_interventions_nobody_has_said_how_they_were_carried_out():
    assert as_planned([], {1: YES}) is None
