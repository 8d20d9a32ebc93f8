"""A review's interventions, and its needs with scores and earlier places."""

import pytest

from tests.factories import (
    add,
    make_area,
    make_council,
    make_follow_up,
    make_goal,
    make_indicator,
    make_intervention,
    make_measurement,
    make_need,
    make_organisation,
    make_programme,
    make_review,
)
from tracker.domain.indicators import Period
from tracker.domain.terms import Criterion
from tracker.models import NeedIntervention, NeedScore
from tracker.queries import review_parts as queries
from tracker.queries.reviews import find_previous_review

YEARS = Period(2024, 2025)


@pytest.fixture
def council(session):
    return make_council(session)


@pytest.fixture
def goal(session, council):
    programme = make_programme(session, council=council)
    return make_goal(session, area=make_area(session, programme=programme, number=3), number=2)


# Interventions ---------------------------------------------------------------------------


def load_interventions(session, council):
    return queries.load_interventions(session, council_id=council.id)


def test_interventions_come_by_title_with_goals_and_whether_they_say_why(session, council, goal):
    school = make_organisation(session, council=council, name="Skolnämnden", short_name="Skola")
    make_intervention(
        session, goal=goal, title="Trygg skola", organisation_id=school.id, mechanism="Vuxna ser."
    )
    make_intervention(session, council=council, title="Nattvandring", mechanism="  ")
    make_intervention(session, title="Ett annat råds")

    night, safe = load_interventions(session, council)

    assert (night.title, night.goal_ids, night.has_mechanism) == (
        "Nattvandring",
        frozenset(),
        False,
    )
    assert (safe.organisation, safe.goal_ids) == ("Skola", frozenset({goal.id}))
    assert safe.has_mechanism


def test_only_follow_ups_of_the_years_that_say_it_are_heard(session, council):
    one, silent, other = (make_intervention(session, council=council) for _ in range(3))
    for intervention, year, said in (
        (one, 2024, True),
        (one, 2025, False),
        (one, 2026, True),
        (silent, 2024, None),
        (other, 2023, True),
        (other, 2026, True),
    ):
        make_follow_up(session, intervention=intervention, year=year, is_as_planned=said)
    make_follow_up(session, year=2024, is_as_planned=True)  # another council's

    found = queries.load_as_planned(session, council_id=council.id, years=YEARS)

    assert found == {one.id: {True, False}}


# Needs -----------------------------------------------------------------------------------


def test_a_need_remembers_its_place_in_the_review_before(session, council):
    before = make_review(session, council=council, first_year=2022, last_year=2023)
    review = make_review(session, council=council, first_year=2024, last_year=2025)
    make_need(session, review=before, name="Stöld i butik", per_10_000=50.0, harm=15)
    make_need(session, review=review, name="stöld i butik", per_10_000=60.0, harm=20)
    make_need(session, review=review, name="Bedrägeri")

    previous = find_previous_review(session, council_id=council.id, review=review)
    theft, fraud = queries.load_needs(
        session, council_id=council.id, review=review, previous=previous
    )

    assert previous == before
    assert theft.need.previous == (50.0, 15)
    assert (fraud.need.previous, fraud.need.number) == (None, 2)


def test_a_needs_events_are_worked_out_from_the_whole_population(session, council, goal):
    review = make_review(session, council=council, first_year=2024, last_year=2025)
    make_need(session, review=review, per_10_000=10.0, affected=3)
    for population in (20_000, 4_000):  # another indicator counts a part of them
        indicator = make_indicator(session, goal=goal)
        for year in (2024, 2025):
            make_measurement(
                session, indicator=indicator, year=year, count=5, population=population
            )

    (row,) = queries.load_needs(session, council_id=council.id, review=review, previous=None)

    assert (row.need.population, row.need.events) == (20_000, 40)


def test_a_need_without_population_counts_the_people_affected(session, council):
    review = make_review(session, council=council)
    make_need(session, review=review, affected=34)
    make_need(session, review=review)

    some, none = queries.load_needs(session, council_id=council.id, review=review, previous=None)

    assert (some.need.events, some.need.population) == (34, None)
    assert none.need.uncertain


def test_a_need_comes_with_every_scorers_scores_and_what_addresses_it(session, council):
    review = make_review(session, council=council)
    need, other = (make_need(session, review=review, causes="Mörkt.") for _ in range(2))
    intervention = make_intervention(session, council=council)
    for row, scorer, criterion, score in (
        (need, "Skolan", Criterion.COMMON, 2),
        (need, "Polisen", Criterion.COMMON, 4),
        (need, "Polisen", Criterion.HARMFUL, 5),
        (other, "Polisen", Criterion.COMMON, 1),
    ):
        ids = {"council_id": council.id, "need_id": row.id}
        add(session, NeedScore(**ids, scorer=scorer, criterion=criterion, score=score))
    ids = {"council_id": council.id, "need_id": need.id}
    add(session, NeedIntervention(**ids, intervention_id=intervention.id))

    first, second = queries.load_needs(session, council_id=council.id, review=review, previous=None)

    assert list(first.scores) == ["Polisen", "Skolan"]
    assert first.scores["Polisen"] == {Criterion.COMMON: 4, Criterion.HARMFUL: 5}
    assert (first.intervention_ids, first.causes) == ((intervention.id,), "Mörkt.")
    assert (second.scores, second.intervention_ids) == (
        {"Polisen": {Criterion.COMMON: 1}},
        (),
    )


def test_another_councils_needs_and_population_do_not_come_along(session, council):
    other = make_review(session, first_year=2024, last_year=2025)
    make_need(session, review=other)
    for year in (2024, 2025):
        make_measurement(session, year=year, population=90_000)

    assert queries.load_needs(session, council_id=council.id, review=other, previous=None) == ()
    assert queries.find_population(session, council_id=council.id, first=2024, last=2025) is None
