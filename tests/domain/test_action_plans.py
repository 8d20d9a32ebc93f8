"""The basis of the action plan: decisions by area, what addresses each, what is undecided."""

from dataclasses import replace
from datetime import date

import pytest

from tests.domain.test_needs import need
from tracker.domain.action_plans import addressing, period_words, plan_basis, plan_table
from tracker.domain.indicators import Period
from tracker.domain.review_content import (
    ReviewContent,
    ReviewedArea,
    ReviewedIntervention,
    ReviewedNeed,
)
from tracker.domain.terms import Decision, InterventionState
from tracker.text import speaking

STATE_WORDS = {state: state.value for state in InterventionState}
LIGHT = ReviewedIntervention(
    id=7,
    title="Belysning",
    state=InterventionState.ONGOING,
    organisation="Gatukontoret",
    starts_on=date(2025, 1, 1),
)
OTHER = ReviewedIntervention(id=8, title="Fältgruppen", state=InterventionState.DONE)


def reviewed(number, name, area_number, decision=None, **values):
    told = need(
        number=number, name=name, area_number=area_number, decision=decision, reason="Därför."
    )
    return ReviewedNeed(id=number, need=told, **values)


def content(*needs):
    return ReviewContent(
        council="Älvstads Brå",
        municipality="Älvstad",
        now=Period(2024, 2025),
        before=Period(2022, 2023),
        areas=(
            ReviewedArea(id=1, number=1, name="Barn och unga"),
            ReviewedArea(id=3, number=3, name="Trygga platser"),
        ),
        interventions=(LIGHT, OTHER),
        needs=needs,
    )


def test_decisions_stand_by_area_and_by_what_was_decided_in_the_order_they_were_entered():
    basis = plan_basis(
        content(
            reviewed(1, "Rån", 3, Decision.CHANGE),
            reviewed(2, "Skadegörelse", 3, Decision.KEEP),
            reviewed(3, "Mobbning", 1, Decision.NEW),
            reviewed(4, "Klotter", 3, Decision.KEEP),
            reviewed(5, "Övrigt", 0, Decision.STOP),
        )
    )

    found = [(area.name, [line.problem for line in area.lines]) for area in basis.areas]
    assert found == [
        ("Barn och unga", ["Mobbning"]),
        ("Trygga platser", ["Skadegörelse", "Klotter", "Rån"]),
        ("", ["Övrigt"]),
    ]


def test_problems_without_a_decision_are_listed_apart():
    basis = plan_basis(content(reviewed(1, "Rån", 3), reviewed(2, "Klotter", 3, Decision.KEEP)))

    assert basis.undecided == {1: "Rån"}
    assert [line.problem for area in basis.areas for line in area.lines] == ["Klotter"]


def test_a_review_without_needs_has_an_empty_basis():
    assert plan_basis(content()).areas == ()


def test_only_the_interventions_that_address_a_problem_stand_with_it():
    told = reviewed(1, "Rån", 3, intervention_ids=(7,))

    (one,) = addressing(content(told), told)

    assert (one.title, one.organisation) == ("Belysning", "Gatukontoret")


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2025, 1, 1), date(2026, 12, 31), "2025-01-01–2026-12-31"),
        (date(2025, 1, 1), None, "från 2025-01-01"),
        (None, date(2026, 12, 31), "till 2026-12-31"),
        (None, None, ""),
    ],
)
def test_an_interventions_period_is_written_with_the_days_that_are_known(first, last, words):
    with speaking("sv"):
        assert period_words(first, last) == words


def test_the_table_has_a_row_for_each_intervention_and_one_where_nothing_is_done():
    told = reviewed(1, "Rån", 3, Decision.CHANGE, causes="Mörkt.", intervention_ids=(7, 8))
    bare = reviewed(2, "Klotter", 0, Decision.NEW)

    with speaking("sv"):
        table = plan_table(plan_basis(content(told, bare)), STATE_WORDS)

    assert [row[:2] + row[5:8] for row in table.rows] == [
        ("Trygga platser", "Rån", "Belysning", "Gatukontoret", "från 2025-01-01"),
        ("Trygga platser", "Rån", "Fältgruppen", "", ""),
        ("Inget område", "Klotter", "", "", ""),
    ]
    assert table.rows[0][2:5] == ("Ändra", "Därför.", "Mörkt.")


def test_an_area_that_the_programme_lost_keeps_its_problems():
    basis = plan_basis(replace(content(reviewed(1, "Rån", 9, Decision.KEEP)), areas=()))

    assert [(area.number, area.name) for area in basis.areas] == [(9, "")]
