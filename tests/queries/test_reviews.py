"""Reviews, their indicators and needs, as the database holds them."""

from datetime import date

import pytest
import sqlalchemy as sa

from tests.factories import (
    make_area,
    make_area_conclusion,
    make_council,
    make_goal,
    make_indicator,
    make_intervention,
    make_measurement,
    make_need,
    make_programme,
    make_review,
)
from tracker.domain.terms import InterventionState
from tracker.queries import indicators
from tracker.queries import reviews as queries


@pytest.fixture
def council(session):
    return make_council(session)


@pytest.fixture
def programme(session, council):
    return make_programme(session, council=council)


@pytest.fixture
def goal(session, programme):
    return make_goal(session, area=make_area(session, programme=programme, number=3), number=2)


def load(session, programme):
    return indicators.load_indicators(
        session, council_id=programme.council_id, programme_id=programme.id
    )


def test_an_indicator_comes_with_its_values_and_those_of_others(session, programme, goal):
    indicator = make_indicator(session, goal=goal, is_key=True)
    make_measurement(session, indicator=indicator, year=2024, count=0)
    make_measurement(session, indicator=indicator, year=2023, count=12)
    make_measurement(session, indicator=indicator, year=2024, count=30, municipality="Granby")

    (row,) = load(session, programme)

    assert (row.series.label, row.series.area_number) == (f"3.2 {indicator.title}", 3)
    assert [(one.year, one.count) for one in row.series.observations] == [(2023, 12), (2024, 0)]
    assert [one.count for one in row.series.comparisons["Granby"]] == [30]
    assert row.is_key


def test_a_value_for_less_than_a_year_is_left_out_and_counted(session, programme, goal):
    indicator = make_indicator(session, goal=goal)
    make_measurement(session, indicator=indicator, year=2024)
    make_measurement(
        session, indicator=indicator, starts_on=date(2025, 1, 1), ends_on=date(2025, 8, 31)
    )

    (row,) = load(session, programme)

    assert [one.year for one in row.series.observations] == [2024]
    assert row.left_out == 1


@pytest.mark.parametrize(
    ("starts_on", "spans"), [(date(2024, 10, 1), 1), (date(2025, 1, 1), 1), (date(2024, 1, 1), 2)]
)
def test_a_survey_over_two_years_says_so(session, programme, goal, starts_on, spans):
    ends_on = date(2025, 9, 30) if starts_on.month == 10 else date(2025, 12, 31)
    indicator = make_indicator(session, goal=goal)
    make_measurement(session, indicator=indicator, starts_on=starts_on, ends_on=ends_on)

    (row,) = load(session, programme)

    assert [(one.year, one.spans_years) for one in row.series.observations] == [(2025, spans)]


def test_only_interventions_that_have_begun_are_shown_with_the_values(session, programme, goal):
    make_indicator(session, goal=goal)
    make_intervention(
        session,
        goal=goal,
        title="Nattvandring",
        state=InterventionState.ONGOING,
        starts_on=date(2024, 3, 1),
    )
    make_intervention(session, goal=goal, starts_on=date(2024, 3, 1))

    (row,) = load(session, programme)

    assert [one.title for one in row.interventions] == ["Nattvandring"]


def test_another_councils_indicators_are_not_loaded(session, programme, goal):
    make_indicator(session, goal=goal)
    other = make_council(session)

    assert indicators.load_indicators(session, council_id=other.id, programme_id=programme.id) == ()


def test_the_number_of_queries_does_not_grow_with_the_indicators(session, programme, goal, engine):
    for year in (2022, 2023):
        make_measurement(session, indicator=make_indicator(session, goal=goal), year=year)
    statements = []
    sa.event.listen(
        session.get_bind(),
        "before_cursor_execute",
        lambda _c, _cu, statement, *_rest: statements.append(statement),
    )

    assert len(load(session, programme)) == 2
    assert len(statements) <= 4


def test_a_need_remembers_its_place_in_the_review_before(session, council):
    before = make_review(session, council=council, first_year=2022, last_year=2023)
    review = make_review(session, council=council, first_year=2024, last_year=2025)
    make_need(session, review=before, name="Stöld i butik", per_10_000=50.0, harm=15)
    make_need(session, review=review, name="stöld i butik", per_10_000=60.0, harm=20)
    make_need(session, review=review, name="Bedrägeri")

    previous = queries.find_previous_review(session, council_id=council.id, review=review)
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


def test_a_review_is_about_the_programme_that_it_draws_conclusions_on(session, council, goal):
    area = make_area(session, programme=make_programme(session, council=council, name="Äldre"))
    review = make_review(session, council=council)
    make_area_conclusion(session, review=review, area=area)

    found = queries.find_reviewed_programme(session, council_id=council.id, review=review)

    assert found is not None
    assert found.name == "Äldre"


def test_a_review_that_looks_back_past_the_programme_is_about_the_latest(session, programme):
    review = make_review(
        session,
        council=None,
        council_id=programme.council_id,
        first_year=2010,
        last_year=2011,
        baseline_first_year=2008,
        baseline_last_year=2009,
    )

    found = queries.find_reviewed_programme(session, council_id=programme.council_id, review=review)

    assert found == programme
