"""What the data of today's programme lacks, as the database holds it."""

from datetime import date

import pytest
import sqlalchemy as sa

from tests.factories import (
    make_area,
    make_council,
    make_goal,
    make_indicator,
    make_intervention,
    make_measurement,
    make_member,
    make_organisation,
    make_programme,
)
from tracker.domain.data_quality import Gap
from tracker.domain.terms import InterventionState
from tracker.models import PriorityArea, Programme
from tracker.queries.data_quality import load_data_quality

TODAY = date(2026, 11, 24)


@pytest.fixture
def council(session):
    return make_council(session)


@pytest.fixture
def goal(session, council):
    area = make_area(session, programme=make_programme(session, council=council), number=1)
    owner = make_organisation(session, council=council)
    return make_goal(session, area=area, number=1, owner_id=owner.id)


def load(session, council):
    return load_data_quality(session, council_id=council.id, today=TODAY)


def make_whole(session, goal, **values):
    """Add an indicator without a flaw."""
    indicator = make_indicator(session, goal=goal, **({"target": 90.0} | values))
    for place in ("", "Granvik"):
        for year in (2024, 2025):
            make_measurement(session, indicator=indicator, year=year, municipality=place)
    return indicator


def found(quality):
    return [(flaw.gap, flaw.thing_id) for flaw in quality.flaws]


def test_without_a_programme_there_is_nothing_to_judge(session, council):
    assert load(session, council) is None


def test_what_is_whole_has_no_flaw(session, council, goal):
    make_whole(session, goal)

    assert found(load(session, council)) == []


def test_goals_and_interventions_without_anybody_are_flaws(session, council, goal):
    alone = make_goal(session, area=make_area(session, programme=programme_of(session, goal)))
    asked = make_member(session, council=council)
    going_on = make_intervention(session, goal=goal, state=InterventionState.ONGOING)
    for state in (InterventionState.DONE, InterventionState.STOPPED):
        make_intervention(session, goal=goal, state=state)
    make_intervention(session, goal=goal, responsible_id=asked.id)

    assert found(load(session, council)) == [
        (Gap.NO_OWNER, alone.id),
        (Gap.NO_RESPONSIBLE, going_on.id),
    ]


def programme_of(session, goal):
    area = session.get_one(PriorityArea, goal.priority_area_id)
    return session.get_one(Programme, area.programme_id)


def test_a_goal_that_has_been_ended_and_its_indicators_are_left_in_peace(session, council, goal):
    ended = make_goal(
        session,
        area=make_area(session, programme=programme_of(session, goal)),
        last_year=TODAY.year - 1,
    )
    make_indicator(session, goal=ended)

    assert found(load(session, council)) == []


def test_a_programme_that_has_ended_is_judged_by_its_last_year(session, council):
    programme = make_programme(session, council=council, first_year=2018, last_year=2021)
    goal = make_goal(session, area=make_area(session, programme=programme))

    indicator = make_indicator(session, goal=goal, target=90.0)

    assert found(load(session, council)) == [
        (Gap.NO_VALUES, indicator.id),
        (Gap.NO_OWNER, goal.id),
    ]


def test_the_sources_that_the_own_values_name_are_compared_and_no_others(session, council, goal):
    indicator = make_whole(session, goal)
    make_measurement(session, indicator=indicator, year=2023, source="Brå")
    make_measurement(
        session, indicator=indicator, year=2023, source="Kolada", municipality="Granvik"
    )
    assert found(load(session, council)) == []

    make_measurement(session, indicator=indicator, year=2022, source="Egen räkning")
    assert found(load(session, council)) == [(Gap.SEVERAL_SOURCES, indicator.id)]


def test_a_years_value_is_found_and_a_part_of_a_year_is_not_taken_for_it(session, council, goal):
    indicator = make_indicator(session, goal=goal)
    year = make_measurement(session, indicator=indicator, year=2025, population=None)
    for starts_on in (date(2025, 12, 1), date(2025, 7, 1)):
        make_measurement(
            session, indicator=indicator, starts_on=starts_on, ends_on=date(2025, 12, 31)
        )

    quality = load(session, council)

    assert quality.measurements == {(indicator.id, 2025): year.id}
    assert (Gap.NO_POPULATION, indicator.id) in found(quality)


def test_another_councils_data_is_not_judged(session, council, goal):
    other = make_council(session)
    make_intervention(session, council=other, state=InterventionState.ONGOING)
    make_measurement(session)

    assert found(load(session, council)) == []


def test_the_number_of_queries_does_not_grow_with_the_indicators(session, council, goal):
    make_whole(session, goal)
    statements = []
    sa.event.listen(
        session.get_bind(),
        "before_cursor_execute",
        lambda _c, _cu, statement, *_rest: statements.append(statement),
    )
    load(session, council)
    few = len(statements)
    for _number in range(5):
        make_whole(session, goal, target=None)
    statements.clear()

    assert len(load(session, council).flaws) == 5
    assert len([one for one in statements if one.startswith("SELECT")]) == few
